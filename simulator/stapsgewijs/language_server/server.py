"""The server: what an editor says is handed to `guides` and `features`, and their answers are put into the protocol.

Positions are code points here and whatever was agreed on (UTF-16, as a rule) in the editor; pygls converts them.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import ServerTextPosition, ServerTextRange

from stapsgewijs import __version__
from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.findings import Severity
from stapsgewijs.language_server import features, guides
from stapsgewijs.lint.discovery import SUFFIXES
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import find_settings
from stapsgewijs.project import find_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pygls.workspace import TextDocument

    from stapsgewijs.language_server.answers import Completion, Diagnostic, Hover, Place, Span

NAME: Final = "stapsgewijs"
FIX_ALL: Final = "source.fixAll.stapsgewijs"
"""The kind of the action that corrects everything that is safe to correct; editors run it when a file is saved."""

_TYPED_S: Final = 0.1
"""Seconds without a key before a document is looked at again."""

_MAX_PROJECTS: Final = 16
"""Number of folders whose settings are cached."""

_SEVERITIES: Final = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}

T = TypeVar("T")


class Server(LanguageServer):
    """Keeps what is open and what is known of the projects that it belongs to."""

    def __init__(self) -> None:
        super().__init__(NAME, __version__, lsp.TextDocumentSyncKind.Incremental)
        self.linter_of = lru_cache(_MAX_PROJECTS)(_linter_of)
        self.project_of = lru_cache(_MAX_PROJECTS)(find_project)
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._one_by_one = asyncio.Lock()
        self._told: dict[str, str] = {}
        """What was said last of a file that a document needs and that cannot be used, by the document."""
        self._shown: dict[str, str] = {}
        """Where that was shown, by the document: the address of the file."""

    def forget(self) -> None:
        """Read settings, catalogues and product strings again: one of these files was saved."""
        self.linter_of.cache_clear()
        self.project_of.cache_clear()

    def look(self, uri: str, *, after: float = 0.0) -> None:
        """Say what is wrong in a document, `after` so many seconds, unless it changes before."""
        if known := self._waiting.pop(uri, None):
            known.cancel()
        self._waiting[uri] = asyncio.get_running_loop().call_later(after, self._begin, uri)

    def _begin(self, uri: str) -> None:
        task = asyncio.get_running_loop().create_task(self._look(uri))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def look_at_all(self) -> None:
        """Say it of every open document."""
        for uri in list(self.workspace.text_documents):
            self.look(uri)

    def close(self, uri: str) -> None:
        """Take back what was said of a document."""
        if known := self._waiting.pop(uri, None):
            known.cancel()
        self._publish(uri, [], None)

    async def _look(self, uri: str) -> None:
        async with self._one_by_one:
            document = self.workspace.get_text_document(uri)
            path, text, version = _path_of(document), document.source, document.version
            if path is None:
                return
            try:
                # In a thread: while a long document is looked at, other questions are answered.
                found = await asyncio.to_thread(_diagnostics, self, path, text)
            except StapsgewijsError as error:
                self._tell(uri, error)
                return
            self._take_back(uri)
            if document.version == version:
                self._publish(uri, [_diagnostic(document, each) for each in found], version)

    def ask(self, uri: str, question: Callable[[Server, Path, str], T]) -> T | None:
        """Answer a question about a document; settings or step definitions that cannot be read are told where they are.

        Nothing is answered for what is no file: it has no folder, and so no project.
        """
        document = self.workspace.get_text_document(uri)
        path = _path_of(document)
        if path is None:
            return None
        try:
            return question(self, path, document.source)
        except StapsgewijsError as error:
            self._tell(uri, error)
            return None

    def _tell(self, uri: str, error: StapsgewijsError) -> None:
        """Say in a message, once, what a document needs and cannot use, and show it in that file if it has a place."""
        is_known = str(error) in self._told.values()
        self._take_back(uri)
        self._told[uri] = str(error)
        if not is_known:
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, str(error)))
        if isinstance(error, DocumentError):
            file = self._shown[uri] = from_fs_path(str(Path(error.path).absolute())) or ""
            start, end = lsp.Position(error.line - 1, error.column - 1), lsp.Position(error.line - 1, error.column)
            told = lsp.Diagnostic(lsp.Range(start, end), error.what, lsp.DiagnosticSeverity.Error, source=NAME)
            self._publish(file, [told], None)

    def _take_back(self, uri: str) -> None:
        """Take back what was said of a file that a document needs, unless another document needs it too."""
        self._told.pop(uri, None)
        file = self._shown.pop(uri, None)
        if file is not None and file not in self._shown.values():
            self._publish(file, [], None)

    def _publish(self, uri: str, found: list[lsp.Diagnostic], version: int | None) -> None:
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))


def _path_of(document: TextDocument) -> Path | None:
    path = to_fs_path(document.uri) if document.uri.startswith("file:") else None
    return Path(path) if path else None


def _linter_of(folder: Path) -> Linter:
    return Linter(find_settings(folder))


def _is_feature(path: Path) -> bool:
    return path.suffix.lower() == ".feature"


def _is_guide(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _diagnostics(server: Server, path: Path, text: str) -> list[Diagnostic]:
    if _is_feature(path):
        features.load_definitions(server.project_of(path.parent))
        return features.diagnostics(path, text)
    return guides.diagnostics(server.linter_of(path.parent), path, text) if _is_guide(path) else []


def _hover(place: ServerTextPosition) -> Callable[[Server, Path, str], Hover | None]:
    def question(server: Server, path: Path, text: str) -> Hover | None:
        if _is_feature(path):
            features.load_definitions(server.project_of(path.parent))
            return features.hover(text, place.line)
        if _is_guide(path):
            return guides.hover(server.linter_of(path.parent), path, text, place.line, place.character)
        return None

    return question


def _completions(place: ServerTextPosition) -> Callable[[Server, Path, str], list[Completion]]:
    def question(server: Server, path: Path, text: str) -> list[Completion]:
        if _is_feature(path):
            features.load_definitions(server.project_of(path.parent))
            return features.completions(text, place.line, place.character)
        if _is_guide(path):
            return guides.completions(server.linter_of(path.parent), path, text, place.line, place.character)
        return []

    return question


def _places(place: ServerTextPosition) -> Callable[[Server, Path, str], list[Place]]:
    def question(server: Server, path: Path, text: str) -> list[Place]:
        project = server.project_of(path.parent)
        if _is_feature(path):
            features.load_definitions(project)
            return features.places_of(project, text, place.line)
        if _is_guide(path):
            return guides.scenarios_of(project, server.linter_of(path.parent), path, text, place.line)
        return []

    return question


def _mended(server: Server, path: Path, text: str) -> str:
    return guides.mended(server.linter_of(path.parent), path, text) if _is_guide(path) else text


def _range(document: TextDocument, start: tuple[int, int], end: tuple[int, int]) -> lsp.Range:
    return document.range_to_client_units(ServerTextRange(ServerTextPosition(*start), ServerTextPosition(*end)))


def _at(document: TextDocument, span: Span) -> lsp.Range:
    return _range(document, (span.line, span.start), (span.line, span.end))


def _diagnostic(document: TextDocument, found: Diagnostic) -> lsp.Diagnostic:
    about = lsp.CodeDescription(found.page.as_uri()) if found.page is not None and found.page.is_file() else None
    edits = [lsp.TextEdit(_range(document, each.start, each.end), each.text) for each in found.edits]
    return lsp.Diagnostic(
        _at(document, found.span),
        found.message,
        _SEVERITIES[found.severity],
        code=found.rule,
        code_description=about,
        source=NAME,
        data=[{"range": _plain(each.range), "newText": each.new_text} for each in edits] or None,
    )


def _plain(place: lsp.Range) -> dict[str, dict[str, int]]:
    ends = {"start": place.start, "end": place.end}
    return {name: {"line": each.line, "character": each.character} for name, each in ends.items()}


def _edits_in(data: object) -> list[lsp.TextEdit]:
    """Return the edits that a diagnostic brought along, as the editor gives them back."""
    found = []
    for each in data if isinstance(data, (list, tuple)) else ():
        get = each.get if isinstance(each, dict) else lambda name, each=each: getattr(each, name, None)
        place, text = get("range"), get("newText")
        if isinstance(place, dict) and isinstance(text, str):
            ends = (lsp.Position(int(place[name]["line"]), int(place[name]["character"])) for name in ("start", "end"))
            found.append(lsp.TextEdit(lsp.Range(*ends), text))
    return found


def _fixes(uri: str, diagnostics: Iterable[lsp.Diagnostic]) -> Iterable[lsp.CodeAction]:
    for each in diagnostics:
        if each.source == NAME and (edits := _edits_in(each.data)):
            yield lsp.CodeAction(
                f"Correct: {each.message}",
                lsp.CodeActionKind.QuickFix,
                [each],
                is_preferred=True,
                edit=lsp.WorkspaceEdit({uri: edits}),
            )


def _fix_all(server: Server, uri: str) -> Iterable[lsp.CodeAction]:
    document = server.workspace.get_text_document(uri)
    after = server.ask(uri, _mended)
    before = document.source
    if after is not None and after != before:
        whole = lsp.Range(lsp.Position(0, 0), lsp.Position(len(document.lines) + 1, 0))
        edit = lsp.WorkspaceEdit({uri: [lsp.TextEdit(whole, after)]})
        yield lsp.CodeAction("Correct everything that is safe to correct", FIX_ALL, edit=edit)


def build_server() -> Server:
    """Return a server that answers; nothing is read before a document is opened."""
    server = Server()
    _hear(server)
    _answer(server)
    return server


def _hear(server: Server) -> None:
    """Register what the editor tells."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.look(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.look(params.text_document.uri, after=_TYPED_S)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        if Path(params.text_document.uri).suffix.lower() not in {*SUFFIXES, ".feature"}:
            server.forget()
        server.look_at_all()  # a label that changed here may be what another document is held to

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_outside(params: lsp.DidChangeWatchedFilesParams) -> None:  # noqa: ARG001  # any file may count
        server.forget()
        server.look_at_all()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)


