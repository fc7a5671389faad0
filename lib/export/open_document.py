"""The tables of a report as an OpenDocument spreadsheet (.ods): real numbers, words that no program runs.

Written as XML: a table of values needs a page of it, and no library for it is lighter.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pandas as pd

from lib.codebook import Codebook
from lib.export import chapters, matrix, slides, typed
from lib.export.chapters import Chapter
from lib.export.running import Progress, Stopping, part, step
from lib.export.typed import Cell, Look
from lib.filters import Filters
from lib.french import NBSP
from lib.gallery.figure import Source
from lib.injection import neutralised
from lib.records import rows_of
from lib.template.package import entry

TITLE = f"Partenariats entre écoles et centres sociaux{NBSP}: les tableaux"
CONTENTS = "Sommaire"
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
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_VERSION = 'office:version="1.3"'
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLES = {Look.TEXT: "texte", Look.COUNT: "effectif", Look.SHARE: "part", Look.MEAN: "moyenne"}
_TITLE, _HEADING, _NOTE, _HEADER, _NUMBERS, _LINE = "titre", "figure", "note", "entete", "entete-nombres", "ligne"
_WIDTHS = {"label": 8.5, "group": 5.0, "point": 3.0, "family": 5.5}
_WIDTH = 2.4

_FIGURES = 80
"""The part of working out the figures in a hundred; the rest is writing them."""

Line = list[str]


def build(
    source: Source,
    filters: Filters,
    *,
    by: str | None = None,
    today: date,
    progress: Progress | None = None,
    cancelled: Stopping | None = None,
) -> bytes:
    """Make the spreadsheet of a selection: a sheet for each theme, its figures below each other.

    Parameters are those of `lib.export.workbook.build`; the same responses give the same bytes.
    """
    worked_out = chapters.work_out(source, filters, by, part(progress, 0, _FIGURES), cancelled)
    written = part(progress, _FIGURES, 100)
    codebook = source.bits.codebook
    words = slides.selection_in_words(source, filters)
    said = [f"Sélection{NBSP}: {words}.", chapters.origin(source, filters), slides.stamp(today)]
    sheets = [_contents(said, worked_out)]
    for done, chapter in enumerate(worked_out):
        step(done, len(worked_out) + 1, written, cancelled)
        sheets.append(_theme(source, chapter, codebook))
    step(len(worked_out), len(worked_out) + 1, written, cancelled)
    data = _package("".join(sheets), f"{TITLE}, {words}")
    step(1, 1, written, cancelled)
    return data


def _contents(said: Sequence[str], worked_out: Sequence[Chapter]) -> str:
    lines = [[_words(TITLE, _TITLE)], *([_words(text)] for text in said), []]
    lines.append([_words(text, _HEADER) for text in ("Feuille", "Figures", "Lignes masquées")])
    for chapter in worked_out:
        masked = sum(int(shown.frame["masked"].sum()) for shown in chapter.shown)
        numbers = (Cell(len(chapter.shown), Look.COUNT), Cell(masked, Look.COUNT))
        lines.append([_words(chapter.title), *(_cell(cell) for cell in numbers)])
    lines += [[], *([_words(text)] for text in slides.LIMITS)]
    return _sheet(CONTENTS, [_WIDTHS["label"], _WIDTH, 3.5], lines)


def _theme(source: Source, chapter: Chapter, codebook: Codebook) -> str:
    asked = chapter.shown[0]
    words = slides.selection_in_words(source, asked.figure.speaks_of(asked.filters))
    columns = typed.columns([shown.frame for shown in chapter.shown])
    lines: list[Line] = [[_words(chapter.title, _TITLE)], [_words(f"{words}.", _NOTE)]]
    for shown in chapter.shown:
        figure, frame = shown.figure, shown.frame
        lines += [[], [_words(chapter.heading(shown), _HEADING)]]
        lines += [[_words(text)] for text in (figure.sentence(frame), figure.base(frame)) if text]
        if chapter.crosses:
            lines += _crossing(frame)
        else:
            heads = ((column.header, _HEADER if column.look is Look.TEXT else _NUMBERS) for column in columns)
            lines.append([_words(header, style) for header, style in heads])
            lines += [[_cell(cell) for cell in typed.row(row, columns, codebook)] for row in rows_of(frame)]
        notes = (*slides.definitions(figure), figure.caution)
        lines += [[_words(text, _NOTE)] for text in notes if text]
    widths = [_WIDTHS["label"]] if chapter.crosses else [_WIDTHS.get(column.name, _WIDTH) for column in columns]
    return _sheet(chapter.title, widths, lines)


def _crossing(frame: pd.DataFrame) -> Iterator[Line]:
    for block in matrix.blocks(frame):
        yield [_words(text, _NUMBERS if at else _HEADER) for at, text in enumerate(block.header)]
        yield from ([_cell(cell) for cell in cells] for cells in block.rows)


def _sheet(name: str, widths: Sequence[float], lines: Sequence[Line]) -> str:
    columns = "".join(f'<table:table-column table:style-name="c{_tenths(width)}"/>' for width in widths)
    rows = "".join(f"<table:table-row>{''.join(line) or '<table:table-cell/>'}</table:table-row>" for line in lines)
    return f'<table:table table:name={quoteattr(name)} table:style-name="feuille">{columns}{rows}</table:table>'


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


def _words(text: str, style: str = _LINE) -> str:
    """A cell of words: a formula would be an attribute, and these have none."""
    said = escape(_FORBIDDEN.sub("", neutralised(text)))
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>{said}</text:p>'
        "</table:table-cell>"
    )


def _tenths(width: float) -> int:
    return round(width * 10)


def _package(sheets: str, title: str) -> bytes:
    """The parts of the file, the kind of it first and not compressed."""
    content = (
        f"{_HEAD}<office:document-content {_NAMES} {_VERSION}><office:automatic-styles>{''.join(_automatic())}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    meta = (
        f'{_HEAD}<office:document-meta {_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/" {_VERSION}><office:meta>'
        f"<meta:generator>Passerelle</meta:generator><dc:title>{escape(_FORBIDDEN.sub('', title))}</dc:title>"
        "<dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )
    parts = {"content.xml": content, "styles.xml": _page(), "meta.xml": meta}
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


def _automatic() -> Iterator[str]:
    """Styles of columns, sheets and cells."""
    for width in {_tenths(width) for width in (*_WIDTHS.values(), _WIDTH, 3.5)}:
        yield (
            f'<style:style style:name="c{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width / 10}cm"/></style:style>'
        )
    yield '<style:style style:name="feuille" style:family="table" style:master-page-name="Standard"/>'
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
    """A4 landscape, as wide as the page, with the page number at the foot."""
    return (
        f"{_HEAD}<office:document-styles {_NAMES} {_VERSION}><office:automatic-styles>"
        '<style:page-layout style:name="a4"><style:page-layout-properties fo:page-width="29.7cm" '
        'fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="a4"><style:footer><text:p>Page '
        "<text:page-number>1</text:page-number> sur <text:page-count>1</text:page-count></text:p></style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )
