"""The brochure: everything of a campaign in one zip, and its findings as text."""

from __future__ import annotations

import io
from datetime import date
from types import SimpleNamespace

import openpyxl
import pptx
import pytest

from lib.export import brochure, deck_campaign, tables_zip, workbook
from lib.export.running import Cancelled
from lib.export.slides import FIGURE, LIMITS
from lib.filters import Filters
from lib.gallery import catalogue
from tests.support import reports
from tests.support.reports import ALL

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return reports.of_examples(tmp_path_factory.mktemp("brochure"))


@pytest.fixture(scope="module")
def told() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def parts(source: SimpleNamespace, told: list[tuple[int, int]]) -> dict[str, bytes]:
    return reports.parts(brochure.build(source, ALL, today=TODAY, progress=lambda *at: told.append(at)))


def test_it_holds_deck_workbook_tables_and_text(parts: dict[str, bytes], source: SimpleNamespace) -> None:
    assert [name for name in parts if not name.startswith("tableaux/")] == [
        "reunion_2025-2026.pptx",
        "rapport_2025-2026.xlsx",
        "constats_2025-2026.txt",
    ]
    slides = pptx.Presentation(io.BytesIO(parts["reunion_2025-2026.pptx"])).slides
    assert len(slides) == len(deck_campaign.of_campaign(source, ALL))
    assert parts["rapport_2025-2026.xlsx"] == workbook.build(source, ALL, today=TODAY)
    assert "Leviers" in openpyxl.load_workbook(io.BytesIO(parts["rapport_2025-2026.xlsx"])).sheetnames
    tables = reports.parts(tables_zip.build(source, ALL, today=TODAY))
    assert {
        name.removeprefix("tableaux/"): part for name, part in parts.items() if name.startswith("tableaux/")
    } == tables
    assert "leviers_2025-2026.csv" in tables


def test_every_sentence_of_the_deck_is_in_the_text_with_its_base(
    parts: dict[str, bytes], source: SimpleNamespace
) -> None:
    text = parts["constats_2025-2026.txt"].decode("utf-8-sig")
    lines = text.split("\r\n")
    figures = [slide for slide in deck_campaign.of_campaign(source, ALL) if slide.kind == FIGURE]
    for slide in figures:
        figure = catalogue.find(source.bits.codebook, slide.figure)
        frame = figure.frame(source, ALL, None, True)
        at = lines.index(figure.title)
        assert lines[at + 1 : at + 3] == [figure.sentence(frame), figure.base(frame)]
    assert len(figures) > 20


def test_coverage_comes_first_and_method_last(parts: dict[str, bytes]) -> None:
    lines = parts["constats_2025-2026.txt"].decode("utf-8-sig").split("\r\n")
    assert "13 retours reçus sur 13 attendus\u202f; 79 liens." in lines[:5]
    assert lines.index(LIMITS[0]) > len(lines) / 2
    assert lines.index("Définitions") > lines.index(LIMITS[-1])


def test_progress_grows_to_a_hundred(parts: dict[str, bytes], told: list[tuple[int, int]]) -> None:
    assert parts
    assert [total for _, total in told] == [100] * len(told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (100, 100)
    assert len({done for done, _ in told}) > 20


@pytest.mark.parametrize("share", [0, 30, 60, 90])
def test_it_stops_in_any_of_its_parts(source: SimpleNamespace, share: int) -> None:
    reached = [0]
    with pytest.raises(Cancelled):
        brochure.build(
            source, ALL, today=TODAY,
            progress=lambda done, _: reached.append(done), cancelled=lambda: reached[-1] >= share,
        )  # fmt: skip
    assert share <= reached[-1] <= share + 10


def test_the_same_responses_give_the_same_bytes() -> None:
    small = reports.of_small()
    one, other = (brochure.build(small, ALL, today=TODAY) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("filters", "name"),
    [
        (ALL, "reunion_2025-2026.pptx"),
        (Filters(campaign=("2025-2026",), view=("ecole",)), "reunion_2025-2026_ecole.pptx"),
    ],
)
def test_files_are_named_after_campaign_and_view(filters: Filters, name: str) -> None:
    assert brochure.file_name("reunion", filters, ".pptx") == name
