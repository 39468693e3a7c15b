from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from stapsgewijs.labels import Catalogue
from stapsgewijs.pages import Renderer
from stapsgewijs.pages.handset import fragments as p
from stapsgewijs.pages.handset.samples import handset_samples
from stapsgewijs.pages.handset.views import HandsetPage
from stapsgewijs.pages.safe_text import Excerpt
from stapsgewijs.pages.views import Frame

ROOT = Path(__file__).parents[3]
FRAME = Frame("Contoso", "/static", "/contoso/", "/contoso/handsets")
RENDERERS = {
    locale: Renderer(ROOT / "site", Catalogue.load(ROOT / "site" / "labels", locale)) for locale in ("nl", "en")
}
SAMPLES = dict(handset_samples(FRAME, RENDERERS["nl"].catalogue))
NOW = p.Moment("2026-01-01T12:00:00+00:00", "12:00")


@pytest.mark.parametrize("locale", RENDERERS)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_page_renders_in_both_languages(locale: str, name: str) -> None:
    assert "</main>" in RENDERERS[locale].render(SAMPLES[name])


@pytest.mark.parametrize("name", [name for name, each in SAMPLES.items() if isinstance(each, HandsetPage)])
def test_a_part_that_is_renewed_is_the_same_as_on_the_page(name: str) -> None:
    page = SAMPLES[name]
    assert isinstance(page, HandsetPage)
    whole = RENDERERS["nl"].render(page)
    for part, view in page.parts.by_name().items():
        assert f'id="{part}"' in whole
        assert f'data-version="{view.version}"' in whole
        assert RENDERERS["nl"].render(view) in whole


def test_the_version_of_a_part_changes_with_everything_in_it() -> None:
    entry = p.Thread("/a", "Contoso", Excerpt("een"), NOW, "1")
    versions = {p.ThreadsPart((entry,)).version, p.ThreadsPart((entry,), earlier=True).version}
    for field, value in (
        ("address", "/b"),
        ("party", "Tandarts"),
        ("last", Excerpt("een", 1)),
        ("moment", replace(NOW, shown_time="")),
    ):
        versions.add(p.ThreadsPart((replace(entry, **{field: value}),)).version)
    assert len(versions) == 6
    assert p.ThreadsPart((replace(entry),)).version in versions
    assert p.AlarmPart("\ud83d").version


def test_each_part_has_a_place_of_its_own_on_the_page() -> None:
    page = (ROOT / "site" / "templates" / "handset.html.j2").read_text(encoding="utf-8")
    for each in fields(p.HandsetParts):
        assert page.count(f'id="{each.name}"') == 1


def test_the_tones_are_those_of_the_standard() -> None:
    script = (ROOT / "site" / "static" / "handset.js").read_text(encoding="utf-8")
    assert "[697, 770, 852, 941]" in script
    assert "[1209, 1336, 1477]" in script
    assert "".join(p.KeysPart().keys) == "123456789*0#"
    assert '"123456789*0#"' in script


@pytest.mark.parametrize("name", ["handset", "demo"])
def test_the_pictures_in_the_documentation_are_light(name: str) -> None:
    picture = (ROOT / "docs" / "pictures" / f"{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert 20_000 < len(picture) < 150_000
