"""Handset pages in every state, made without a phone network, for the static export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Message
from stapsgewijs.pages.handset import authenticator as a
from stapsgewijs.pages.handset import fragments as p
from stapsgewijs.pages.handset import views as v
from stapsgewijs.pages.safe_text import Excerpt, excerpt, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.labels import Catalogue
    from stapsgewijs.pages.renderer import View
    from stapsgewijs.pages.views import Frame

NUMBER: Final = "+31 6 12345678"
CALLER: Final = "+31 20 249 0048"
_TABS: Final = p.TabsPart(
    "handset.html", "handset-calls.html", settings="handset-settings.html", app="handset-app.html"
)
_AT: Final = p.Moment("2026-01-01T12:00:00+00:00", "12:00")
_KEPT: Final = v.Kept("100\u202f000", "90", "256", _AT)
_TAG: Final = p.Tag("les", "handsets-search.html")
_TRICKY: Final = readable("\u202e654321\u202c \x07 שלום 👩\u200d💻")


def handset_samples(frame: Frame, catalogue: Catalogue) -> Iterator[tuple[str, View]]:
    """Give the name of a file and its page, in the order in which people come upon them."""
    said = catalogue.text
    code = said("{code} is your verification code for {organisation}.", code="123456", organisation="Contoso")
    yield from _lists(frame, code)
    yield from _phones(frame, code)
    yield from _calls(frame, said("Thank you, you have been verified. Goodbye."))
    yield from _app(frame)
    yield from _requests(frame, code)
    yield from _about_items(frame, code)
    yield "demo", v.DemoPage(frame, "sign-in.html", "handset.html", "demo.html", NUMBER, "06 12345678")


def _lists(frame: Frame, code: str) -> Iterator[tuple[str, v.HandsetsPage]]:
    box = v.SearchBox("handsets-search.html", "handsets.html")
    tools = v.Tools("handsets.html", "handset-clear.html", "demo.html", v.Kept("100\u202f000", "90"))
    empty = v.HandsetsPage(frame, "", "handset.html", box, p.HandsetList(), p.Log(), tools)
    yield "handsets-empty", empty
    entry = p.HandsetEntry("handset.html", NUMBER, "+31612345678", "Contoso", Excerpt(code), _AT, "2")
    off = replace(entry, number="+31 6 11112222", unread="", states=("No signal", "Do not disturb is on"))
    other = replace(entry, number="+31 6 87654321", sender=_TRICKY, last=Excerpt(_TRICKY), unread="", ringing=True)
    app = replace(entry, address="handset-app.html", sender="", last=Excerpt(""), unread="", asks=True)
    phones = p.HandsetList((entry, off, other, replace(other, ringing=False, talking=True), app), more=True)
    entries = (
        p.LogEntry("handset-item.html", "Contoso", NUMBER, Excerpt(code), "delivered", _AT, tags=(_TAG,)),
        p.LogEntry("handset-item.html", CALLER, NUMBER, Excerpt(""), "no-answer", _AT, is_call=True),
        p.LogEntry("handset-item.html", _TRICKY, NUMBER, excerpt(_TRICKY * 60, 180), "undelivered", _AT),
    )
    full = replace(empty, list=phones, log=p.Log(entries, more=True), tools=replace(tools, kept=_KEPT))
    yield "handsets", full
    asked = "van:Contoso status:weg"
    yield (
        "handsets-search",
        replace(full, search=replace(box, asked=asked, unknown=("weg",)), log=p.Log(entries[:1], asked)),
    )
    yield "handsets-search-without-hits", replace(full, search=replace(box, asked="niets"), log=p.Log((), "niets"))
    wrong = Message("This is not a phone number. Enter it with digits, as 06 12345678.")
    yield "handsets-no-number", replace(full, number="geen", number_error=wrong)


def _page(frame: Frame, **parts: p.Part) -> v.HandsetPage:
    nothing = p.HandsetParts(
        p.AlarmPart(),
        p.CallPart(),
        p.TranscriptPart(),
        p.KeysPart(),
        p.HandsPart(),
        p.NewsPart(),
        p.ThreadsPart(),
        _TABS,
    )
    return v.HandsetPage(
        frame,
        NUMBER,
        "+31612345678",
        "06 12345678",
        "handsets.html",
        "",
        "",
        replace(nothing, **parts),  # type: ignore[arg-type]  # each is of the kind of its field
        v.SearchBox("handset.html", "handset.html"),
        v.Tools("handset.html", "handset-clear.html", "demo.html", _KEPT),
    )


def _phones(frame: Frame, code: str) -> Iterator[tuple[str, v.HandsetPage]]:
    yield "handset-empty", _page(frame)
    threads = (
        p.Thread("handset-thread.html", "Contoso", Excerpt(code), _AT, "1"),
        p.Thread("handset-thread.html", _TRICKY, Excerpt(_TRICKY), _AT),
    )
    tabs = replace(_TABS, unread="1", missed="1")
    news = p.NewsPart("Contoso", Excerpt(code), "", _AT, "New message")
    shown = _page(frame, screen=p.ThreadsPart(threads, earlier=True), tabs=tabs, news=news)
    yield "handset", replace(shown, compose="handset-thread.html")
    wrong = Message("Write a number as +31 20 249 0048, and a message.")
    yield "handset-not-sent", replace(shown, compose="handset-thread.html", wrote=("x" * 40, code), write_error=wrong)
    bubbles = (
        p.Bubble("handset-item.html", Excerpt(code), _AT, tags=(_TAG,)),
        p.Bubble("handset-item.html", Excerpt("Dank u."), _AT, is_own=True),
        p.Bubble("handset-item.html", excerpt(_TRICKY * 4000, 1000), _AT),
    )
    thread = _page(frame, screen=p.ThreadPart("Contoso", "handset.html", bubbles))
    yield "handset-thread", replace(thread, reply="handset-thread.html", party_name="Contoso")
    calls = (
        p.CallEntry("handset-item.html", CALLER, "Missed call", _AT, missed=True, tags=(_TAG,)),
        p.CallEntry("handset-item.html", CALLER, "Voicemail", _AT, missed=True, said=(code,)),
        p.CallEntry("handset-item.html", CALLER, "Answered", _AT),
        p.CallEntry("handset-item.html", CALLER, "You called", _AT),
    )
    banner = p.NewsPart("Contoso", Excerpt(code), "handset-thread.html", _AT, "New message")
    on_calls = replace(tabs, on_calls=True)
    shown = _page(frame, screen=p.CallsPart(calls, earlier=True), tabs=on_calls, news=banner)
    yield "handset-calls", replace(shown, dial="handset-in-call.html")
    yield "handset-calls-empty", _page(frame, screen=p.CallsPart(), tabs=on_calls)
    yield from _settings(frame, calls)
    found = _page(frame, screen=p.Log((), "niets"))
    yield "handset-search-without-hits", replace(found, search=replace(found.search, asked="niets"))


def _settings(frame: Frame, calls: tuple[p.CallEntry, ...]) -> Iterator[tuple[str, v.HandsetPage]]:
    """Give the switches of a phone: as usual, changed, not accepted, and a desk phone, which has fewer."""
    switches = (
        p.Switch("phone_on", "Phone on", on=True),
        p.Switch("signal", "Signal", on=True),
        p.Switch("do_not_disturb", "Do not disturb", on=False),
        p.Switch("app_notifications", "Notifications of the authenticator app", on=True),
    )
    screen = p.SettingsPart("handset-settings-changed.html", "", switches)
    tabs = replace(_TABS, on_settings=True)
    usual = _page(frame, screen=screen, tabs=tabs)
    yield "handset-settings", usual
    changed = tuple(replace(each, on=not each.on) for each in switches)
    states = p.SwitchesPart(("No signal", "Do not disturb is on", "The app may not notify", "Callers are blocked"))
    blocks = replace(screen, switches=changed, blocked=f"{CALLER}\n{_TRICKY}")
    parts = replace(usual.parts, screen=blocks, switches=states)
    yield "handset-settings-changed", replace(usual, parts=parts)
    wrong = Message.of(
        "Write one number or name on each line, as +31 20 249 0048 or Contoso; at most {count}.", count=50
    )
    refused = replace(screen, blocked="+31", blocked_error=wrong)
    yield "handset-settings-refused", replace(usual, parts=replace(usual.parts, screen=refused))
    off = p.SwitchesPart(("This phone is off",))
    yield "handset-off", replace(usual, parts=replace(usual.parts, screen=p.ThreadsPart(), tabs=_TABS, switches=off))
    on_desk = p.TabsPart("", "handset-desk.html", settings="handset-desk-settings.html", on_calls=True)
    desk = _page(frame, screen=p.CallsPart(calls[:1]), tabs=on_desk)
    desk = replace(desk, number="+31 20 123 4567", e164="+31201234567", national="020 123 4567")
    yield "handset-desk", desk
    fewer = replace(screen, switches=(switches[0], switches[2]))
    settings = replace(on_desk, on_calls=False, on_settings=True)
    yield "handset-desk-settings", replace(desk, parts=replace(desk.parts, screen=fewer, tabs=settings))


def _calls(frame: Frame, thanks: str) -> Iterator[tuple[str, v.HandsetPage]]:
    rings = p.CallPart(CALLER, "Incoming call", rings=True)
    hands = p.HandsPart("handset-in-call.html", "handset-calls.html")
    yield "handset-ringing", _page(frame, alarm=p.AlarmPart(CALLER), call=rings, hands=hands)
    silent = replace(rings, silent=True)
    states = p.SwitchesPart(("Do not disturb is on",))
    yield "handset-ringing-silently", _page(frame, call=silent, hands=hands, switches=states)
    lines = (
        p.Utterance(thanks, _AT, "1", language="nl"),
        p.Utterance("#", _AT, "2", pressed=True),
        p.Utterance(thanks, _AT, "3", own=True),
    )
    talks = p.CallPart(CALLER, "On the line")
    transcript = p.TranscriptPart(lines, is_there=True)
    keys = p.KeysPart("handset-in-call.html", "handset-in-call.html")
    hangs_up = p.HandsPart(hang_up="handset-calls.html")
    yield "handset-in-call", _page(frame, call=talks, transcript=transcript, keys=keys, hands=hangs_up)
    yield "handset-calling", _page(frame, call=p.CallPart(CALLER, "Calling"), hands=hangs_up)
    ended = p.CallPart(CALLER, "The call has ended")
    yield "handset-call-ended", _page(frame, call=ended, transcript=transcript, hands=p.HandsPart(close="handset.html"))


def _app(frame: Frame) -> Iterator[tuple[str, v.HandsetPage]]:
    """Give the screens of the authenticator app."""
    tabs = replace(_TABS, on_app=True)

    def page(screen: a.AppScreenPart) -> v.HandsetPage:
        shown = _page(frame, tabs=tabs)
        return replace(shown, parts=replace(shown.parts, screen=screen))

    empty = a.AppAccountsPart("handset-app-menu.html", "handset-app-kind.html", "handset-app-edit.html", runs=False)
    yield "handset-app-empty", page(empty)
    own = a.CodeEntry("Contoso", "anna@contoso.example", "005924", 30, delete="handset-app-edit.html", seconds_left=17)
    others = replace(own, organisation=_TRICKY, user_name="x" * 60, code="94287082", codes_only=True, seconds_left=1)
    full = replace(empty, entries=(own, others), notice=Message("The account was added."))
    yield "handset-app", page(full)
    yield "handset-app-menu", page(replace(full, menu="handset-app.html", menu_open=True, notice=None))
    yield (
        "handset-app-late",
        page(replace(full, notice=Message("It is too late: this request can no longer be answered."))),
    )
    yield "handset-app-kind", page(a.AppKindPart("handset-app.html", "handset-app-camera.html"))
    yield "handset-app-camera", page(a.AppCameraPart("handset-app-scan.html", ""))
    scan = a.AppScanPart("handset-app-kind.html", "handset-app.html", "handset-app-manual.html", "")
    yield "handset-app-scan-nothing", page(scan)
    yield "handset-app-scan", page(replace(scan, people=("anna@contoso.example",)))
    used = Message(
        "The account could not be added: the code is unknown, used or expired. Ask for a new one on the page."
    )
    yield "handset-app-scan-refused", page(replace(scan, people=("anna@contoso.example", "x" * 60), error=used))
    manual = a.AppManualPart("handset-app-kind.html", "handset-app.html", "")
    yield "handset-app-manual", page(manual)
    yield "handset-app-manual-no-camera", page(replace(manual, camera="handset-app-camera.html"))
    yield "handset-app-manual-refused", page(replace(manual, code="123456789", url="http://x/pad/1", error=used))
    code = Message("Enter the code that the page shows: digits only.")
    url = Message("Enter the whole address that the page shows, with http in front.")
    yield "handset-app-manual-wrong-code", page(replace(manual, code="12!", code_error=code))
    yield "handset-app-manual-wrong-url", page(replace(manual, code="123456789", url="pad/1", url_error=url))
    yield "handset-app-edit", page(a.AppEditPart("handset-app.html", "", (own, others)))
    yield "handset-app-edit-empty", page(a.AppEditPart("handset-app.html", ""))


def _requests(frame: Frame, code: str) -> Iterator[tuple[str, v.HandsetPage]]:
    """Give a request to approve, over whatever else is on the phone."""
    asks = p.RequestPart("Contoso", "anna@contoso.example", "handset-app.html", "handset-app.html")
    thread = p.Thread("handset-thread.html", "Contoso", Excerpt(code), _AT, "1")
    under = _page(frame, screen=p.ThreadsPart((thread,)), alarm=p.AlarmPart(asks=asks.user_name), request=asks)
    offline = Message("The phone has no connection. The answer was not sent.")
    wrong = Message("This is not the PIN. Try again.")
    for name, request in {
        "handset-app-request": asks,
        "handset-app-request-of-a-long-name": replace(asks, organisation=_TRICKY, user_name="x" * 60),
        "handset-app-request-offline": replace(asks, error=offline),
        "handset-app-number": replace(asks, needs_number=True),
        "handset-app-pin": replace(asks, pin="1234"),
        "handset-app-pin-wrong": replace(asks, pin="1234", error=wrong),
    }.items():
        yield name, replace(under, parts=replace(under.parts, request=request))
    rings = p.CallPart(CALLER, "Incoming call", rings=True)
    hands = p.HandsPart("handset-in-call.html", "handset-calls.html")
    parts = replace(under.parts, alarm=p.AlarmPart(CALLER, asks.user_name), call=rings, hands=hands)
    yield "handset-app-request-and-call", replace(under, parts=parts)


def _about_items(frame: Frame, code: str) -> Iterator[tuple[str, v.ItemPage | v.ClearPage]]:
    message = v.ItemPage(
        frame,
        "",
        "handset.html",
        "Text message",
        v.Party("Contoso"),
        v.Party(NUMBER, "06 12345678", "+31612345678"),
        "delivered",
        _AT,
        "handset-item.html",
        "handset-item.html",
        "handset.html",
        code,
        tags=(_TAG,),
        history=(v.HistoryLine(_AT, "queued"), v.HistoryLine(_AT, "delivered")),
        travel=v.Travel("UCS-2", 42, 1, 28, (("ë", "LATIN SMALL LETTER E WITH DIAERESIS"),)),
        remarks=("UCS-2, 1 part, EUR 0.10",),
    )
    yield "handset-item", message
    lines = (p.Utterance(code, _AT, "1"), p.Utterance("#", _AT, "2", pressed=True))
    yield (
        "handset-item-call",
        replace(message, title="Call", text="", lines=lines, status="completed", tags=(), travel=None),
    )
    yield "handset-clear", v.ClearPage(frame, "", "handset-empty.html", "handset.html", 12, 3, NUMBER)
    yield "handsets-clear", v.ClearPage(frame, "", "handsets-empty.html", "handsets.html", 12, 3)
