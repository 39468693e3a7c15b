"""Setting up the authenticator app: the dialog with what it has to scan, for our own app and for any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.identity import Device, ForbiddenEventError, PendingApp, RejectionReason, RequestRejectedError, State
from stapsgewijs.pages.flows.mobile_app import ConfigureAppPage
from stapsgewijs.totp import Activation, OtpAuth, Totp, decode_secret
from stapsgewijs.web.flows import app_code, app_notification
from stapsgewijs.web.flows.enrollment_request import ENROLLING, enrollment_of
from stapsgewijs.web.flows.method_form import MethodForm, method_page_of
from stapsgewijs.web.flows.registry import Sample
from stapsgewijs.web.flows.verification import WrongStepError
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.middleware import is_cross_site
from stapsgewijs.web.request_context import FormRefusedError, page_route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.flows.verification import VerificationContext

_SAMPLE_CODE, _SAMPLE_SECRET = "123456789", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
_SAMPLE_URL: Final = "https://mfa.example/activate/12345678"


async def set_up(request: Request) -> Response:
    """Begin to set up the app; the option that was chosen in step 1 is what it is tried by afterwards."""
    ctx, form = await ENROLLING.form(request)
    chosen = MethodForm.from_form(form)
    if errors := chosen.validation_errors(ctx.visit.state.regions):
        return ctx.visit.render(method_page_of(ctx, chosen, **errors), 422)
    try:
        ctx.visit.organisation.enrollments.set_up_app(enrollment_of(ctx), form=form.token)
    except RequestRejectedError as error:
        errors = chosen.rejection_errors(error.reason, ctx.visit)
        return ctx.visit.render(method_page_of(ctx, chosen, **errors), 422)
    except ForbiddenEventError:
        return ctx.redirect()
    ctx.visit.session.app_use = chosen.method
    return ctx.redirect()


async def dialog(request: Request) -> Response:
    """Show what the app has to scan."""
    ctx = ENROLLING.context(request)
    ctx.require_state(State.CONFIGURING_APP)
    return ctx.visit.render(_page(ctx))


async def with_notifications(request: Request) -> Response:
    """Show the QR code for our own app."""
    return _shown(request, otpauth=False)


async def without_notifications(request: Request) -> Response:
    """Show the QR code for any other app."""
    return _shown(request, otpauth=True)


async def accept(request: Request) -> Response:
    """Go on once the app has activated; another app does not tell."""
    ctx, form = await ENROLLING.form(request)
    ctx.require_state(State.CONFIGURING_APP)
    service, enrollment = ctx.visit.organisation.enrollments, enrollment_of(ctx)
    try:
        service.accept_app(enrollment, form=form.token)
        if enrollment.adds_device:
            service.start(enrollment, Device.MOBILE_APP, _tried_by(ctx), "", "", form=f"{form.token} tried")
    except RequestRejectedError as error:
        return ctx.visit.render(_page(ctx, error=ctx.rejected(error.reason)), 422)
    return ctx.redirect()


async def drop(request: Request) -> Response:
    """Go back; what was shown is of no use any more."""
    ctx, _ = await ENROLLING.form(request)
    ctx.require_state(State.CONFIGURING_APP)
    ctx.visit.organisation.enrollments.drop_app(enrollment_of(ctx))
    return ctx.redirect()


def _shown(request: Request, *, otpauth: bool) -> Response:
    """Show the QR code of a kind. What was shown is made anew only when the kind changes: one may reload the page."""
    if is_cross_site(request.headers):  # a link of another site: what was scanned would be of no use any more
        raise FormRefusedError
    ctx = ENROLLING.context(request)
    ctx.require_state(State.CONFIGURING_APP)
    enrollment = enrollment_of(ctx)
    if enrollment.app and enrollment.app.otpauth is not otpauth:
        form = f"{enrollment.app.code} {otpauth}"
        ctx.visit.organisation.enrollments.set_up_app(enrollment, form=form, otpauth=otpauth)
    return ctx.redirect()


def _tried_by(ctx: VerificationContext) -> str:
    """Return the method by which one more app is tried: a notification where it can get one."""
    app, policy = enrollment_of(ctx).app, ctx.visit.organisation.policy
    gets_notifications = app is not None and app.device is not None and app.device.notifications
    is_used = gets_notifications and policy.allows(Device.MOBILE_APP, app_notification.FLOW.method)
    return app_notification.FLOW.method if is_used else app_code.FLOW.method


def _page(ctx: VerificationContext, error: Message | None = None) -> ConfigureAppPage:
    visit, enrollment = ctx.visit, enrollment_of(ctx)
    if enrollment.app is None:
        raise WrongStepError(ctx.redirect)
    return configure_app_page(
        visit.frame(),
        enrollment.app,
        account=enrollment.person,
        action=f"{visit.home}app",
        cancel=f"{visit.home}app/cancel",
        other=f"{visit.home}app/with{'' if enrollment.app.otpauth else 'out'}-notifications",
        error=error,
    )


def configure_app_page(  # noqa: PLR0913  # what the page shows
    frame: Frame,
    app: PendingApp,
    *,
    account: str,
    action: str,
    cancel: str,
    other: str,
    error: Message | None = None,
) -> ConfigureAppPage:
    """Return the dialog; `account` is the user name, by which another app knows the account."""
    payload, values = Activation(app.code, app.url).uri(), (("Code", app.code), ("Url", app.url))
    if app.otpauth:
        payload = OtpAuth(Totp(decode_secret(app.secret)), frame.organisation, account).uri()
        values = (("Account name", f"{frame.organisation}:{account}"), ("Secret Key", app.secret))
    return ConfigureAppPage(frame, action, cancel, other, payload, values, not app.otpauth, error)


def samples(frame: Frame, account: str) -> Iterator[Sample]:
    """Give the dialog in all its states, as static pages."""
    app = PendingApp(_SAMPLE_CODE, _SAMPLE_URL, _SAMPLE_SECRET, datetime.fromtimestamp(0, UTC))
    addresses: dict[str, Any] = {
        "account": account,
        "action": "method-app-ready.html",
        "cancel": "method-mobile-app.html",
    }
    page = configure_app_page(frame, app, **addresses, other="app-without-notifications.html")
    yield Sample("app", page)
    for reason in (RejectionReason.APP_NOT_ACTIVATED, RejectionReason.ACTIVATION_EXPIRED):
        said = rejection_message(reason)
        yield Sample(f"app-{reason.name.lower().replace('_', '-')}", replace(page, error=said), said)
    other = configure_app_page(frame, replace(app, otpauth=True), **addresses, other="app.html")
    yield Sample("app-without-notifications", other)


routes: Final = [
    page_route("/app", dialog),
    page_route("/app", accept, "POST"),
    page_route("/app/set-up", set_up, "POST"),
    page_route("/app/cancel", drop, "POST"),
    page_route("/app/with-notifications", with_notifications),
    page_route("/app/without-notifications", without_notifications),
]