def _answer(server: Server) -> None:
    """Register what the editor asks."""

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        found = server.ask(document.uri, _hover(document.position_from_client_units(params.position)))
        if found is None:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, found.text), _at(document, found.span))

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["*", " "]))
    def complete(params: lsp.CompletionParams) -> lsp.CompletionList:
        document = server.workspace.get_text_document(params.text_document.uri)
        found = server.ask(document.uri, _completions(document.position_from_client_units(params.position)))
        return lsp.CompletionList(
            is_incomplete=True,
            items=[_completion(document, place, each) for place, each in enumerate(found or [])],
        )

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> Sequence[lsp.Location]:
        document = server.workspace.get_text_document(params.text_document.uri)
        found = server.ask(document.uri, _places(document.position_from_client_units(params.position)))
        return [_location(each) for each in found or []]

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, FIX_ALL]),
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri, wanted = params.text_document.uri, params.context.only
        found: list[lsp.CodeAction] = []
        if wanted is None or lsp.CodeActionKind.QuickFix in wanted:
            found += _fixes(uri, params.context.diagnostics)
        if wanted is None or any(each == FIX_ALL or FIX_ALL.startswith(f"{each}.") for each in wanted):
            found += _fix_all(server, uri)
        return found


def _completion(document: TextDocument, place: int, found: Completion) -> lsp.CompletionItem:
    is_snippet = bool(found.snippet)
    return lsp.CompletionItem(
        found.words,
        kind=lsp.CompletionItemKind.Snippet if is_snippet else lsp.CompletionItemKind.Constant,
        detail=found.detail or None,
        sort_text=f"{place:05}",
        filter_text=found.words,
        insert_text_format=lsp.InsertTextFormat.Snippet if is_snippet else lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(_at(document, found.span), found.snippet or found.words),
    )


def _location(place: Place) -> lsp.Location:
    start = lsp.Position(place.line, 0)
    return lsp.Location(from_fs_path(str(place.path)) or "", lsp.Range(start, start))
