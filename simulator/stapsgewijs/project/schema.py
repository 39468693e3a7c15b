"""The settings of a project: one declaration of every table and key, for reading, errors and the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stapsgewijs.project.settings import Table


_WIDTH: Final = 120
"""Letters in a line of the documentation."""


class Kind(StrEnum):
    """What a value is, in the words of an error: `'guides' is a list of texts`."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    FLAG = "true or false"
    COUNT = "a whole number, 0 or more"
    SHARE = "a number from 0 to 1"
    TEXT_TABLE = 'a table of texts: name = "…"'
    TABLES = "a list of tables"


@dataclass(frozen=True, slots=True)
class Key:
    """A setting: its name, what it is, what it does, and an example as it stands in the file."""

    name: str
    kind: Kind
    about: str
    example: str
    choices: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    """Of a list of tables: the keys of each."""

    @property
    def shape(self) -> str:
        """What a value looks like, in a few words."""
        return ", ".join(f"`{each}`" for each in self.choices) or self.kind.partition(":")[0]

    def written(self, section: Section) -> str:
        """Return the example as it stands in the file."""
        if self.kind is Kind.TABLES:
            return f"[[{section.name}.{self.name}]]\n{self.example}"
        return f"{self.name} = {self.example}"

    def check(self, table: Table) -> None:
        """Refuse a value that is not what it should be."""
        value = table.values[self.name]
        if self.kind is Kind.TEXTS:
            table.words(self.name)
        elif self.kind is Kind.TEXT:
            self._check_choice(table, table.text(self.name))
        elif self.kind is Kind.FLAG:
            table.flag(self.name)
        elif self.kind is Kind.COUNT:
            table.count(self.name)
        elif self.kind is Kind.SHARE:
            table.share(self.name)
        elif self.kind is Kind.TEXT_TABLE:
            table.texts(self.name)
        else:
            if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
                table.refuse(
                    f"{self.name!r} is {self.kind}: {', '.join(each.name for each in self.keys)}", key=self.name
                )
            for each in table.tables(self.name):
                check_keys(self.keys, each)

    def _check_choice(self, table: Table, value: str) -> None:
        if value and self.choices and value not in self.choices:
            *first, last = map(repr, self.choices)
            either = f"{', '.join(first)} or {last}"
            table.refuse(f"{self.name!r} is {either}, not {value!r}", value, self.choices, key=self.name)


class Form(StrEnum):
    """How a part of the settings stands in the file."""

    TABLE = "[{}]"
    LIST = "[[{}]]"
    FREE = "[{}] "
    """Every key is a name of the user's own, and its value a text."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the settings. `is_nested`: it may hold tables of the user's own names with the same keys."""

    name: str
    about: str
    keys: tuple[Key, ...] = ()
    form: Form = Form.TABLE
    is_nested: bool = False
    example: str = ""

    @property
    def heading(self) -> str:
        """How it stands in the file: `[target]`, `[[accounts]]`."""
        return self.form.format(self.name).strip()

    def key(self, name: str) -> Key:
        """Return one of its keys."""
        return next(each for each in self.keys if each.name == name)

    def check(self, table: Table) -> None:
        """Refuse keys that there are not, and values that mean nothing, at the line of the key."""
        if self.form is Form.FREE:
            for name in table.values:
                if not isinstance(table.values[name], str):
                    table.refuse(f"{name!r} is {Kind.TEXT}", key=name)
            return
        own = {name for name, value in table.values.items() if self.is_nested and isinstance(value, dict)}
        own -= {each.name for each in self.keys}
        check_keys(self.keys, table, besides=own)
        for name in own:
            check_keys(self.keys, table.under(table.values[name], name))


def check_keys(keys: tuple[Key, ...], table: Table, besides: set[str] = frozenset()) -> None:  # type: ignore[assignment]  # never changed
    """Refuse a key of a table that is not among these, and a value that is not what its key says."""
    table.only([*(each.name for each in keys), *besides])
    for each in keys:
        if each.name in table.values:
            each.check(table)


