"""Everything of a campaign in one file: deck, workbook, a CSV of every figure, and the findings as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lib.export import chapters, deck, deck_campaign, tables_zip, workbook
from lib.export.running import Progress, Stopping, part, step
from lib.export.slides import FIGURE, QUOTATION, SECTION, TITLE, Slide, definitions, quoted, stamp
from lib.filters import Filters
from lib.french import NBSP, quote
from lib.gallery import catalogue
from lib.gallery.figure import Source

TABLES = "tableaux"
"""Folder of the CSV files."""
_DECK, _FIGURES, _WORKBOOK, _TABLES = 30, 50, 90, 95
"""Where each part ends in a hundred; the rest is the text of the findings."""


def build(
    source: Source,
    filters: Filters,
    *,
    today: date,
    template: bytes | None = None,
    voices: Sequence[str] = (),
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> bytes:
    """Make the zip.

    Parameters
    ----------
    filters : Filters
        One campaign and one view.
    template : bytes, optional
        For the deck (`lib.export.deck.build`).
    voices : sequence of str
        Keys of quotations for the deck and the text.
    progress, cancelled : callable, optional
        See `lib.export.running`; progress counts to a hundred.

    Raises
    ------
    DeckError
        Where the template cannot be used.
    Cancelled
        Between two steps of any part.
    """
    slides = deck_campaign.of_campaign(source, filters, voices)
    name = file_name("", filters)
    of_slides = deck.build(
        source,
        slides,
        title=slides[0].title,
        today=today,
        template=template,
        progress=part(progress, 0, _DECK),
        cancelled=cancelled,
    )
    # The figures of workbook and tables are the same: worked out once.
    worked_out = chapters.work_out(source, filters, None, part(progress, _DECK, _FIGURES), cancelled)
    files = {
        f"reunion{name}.pptx": of_slides,
        f"rapport{name}.xlsx": workbook.of_chapters(
            source, filters, worked_out,
            today=today, progress=part(progress, _FIGURES, _WORKBOOK), cancelled=cancelled,
        ),
    }  # fmt: skip
    tables = tables_zip.of_chapters(
        source, filters, worked_out, today=today, progress=part(progress, _WORKBOOK, _TABLES), cancelled=cancelled
    )
    files |= {f"{TABLES}/{each}": data for each, data in tables.items()}
    files[f"constats{name}.txt"] = findings(source, filters, slides, today).encode("utf-8-sig")
    step(100, 100, progress, cancelled)
    return tables_zip.zipped(files)


def file_name(kind: str, filters: Filters, ending: str = "") -> str:
    """« reunion_2025-2026_ecole.pptx »: what an export of a selection is called."""
    campaigns = sorted(filters.campaign) or ["toutes-campagnes"]
    views = [view for view in filters.view if view != "centre"] if filters.view else ["deux-regards"]
    return "_".join([kind, *campaigns, *views]) + ending


def findings(source: Source, filters: Filters, slides: Sequence[Slide], today: date) -> str:
    """The deck as plain French text: coverage, each reading sentence with its base, and the method."""
    return "\r\n".join(_lines(source, filters, slides, today)) + "\r\n"


def _lines(source: Source, filters: Filters, slides: Sequence[Slide], today: date) -> Iterator[str]:
    words = quoted(source, [slide.quotation for slide in slides if slide.kind == QUOTATION])
    defined: dict[str, None] = {}
    for slide in slides[:-1]:
        if slide.kind == TITLE:
            yield from (slide.title.upper(), "", *slide.text.split("\n"), stamp(today))
        elif slide.kind == SECTION and not slide.text:
            yield from ("", "", slide.title.upper())
        elif slide.kind == QUOTATION and slide.quotation in words:
            said = words[slide.quotation]
            yield from ("", quote(said.text), said.source)
        elif slide.kind == FIGURE:
            figure = catalogue.find(source.bits.codebook, slide.figure)
            frame = figure.frame(source, slide.filters, None, True)
            yield from ("", figure.title, figure.sentence(frame), figure.base(frame))
            defined |= dict.fromkeys(definitions(figure))
    yield from ("", "", f"MÉTHODE{NBSP}: COMMENT LIRE CES CHIFFRES", "", *deck_campaign.method(source, filters))
    yield from ("", "Définitions", *defined)
