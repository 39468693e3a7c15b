"""What a document of YAML says, all of it as texts: `no` is a language, and `yes` a label.

It is made of the events of the parser: what makes values of them in the library calls itself for each level, so that
some ten thousand levels end the process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from stapsgewijs.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path


def texts_in(path: Path, text: str, deepest: int) -> object:
    """Return the value of a document: texts, lists and dictionaries; None of an empty one.

    Raises `DocumentError` for what is nested more than `deepest` levels, has several documents, or keys that are no
    texts, and `yaml.YAMLError` for what is no YAML.
    """
    builder = _Builder(path, deepest)
    for event in yaml.parse(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
        builder.take(event)
    return builder.documents[0] if builder.documents else None


@dataclass
class _Builder:
    """Makes values of events. `open_` are the lists and tables that are not closed, each with the key that waits."""

    path: Path
    deepest: int
    documents: list[object] = field(default_factory=list)
    open_: list[tuple[Any, list[str]]] = field(default_factory=list)
    named: dict[str, object] = field(default_factory=dict)

    def take(self, event: Any) -> None:  # noqa: ANN401  # of a library without types
        if isinstance(event, yaml.CollectionEndEvent):
            self.open_.pop()
        elif isinstance(event, yaml.NodeEvent):
            value = self._value_of(event)
            self._place(event, value)
            if isinstance(event, yaml.CollectionStartEvent):
                self.open_.append((value, []))
                if len(self.open_) > self.deepest:
                    self._refuse(event, "nested too deeply for a file of strings; make it flatter")
        elif isinstance(event, yaml.DocumentStartEvent) and self.documents:
            self._refuse(event, "several documents in one file; give each a file of its own")

    def _value_of(self, event: Any) -> object:  # noqa: ANN401  # idem
        if isinstance(event, yaml.AliasEvent):
            name = str(event.anchor)
            if name not in self.named:
                self._refuse(event, f"“*{name}” is nowhere before it")
            return self.named[name]
        if isinstance(event, yaml.ScalarEvent):
            value: object = event.value
        else:
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        if event.anchor:
            self.named[event.anchor] = value
        return value

    def _place(self, event: Any, value: object) -> None:  # noqa: ANN401  # idem
        container, keys = self.open_[-1] if self.open_ else (self.documents, [])
        if isinstance(container, list):
            container.append(value)
        elif keys:
            container[keys.pop()] = value
        elif isinstance(value, str):
            keys.append(value)
        else:
            self._refuse(event, "a key that is no text; write “key: text”")

    def _refuse(self, event: Any, what: str) -> None:  # noqa: ANN401  # idem
        mark = event.start_mark
        raise DocumentError(self.path, what, line=mark.line + 1, column=mark.column + 1)
