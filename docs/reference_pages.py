"""The pages of the reference that are made from the code: every command with its options, and the API."""

from __future__ import annotations

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import click
import httpx

from stapsgewijs.bootstrap import build_app
from stapsgewijs.cli.main import COMMANDS, command_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def write_pages(folder: Path) -> None:
    """Write `commands/*.md` and `api.md` into a folder."""
    commands = folder / "commands"
    commands.mkdir(parents=True, exist_ok=True)
    for name, text in command_pages().items():
        (commands / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "api.md").write_text(api_page(), encoding="utf-8")


def command_pages() -> dict[str, str]:
    """Return a page for each command, by its name, and `index`, which lists them."""
    group = command_line()
    with click.Context(group, info_name="stapsgewijs") as above:
        pages = {
            name: "\n".join(_command_page(command, click.Context(command, info_name=name, parent=above)))
            for name in group.list_commands(above)
            if (command := group.get_command(above, name)) is not None
        }
    return {"index": "\n".join(_list_of_commands()), **pages}


def _list_of_commands() -> Iterator[str]:
    yield from ("# Commands", "", "`stapsgewijs COMMAND [OPTION]…`", "")
    yield from ("Exit codes: 0 nothing is wrong; 1 a guide could not be followed, or a finding is an error;", "")
    yield from ("2 what was given cannot be used; 130 Ctrl-C.", "")
    for heading in dict.fromkeys(each.heading for each in COMMANDS.values()):
        yield from (f"## {heading}", "", "| command | what it does |", "|---|---|")
        yield from (
            f"| [{name}]({name}.md) | {_cell(each.summary)} |"
            for name, each in COMMANDS.items()
            if each.heading == heading
        )
        yield ""
    yield from ("```{toctree}", ":hidden:", "", *COMMANDS, "```")


def _command_page(command: click.Command, ctx: click.Context) -> Iterator[str]:
    yield from (f"# stapsgewijs {command.name}", "", inspect.cleandoc(command.help or "").replace("\b\n", ""), "")
    yield from ("```text", f"{ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}", "```", "")
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    if arguments:
        yield from ("## Arguments", "")
        for each in arguments:
            yield from _definition(each.make_metavar(ctx), getattr(each, "described", ""))
    headings: dict[str, list[click.Option]] = {}
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            headings.setdefault(getattr(option, "heading", "") or "Options", []).append(option)
    for heading, options in headings.items():
        yield from (f"## {heading}", "")
        for option in options:
            yield from _definition(*(option.get_help_record(ctx) or ("", "")))


def _definition(name: str, said: str) -> Iterator[str]:
    yield from (f"`{name}`", f": {' '.join(said.split())}", "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def api_page() -> str:
    """Return the page about every operation of the JSON API, by its tags."""
    return "\n".join(_api_lines(_description()))


def _description() -> Mapping[str, Any]:
    """Return the OpenAPI description, as the program answers it."""

    async def ask() -> Mapping[str, Any]:
        transport = httpx.ASGITransport(build_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            found: Mapping[str, Any] = (await client.get("/api/v1/openapi.json")).raise_for_status().json()
            return found

    with ThreadPoolExecutor(1) as threads:  # whoever asks may have an event loop of its own
        return threads.submit(asyncio.run, ask()).result()


def _api_lines(description: Mapping[str, Any]) -> Iterator[str]:
    yield from ("# The API", "", description["info"].get("description", "").strip(), "")
    yield from ("Made from `/api/v1/openapi.json` of the program, which has all fields.", "")
    by_tag: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, dict) and "responses" in operation:
                by_tag.setdefault(_tag(operation.get("tags", ())), []).append((method.upper(), path, operation))
    for tag, operations in by_tag.items():
        yield from (f"## {tag}", "")
        for method, path, operation in operations:
            said = operation.get("description") or operation.get("summary", "")
            yield from (f"### `{method} {path}`", "", said, "")


def _tag(tags: Iterable[str]) -> str:
    return next(iter(tags), "Other")
