"""The tables of a report, or the data set, as an OpenDocument spreadsheet (.ods): real numbers, words no program runs.

Written as XML: a table of values needs a page of it, and no library for it is lighter.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pandas as pd

from lib.codebook import Codebook
from lib.export import chapters, glossary, matrix, observations, slides, typed
from lib.export.chapters import Chapter
from lib.export.glossary import Listing
from lib.export.observations import DataSet
from lib.export.running import Progress, Stopping, part, step
from lib.export.typed import Cell, Look
from lib.filters import Filters
from lib.french import NBSP
from lib.gallery.figure import Source
from lib.injection import neutralised
from lib.records import rows_of
from lib.template.package import entry

TITLE = f"Partenariats entre écoles et centres sociaux{NBSP}: les tableaux"
CONTENTS, RAW, VARIABLES = "Sommaire", "Observations", "Variables"
_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
        ("config", "config"),
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_VERSION = 'office:version="1.3"'
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLES = {Look.TEXT: "texte", Look.COUNT: "effectif", Look.SHARE: "part", Look.MEAN: "moyenne"}
_TITLE, _HEADING, _NOTE, _HEADER, _NUMBERS, _LINE = "titre", "figure", "note", "entete", "entete-nombres", "ligne"
_ROW = "rangee"
_WIDTHS = {"label": 8.5, "group": 5.0, "point": 3.0, "family": 5.5}
_WIDTH, _LETTER = 2.4, 0.205
"""Centimetres of a column of numbers, and of a letter."""
_WIDE = 8
"""Pages that the observations take beside each other: on one, hundreds of columns could not be read."""

_FIGURES = 80
"""The part of working out the figures in a hundred; the rest is writing them."""

Line = list[str]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells row by row, as XML.

    Attributes
    ----------
    widths : sequence of float
        Centimetres.
    head, still : int
        Rows at the top and columns at the left that stay in sight, and stand on every page.
    pages : int
        How many pages it takes beside each other.
    """

    name: str
    widths: Sequence[float]
    lines: Sequence[Line]
    head: int
    still: int = 0
    pages: int = 1


