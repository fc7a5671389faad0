"""The sheets in grid layout: one per first-level group of questions, items down, links across."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break, ColBreak, RowBreak

from lib.codebook import NONE, OTHER, Choice, Question
from lib.french import inside, typeset
from lib.layout import marks
from lib.template.book import FIRST_COLUMN, LINK_GROUP, TITLE_ROW, Book, CodedSheet
from lib.template.fields import TICK, style_of, value_of
from lib.template.styles import UNUSED, lines, with_hint
from lib.template.tables import school_name

LABEL_WIDTH, LINK_WIDTH = 54, 15
NUMBER_ROW, NAME_ROW = 4, 5
FIRST_LINK = FIRST_COLUMN + 1
LAST_LINK = FIRST_LINK + marks.MAX_LINKS - 1
LINKS_PER_PAGE = 10
PRINT_SCALE = 60
"""Percent at which the labels and ten links fit the width of an A4 page held sideways, in a font wider than ours too:
where Arial and its like are missing, letters are a sixth wider, and two links more would make a page of their own."""
PAGE_HEIGHT = 0.95 * (210 / 25.4 - 2 * 0.7) * 72 / (PRINT_SCALE / 100)
"""Points of rows on such a page: A4 less its margins, and a little for programs that round heights up."""
MAX_SLOTS = 5
"""A question with more picks than this is laid as boxes."""

_COMPLEMENT = "extension"
_NOTE = "Une colonne par lien."
_NOTE_BOXES = f"{_NOTE} Tapez x pour cocher."
_IF_EMPTY = "Une question laissée vide est une absence de réponse, pas un « non »."
_IF_NONE = f"Si rien ne convient, cochez « Aucun » : {inside(_IF_EMPTY)}"
_Values = Callable[[Mapping[str, str]], object]


def add_grid(book: Book, group: str, title: str, colour: str) -> None:
    """Lay the questions of one first-level group that are asked of the book's view."""
    page = book.sheet(title, "grille", colour)
    book.titles[group] = page.sheet.title
    grid = Grid(page)
    questions = book.codebook.in_group(group, book.view)
    grid.header(title, _note(questions))
    companions = {f"{question.name}_{OTHER}" for question in questions}
    laid = [question for question in questions if question.name not in companions]
    by_name = {question.name: question for question in questions}
    for part, members in groupby(laid, key=lambda question: question.group):
        members = list(members)
        if part != group:
            grid.part(book.codebook.group_by_name[part].label, members)
        for question in members:
            grid.question(question, by_name.get(f"{question.name}_{OTHER}"), in_part=part != group)
    grid.finish()


def _note(questions: Sequence[Question]) -> str:
    """How to fill the sheet in: boxes are only spoken of where there are some, « Aucun » where it can be ticked."""
    has_boxes = any(question.is_multiple for question in questions)
    has_none = any(NONE in question.choice_by_name for question in questions)
    return f"{_NOTE_BOXES if has_boxes else _NOTE} {_IF_NONE if has_none else _IF_EMPTY}"


class Grid:
    """Lays questions down one sheet, row after row."""

    def __init__(self, page: CodedSheet) -> None:
        self.page, self.row = page, NAME_ROW
        self._after_item = self._after_heading = False
        self._inputs: list[str] = []
        self._heights: list[float] = []
        self._bound: set[int] = set()

    def header(self, title: str, note: str) -> None:
        """Title, link numbers and the schools' names, all kept in sight by the frozen panes."""
        page = self.page
        page.widths(LABEL_WIDTH, *[LINK_WIDTH] * marks.MAX_LINKS)
        page.head(title, note, note_column=FIRST_COLUMN)
        page.put(NUMBER_ROW, FIRST_COLUMN, "Lien", "corner")
        page.put(
            NAME_ROW,
            FIRST_COLUMN,
            typeset(f"Établissement (repris de la feuille « {page.book.titles[LINK_GROUP]} »)"),
            "corner",
        )
        for number in range(1, marks.MAX_LINKS + 1):
            column = FIRST_LINK + number - 1
            page.code_column(column, marks.link_code(number))
            page.put(NUMBER_ROW, column, f"Lien {number}", "header")
            page.put(NAME_ROW, column, school_name(page.book, number), "name")
        page.height(NUMBER_ROW, 18)
        page.height(NAME_ROW, 50)

    def question(self, question: Question, other: Question | None, *, in_part: bool = False) -> None:
        """One question with its « Autre (préciser) »."""
        if question.is_multiple:
            self._band(_numbered(question), question.hint)
            slots = question.max_selected
            if slots and slots <= MAX_SLOTS:
                self._slots(question, slots)
                self._other(other)
            else:
                self._boxes(question, other)
        else:
            if not in_part and not self._after_item:
                self._space()
            self._item(question, in_part=in_part)
            self._other(other)

    def part(self, label: str, members: list[Question]) -> None:
        """A heading over several questions, with the legend of their scale if they share one."""
        code = members[0].code
        self._band(f"{code} · {label}" if code else label, "")
        scales = {question.list_name for question in members if question.is_scale}
        if len(scales) == 1 and all(question.is_scale for question in members):
            legend = "   ·   ".join(choice.label for choice in members[0].choices)
            self._next(18)
            self._across("legend", typeset(f"Échelle : {legend}"))

    def finish(self) -> None:
        """Mark the columns of links that have no school yet, and set how the sheet prints."""
        sheet = self.page.sheet
        if self._inputs and self.page.book.codebook.in_group(LINK_GROUP):
            first = get_column_letter(FIRST_LINK)
            rule = FormulaRule([f'{first}${NAME_ROW}=""'], fill=UNUSED)
            sheet.conditional_formatting.add(" ".join(self._inputs), rule)
        sheet.sheet_properties.outlinePr.summaryBelow = False
        breaks = range(FIRST_LINK + LINKS_PER_PAGE - 1, LAST_LINK, LINKS_PER_PAGE)
        sheet.col_breaks = ColBreak(brk=[Break(id=column) for column in breaks])
        header = sum(sheet.row_dimensions[row].height for row in range(TITLE_ROW, NAME_ROW + 1))
        ends = page_ends(self._heights, self._bound, PAGE_HEIGHT - header)
        sheet.row_breaks = RowBreak(brk=[Break(id=NAME_ROW + end) for end in ends])
        freeze = f"{get_column_letter(FIRST_LINK)}{NAME_ROW + 1}"
        self.page.finish(freeze, NAME_ROW, scale=PRINT_SCALE)

    # One row or one kind of rows each

    def _boxes(self, question: Question, other: Question | None) -> None:
        main, complement, last = _sorted_choices(question)
        for family, choices in _by_family(main):
            self._family(family)
            for choice in choices:
                self._box(question, choice)
        if complement:
            self._next(18)
            self._across("family", "Liste complémentaire, si vous voulez préciser")
            for family, choices in _by_family(complement):
                self._family(family, light=True)
                for choice in choices:
                    self._box(question, choice, light=True)
        for choice in last:
            self._box(question, choice)
            if choice.name == OTHER:
                self._other(other)
        if OTHER not in question.choice_by_name:
            self._other(other)

    def _box(self, question: Question, choice: Choice, *, light: bool = False) -> None:
        label = choice.label
        if choice.name == NONE:
            label = with_hint(label, "À cocher si rien de cette question ne convient.", bold=True)
        self._next(15 * lines(choice.label, LABEL_WIDTH - 4) + 4 + (12 if choice.name == NONE else 0), light)
        self.page.put(self.row, FIRST_COLUMN, label, "item_light" if light else "item")

        def ticked(answers: Mapping[str, str]) -> object:
            return TICK if choice.name in answers.get(question.name, "").split() else None

        cells = self._cells(marks.box_code(question.name, choice.name), "tick_light" if light else "tick", ticked)
        self.page.rules.tick(cells)

    def _slots(self, question: Question, slots: int) -> None:
        tallest = max((lines(choice.label, LINK_WIDTH) for choice in question.choices), default=1)
        for slot in range(1, slots + 1):
            self._next(12 * min(tallest, 5) + 6, bound=slot > 1)
            self.page.put(self.row, FIRST_COLUMN, f"Choix {slot}", "item")

            def picked(answers: Mapping[str, str], rank: int = slot - 1) -> object:
                names = answers.get(question.name, "").split()
                choice = question.choice_by_name.get(names[rank]) if rank < len(names) else None
                return choice.label if choice else None

            cells = self._cells(marks.slot_code(question.name, slot), "choice", picked)
            self.page.rules.answer(cells, question)

    def _item(self, question: Question, *, in_part: bool) -> None:
        hint = question.hint or condition(question, self.page.book.codebook)
        label = question.label if in_part else _numbered(question)
        tall = 14 * lines(label, LABEL_WIDTH - 4) + (13 * lines(hint, LABEL_WIDTH) if hint else 0)
        longest = max((lines(choice.label, LINK_WIDTH) for choice in question.choices), default=1)
        if question.type == "text":
            longest = 4
        self._next(max(tall + 6, 12 * min(longest, 5) + 6))
        style = "item" if in_part else "field"
        self.page.put(self.row, FIRST_COLUMN, with_hint(label, hint, bold=not in_part), style)
        self._answers(question)
        self._after_item = True

    def _other(self, question: Question | None) -> None:
        """The text beside « Autre »; on its own row, right below."""
        if question:
            self._next(40, bound=True)
            self.page.put(self.row, FIRST_COLUMN, "→ Précisez", "item_light")
            self._answers(question)

    def _answers(self, question: Question) -> None:
        def shown(answers: Mapping[str, str]) -> object:
            answer = answers.get(question.name, "")
            return value_of(question, answer) if answer else None

        cells = self._cells(question.name, style_of(question), shown)
        self.page.rules.answer(cells, question)

    def _band(self, label: str, hint: str) -> None:
        self._space()
        self._next(15 * lines(label, LABEL_WIDTH - 6) + (13 if hint else 0) + 6)
        self._across("band", with_hint(label, hint, colour="FFFFFF"))

    def _family(self, label: str, *, light: bool = False) -> None:
        if label:
            self._next(18, light)
            self._across("family_light" if light else "family", label)

    def _space(self) -> None:
        if self.row > NAME_ROW:
            self._next(8)

    def _next(self, height: float, grouped: bool = False, *, bound: bool = False) -> None:
        """Go on to a new row; ``bound`` keeps it on one printed page with the row above, as below a heading."""
        if bound or self._after_heading:
            self._bound.add(len(self._heights))
        self.row += 1
        self._after_item = self._after_heading = False
        self._heights.append(height)
        self.page.height(self.row, height)
        if grouped:
            self.page.sheet.row_dimensions[self.row].outlineLevel = 1

    def _across(self, style: str, label: object) -> None:
        self._after_heading = True
        for column in range(FIRST_COLUMN, LAST_LINK + 1):
            self.page.put(self.row, column, label if column == FIRST_COLUMN else None, style)

    def _cells(self, code: str, style: str, value: _Values) -> str:
        """The input cells of one row; gives their range."""
        self.page.code_row(self.row, code)
        answers = self.page.book.answers
        for number in range(1, marks.MAX_LINKS + 1):
            filled = value(answers[number]) if number in answers else None
            self.page.put(self.row, FIRST_LINK + number - 1, filled, style)
        cells = f"{get_column_letter(FIRST_LINK)}{self.row}:{get_column_letter(LAST_LINK)}{self.row}"
        self._inputs.append(cells)
        return cells


