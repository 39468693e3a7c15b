"""Evidence as dictionaries, lists, strings and numbers, which travel between processes and into files."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from stapsgewijs.guide import Action, ActionKind, Against, Finding, LabelOutcome, LabelVerdict, Severity, StepCheck
from stapsgewijs.labels import Control, Message, Role, placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def action_from_plain(plain: Sequence[Any]) -> Action:
    """Make an action again of its values in order."""
    kind, control, role, name, text, length, beside = plain
    known = Control(control[0], Role(control[1]), control[2]) if control else None
    return Action(ActionKind(kind), known, role, name, text, length, tuple(beside))


def check_to_plain(check: StepCheck) -> dict[str, Any]:
    """Return what came of holding a step against what was done, as plain values."""
    return {
        **fields_of(check),
        "findings": [{**each._asdict(), "wording": message_to_plain(each.wording)} for each in check.findings],
        "reasons": [message_to_plain(each) for each in check.reasons],
    }


def check_from_plain(plain: Mapping[str, Any]) -> StepCheck:
    """Make it again of what `check_to_plain` returned."""
    return StepCheck(
        tuple(
            Finding(
                **{
                    **each,
                    "severity": Severity(each["severity"]),
                    "edits": (),
                    "wording": message_from_plain(each["wording"]) if each["wording"] else None,
                }
            )
            for each in plain["findings"]
        ),
        tuple((line, rule) for line, rule in plain["causes"]),
        plain["is_checked"],
        tuple(LabelVerdict(LabelOutcome(outcome), Against(against)) for outcome, against in plain["labels"]),
        tuple(message_from_plain(each) for each in plain["reasons"]),
    )


def message_to_plain(message: Message | None) -> Any:  # noqa: ANN401  # a template and its values, some of them the same
    """Return a message as its template and values; None for none."""
    if message is None:
        return None
    values = [(name, message_to_plain(each) if isinstance(each, Message) else each) for name, each in message.values]
    return [message.template, values]


def message_from_plain(plain: Any) -> Message:  # noqa: ANN401  # what `message_to_plain` returns
    """Make it again of what `message_to_plain` returned."""
    template, values = plain
    made = ((name, each if isinstance(each, str) else message_from_plain(each)) for name, each in values)
    message = Message(template, tuple(made))
    if (names := placeholders(template)) is None or not names <= dict(message.values).keys():
        raise ValueError(template)
    return message


def fields_of(value: Any) -> dict[str, Any]:  # noqa: ANN401  # of a data class
    """Return the fields of a data class by their names."""
    return {each.name: getattr(value, each.name) for each in fields(value)}


def whole(plain: Any) -> Any:  # noqa: ANN401  # whatever is in plain values
    """Return plain values without halves of surrogate pairs, which no file can be written with."""
    if isinstance(plain, str):
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(plain, dict):
        return {name: whole(value) for name, value in plain.items()}
    return [whole(each) for each in plain] if isinstance(plain, (list, tuple)) else plain
