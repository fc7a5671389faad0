"""What all sheets of the template share: where codes stand, how cells are written, protected and printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lib.codebook import Codebook
from lib.french import typeset
from lib.layout import marks
from lib.observation import Return
from lib.template.fields import Rules
from lib.template.styles import SLATE, Styles, lines, opaque

RETURN_GROUP, LINK_GROUP, VERBATIM_GROUP = "retour", "lien", "paroles"
"""First-level groups of the codebook that are not laid as grids."""

CODE_ROW, CODE_COLUMN = 1, 1
TITLE_ROW, NOTE_ROW = 2, 3
FIRST_COLUMN = 2

_MAX_TITLE = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Formula(str):
    """Text that is meant as a formula; every other text is written as text, even ``=1+1``."""

    __slots__ = ()


@dataclass
class Book:
    """One workbook being made, and what it is made for."""

    codebook: Codebook
    campaign: str
    centre_code: str
    centre_name: str
    centre_commune: str
    view: str
    ret: Return | None = None
    workbook: Workbook = field(default_factory=Workbook)

    def __post_init__(self) -> None:
        self.styles = Styles(self.workbook)
        self.lists = Lists()
        self.titles: dict[str, str] = {}

    @cached_property
    def answers(self) -> Mapping[int, Mapping[str, str]]:
        """Link number → its answers, empty for a blank template."""
        return {seen.number: seen.answers for seen in self.ret.observations} if self.ret else {}

    @cached_property
    def is_carried_over(self) -> bool:
        """Whether it comes with links of an earlier campaign to update: nothing is said beyond their identity."""
        if not self.ret or not self.ret.observations or self.ret.answers or self.ret.verbatims:
            return False
        identity = {question.name for question in self.codebook.in_group(LINK_GROUP)}
        return all(identity >= seen.answers.keys() for seen in self.ret.observations)

    @cached_property
    def view_label(self) -> str:
        if "regard" in self.codebook and (choice := self.codebook["regard"].choice_by_name.get(self.view)):
            return choice.label
        return self.view

    @property
    def about(self) -> str:
        """Whose return it is, in one line."""
        return typeset(f"{self.centre_name} · campagne {self.campaign} · regard : {self.view_label}")

    def sheet(self, title: str, kind: str, colour: str = SLATE) -> CodedSheet:
        """Add a coded sheet; the title is made one that Excel accepts and that is still free."""
        title = free_title(title, self.workbook.sheetnames)
        return CodedSheet(self, self.workbook.create_sheet(title), kind, colour)


def free_title(wanted: str, taken: list[str]) -> str:
    """The title, without characters that Excel forbids, at most 31 long and unlike those taken.

    >>> free_title("Liens : écoles / collèges", [])
    'Liens écoles collèges'
    >>> free_title("Liens", ["liens"])
    'Liens 2'
    """
    base = " ".join(wanted.translate(_FORBIDDEN).split())[:_MAX_TITLE].strip(" '") or "Feuille"
    folded = {name.casefold() for name in taken}
    title, number = base, 1
    while title.casefold() in folded:
        number += 1
        title = f"{base[: _MAX_TITLE - 1 - len(str(number))]} {number}"
    return title


def quoted(title: str) -> str:
    """A sheet's title as formulas write it."""
    return "'" + title.replace("'", "''") + "'"


def write(cell: Cell, value: object) -> None:
    """Give the cell its value; text stays text whatever it begins with."""
    if type(value) is str:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = str(value) if isinstance(value, Formula) else value


