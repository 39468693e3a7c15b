"""The server as an editor speaks to it: a process, with JSON-RPC on its input and output."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from stapsgewijs.language_server import server as module
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

WAIT_S: Final = 60
GUIDE = default_project().guide
TEXT = GUIDE.read_text(encoding="utf-8")


class Editor:
    """An editor with a server; what the server says of each document is kept."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()
        self.client = LanguageClient("editor", "1")
        self.messages: list[str] = []
        self.capabilities: Any = None
        self._told: dict[str, tuple[int | None, list[lsp.Diagnostic]]] = {}
        self._news = asyncio.Condition()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def hear(params: lsp.PublishDiagnosticsParams) -> None:
            async with self._news:
                self._told[params.uri] = params.version, list(params.diagnostics)
                self._news.notify_all()

        @self.client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def read(params: lsp.ShowMessageParams) -> None:
            self.messages.append(params.message)

    def do(self, action: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401  # whatever is answered
        return asyncio.run_coroutine_threadsafe(action, self._loop).result(WAIT_S)

    async def start(self, root: Path) -> lsp.InitializeResult:
        await self.client.start_io(sys.executable, "-m", "stapsgewijs", "lsp")
        given = lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), root_uri=root.as_uri())
        found = await self.client.initialize_async(given)
        self.client.initialized(lsp.InitializedParams())
        return found

    async def end(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    async def open(self, path: Path, text: str, version: int = 1) -> list[lsp.Diagnostic]:
        """Open a document, or write it anew, and return what is said of it."""
        uri = path.as_uri()
        if version == 1:
            item = lsp.TextDocumentItem(uri, "markdown", version, text)
            self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        else:
            known = lsp.VersionedTextDocumentIdentifier(version, uri)
            whole = [lsp.TextDocumentContentChangeWholeDocument(text)]
            self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(known, whole))
        return await self.told(uri, version)

    async def told(self, uri: str, version: int | None) -> list[lsp.Diagnostic]:
        """Return what is said of a version of a document; of a file that is not open, something but nothing."""
        async with self._news:
            await self._news.wait_for(
                lambda: uri in self._told and self._told[uri][0] == version and (version or self._told[uri][1])
            )
            return self._told[uri][1]

    async def nothing_told(self, uri: str) -> None:
        async with self._news:
            await self._news.wait_for(lambda: not self._told[uri][1])


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    made = Editor()
    made.capabilities = made.do(made.start(Path.cwd())).capabilities
    yield made
    made.do(made.end())


