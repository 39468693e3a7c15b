"""One frozen view per template: everything that a page shows, and nothing that acts (those of methods: `flows`).

Texts in a view are either data (a number, a name) or msgids of the catalogue, never sentences in some
language. Fields called `…_error`, `error`, `notice` hold a `Message`, or None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.panel import PanelLanguage

SAMPLE_NUMBER, SAMPLE_MASKED = "+31 6 12345678", "+XX XXXXXXX78"
"""What samples of pages show: the number where it was typed, and where only who knows it may recognise it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page.

    `static` is the address of the folder with styles and fonts, `home` the organisation's sign-in page,
    `handsets` the page with phones; `form` is the token that every form sends back.
    """

    organisation: str
    static: str
    home: str
    handsets: str
    form: str = ""
    sign_out: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a list or a radio button. `msgid` names a label, `name` is shown as it is."""

    value: str
    msgid: str = ""
    name: str = ""
    chosen: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in; simulators show their passwords."""

    user_name: str
    password: str


@dataclass(frozen=True, slots=True)
class Around:
    """Addresses of what there is besides the pages that a guide leads through; `seal` is what its form sends back."""

    demo: str
    panel: str
    api: str
    seal: str
    languages: tuple[PanelLanguage, ...] = ()


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The page where everything begins."""

    template: ClassVar[str] = "sign-in.html.j2"
    surface: ClassVar[str] = "sign-in"

    frame: Frame
    action: str
    accounts: tuple[Account, ...] = ()
    more_accounts: int = 0
    """How many there are besides those that are shown."""
    user_name: str = ""
    user_name_error: Message | None = None
    password_error: Message | None = None
    notice: Message | None = None
    around: Around | None = None


@dataclass(frozen=True, slots=True)
class MoreInformationPage:
    """The prompt between signing in and enrolling."""

    template: ClassVar[str] = "more-information.html.j2"
    surface: ClassVar[str] = "sign-in"

    frame: Frame
    action: str
    cancel: str


@dataclass(frozen=True, slots=True)
class MethodGroup:
    """The methods of one device, as radio buttons under a label (`legend`: a msgid); `field` names them in the form."""

    device: str
    field: str
    legend: str
    methods: tuple[Choice, ...]
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class MethodPage:
    """Step 1: which device, which method, which number. `note` is what is said about what is greyed out.

    The page holds what belongs to every device, and a style sheet shows what belongs to the chosen one: `numbered` are
    the devices that have a number, `extended` those with an extension, `apps` those
    that have to be set up first: `app_is_ready` when that was done, and `app_said` (a msgid) says for what.
    """

    template: ClassVar[str] = "method.html.j2"
    surface: ClassVar[str] = "enrollment"

    frame: Frame
    action: str
    cancel: str
    set_up: str
    devices: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    groups: tuple[MethodGroup, ...]
    numbered: tuple[str, ...]
    extended: tuple[str, ...]
    apps: tuple[str, ...]
    number: str = ""
    extension: str = ""
    app_said: str = ""
    app_is_ready: bool = False
    note: str = ""
    note_needed: bool = False
    notice: Message | None = None
    device_error: Message | None = None
    region_error: Message | None = None
    number_error: Message | None = None
    extension_error: Message | None = None
    app_error: Message | None = None

    @property
    def has_error(self) -> bool:
        """Whether anything has to be corrected."""
        errors = (self.device_error, self.region_error, self.number_error, self.extension_error, self.app_error)
        return any(errors) or any(each.error for each in self.groups)


@dataclass(frozen=True, slots=True)
class AppPasswordPage:
    """The app password, once. `password` is empty when it has been shown; `used` says whether there are any.

    `step` is the msgid of the label of this part of the page: the number of the step depends on the way to it.
    """

    template: ClassVar[str] = "app-password.html.j2"
    surface: ClassVar[str] = "enrollment"

    frame: Frame
    action: str
    renew: str
    password: str
    used: bool = True
    step: str = "Step 3: Keep using your existing applications"


@dataclass(frozen=True, slots=True)
class EnrolledMethod:
    """A method that was set up: `msgids` are the labels that say which one."""

    msgids: tuple[str, ...]
    number: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A link that the guide ends with: its words, the document it names, and the page that says so."""

    text: str
    document: str
    address: str


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """The end: what was enrolled, and where the guide goes on."""

    template: ClassVar[str] = "finished.html.j2"
    surface: ClassVar[str] = "enrollment"

    frame: Frame
    another: str
    enrolled: tuple[EnrolledMethod, ...]
    next_steps: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStepPage:
    """Where a next-step link leads here: the document itself is not part of the simulator."""

    template: ClassVar[str] = "next-step.html.j2"

    frame: Frame
    title: str
    document: str
    back: str


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A page for what went wrong: a title, what to do, and a way on."""

    template: ClassVar[str] = "problem.html.j2"

    frame: Frame
    title: Message
    advice: Message


@dataclass(frozen=True, slots=True)
class ExportedPage:
    """A page of an export: `heading` is what it is called on itself, `description` the message on it."""

    file: str
    name: str
    heading: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ExportIndexPage:
    """A gallery of exported pages, in groups: pairs of a heading (msgid) and pages."""

    template: ClassVar[str] = "export-index.html.j2"

    frame: Frame
    groups: tuple[tuple[str, tuple[ExportedPage, ...]], ...]
