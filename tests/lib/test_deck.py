"""The deck, opened again: every number, what is hidden nowhere, templates, and what it looks like to LibreOffice."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pptx
import pytest
from lxml import etree
from pptx.enum.dml import MSO_COLOR_TYPE, MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from lib import responses
from lib.charts import palette
from lib.codebook import load
from lib.export import deck, deck_campaign
from lib.export.deck import DeckError
from lib.export.deck_charts import Box, draw, fit
from lib.export.deck_text import fitted_title
from lib.export.native import Chart, Series
from lib.export.running import Cancelled
from lib.export.slides import FIGURE, LIMITS, QUOTATION, SECTION, TITLE, Slide, exhibit
from lib.filters import Filters
from lib.gallery import catalogue
from lib.store.quotations import Notes, Reading
from lib.voices import quotations
from tests.support import reports, small
from tests.support.reports import ALL

TODAY = date(2026, 11, 23)
BY = ("", "etab_niveau")
MAIN = "[Content_Types].xml"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return reports.of_examples(tmp_path_factory.mktemp("deck"))


def slides_of(source: SimpleNamespace, by: str) -> list[Slide]:
    figures = catalogue.listed(source.bits.codebook).values()
    return [Slide(FIGURE, figure=each.code, filters=ALL, by=by) for each in figures if each.compares or not by]


@pytest.fixture(scope="module")
def made(source: SimpleNamespace) -> dict[str, bytes]:
    return {by: deck.build(source, slides_of(source, by), title="Essai", today=TODAY) for by in BY}


def opened(data: bytes) -> object:
    return pptx.Presentation(io.BytesIO(data))


def built(source: SimpleNamespace, *slides: Slide, template: bytes | None = None) -> object:
    return opened(deck.build(source, slides, title="Essai", today=TODAY, template=template))


def chart_of(page: object) -> object | None:
    return next((shape.chart for shape in page.shapes if shape.has_chart), None)


def words_of(page: object) -> list[str]:
    return [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]


def cells_of(chart: object) -> list[list[object]]:
    """What the embedded workbook holds: header, then a row for each category."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


@pytest.mark.parametrize("by", BY)
def test_every_number_of_every_chart_is_that_of_its_frame(
    source: SimpleNamespace, made: dict[str, bytes], by: str
) -> None:
    numbers = 0
    for slide, page in zip(slides_of(source, by), opened(made[by]).slides, strict=True):
        frame = exhibit(source, slide, TODAY).frame
        chart = chart_of(page)
        if chart is None:
            continue
        plot = chart.plots[0]
        categories, stacked = list(plot.categories), slide.figure == "facteurs"
        known = {
            (row["label"], row["choice"] if stacked else row["group_label"]): row for row in frame.to_dict("records")
        }
        is_share = plot.series[0].data_labels.number_format.endswith("0 %")
        for place, series in enumerate(plot.series):
            group = str(place) if stacked else series.name if by else ""
            for category, value in zip(categories, series.values, strict=True):
                label = max((label for label, _ in known if category.startswith(label)), key=len)
                row = known[label, group]
                drawn = (
                    not row["masked"] and row["display"] != "empty" and (not is_share or row["display"] == "percent")
                )
                assert value == (pytest.approx(row["share" if is_share else "n"], abs=1e-12) if drawn else None)
                numbers += value is not None
        for at, (category, *cells) in enumerate(cells_of(chart)[1:]):
            assert category == categories[at]
            drawn = [series.values[at] for series in plot.series]
            assert [cell is None for cell in cells] == [value is None for value in drawn]
            assert [cell or 0 for cell in cells] == pytest.approx([value or 0 for value in drawn], abs=1e-12)
    assert numbers > (150 if by else 200)


@pytest.mark.parametrize("by", BY)
def test_the_values_stand_at_the_foot_and_the_first_category_at_the_top(made: dict[str, bytes], by: str) -> None:
    for page in opened(made[by]).slides:
        if (chart := chart_of(page)) is not None:
            assert chart.category_axis.reverse_order
            xml = reports.parts(made[by])[chart.part.partname.lstrip("/")].decode()
            assert re.search(r"<c:valAx>.*<c:crosses val=\"max\"/>", xml)
            assert chart.value_axis.minimum_scale == 0
            assert chart.has_legend == (len(chart.plots[0].series) > 1)