def test_what_is_wrong_is_told_as_one_types_and_mended_by_a_quick_fix(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "vogel.md"
    path.touch()
    # A letter outside of the plane that UTF-16 has one unit for: places in an editor are counted in units.
    text = "---\nlang: nl\n---\n# Wat\n\n1. 🐦 Kies **Vogel **.\n"
    [told] = [each for each in editor.do(editor.open(path, text)) if each.range.start.line == 5]
    assert told.source == "stapsgewijs"
    units = text.split("\n")[5].encode("utf-16-le")
    assert units[2 * told.range.start.character :].decode("utf-16-le").startswith("**V")
    assert (told.code_description or lsp.CodeDescription("")).href.endswith(f"docs/rules/{told.code}.md")
    about = lsp.TextDocumentIdentifier(path.as_uri())
    asked = lsp.CodeActionParams(about, told.range, lsp.CodeActionContext([told], [lsp.CodeActionKind.QuickFix]))
    [fix] = editor.do(editor.client.text_document_code_action_async(asked))
    [edit] = fix.edit.changes[path.as_uri()]
    line = text.split("\n")[5].encode("utf-16-le")
    start, end = (2 * each.character for each in (edit.range.start, edit.range.end))
    mended = (line[:start] + edit.new_text.encode("utf-16-le") + line[end:]).decode("utf-16-le")
    assert mended == "1. 🐦 Kies **Vogel**."
    after = editor.do(editor.open(path, text.replace("**Vogel **", "**Vogel**"), version=2))
    assert told.code not in [each.code for each in after]


def test_everything_is_corrected_when_a_document_is_saved(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "twee.md"
    editor.do(editor.open(path, "---\nlang: nl\n---\n# Wat\n\n1. Kies **Vogel **.\n2. Kies ** Vis**.\n"))
    nowhere = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    context = lsp.CodeActionContext([], [lsp.CodeActionKind.SourceFixAll])
    asked = lsp.CodeActionParams(lsp.TextDocumentIdentifier(path.as_uri()), nowhere, context)
    [action] = editor.do(editor.client.text_document_code_action_async(asked))
    [edit] = action.edit.changes[path.as_uri()]
    assert "**Vogel**" in edit.new_text
    assert "**Vis**" in edit.new_text


def test_labels_are_told_completed_and_followed(editor: Editor) -> None:
    path = GUIDE.with_name("is-not-saved.md")
    begun = TEXT.replace("**Volgende**", "**Volg", 1)
    before = begun[: begun.index("**Volg")]
    place = lsp.Position(before.count("\n"), len(before) - before.rfind("\n") - 1 + len("**Volg"))
    editor.do(editor.open(path, begun))
    about, client = lsp.TextDocumentIdentifier(path.as_uri()), editor.client
    found = editor.do(client.text_document_completion_async(lsp.CompletionParams(about, place)))
    assert found.items[0].text_edit.new_text == "Volgende**"
    editor.do(editor.open(path, TEXT, version=2))
    told = editor.do(client.text_document_hover_async(lsp.HoverParams(about, place)))
    assert "**Next**: button" in told.contents.value
    places = editor.do(client.text_document_definition_async(lsp.DefinitionParams(about, place)))
    assert places
    assert all(each.uri.endswith(".feature") for each in places)


def test_a_feature_is_told_what_nobody_defined(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "x.feature"
    text = 'Feature: x\n  Scenario: y\n    When Anna clickss "Next"\n'
    [told] = editor.do(editor.open(path, text))
    assert told.code == "step-undefined"
    assert (told.range.start.line, told.range.start.character) == (2, 9)
    about = lsp.TextDocumentIdentifier(path.as_uri())
    asked = lsp.CompletionParams(about, lsp.Position(2, 9))
    found = editor.do(editor.client.text_document_completion_async(asked))
    assert any(each.text_edit.new_text.startswith("${1:who} clicks ") for each in found.items)


def test_settings_that_cannot_be_read_are_told_in_their_file_and_no_longer_when_they_can(
    editor: Editor, tmp_path: Path
) -> None:
    settings, document = tmp_path / "stapsgewijs.toml", tmp_path / "a.md"
    settings.write_text("[lint]\npaths = 3\n", encoding="utf-8")

    async def begin() -> list[lsp.Diagnostic]:
        item = lsp.TextDocumentItem(document.as_uri(), "markdown", 1, "# A\n\n1. B\n3. C\n")
        editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return await editor.told(settings.as_uri(), None)

    [told] = editor.do(begin())
    assert told.range.start.line == 1
    assert any("stapsgewijs.toml:2:" in each for each in editor.messages)
    settings.write_text('[lint]\ndisable = ["step-numbering"]\n', encoding="utf-8")

    async def save() -> list[lsp.Diagnostic]:
        identifier = lsp.TextDocumentIdentifier(settings.as_uri())
        editor.client.text_document_did_save(lsp.DidSaveTextDocumentParams(identifier))
        await editor.nothing_told(settings.as_uri())
        return await editor.told(document.as_uri(), 1)

    assert "step-numbering" not in [each.code for each in editor.do(save())]


def test_a_document_that_is_no_file_is_told_nothing_and_ends_nothing(editor: Editor) -> None:
    item = lsp.TextDocumentItem("untitled:Untitled-1", "markdown", 1, "# A\n\n1. B\n3. C\n")
    editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    about = lsp.TextDocumentIdentifier(item.uri)
    assert editor.do(editor.client.text_document_hover_async(lsp.HoverParams(about, lsp.Position(0, 1)))) is None


def test_all_that_the_server_can_do_is_said(editor: Editor) -> None:
    said = editor.capabilities
    assert said.hover_provider
    assert said.definition_provider
    assert said.completion_provider
    assert module.FIX_ALL in said.code_action_provider.code_action_kinds


def test_the_problem_matcher_of_the_documentation_reads_what_lint_prints() -> None:
    page = Path("docs", "editors.md").read_text(encoding="utf-8")
    task = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    pattern = task["tasks"][0]["problemMatcher"]["pattern"]
    line = "guides/nl/x.md:14:3: warning label-differs: The guide says “A”, the page says “B”."
    found = re.match(pattern["regexp"], line)
    assert found is not None
    names = {name: found[group] for name, group in pattern.items() if name != "regexp"}
    assert names == {
        "file": "guides/nl/x.md",
        "line": "14",
        "column": "3",
        "severity": "warning",
        "code": "label-differs",
        "message": "The guide says “A”, the page says “B”.",
    }
