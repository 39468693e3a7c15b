"""Where a project has its guides, features, steps and pages, and in which languages they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.project.settings import OWN, SettingsFile, Table, find_file, read_file

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES: Final = ("project", "target", "accounts", "values", "phone", "verify")
"""A file with one of these describes a project."""


@dataclass(frozen=True, slots=True)
class Target:
    """The product that is followed, as the settings describe it; an empty `base_url` is the simulator.

    `pictures` are pairs of the beginning of an address and a folder; times are in seconds.
    """

    base_url: str = ""
    sign_in: str = ""
    command: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    start_seconds: int = 30
    before_scenario: str = ""
    before_seconds: int = 60
    language: str = "browser"
    pictures: tuple[tuple[str, str], ...] = ()
    check_certificate: bool = True

    @property
    def language_line(self) -> str:
        """The line of Gherkin that puts the product into a language; empty where it is done in another way."""
        return self.language if " " in self.language else ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who can sign in. `secret` is that of the authenticator app (Base32), empty where there is none."""

    user: str
    password: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Phone:
    """The phone of people, and the network that the product sends to; `network` empty: one is started for the run."""

    country: str = "NL"
    number: str = ""
    extension: str = ""
    network: str = ""
    network_port: int | None = None
    account_sid: str = ""
    auth_token: str = ""
    proxy: bool = False
    callback_ca: Path | None = None


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What the command line does not have to say again; None where nothing is said."""

    strict: bool | None = None
    workers: int | None = None
    labels: str = ""
    all_scenarios: bool | None = None
    compare: bool | None = None
    report: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """Where things are; every path is absolute.

    `guides` are followed when none is named; `references` are the guides whose labels are the msgids of the
    catalogues: what a label of another guide stands for is found by the reference that is built like it. `features`
    quote the labels of `feature_language`; `steps` has step definitions, `site` templates, static files and `labels/`.
    """

    settings: Path
    guides: tuple[Path, ...]
    references: tuple[Path, ...]
    feature_language: str
    features: Path
    steps: Path
    site: Path
    source_language: str = ""
    target: Target = Target()
    phone: Phone = Phone()
    values: tuple[tuple[str, str], ...] = ()
    verify: VerifyOptions = VerifyOptions()

    @property
    def root(self) -> Path:
        """The folder of the settings, in which commands of the project run."""
        return self.settings.parent

    @property
    def has_own_features(self) -> bool:
        """Whether it is followed by features of its own, and not by those that ship."""
        return self.features != shipped("features")

    @property
    def has_own_guides(self) -> bool:
        """Whether it has guides of its own, all of which are followed where none is named."""
        return self.guides != default_project().guides

    def kept_pictures(self, language: str) -> tuple[tuple[str, Path], ...]:
        """Return where pictures are kept that a guide in a language (BCP 47) shows from an address."""
        kept = self.target.pictures
        return tuple((in_language(begin, language), self.root / in_language(each, language)) for begin, each in kept)

    def accounts(self, environment: Mapping[str, str]) -> tuple[Account, ...]:
        """Return who can sign in; raises `DocumentError` for one without a user, or whose password is not to be found.

        `environment` has the variables that the settings name instead of a password.
        """
        file = read_file(self.settings)
        return tuple(_account(each, environment) for each in file.list("accounts"))

    def at(self, base_url: str) -> Project:
        """Return the same project, followed at another address, where the product runs already."""
        return replace(self, target=replace(self.target, base_url=base_url, command=""))

    @property
    def guide(self) -> Path:
        """The guide that is followed when none is named."""
        return self.guides[0]

    def reference_of(self, guide: Path, text: str | None = None) -> Path:
        """Return the reference that a guide is read beside: the one built most like it, else the first.

        `text` is that of the guide, where it was read already.
        """
        from stapsgewijs.project.references import nearest  # noqa: PLC0415  # most projects have one

        return self.references[0] if len(self.references) == 1 else nearest(guide, self.references, text)


def shipped(name: str) -> Path:
    """Return a file or folder that ships with the program: beside it when installed, at the root of a checkout."""
    package = Path(__file__).parents[1]
    packed = package / "shipped"
    return (packed if packed.is_dir() else package.parents[1]) / name


@cache
def default_project() -> Project:
    """Return the project that ships."""
    return load_project(shipped(OWN))


def find_project(start: Path, given: Path | None = None) -> Project:
    """Return the project of the file `given`, or of the nearest settings in `start` or above; else the one that ships.

    Raises `DocumentError` for settings that cannot be used.
    """
    file = find_file(start, _TABLES, given)
    return _project(file) if file is not None and any(file.values.get(each) for each in _TABLES) else default_project()


def load_project(settings: Path) -> Project:
    """Return the project that a file of settings describes; raises `DocumentError` where it describes none."""
    file = read_file(settings)
    if not any(each in file.values for each in _TABLES):
        raise DocumentError(settings, f"has no table [{_TABLES[0]}]")
    return _project(file)


def _project(file: SettingsFile) -> Project:
    """Return the project of a file; what it does not name is the one that ships."""
    table = _table(file, "project")
    is_shipped = table.path.absolute() == shipped(OWN).absolute()

    def files(key: str) -> tuple[Path, ...]:
        if key not in table.values and not is_shipped:
            ours = default_project()
            return ours.guides if key == "guides" else ours.references
        found = tuple(dict.fromkeys(each for pattern in table.words(key) for each in sorted(table.root.glob(pattern))))
        if not found:
            table.refuse(f"{key!r} names no file: {', '.join(table.words(key)) or 'nothing'}", key=key)
        return found

    def folder(key: str) -> Path:
        if named := table.text(key):
            place = table.root / named
            if not place.exists():
                table.refuse(f"{key!r}: {named} is not there", key=key)
            return _whole_site(table, place) if key == "site" and not is_shipped else place
        own = table.root / key
        return own if "guides" in table.values and key != "site" and own.is_dir() else shipped(key)

    return Project(
        settings=table.path.absolute(),
        guides=files("guides"),
        references=files("references"),
        feature_language=table.text("feature-language")
        or table.text("source-language")
        or (default_project().feature_language if not is_shipped else ""),
        features=folder("features"),
        steps=folder("steps"),
        site=folder("site"),
        source_language=table.text("source-language"),
        target=_target(_table(file, "target")),
        phone=_phone(_table(file, "phone")),
        values=tuple(_table(file, "values").values.items()),
        verify=_verify(_table(file, "verify")),
    )


def in_language(text: str, tag: str) -> str:
    """Return a text of the settings for a language: `{locale}` is its whole BCP 47 tag, `{language}` the language."""
    return text.replace("{language}", tag.partition("-")[0]).replace("{locale}", tag)


def _whole_site(table: Table, folder: Path) -> Path:
    from stapsgewijs.project.site import whole_site  # noqa: PLC0415  # few projects have one

    try:
        return whole_site(folder)
    except StapsgewijsError as error:
        table.refuse(str(error), key="site")


def _table(file: SettingsFile, name: str) -> Table:
    return file.table(name) or Table(file.path, {}, (*file.under, name))


def _target(table: Table) -> Target:
    usual, start, before = Target(), table.count("start-seconds"), table.count("before-seconds")
    if table.values and not table.text("base-url"):
        table.refuse("the target has no 'base-url'; say where it is: base-url = \"http://127.0.0.1:8000\"")
    return Target(
        base_url=table.text("base-url").rstrip("/"),
        sign_in=table.text("sign-in"),
        command=table.text("command"),
        environment=tuple(table.texts("environment").items()),
        start_seconds=usual.start_seconds if start is None else start,
        before_scenario=table.text("before-scenario"),
        before_seconds=usual.before_seconds if before is None else before,
        language=table.text("language") or usual.language,
        pictures=tuple(table.texts("pictures").items()),
        check_certificate=table.flag("check-certificate") is not False,
    )


def _phone(table: Table) -> Phone:
    return Phone(
        country=table.text("country").upper() or Phone().country,
        number=table.text("number"),
        extension=table.text("extension"),
        network=table.text("network").rstrip("/"),
        network_port=table.count("network-port"),
        account_sid=table.text("account-sid"),
        auth_token=table.text("auth-token"),
        proxy=bool(table.flag("proxy")),
        callback_ca=table.root / table.text("callback-ca") if table.text("callback-ca") else None,
    )


def _verify(table: Table) -> VerifyOptions:
    return VerifyOptions(
        table.flag("strict"),
        table.count("workers"),
        table.text("labels"),
        table.flag("all-scenarios"),
        table.flag("compare"),
        table.text("report"),
    )


def _account(table: Table, environment: Mapping[str, str]) -> Account:
    def secret(key: str, *, is_needed: bool = False) -> str:
        if name := table.text(f"{key}-env"):
            if name not in environment:
                table.refuse(f"the environment has no variable {name}", name, environment, key=f"{key}-env")
            return environment[name]
        if is_needed and not table.text(key):
            table.refuse("an account has a 'password', or a 'password-env' that names a variable with it")
        return table.text(key)

    if not table.text("user"):
        table.refuse("an account has a 'user'")
    return Account(table.text("user"), secret("password", is_needed=True), secret("secret"))