class CodedSheet:
    """One sheet that is read back by the codes in its hidden first column and first row.

    Parameters
    ----------
    kind : str
        What the sheet is, for its corner cell: ``centre``, ``liens``, ``grille``, ``paroles``, ``identity``.
    """

    def __init__(self, book: Book, sheet: Worksheet, kind: str, colour: str) -> None:
        self.book, self.sheet, self.colour = book, sheet, colour
        self.rules = Rules(book.lists)
        self.put(CODE_ROW, CODE_COLUMN, marks.CORNER + kind, "code")
        sheet.row_dimensions[CODE_ROW].hidden = True
        sheet.column_dimensions[get_column_letter(CODE_COLUMN)].hidden = True
        sheet.sheet_properties.tabColor = opaque(colour)
        sheet.sheet_view.showGridLines = False

    def put(self, row: int, column: int, value: object, style: str) -> Cell:
        cell = self.sheet.cell(row, column)
        cell._style = self.book.styles.get(style, self.colour)
        if value is not None and value != "":
            write(cell, value)
        return cell

    def code_row(self, row: int, code: str) -> None:
        self.put(row, CODE_COLUMN, code, "code")

    def code_column(self, column: int, code: str) -> None:
        self.put(CODE_ROW, column, code, "code")

    def height(self, row: int, points: float) -> None:
        self.sheet.row_dimensions[row].height = min(points, 400)

    def widths(self, *widths: float) -> None:
        """Widths of the visible columns, from the first."""
        for column, width in enumerate(widths, start=FIRST_COLUMN):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def head(
        self, title: str, note: str, *, about_column: int = FIRST_COLUMN + 1, note_column: int | None = None
    ) -> None:
        """Title, whose return this is, and what to do, wrapped in ``note_column`` or else on one line."""
        book = self.book
        self.put(TITLE_ROW, FIRST_COLUMN, title, "title")
        self.put(TITLE_ROW, about_column, book.about, "about")
        self.height(TITLE_ROW, 26)
        note = typeset(note)
        if note_column is None:
            self.put(NOTE_ROW, FIRST_COLUMN, note, "note_line")
            self.height(NOTE_ROW, 18)
        else:
            self.put(NOTE_ROW, note_column, note, "note")
            width = self.sheet.column_dimensions[get_column_letter(note_column)].width
            self.height(NOTE_ROW, 12 * lines(note, width) + 4)

    def finish(self, freeze: str, header_row: int, *, columns: str = "A:B", scale: int | None = None) -> None:
        """Freeze, protect and prepare for printing; ``scale`` in percent, or None to fit the page's width."""
        sheet = self.sheet
        self.rules.attach(sheet)
        sheet.freeze_panes = freeze
        cursor = sheet.sheet_view.selection[-1]
        cursor.activeCell = cursor.sqref = freeze
        sheet.print_title_rows = f"{header_row}:{header_row}" if scale is None else f"{TITLE_ROW}:{header_row}"
        sheet.print_title_cols = columns
        protect(sheet)
        printing(self.book, sheet, landscape=True, scale=scale)


def protect(sheet: Worksheet) -> None:
    """Lock all but the input cells, without password; columns and rows may still be widened."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def printing(book: Book, sheet: Worksheet, *, landscape: bool, scale: int | None = None) -> None:
    """A4 with narrow margins, centre and campaign above, sheet and page below."""
    setup = sheet.page_setup
    setup.paperSize = sheet.PAPERSIZE_A4
    setup.orientation = "landscape" if landscape else "portrait"
    if scale is None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        setup.fitToWidth, setup.fitToHeight = 1, 0
    else:
        setup.scale = scale
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = 0.3
    header, footer = sheet.oddHeader, sheet.oddFooter
    header.left.text = _header_text(book.centre_name)
    header.right.text = _header_text(typeset(f"Campagne {book.campaign} – regard : {book.view_label}"))
    footer.left.text = _header_text(f"{book.codebook.title} – {sheet.title}")
    footer.right.text = "Page &P sur &N"


def _header_text(text: str) -> str:
    """Text for a page header: ``&`` begins a command there, and the whole must stay below 255 characters."""
    clean = " ".join(ILLEGAL_CHARACTERS_RE.sub("", text).split())
    return clean[:80].replace("&", "&&")


class Lists:
    """The lists behind the drop-downs, one column each on a hidden sheet."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[object, ...]] = {}

    def reference(self, name: str, values: tuple[object, ...]) -> str:
        """The range that holds the values; the list is added the first time it is asked for."""
        self._columns.setdefault(name, values)
        letter = get_column_letter(list(self._columns).index(name) + 1)
        return f"{quoted(marks.LISTS_SHEET)}!${letter}$2:${letter}${len(values) + 1}"

    def write_to(self, workbook: Workbook) -> None:
        sheet = workbook.create_sheet(marks.LISTS_SHEET)
        for column, (name, values) in enumerate(self._columns.items(), start=1):
            for row, value in enumerate((name, *values), start=1):
                write(sheet.cell(row, column), value)
        sheet.sheet_state = "veryHidden"
        protect(sheet)