def known_tables(values: Mapping[str, Any]) -> Iterator[tuple[Section, Any]]:
    """Give each section that is there, with what stands in it."""
    for section in SECTIONS:
        if section.name in values:
            yield section, values[section.name]


_LANGUAGES: Final = ("en", "document")
_SEVERITIES: Final = ("error", "warning", "note")
_PICTURES: Final = (
    Key("capture", Kind.TEXT, "How much of the page is in a picture.", '"page"', ("page", "viewport", "element")),
    Key("element", Kind.TEXT, 'With `capture = "element"`: its label.', '"Method"'),
    Key("masks", Kind.TEXTS, "Labels of what is covered with grey.", '["App password"]'),
    Key("highlights", Kind.FLAG, "Number the controls that the step names.", "true"),
    Key("budget-pixels", Kind.COUNT, "Number of pixels that may differ.", "0"),
    Key("budget-ratio", Kind.SHARE, "Share of the pixels that may differ.", "0.0"),
)

SECTIONS: Final = (
    Section(
        "project",
        "Where the project has its parts. Paths are relative to the folder of this file. `features` and "
        "`steps` that are not "
        "named are the folders of that name beside this file, or else those that ship.",
        (
            Key("guides", Kind.TEXTS, "The guides, as patterns.", '["docs/**/2fa*.md"]'),
            Key(
                "references",
                Kind.TEXTS,
                "Guides whose labels are the English ones of the catalogues; each guide is read beside the one built "
                "like it.",
                '["docs/en/*.md"]',
            ),
            Key("source-language", Kind.TEXT, "The language that other guides are translated from.", '"en"'),
            Key("feature-language", Kind.TEXT, "The language of the labels that features quote.", '"en"'),
            Key("features", Kind.TEXT, "Folder of the features (Gherkin).", '"features"'),
            Key(
                "steps", Kind.TEXT, "Folder of step definitions of your own; see [own lines](own-lines.md).", '"steps"'
            ),
            Key(
                "site",
                Kind.TEXT,
                "Folder of templates, static files and catalogues. A file that it lacks is ours.",
                '"site"',
            ),
        ),
    ),
    Section(
        "target",
        "The system that is followed: a product of your own. Without it the simulator that ships is followed.",
        (
            Key("base-url", Kind.TEXT, "Its address, where one signs in.", '"http://127.0.0.1:8000"'),
            Key(
                "sign-in",
                Kind.TEXT,
                "The page on which one signs in, if it is another.",
                '"/account/login/"',
            ),
            Key(
                "command",
                Kind.TEXT,
                "Starts the product for the time of a run, in the folder of this file. Without it, or with "
                "`--base-url`, it has to run already. "
                "The environment has what `environment` says and `STAPSGEWIJS_PHONE_NETWORK`, "
                "`STAPSGEWIJS_ACCOUNT_SID`, `STAPSGEWIJS_AUTH_TOKEN`, `STAPSGEWIJS_BASE_URL`.",
                '"python manage.py runserver 8000 --noreload"',
            ),
            Key(
                "environment",
                Kind.TEXT_TABLE,
                "Environment variables of `command` and `before-scenario`. `{phone-network}`, `{account-sid}`, "
                "`{auth-token}` and `{base-url}` stand for what the run has.",
                '{ TWILIO_ACCOUNT_SID = "{account-sid}" }',
            ),
            Key("start-seconds", Kind.COUNT, "Seconds in which the product has to answer. Default: 30.", "30"),
            Key(
                "before-scenario",
                Kind.TEXT,
                "Resets the product before each scenario: a command, run in the folder of this file, or a request "
                "(`POST /reset`).",
                '"python manage.py flush --no-input"',
            ),
            Key("before-seconds", Kind.COUNT, "Seconds that `before-scenario` may take. Default: 60.", "60"),
            Key(
                "language",
                Kind.TEXT,
                "How the product is opened in the language of the guide: `browser` (the language of the browser, the "
                "default), the beginning of each address (`/{language}/`), a parameter (`?lang={language}`), or a line "
                "of Gherkin that is run when a person has opened the first page. `{language}` stands for the language "
                "(`pt`), `{locale}` for the whole tag (`pt-BR`).",
                '"browser"',
            ),
            Key(
                "pictures",
                Kind.TEXT_TABLE,
                "Where pictures are kept that the guide shows from an address: the beginning of the address and the "
                "folder. `{language}` stands for the language of the guide.",
                '{ "https://cdn.example.org/img/" = "images/{language}" }',
            ),
            Key(
                "check-certificate",
                Kind.FLAG,
                "Whether the certificate of an https address has to be one that is trusted. Default: true.",
                "true",
            ),
        ),
    ),
    Section(
        "accounts",
        "Who can sign in there. Each scenario that runs at the same time takes accounts of its own, one for "
        "each person.",
        (
            Key("user", Kind.TEXT, "The user name, or the e-mail address.", '"anna"'),
            Key("password", Kind.TEXT, "The password.", '"correct-horse"'),
            Key("password-env", Kind.TEXT, "The environment variable that has the password.", '"ANNA_PASSWORD"'),
            Key(
                "secret",
                Kind.TEXT,
                "The secret of the authenticator app (Base32), where the account has one.",
                '"JBSWY3DPEHPK3PXP"',
            ),
            Key("secret-env", Kind.TEXT, "The environment variable that has that secret.", '"ANNA_SECRET"'),
        ),
        Form.LIST,
    ),
    Section(
        "values",
        "What is typed where the guide names a field: its label, and a text. `{phone.number}` is the number "
        "of the person's "
        "phone (`{phone.national}` without its country), `{phone.code}` the code of the next text message, "
        "`{call.code}` the "
        "code that is heard on the call, `{app.code}` the code of the authenticator app, `{user}` and "
        "`{password}` those of "
        'the account. A line can name a value by its field: `the person fills in "Token"`.',
        form=Form.FREE,
        example='"Phone number" = "{phone.number}"\n"Token" = "{phone.code}"',
    ),
    Section(
        "phone",
        "The phone of people whom a feature gives no number, and the phone network that the product sends to. Without "
        "`network` one is started for the run.",
        (
            Key(
                "country", Kind.TEXT, "Region of numbers that are written without one (ISO 3166). Default: NL.", '"NL"'
            ),
            Key("number", Kind.TEXT, "The number of people whom a feature gives none.", '"+31612345678"'),
            Key("extension", Kind.TEXT, "What is dialled behind the number of an office phone.", '"123"'),
            Key(
                "network",
                Kind.TEXT,
                "A phone network that runs already (`stapsgewijs serve`).",
                '"http://127.0.0.1:8025"',
            ),
            Key(
                "network-port",
                Kind.COUNT,
                "The port of the one that is started for the run. Default: 8025; with `command` a free one.",
                "8025",
            ),
            Key(
                "account-sid",
                Kind.TEXT,
                "The account that the product has at its provider.",
                '"AC0123456789abcdef0123456789abcdef"',
            ),
            Key("auth-token", Kind.TEXT, "Its token.", '"a-token-for-tests"'),
            Key(
                "proxy",
                Kind.FLAG,
                "Give `command` a proxy that answers in the place of the provider (`HTTPS_PROXY`), for a product whose "
                "provider address cannot be set. Every other host is refused. A client that reads no proxy from its "
                "environment goes past it: see [what each client reads](provider.md#what-each-client-reads). "
                "Default: false.",
                "true",
            ),
            Key(
                "callback-ca",
                Kind.TEXT,
                "A file with the certificate authority (PEM) of a product that speaks https, so that the phone network "
                "which is started for the run can call it back.",
                '"certs/ca.pem"',
            ),
        ),
    ),
    Section(
        "labels",
        "The product's own strings, for checking labels without a browser; see [product strings](product-strings.md).",
        (
            Key(
                "files",
                Kind.TEXTS,
                "Files of strings, as patterns; `{language}` stands for the language.",
                '["locales/{language}.json"]',
            ),
            Key(
                "source-language",
                Kind.TEXT,
                "The language that the product's texts are written in. Default: that of `[project]`, or else `en`.",
                '"en"',
            ),
            Key(
                "keys-are-texts",
                Kind.FLAG,
                'Whether a key is the text in the source language (`"Next": "Volgende"`). Default: false.',
                "false",
            ),
        ),
    ),
    Section(
        "verify",
        "Options of `stapsgewijs verify` that the command line does not give. `labels` is for every command that "
        "follows a guide.",
        (
            Key("strict", Kind.FLAG, "Fail on warnings as well.", "true"),
            Key("workers", Kind.COUNT, "Number of browsers at the same time (`-n`).", "2"),
            Key(
                "labels",
                Kind.TEXT,
                "Whose labels the pages of the simulator show.",
                '"product"',
                ("product", "documented"),
            ),
            Key("all-scenarios", Kind.FLAG, "Run every scenario, not only those that follow a guide.", "true"),
            Key("compare", Kind.FLAG, "Compare pictures with the accepted ones.", "true"),
            Key("report", Kind.TEXT, "Folder for the report.", '"build/report"'),
        ),
    ),
    Section(
        "pictures",
        'How pictures are captured, for all of them, and for one or for a pattern in `[pictures."name*.png"]`; see '
        "[settings for pictures](pictures-settings.md).",
        _PICTURES,
        is_nested=True,
    ),
    Section(
        "lint",
        "What `stapsgewijs lint` looks at; see [rules](rules/README.md).",
        (
            Key("paths", Kind.TEXTS, "Files and folders that are linted when none is named.", '["docs"]'),
            Key("exclude", Kind.TEXTS, "Patterns of files that are not linted.", '["docs/drafts/*"]'),
            Key("disable", Kind.TEXTS, "Rules that are not applied.", '["label-case"]'),
            Key("severity", Kind.TEXT_TABLE, "Another severity of a rule.", '{ label-case = "error" }'),
            Key("fail-on", Kind.TEXT, "The severity from which on the exit code is 1.", '"warning"', _SEVERITIES),
            Key("source", Kind.TEXT, "Folder or file that documents are translated from.", '"docs/en"'),
            Key(
                "language",
                Kind.TEXT,
                "What is found is said in English, or in the language of each document where it is translated.",
                '"document"',
                _LANGUAGES,
            ),
            Key("baseline", Kind.TEXT, "File with findings that are accepted for now.", '"lint-baseline.json"'),
            Key(
                "ignore",
                Kind.TABLES,
                "Rules that do not count for some files, and why.",
                'files = ["docs/old/*"]\nrules = ["link-dead"]\nreason = "archived"',
                keys=(
                    Key("files", Kind.TEXTS, "Patterns.", ""),
                    Key("rules", Kind.TEXTS, "Names of rules, or `*`.", ""),
                    Key("reason", Kind.TEXT, "Why.", ""),
                ),
            ),
        ),
    ),
)
"""Every table of the settings, in the order of the documentation."""


def settings_page() -> str:
    """Return `docs/settings.md`."""
    about = (
        "Settings stand in `stapsgewijs.toml`, in the folder of the project, or under `[tool.stapsgewijs.…]` in "
        "`pyproject.toml`. The nearest file counts, in the folder where a command is given or above it. A key or a "
        "table that there is not, and a value that means nothing, end the command with the line and column of the key."
    )
    made = "This page is made from the program (`simulator/stapsgewijs/project/schema.py`)."
    lines = ["# Settings", "", *wrap(about, _WIDTH), "", made]
    for section in SECTIONS:
        lines += ["", f"## `{section.heading}`", "", *wrap(section.about, _WIDTH), "", "```toml", section.heading]
        lines += section.example.splitlines() or [each.written(section) for each in section.keys]
        lines += ["```"]
        if section.keys:
            lines += ["", "| key | value | what it does |", "|---|---|---|"]
            lines += [f"| `{each.name}` | {each.shape} | {each.about} |" for each in section.keys]
    return "\n".join(lines) + "\n"