def test_what_is_masked_changes_no_byte() -> None:
    chosen = Filters(("2025-2026",), centre=("C",))  # three links: all is masked
    one = reports.of_small()
    sheets = [sheet.replace("ren_crise ", "").replace("lev_clas", "lev_pre") for sheet in small.SHEETS]
    other = reports.of_responses(responses.build(reports.tables(*sheets), load()))
    every = [
        Slide(FIGURE, figure=code, filters=filters, by=by)
        for code in catalogue.listed(load())
        for filters, by in ((chosen, ""), (chosen, "etab_niveau"))
    ]
    first, second = (deck.build(source, every, title="Essai", today=TODAY) for source in (one, other))
    assert first == second
    assert not [page for page in opened(first).slides if chart_of(page) is not None]


def test_a_mark_that_is_missing_is_an_empty_cell_and_no_point() -> None:
    series = Series("Part des liens", (0.5, None), ("#0069A5", "#D25A00"))
    page = alone(Chart("bar", ("CLAS", "PRE (effectif trop faible)"), (series,), percent=True, axis_top=1.0))
    assert cells_of(chart_of(page))[1:] == [["CLAS", 0.5], ["PRE (effectif trop faible)", None]]
    assert chart_of(page).plots[0].series[0].values == (0.5, None)


def alone(chart: Chart) -> object:
    """A page with one chart."""
    presentation = pptx.Presentation()
    page = presentation.slides.add_slide(presentation.slide_layouts[6])
    box = Box(10, 10, 600, 300)
    draw(page, fit(chart, box), box, "essai")
    return page


def test_a_slide_says_its_base_its_source_and_its_number(source: SimpleNamespace) -> None:
    (page,) = built(source, Slide(FIGURE, figure="premier-pas", filters=ALL)).slides
    shown = exhibit(source, Slide(FIGURE, figure="premier-pas", filters=ALL), TODAY)
    said = words_of(page)
    assert said[0] == shown.headline
    assert any(text.split("\n") == list(shown.foot) for text in said)
    assert (
        b'type="slidenum"'
        in reports.parts(deck.build(source, [Slide(TITLE, title="A")], title="A", today=TODAY))["ppt/slides/slide1.xml"]
    )


def test_notes_hold_sentence_selection_definition_and_limits(source: SimpleNamespace) -> None:
    slide = Slide(FIGURE, figure="leviers", filters=ALL, title="À discuter")
    (page,) = built(source, slide).slides
    notes = page.notes_slide.notes_text_frame.text
    shown = exhibit(source, slide, TODAY)
    assert notes.split("\n") == list(shown.notes)
    assert shown.sentence in notes
    assert all(limit in notes for limit in LIMITS)
    assert words_of(page)[0] == "À discuter"


def test_it_is_wide_french_and_described(source: SimpleNamespace, made: dict[str, bytes]) -> None:
    presentation = opened(made[""])
    assert (presentation.slide_width, presentation.slide_height) == (Inches(40 / 3), Inches(7.5))
    assert presentation.core_properties.language == "fr-FR"
    for name, part in reports.parts(made[""]).items():
        if name.startswith("ppt/charts/chart"):
            assert b'<c:lang val="fr-FR"/>' in part
        if name.startswith("ppt/slides/slide") and name.endswith(".xml"):
            assert part.count(b"<a:r>") <= part.count(b'lang="fr-FR"')
    for page in presentation.slides:
        for shape in page.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 20


@pytest.mark.parametrize("by", BY)
def test_the_deck_shows_what_the_projector_shows(source: SimpleNamespace, made: dict[str, bytes], by: str) -> None:
    """But for the network, whose pairs are rows of words here."""
    for slide, page in zip(slides_of(source, by), opened(made[by]).slides, strict=True):
        shown = exhibit(source, slide, TODAY)
        title, _number, subject, *_ = words_of(page)
        assert title == fitted_title(shown.headline)[0]
        assert subject == shown.subject
        if shown.figure.kind == "network":
            continue
        assert any(text.startswith(shown.foot[0]) and text.endswith(shown.foot[1]) for text in words_of(page))
        if shown.table is not None:
            (table,) = (shape.table for shape in page.shapes if shape.has_table)
            rows = [tuple(cell.text_frame.text for cell in row.cells) for row in table.rows]
            assert rows == [shown.table.header, *shown.table.rows]


def test_letters_can_be_read_from_afar(made: dict[str, bytes]) -> None:
    for data in made.values():
        for page in opened(data).slides:
            if (chart := chart_of(page)) is not None:
                assert chart.font.size.pt >= 14
            sizes = [run.font.size.pt for text in _frames(page) for p in text.paragraphs for run in p.runs]
            assert min(sizes) >= 12


def _frames(page: object) -> Iterator[object]:
    for shape in page.shapes:
        if shape.has_text_frame:
            yield shape.text_frame
        if shape.has_table:
            yield from (cell.text_frame for row in shape.table.rows for cell in row.cells)


def test_nothing_stands_outside_the_slide_or_on_something_else(made: dict[str, bytes]) -> None:
    for data in made.values():
        presentation = opened(data)
        for page in presentation.slides:
            blocks = [s for s in page.shapes if not (s.is_placeholder and "Number" in s.name) and s.height]
            for shape in blocks:
                assert shape.left >= 0 and shape.left + shape.width <= presentation.slide_width + 1
                assert shape.top >= 0 and shape.top + shape.height <= presentation.slide_height + 1
            for one, other in zip(
                sorted(blocks, key=lambda s: s.top), sorted(blocks, key=lambda s: s.top)[1:], strict=False
            ):
                assert one.top + one.height <= other.top + 12700, (page.slide_id, one.name, other.name)


def test_the_same_responses_give_the_same_bytes(source: SimpleNamespace) -> None:
    slides = [Slide(TITLE, title="A"), Slide(FIGURE, figure="leviers", filters=ALL)]
    assert deck.build(source, slides, title="A", today=TODAY) == deck.build(source, slides, title="A", today=TODAY)


def test_what_is_gone_or_may_not_leave_is_left_out_and_said(source: SimpleNamespace) -> None:
    slides = [
        Slide(FIGURE, figure="plus-la"),
        Slide(QUOTATION, quotation="a" * 64, text="En douce"),
        Slide(TITLE, title="Fin"),
    ]
    told: list[str] = []
    pages = opened(deck.build(source, slides, title="Essai", today=TODAY, told=told.append)).slides
    assert [words_of(page)[0] for page in pages] == ["Fin"]
    assert told == [
        "Diapositive 1 laissée de côté\u00a0: cette figure n’existe plus dans le questionnaire actuel.",
        "Diapositive 2 laissée de côté\u00a0: cette parole n’est plus citable ou n’a pas été relue.",
    ]
    with pytest.raises(DeckError, match="Aucune de ces diapositives"):
        deck.build(source, slides[:2], title="Essai", today=TODAY)


def test_a_quotation_is_shown_as_it_was_proof_read(source: SimpleNamespace) -> None:
    told = quotations.received(source.responses)
    first, other = told.loc[told["centre_citable"], "quotation"].tolist()[:2]
    notes = Notes(readings={first: Reading(first, "On se connaît bien.")})
    sure = SimpleNamespace(**vars(source), quotations=quotations.noted(told, notes))
    slides = [Slide(QUOTATION, quotation=key, text="ancienne version") for key in (first, other)]
    (page,) = built(sure, *slides).slides  # nobody has proof-read the other
    assert words_of(page)[0] == "«\u00a0On se connaît bien.\u00a0»"
    assert any(text.startswith("Un centre social") for text in words_of(page))


def test_names_that_look_like_formulas_are_words() -> None:
    name = '=HYPERLINK("http://exemple.invalid")'
    page = alone(Chart("bar", (name, "École"), (Series("+33", (0.5, 0.25), "#0069A5"),), percent=True, axis_top=1.0))
    book = openpyxl.load_workbook(io.BytesIO(chart_of(page).part.chart_workbook.xlsx_part.blob))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert (book.active["A2"].value, book.active["B1"].value) == (f"'{name}", "'+33")


@pytest.mark.parametrize("after", [0, 2])
def test_it_stops_between_two_slides(source: SimpleNamespace, after: int) -> None:
    told: list[tuple[int, int]] = []
    slides = [Slide(TITLE, title=str(number)) for number in range(5)]
    with pytest.raises(Cancelled):
        deck.build(
            source, slides, title="A", today=TODAY,
            progress=lambda *at: told.append(at), cancelled=lambda: len(told) >= after,
        )  # fmt: skip
    assert told == [(done, 5) for done in range(after)]


# Templates of the département.


def template(width: float = 10, height: float = 7.5, examples: int = 3) -> bytes:
    """A template as a service of communication makes one: 4:3, with example slides and a section list."""
    given = pptx.Presentation()
    given.slide_width, given.slide_height = Inches(width), Inches(height)
    given.slide_layouts[5].name = "Titre du département"
    for number in range(examples):
        page = given.slides.add_slide(given.slide_layouts[1])
        page.shapes.title.text = f"Exemple {number}"
    out = io.BytesIO()
    given.save(out)
    return out.getvalue()