def build(
    source: Source,
    filters: Filters,
    *,
    by: str | None = None,
    today: date,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> bytes:
    """Make the spreadsheet of a selection: a sheet for each theme, its figures below each other, then what they mean.

    Parameters are those of `lib.export.workbook.build`; the same responses give the same bytes.
    """
    worked_out = chapters.work_out(source, filters, by, part(progress, 0, _FIGURES), cancelled)
    written = part(progress, _FIGURES, 100)
    codebook = source.bits.codebook
    words = slides.selection_in_words(source, filters)
    said = [f"Sélection{NBSP}: {words}.", chapters.origin(source, filters), slides.stamp(today)]
    listed = _glossary(worked_out, codebook)
    sheets = [_contents(said, worked_out, listed)]
    for done, chapter in enumerate(worked_out):
        step(done, len(worked_out) + 1, written, cancelled)
        sheets.append(_theme(source, chapter, codebook))
    step(len(worked_out), len(worked_out) + 1, written, cancelled)
    data = _package([*sheets, *listed], f"{TITLE}, {words}")
    step(1, 1, written, cancelled)
    return data


def data_set(source: Source, filters: Filters, *, pseudonyms: bool = True, today: date) -> bytes:
    """The observations of a selection with what each column and each code means: for coordinators, not masked."""
    data = observations.of(source.responses, filters, pseudonyms=pseudonyms)
    words = slides.selection_in_words(source, filters)
    said = (*data.notes, f"Sélection{NBSP}: {words}.", slides.stamp(today))
    variables = Listing(VARIABLES, observations.CODEBOOK_HEAD, tuple(observations.codebook_rows(data)), (60, 40, 60))
    of_codebook = _listing(glossary.QUESTIONNAIRE, glossary.questionnaire(source.bits.codebook))
    return _package([_observations(data, said), _listing(VARIABLES, variables), of_codebook], f"{RAW}, {words}")


def _observations(data: DataSet, said: Iterable[str]) -> Sheet:
    """A row of variables over a row of labels, then one row for each observation."""
    lines: list[Line] = [[_words(RAW, _TITLE)], *([_words(text)] for text in said), []]
    lines.append([_words(observations.variable(column.name), _NOTE) for column in data.columns])
    lines.append([_words(column.header, _HEADER) for column in data.columns])
    head = len(lines)
    columns = [data.frame[name] for name in data.frame.columns]
    cells = [values.astype("object").where(values.notna(), "").tolist() for values in columns]
    lines += [[_bare(value) for value in row] for row in zip(*cells, strict=True)]
    widths = [min(28, max(11, len(column.header) / 3)) * _LETTER for column in data.columns]
    return Sheet(RAW, widths, lines, head, still=3, pages=_WIDE)


def _glossary(worked_out: Sequence[Chapter], codebook: Codebook) -> list[Sheet]:
    return [
        _listing(glossary.DEFINITIONS, glossary.definitions(worked_out)),
        _listing(glossary.QUESTIONNAIRE, glossary.questionnaire(codebook)),
    ]


def _listing(name: str, listed: Listing) -> Sheet:
    lines = [[_words(listed.title, _TITLE)], [_words(text, _HEADER) for text in listed.headers]]
    lines += [[_words(text, _STYLES[Look.TEXT]) for text in row] for row in listed.rows]
    return Sheet(name, [width * _LETTER for width in listed.widths], lines, head=2)


def _contents(said: Sequence[str], worked_out: Sequence[Chapter], others: Sequence[Sheet]) -> Sheet:
    lines = [[_words(TITLE, _TITLE)], *([_words(text)] for text in said), []]
    lines.append([_words(text, _HEADER) for text in ("Feuille", "Figures", "Lignes masquées")])
    for chapter in worked_out:
        masked = sum(int(shown.frame["masked"].sum()) for shown in chapter.shown)
        numbers = (Cell(len(chapter.shown), Look.COUNT), Cell(masked, Look.COUNT))
        lines.append([_words(chapter.title), *(_cell(cell) for cell in numbers)])
    lines += [[_words(sheet.name)] for sheet in others]
    lines += [[], *([_words(text)] for text in slides.LIMITS)]
    return Sheet(CONTENTS, [_WIDTHS["label"], _WIDTH, 3.5], lines, head=0)


def _theme(source: Source, chapter: Chapter, codebook: Codebook) -> Sheet:
    asked = chapter.shown[0]
    words = slides.selection_in_words(source, asked.figure.speaks_of(asked.filters))
    columns = typed.columns([shown.frame for shown in chapter.shown])
    heads = [_words(column.header, _HEADER if column.look is Look.TEXT else _NUMBERS) for column in columns]
    lines: list[Line] = [[_words(chapter.title, _TITLE)], [_words(f"{words}.", _NOTE)]]
    lines += [] if chapter.crosses else [heads]  # those of all its tables: they stay in sight
    head = len(lines)
    for shown in chapter.shown:
        figure, frame = shown.figure, shown.frame
        lines += [[], [_words(chapter.heading(shown), _HEADING)]]
        lines += [[_words(text)] for text in (figure.sentence(frame), figure.base(frame)) if text]
        if chapter.crosses:
            lines += _crossing(frame)
        else:
            lines.append(heads)
            lines += [[_cell(cell) for cell in typed.row(row, columns, codebook)] for row in rows_of(frame)]
        notes = (*slides.definitions(figure), figure.caution)
        lines += [[_words(text, _NOTE)] for text in notes if text]
    widths = [_WIDTHS["label"]] if chapter.crosses else [_WIDTHS.get(column.name, _WIDTH) for column in columns]
    return Sheet(chapter.title, widths, lines, head)


def _crossing(frame: pd.DataFrame) -> Iterator[Line]:
    for block in matrix.blocks(frame):
        yield [_words(text, _NUMBERS if at else _HEADER) for at, text in enumerate(block.header)]
        yield from ([_cell(cell) for cell in cells] for cells in block.rows)


def _table(sheet: Sheet) -> str:
    """A sheet as XML; each row is as high as what is in it needs."""
    columns = [f'<table:table-column table:style-name="c{_tenths(width)}"/>' for width in sheet.widths]
    rows = [
        f'<table:table-row table:style-name="{_ROW}">{"".join(line) or "<table:table-cell/>"}</table:table-row>'
        for line in sheet.lines
    ]
    return (
        f'<table:table table:name={quoteattr(sheet.name)} table:style-name="feuille{sheet.pages}">'
        f"{_repeated('column', columns, sheet.still)}{_repeated('row', rows, sheet.head)}</table:table>"
    )


def _repeated(kind: str, parts: Sequence[str], heads: int) -> str:
    """Columns or rows, of which the first stand on every page."""
    first, rest = "".join(parts[:heads]), "".join(parts[heads:])
    name = f"table:table-header-{kind}s"
    return f"<{name}>{first}</{name}>{rest}" if first else rest


def _cell(cell: Cell) -> str:
    style = _STYLES[cell.look]
    if cell.value is None:
        return "<table:table-cell/>"
    if isinstance(cell.value, str):
        return _words(cell.value, style)
    kind = "percentage" if cell.look is Look.SHARE else "float"
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="{kind}" office:value="{cell.value!r}">'
        f"<text:p>{cell.value!r}</text:p></table:table-cell>"
    )


def _bare(value: str | int) -> str:
    """A cell of the data set: without a style, for there may be many thousands."""
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _words(value, "")
    number = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"


def _words(text: str, style: str = _LINE) -> str:
    """A cell of words: a formula would be an attribute, and these have none."""
    said = escape(_FORBIDDEN.sub("", neutralised(text)))
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{styled} office:value-type="string"><text:p>{said}</text:p></table:table-cell>'


def _tenths(width: float) -> int:
    return round(width * 10)