def page_ends(heights: Sequence[float], bound: Collection[int], room: float) -> list[int]:
    """After how many rows each printed page but the last ends: as few pages as can be, none of them nearly empty.

    Parameters
    ----------
    heights : sequence of float
        Of the rows, in points.
    bound : collection of int
        Ranks (from 0) of the rows that stay with the one above.
    room : float
        Points that a page holds.
    """
    ends = _filled(heights, bound, room)
    fair = sum(heights) / (len(ends) + 1)
    while fair < room:
        even = _filled(heights, bound, fair)
        if len(even) == len(ends):
            return even
        fair += 10
    return ends


def _filled(heights: Sequence[float], bound: Collection[int], room: float) -> list[int]:
    """Where pages end that are filled one after the other."""
    ends, begin, end, used = [], 0, 0, 0.0
    for row, height in enumerate(heights):
        if row not in bound:
            end = row
        if used + height > room and end > begin:
            ends.append(end)
            begin, used = end, sum(heights[end:row])
        used += height
    return ends


def condition(question: Question, codebook: Mapping[str, Question]) -> str:
    """In words, when the question is asked; empty if always or if the condition is not a plain one."""
    parts = []
    for name, value in question.asked_if:
        if name not in codebook or value not in codebook[name].choice_by_name:
            return ""
        asked = codebook[name]
        parts.append(f"« {asked.choice_by_name[value].label} » à « {asked.label} »")
    return typeset(f"Si vous avez répondu {' ou '.join(parts)}.") if parts else ""


def _numbered(question: Question) -> str:
    return f"{question.code} · {question.label}" if question.code else question.label


def _sorted_choices(question: Question) -> tuple[list[Choice], list[Choice], list[Choice]]:
    """Main choices, complementary ones (if both kinds exist), then « Autre » and « Aucun »."""
    last = [choice for choice in question.choices if choice.name in (OTHER, NONE)]
    rest = [choice for choice in question.choices if choice.name not in (OTHER, NONE)]
    main = [choice for choice in rest if choice.level != _COMPLEMENT]
    complement = [choice for choice in rest if choice.level == _COMPLEMENT]
    return (main, complement, last) if main else (complement, [], last)


def _by_family(choices: list[Choice]) -> Iterator[tuple[str, list[Choice]]]:
    """Choices by family, families in the order in which they first come."""
    families: dict[str, list[Choice]] = {}
    for choice in choices:
        families.setdefault(choice.family, []).append(choice)
    yield from families.items()