def rewritten(data: bytes, **changes: bytes) -> bytes:
    """The zip with some parts changed or added."""
    parts = reports.parts(data) | changes
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_a_template_keeps_its_layouts_and_loses_its_examples(source: SimpleNamespace) -> None:
    slides = [
        Slide(TITLE, title="Réunion"),
        Slide(SECTION, title="Leviers"),
        Slide(FIGURE, figure="leviers", filters=ALL),
    ]
    data = deck.build(source, slides, title="Essai", today=TODAY, template=template())
    presentation = opened(data)
    assert (presentation.slide_width, presentation.slide_height) == (Inches(10), Inches(7.5))
    assert [page.slide_layout.name for page in presentation.slides] == [
        "Title Slide",
        "Section Header",
        "Titre du département",
    ]
    assert len(presentation.slide_layouts) == 11
    assert b"Exemple" not in b"".join(reports.parts(data).values())
    assert not [shape for page in presentation.slides for shape in page.placeholders if not shape.has_text_frame]


def test_a_template_without_titles_still_works(source: SimpleNamespace) -> None:
    given = pptx.Presentation()
    for layout in list(given.slide_layouts):
        if layout._element.get("type") != "blank":
            given.slide_layouts.remove(layout)
    out = io.BytesIO()
    given.save(out)
    pages = built(
        source, Slide(TITLE, title="Réunion"), Slide(FIGURE, figure="roles", filters=ALL), template=out.getvalue()
    )
    assert "Réunion" in words_of(pages.slides[0])
    assert chart_of(pages.slides[1]) is not None


def of_template(given: object) -> bytes:
    out = io.BytesIO()
    given.save(out)
    return out.getvalue()


def test_a_template_that_leads_to_its_own_slides_is_written_without_them(source: SimpleNamespace) -> None:
    """A kept outline, a button of a layout and the range of a show name slides."""
    given = opened(template())
    first, layout = given.slides[0].part, given.slide_layouts[5]
    views = given.part.part_related_by(RELATIONSHIP_TYPE.VIEW_PROPS)
    link = views.relate_to(first, RELATIONSHIP_TYPE.SLIDE)
    outline = f'<p:outlineViewPr><p:cViewPr/><p:sldLst><p:sld r:id="{link}" collapse="1"/></p:sldLst></p:outlineViewPr>'
    views._blob = views.blob.replace(b"</p:viewPr>", f"{outline}</p:viewPr>".encode())
    shape = layout.placeholders[0]._element.nvSpPr.cNvPr
    button = etree.SubElement(shape, qn("a:hlinkClick"), action="ppaction://hlinksldjump")
    button.set(qn("r:id"), layout.part.relate_to(first, RELATIONSHIP_TYPE.SLIDE))
    shows = given.part.part_related_by(RELATIONSHIP_TYPE.PRES_PROPS)
    shows._blob = re.sub(
        rb"(<p:presentationPr[^>]*>)", rb'\1<p:showPr><p:sldRg st="1" end="2"/></p:showPr>', shows.blob
    )
    slides = [Slide(TITLE, title="Réunion"), Slide(TITLE, title="Fin")]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = deck.build(source, slides, title="Essai", today=TODAY, template=of_template(given))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
    every = b"".join(reports.parts(data).values())
    assert not [word for word in (b"Exemple", b"hlinkClick", b"collapse=", b"showPr") if word in every]
    assert len(opened(data).slides) == 2


def test_a_template_without_a_place_for_notes_gets_one(source: SimpleNamespace) -> None:
    given = opened(template())
    for shape in list(given.notes_master.placeholders):
        if shape._element.ph.get("type") == "body":
            shape._element.getparent().remove(shape._element)
    slide = Slide(FIGURE, figure="roles", filters=ALL)
    (page,) = built(source, slide, template=of_template(given)).slides
    assert page.notes_slide.notes_text_frame.text.split("\n") == list(exhibit(source, slide, TODAY).notes)


def test_letters_of_a_chart_have_the_colour_of_the_template(source: SimpleNamespace) -> None:
    slides = [Slide(FIGURE, figure=code, filters=ALL) for code in ("leviers", "facteurs")]
    for page in built(source, *slides, template=template()).slides:
        assert chart_of(page).font.color.theme_color == MSO_THEME_COLOR.TEXT_1
        inks = {run.font.color.rgb for run in runs_of(page) if run.font.color.type == MSO_COLOR_TYPE.RGB}
        assert not {str(ink) for ink in inks} & {palette.INK[1:], palette.MUTED[1:]}
    assert str(chart_of(built(source, slides[0]).slides[0]).font.color.rgb) == palette.INK[1:]