def _package(sheets: Sequence[Sheet], title: str) -> bytes:
    """The parts of the file, the kind of it first and not compressed."""
    styles, tables = "".join(_automatic(sheets)), "".join(map(_table, sheets))
    content = (
        f"{_HEAD}<office:document-content {_NAMES} {_VERSION}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    meta = (
        f'{_HEAD}<office:document-meta {_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/" {_VERSION}><office:meta>'
        f"<meta:generator>Passerelle</meta:generator><dc:title>{escape(_FORBIDDEN.sub('', title))}</dc:title>"
        "<dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )
    parts = {"content.xml": content, "styles.xml": _page(), "meta.xml": meta, "settings.xml": _settings(sheets)}
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("/", _MIME), *((name, "text/xml") for name in parts))
    )
    parts["META-INF/manifest.xml"] = (
        f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">{listed}</manifest:manifest>'
    )
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(entry("mimetype"), _MIME, ZIP_STORED)
        for name, xml in parts.items():
            archive.writestr(entry(name), xml.encode())
    return buffer.getvalue()


def _settings(sheets: Sequence[Sheet]) -> str:
    """What stays in sight of each sheet while the rest is scrolled."""
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>{''.join(_frozen(sheet))}"
        "</config:config-item-map-entry>"
        for sheet in sheets
        if sheet.head
    )
    return (
        f'{_HEAD}<office:document-settings {_NAMES} xmlns:ooo="http://openoffice.org/2004/office" {_VERSION}>'
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )


def _frozen(sheet: Sheet) -> Iterator[str]:
    fixed, below, right = 2, 2, 3  # a split that cannot be moved; the part in which one writes
    said = {"VerticalSplitMode": fixed, "VerticalSplitPosition": sheet.head, "PositionBottom": sheet.head}
    if sheet.still:
        said |= {"HorizontalSplitMode": fixed, "HorizontalSplitPosition": sheet.still, "PositionRight": sheet.still}
    for name, value in {**said, "ActiveSplitRange": right if sheet.still else below}.items():
        kind = "int" if "Position" in name else "short"
        yield f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'


def _automatic(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Styles of columns, rows, sheets and cells."""
    for width in sorted({_tenths(width) for sheet in sheets for width in sheet.widths}):
        yield (
            f'<style:style style:name="c{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width / 10}cm"/></style:style>'
        )
    yield f'<style:style style:name="{_ROW}" style:family="table-row"><style:table-row-properties '
    yield 'style:use-optimal-row-height="true"/></style:style>'
    for pages in (1, _WIDE):
        yield f'<style:style style:name="feuille{pages}" style:family="table" style:master-page-name="page{pages}"/>'
    for name, how in (("n0", 'number:grouping="true"'), ("n1", 'number:decimal-places="1"')):
        yield f'<number:number-style style:name="{name}"><number:number number:min-integer-digits="1" {how}/>'
        yield "</number:number-style>"
    yield '<number:percentage-style style:name="np"><number:number number:decimal-places="0" '
    yield 'number:min-integer-digits="1"/><number:text>\u202f%</number:text></number:percentage-style>'
    for name, number, size, looks in (
        (_STYLES[Look.TEXT], "", 10, ""),
        (_TITLE, "", 16, 'fo:font-weight="bold"'),
        (_HEADING, "", 12, 'fo:font-weight="bold"'),
        (_NOTE, "", 9, 'fo:font-style="italic"'),
        (_HEADER, "", 10, 'fo:font-weight="bold"'),
        (_NUMBERS, "", 10, 'fo:font-weight="bold"'),
        (_LINE, "", 10, ""),
        ("effectif", "n0", 10, ""),
        ("moyenne", "n1", 10, ""),
        ("part", "np", 10, ""),
    ):
        data = f' style:data-style-name="{number}"' if number else ""
        ground = ' fo:background-color="#DDE6EE"' if name in (_HEADER, _NUMBERS) else ""
        wrap = ' fo:wrap-option="wrap"' if name in (_STYLES[Look.TEXT], _HEADER, _NUMBERS) else ""
        fill = f'<style:table-cell-properties style:vertical-align="top"{ground}{wrap}/>'
        right = '<style:paragraph-properties fo:text-align="end"/>' if number or name == _NUMBERS else ""
        yield f'<style:style style:name="{name}" style:family="table-cell"{data}>{fill}{right}'
        yield f'<style:text-properties fo:font-size="{size}pt" fo:language="fr" fo:country="FR" {looks}/></style:style>'


def _page() -> str:
    """A4 landscape, as wide as the page (the data set as several), with the page number at the foot."""
    layouts = "".join(
        f'<style:page-layout style:name="a4-{pages}"><style:page-layout-properties fo:page-width="29.7cm" '
        f'fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="{pages}" style:scale-to-Y="0"/>'
        "</style:page-layout>"
        for pages in (1, _WIDE)
    )
    masters = "".join(
        f'<style:master-page style:name="page{pages}" style:page-layout-name="a4-{pages}"><style:footer><text:p>Page '
        "<text:page-number>1</text:page-number> sur <text:page-count>1</text:page-count></text:p></style:footer>"
        "</style:master-page>"
        for pages in (1, _WIDE)
    )
    return (
        f"{_HEAD}<office:document-styles {_NAMES} {_VERSION}><office:automatic-styles>{layouts}"
        f"</office:automatic-styles><office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )
