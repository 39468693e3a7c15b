"""Makes a project of guides: its settings, and a feature for each procedure, from a walk through the product.

Without a product the lines are made from the words of the guide alone.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from stapsgewijs.browser import ensure_browser, find_browser, launch_arguments
from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.files import display_path, read_text, real_path, write_text
from stapsgewijs.guide import read_guide
from stapsgewijs.guide.label_text import is_note_word, leads_in
from stapsgewijs.labels import Catalogue
from stapsgewijs.lint.discovery import documents_in
from stapsgewijs.project import OWN, SECTIONS, Account, Project, load_project
from stapsgewijs.project.edit import Additions, with_additions
from stapsgewijs.project.settings import find_file
from stapsgewijs.runner.target import Wish, open_target
from stapsgewijs.scenarios.actors.external_system import AccountPool, OwnSystem, Product, get_account
from stapsgewijs.scenarios.actors.people import People
from stapsgewijs.scenarios.actors.sign_in import open_page
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.label_translation import LabelTranslation
from stapsgewijs.scenarios.walk.draft import draft, with_pictures
from stapsgewijs.scenarios.walk.feature import blocks_in, feature_of, follows, is_undecided, is_untouched, merged
from stapsgewijs.scenarios.walk.instructions import Act, instructions_of
from stapsgewijs.scenarios.walk.lines import WORDS, Line, LineKind
from stapsgewijs.scenarios.walk.page import FIELDS, Sight
from stapsgewijs.scenarios.walk.walker import Question, WalkedStep, Walker, World
from stapsgewijs.testing.api import Api
from stapsgewijs.testing.http import HttpClient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser

    from stapsgewijs.guide import Guide, Label, Procedure, Step
    from stapsgewijs.scenarios.actors.person import Person

_USUAL_LANGUAGE: Final = "en"
_ASKS_TO_SIGN_IN: Final = "input[type=password], input[autocomplete~=username]"
_NO_LANGUAGE: Final = "the guide does not name its language; add a line such as “lang: en” to its front matter"
_HOW_TO_START: Final = "start it, or say in the settings how it is started: command, under [target]"
_NOT_IN_A_NAME: Final = re.compile(r"[^\w.-]+")
_MOST_IN_A_NAME: Final = 60
"""Characters: of four bytes each, a file system takes them still."""
_LISTED: Final = 8
"""So many guides are named where one has to be chosen."""


@dataclass(frozen=True, slots=True)
class InitWish:
    """What the command line asks for. `ask` and `ask_account` ask somebody at a terminal; they give None elsewhere."""

    guides: tuple[Path, ...] = ()
    language: str = ""
    target: Wish = field(default_factory=Wish)
    ask: Callable[[str], str | None] = lambda _: None
    ask_account: Callable[[str], tuple[str, str] | None] = lambda _: None


@dataclass(slots=True)
class Made:
    """What was made: what was done with each file, and the questions that are left, `path:line:column: what`."""

    files: list[str] = field(default_factory=list)
    proposals: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    has_product: bool = False
    """Whether the settings say where the product is."""


@dataclass(frozen=True, slots=True)
class _Followed:
    """A procedure with the lines for it: those before its first step, and those of each step."""

    first: tuple[Line, ...]
    steps: tuple[WalkedStep, ...]


_Follow = Callable[["Guide", "Procedure", "Mapping[int, Sequence[str]]"], _Followed]
"""What finds the lines of a procedure, some of whose steps have lines that somebody wrote."""


def make_project(folder: Path, wish: InitWish, say: Callable[[str], None]) -> Made:
    """Make or add to the project in `folder` or above it.

    A product that does not answer is a question too. Raises `StapsgewijsError` for what cannot be used.
    """
    if wish.language and wish.language not in WORDS:
        msg = f"--language {wish.language}: features are written in {' or '.join(WORDS)}"
        raise StapsgewijsError(msg)
    found = find_file(folder, [each.name for each in SECTIONS])
    settings = found.path.absolute() if found else folder / OWN
    table = found.table("project") if found else None
    known = load_project(settings).guides if table and "guides" in table.values else ()
    guides = [read_guide(each) for each in _guides(settings.parent, wish, known)]
    language = wish.language or next((each.locale for each in guides if each.locale in WORDS), _USUAL_LANGUAGE)
    made = Made()
    features = _prepare(settings, guides, known, wish, made)
    project = load_project(settings)
    made.has_product = bool(wish.target.base_url or project.target.base_url)
    made.questions += [f"{display_path(each.path)}:1:1: {_NO_LANGUAGE}" for each in guides if not each.language]
    learned: dict[str, str] = {}
    with ExitStack() as stack:
        follow: _Follow = _from_words
        is_walked = False
        if made.has_product:
            try:
                follow, is_walked = stack.enter_context(_walking(project, wish, learned, say)), True
            except StapsgewijsError as error:
                made.questions.append(f"the product was not walked through: {error}\n  {_HOW_TO_START}")
        written: set[Path] = set()
        for guide in guides:
            for procedure in guide.procedures:
                file = _feature_file(features, procedure.id)
                if file in written:
                    say(f"{display_path(guide.path)}: {procedure.title}: in a feature that is there already")
                    continue
                written.add(file)
                say(f"{display_path(guide.path)}: {procedure.title}")
                before = read_text(file) if file.exists() else None
                kept = {} if before is None or is_untouched(before) else _decided(before)
                followed = follow(guide, procedure, kept)
                text = feature_of(language, guide.title, procedure, followed.first, followed.steps)
                _write_feature(file, before, text, made, is_walked=is_walked)
                asked = [_told(guide.path, each.question) for each in followed.steps if each.question]
                made.questions += asked[:1] if is_walked else asked  # what comes behind the first was not looked at
    if learned:
        _write_settings(settings, Additions(values=learned), made)
    return made


def _feature_file(features: Path, procedure: str) -> Path:
    """Return the feature that follows a procedure already, whatever it is called, or the name of a new one.

    The id of a procedure is what somebody wrote in the guide; of a file in `features` it is a name.
    """
    found = (each for each in sorted(features.rglob("*.feature")) if follows(_text(each), procedure))
    name = _NOT_IN_A_NAME.sub("-", procedure)[:_MOST_IN_A_NAME].strip("-.") or "procedure"
    return next(found, features / f"{name}.feature")


def _text(file: Path) -> str:
    try:
        return read_text(file)
    except StapsgewijsError:
        return ""


def _guides(root: Path, wish: InitWish, known: Sequence[Path]) -> Sequence[Path]:
    """Return the guides that are meant: those named, those `known` by the settings, or the only one that there is."""
    if wish.guides:
        named = [each for each in wish.guides if not each.is_dir()]
        inside = [each for each in documents_in([each for each in wish.guides if each.is_dir()]) if _is_guide(each)]
        if found := list(documents_in(named)) + inside:
            return found
        msg = f"{', '.join(map(str, wish.guides))}: no Markdown file with numbered steps is in there"
        raise StapsgewijsError(msg)
    if known:
        return known
    there = [each for each in documents_in([root]) if _is_guide(each)]
    if len(there) == 1:
        return there
    if not there:
        msg = "no guide is named, and no Markdown file with numbered steps is here: stapsgewijs init path/to/guide.md"
        raise StapsgewijsError(msg)
    listed = "".join(f"\n  stapsgewijs init {display_path(each)}" for each in there[:_LISTED])
    msg = f"{len(there)} guides are here; say which one, or several, or the folder:{listed}"
    raise StapsgewijsError(msg)


def _is_guide(path: Path) -> bool:
    try:
        read_guide(path)
    except DocumentError:
        return False
    return True


def _prepare(settings: Path, guides: Sequence[Guide], known: Sequence[Path], wish: InitWish, made: Made) -> Path:
    """Write what the settings lack, and make the folder of the features, which is returned."""
    root = settings.parent
    there = {real_path(each) for each in known}
    new = tuple(_inside(each.path, root) for each in guides if real_path(each.path) not in there)
    language = next((each.locale for each in guides if each.locale), "")
    (root / "features").mkdir(parents=True, exist_ok=True)
    _write_settings(settings, Additions(new, language, wish.target.base_url), made)
    return load_project(settings).features


def _inside(guide: Path, root: Path) -> str:
    path = Path(os.path.normpath(guide.absolute()))  # resolve() would follow links
    if not path.is_relative_to(root):
        msg = f"{display_path(guide)} is outside of {display_path(root)}; run init in a folder above the guide"
        raise StapsgewijsError(msg)
    return path.relative_to(root).as_posix()


def _write_settings(settings: Path, wanted: Additions, made: Made) -> None:
    before = read_text(settings) if settings.exists() else None
    text = with_additions(settings, wanted)
    if text == before:
        return
    write_text(settings, text)
    name = display_path(settings)
    done = f"{name}: {'written' if before is None else 'added to'}"
    if not any(each.startswith(f"{name}:") for each in made.files):
        made.files.append(done)


def _write_feature(file: Path, before: str | None, text: str, made: Made, *, is_walked: bool) -> None:
    """Write a feature; of one that somebody changed only what was still to be decided, and show what else differs."""
    name = display_path(file)
    if before is None or is_untouched(before):
        if before != text:
            write_text(file, text)
        done = "written" if before is None else "as it was" if before == text else "written again"
        made.files.append(f"{name}: {done}")
        return
    whole = merged(before, text)
    if whole != before:
        write_text(file, whole)
    but = "" if whole == before else ", but for what was still to be decided"
    made.files.append(f"{name}: kept, because it was changed by hand{but}")
    if is_walked and blocks_in(whole).keys() == blocks_in(text).keys():
        return  # its lines were done, and they are those of the guide's steps
    lines = difflib.unified_diff(whole.splitlines(), text.splitlines(), name, f"{name} as init would write it")
    made.proposals.append("\n".join(each.rstrip("\n") for each in lines))


def _told(guide: Path, question: Question) -> str:
    return f"{display_path(guide)}:{question.line}:{question.column}: step {question.step}: {question.what}"


def _labels_in(guide: Guide, *, has_page: bool = True) -> Callable[[Step], Sequence[Label]]:
    """Return what gives the labels of a step: what is bold or, in a guide without bold, what is in quotes.

    Words that lead a sentence in are none (“**Note:** …”, “**Let op!** …”); where there is a page to look at, it says
    whether “**Name:** …” is a field.
    """
    has_bold = any(step.labels for each in guide.procedures for step in each.steps)
    lines = guide.source.split("\n")

    def is_label(label: Label) -> bool:
        text = label.text.rstrip()
        is_field = has_page and not is_note_word(text) and not text.endswith(("!", "！"))
        return is_field or not leads_in(label, lines[label.line - 1])

    return lambda step: [each for each in (step.labels if has_bold else step.quotes) if is_label(each)]


def _decided(feature: str) -> dict[int, tuple[str, ...]]:
    """Return the lines of each step in a feature that somebody changed, where nothing is left to be decided."""
    return {number: block for number, block in blocks_in(feature).items() if not is_undecided(block)}


def _from_words(guide: Guide, procedure: Procedure, _: Mapping[int, Sequence[str]]) -> _Followed:
    return _Followed((Line(LineKind.SIGNED_IN),), tuple(draft(procedure.steps, _labels_in(guide, has_page=False))))


@contextmanager
def _walking(
    project: Project, wish: InitWish, learned: dict[str, str], say: Callable[[str], None]
) -> Iterator[_Follow]:
    """Give what walks through a procedure in a browser, on the product, which runs while the block lasts."""
    project = wish.target.of(project)
    with ExitStack() as stack:
        arguments = stack.enter_context(open_target(project, wish.target, say))
        given = list(zip(arguments[::2], arguments[1::2], strict=True))
        network = dict(given).get("--system-network")
        if network is None:
            msg = f"{project.target.base_url} is a simulator of Stapsgewijs; its features ship: stapsgewijs verify"
            raise StapsgewijsError(msg)
        variables = dict(value.split("=", 1) for name, value in given if name == "--system-variable")
        http = stack.enter_context(HttpClient())
        ensure_browser(tell=say)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**launch_arguments(find_browser(), target=project.target.base_url))
        stack.callback(browser.close)
        accounts = [get_account(each) for each in wish.target.accounts] or project.accounts(os.environ)
        product = Product(project, project.target.base_url, variables)
        yield _Walk(
            project, product, Api(http, f"{network.rstrip('/')}/api/v1"), browser, list(accounts), wish, learned
        )


@dataclass(slots=True)
class _Walk:
    """A browser on a product, with a phone network; called with a procedure, it walks through it."""

    project: Project
    product: Product
    api: Api
    browser: Browser
    accounts: list[Account]
    wish: InitWish
    learned: dict[str, str]
    _turn: int = 0

    def __call__(self, guide: Guide, procedure: Procedure, kept: Mapping[int, Sequence[str]]) -> _Followed:
        labels_of = _labels_in(guide)
        pool = self._pool()
        own = OwnSystem(self.api, self.product, pool, guide.language or _USUAL_LANGUAGE)
        context = self.browser.new_context(
            locale=guide.language or _USUAL_LANGUAGE, ignore_https_errors=not self.project.target.check_certificate
        )
        empty = Catalogue(guide.locale or _USUAL_LANGUAGE, {}, {})
        person = People(own, LabelTranslation(empty, empty), lambda **_: context).join("Anna")
        try:
            try:
                first = self._begin(person, own, pool, guide, procedure)
            except (StepError, PlaywrightError) as error:
                what = str(error).splitlines()[0]
                return _Followed((Line(LineKind.SIGNED_IN),), _undecided(procedure, labels_of, what))
            world = World(person, dict(self.project.values), self.wish.ask, self.learned)
            steps = zip(procedure.steps, Walker(world).follow(procedure, labels_of, kept), strict=False)
            walked = [each._replace(lines=with_pictures(step, each.lines)) for step, each in steps]
            left = procedure.steps[len(walked) :]
            return _Followed(first, (*walked, *draft(left, labels_of)))
        finally:
            context.close()
            own.close()

    def _pool(self) -> AccountPool:
        """Return the accounts, those first that were not used for the longest time: each procedure gets another."""
        if self.accounts:
            self._turn += 1
            self.accounts = [*self.accounts[1:], self.accounts[0]] if self._turn > 1 else self.accounts
        return AccountPool.of(self.accounts)

    def _begin(
        self, person: Person, own: OwnSystem, pool: AccountPool, guide: Guide, procedure: Procedure
    ) -> tuple[Line, ...]:
        """Open the product, and sign in where it asks for that and the guide does not tell to; return the lines."""
        page, place = person.page, self.project.target.sign_in or "/"
        open_page(page, own.address(self.project.target.sign_in))
        step = procedure.steps[0]
        fields = [each.name for each in instructions_of(step, _labels_in(guide)(step)) if each.act is Act.TYPE]
        told = any(Sight(page).called(each, FIELDS) for each in fields if each)
        if told or not page.locator(_ASKS_TO_SIGN_IN).filter(visible=True).count():
            return (Line(LineKind.PERSON), Line(LineKind.OPENS, place))
        if not self.accounts:
            asked = self.wish.ask_account(page.url)
            if asked is None:
                msg = f"{page.url} asks to sign in: add [[accounts]] to the settings, or give --account user:password"
                raise StepError(msg)
            self.accounts = [Account(*asked)]
            pool.give_back(self.accounts[0])
        person.signs_in()
        return (Line(LineKind.SIGNED_IN),)


def _undecided(procedure: Procedure, labels_of: Callable[[Step], Sequence[Label]], what: str) -> tuple[WalkedStep, ...]:
    """Return the steps from words alone, with a question at the first one."""
    steps = tuple(draft(procedure.steps, labels_of))
    asked = Question(steps[0].number, procedure.line, procedure.column, what)
    return (steps[0]._replace(question=asked), *steps[1:])