def runs_of(page: object) -> Iterator[object]:
    return (run for text in _frames(page) for paragraph in text.paragraphs for run in paragraph.runs)


def test_letters_grow_with_the_slides_of_a_template(source: SimpleNamespace) -> None:
    slide = Slide(FIGURE, figure="leviers", filters=ALL)
    ours, theirs = (
        built(source, slide, template=given).slides[0] for given in (None, template(width=20, height=11.25))
    )
    assert chart_of(theirs).font.size.pt >= 14 * 1.5
    assert min(run.font.size.pt for run in runs_of(theirs)) == 1.5 * min(run.font.size.pt for run in runs_of(ours))


def test_a_scale_keeps_all_its_factors_on_a_narrow_slide(source: SimpleNamespace) -> None:
    (page,) = built(source, Slide(FIGURE, figure="facteurs", filters=ALL), template=template()).slides
    assert len(list(chart_of(page).plots[0].categories)) == 8


def retyped(old: bytes, new: bytes) -> bytes:
    """The template under another content type."""
    types = reports.parts(template())[MAIN]
    assert old in types
    return rewritten(template(), **{MAIN: types.replace(old, new)})


ENTITIES = b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"
REFUSED = {
    "empty": (b"", "pas un fichier PowerPoint lisible"),
    "cut": (b"PK\x03\x04 et puis rien", "pas un fichier PowerPoint lisible"),
    "truncated": (template()[:-2000], "pas un fichier PowerPoint lisible"),
    "vba": (rewritten(template(), **{"ppt/vbaProject.bin": b"Sub"}), "des macros"),
    "potx": (retyped(b"presentation.main", b"template.main"), ".potx"),
    "pptm": (retyped(b"presentation.main+xml", b"presentation.macroEnabled.main+xml"), "des macros"),
    "bomb": (rewritten(template(), **{"ppt/media/film": b"\0" * 60_000_000}), "trop lourd"),
    "entities": (rewritten(template(), **{"ppt/presentation.xml": ENTITIES}), "pas un fichier PowerPoint lisible"),
    "huge": (b"\0" * 30_000_001, "trop lourd"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_a_template_that_cannot_be_used_is_refused_in_french(source: SimpleNamespace, given: bytes, said: str) -> None:
    with pytest.raises(DeckError, match=re.escape(said)):
        deck.build(source, [Slide(TITLE, title="A")], title="A", today=TODAY, template=given)


# The deck of a campaign.


def test_a_campaign_has_its_coverage_first_and_its_method_last(source: SimpleNamespace) -> None:
    slides = deck_campaign.of_campaign(source, ALL)
    assert slides[0].kind == TITLE
    assert "13 retours reçus sur 13 attendus\u202f; 79 liens." in slides[0].text
    assert [slide.title for slide in slides if slide.kind == SECTION][:4] == [
        "L’ensemble",
        "Les liens",
        "La rencontre",
        "Les leviers",
    ]
    assert slides[-2].text.endswith(LIMITS[-1])
    codes = [slide.figure for slide in slides if slide.kind == FIGURE]
    assert {"chiffres-cles", "leviers", "facteurs", "roles", "regards/ecart"} < set(codes)


def test_themes_without_an_answer_have_no_slides() -> None:
    tiny = reports.of_small()
    slides = deck_campaign.of_campaign(tiny, Filters(("2025-2026",), centre=("C",)))
    assert [slide.kind for slide in slides] == [TITLE, SECTION, TITLE]
    assert "effectif trop faible" in slides[0].text


def office() -> str | None:
    return os.environ.get("SOFFICE") or shutil.which("soffice")


@pytest.mark.skipif(office() is None, reason="no LibreOffice on this machine: the deck is not printed")
def test_libreoffice_prints_every_slide(source: SimpleNamespace, tmp_path: Path) -> None:
    slides = deck_campaign.of_campaign(source, ALL)
    (tmp_path / "deck.pptx").write_bytes(deck.build(source, slides, title="Essai", today=TODAY))
    done = subprocess.run(
        [office(), f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "deck.pptx")],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    if "could not be loaded" in done.stderr:
        pytest.skip("this LibreOffice has no Impress: the deck is not printed")
    printed = (tmp_path / "deck.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == len(slides)
