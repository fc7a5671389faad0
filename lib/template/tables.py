"""The sheets that are plain tables: identity (hidden), « Centre », « Liens » and « Paroles »."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter

from lib.codebook import Question
from lib.french import typeset
from lib.layout import marks
from lib.template.book import (
    FIRST_COLUMN,
    LINK_GROUP,
    RETURN_GROUP,
    VERBATIM_GROUP,
    Book,
    CodedSheet,
    Formula,
    quoted,
)
from lib.template.fields import style_of, value_of
from lib.template.styles import TO_FILL, lines, with_hint

HEADER_ROW, FIRST_ROW = 4, 5
_LAST_LINK_ROW = FIRST_ROW + marks.MAX_LINKS - 1
_LAST_VERBATIM_ROW = FIRST_ROW + marks.MAX_VERBATIMS - 1
_VERBATIM_LENGTH = 500


def identity(book: Book) -> dict[str, str]:
    """What this workbook is, by the names of `lib.layout.marks`."""
    return {
        "template": marks.TEMPLATE_VERSION,
        "form_id": book.codebook.form_id,
        "codebook": book.codebook.version,
        "campagne": book.campaign,
        "centre_code": book.centre_code,
        "centre_nom": book.centre_name,
        "regard": book.view,
    }


def add_identity(book: Book) -> None:
    """The hidden sheet by which the file is recognised."""
    page = book.sheet(marks.IDENTITY_SHEET, "identity")
    page.code_column(2, marks.VALUE)
    for row, (name, value) in enumerate(identity(book).items(), start=2):
        page.code_row(row, name)
        page.put(row, 2, value, "locked")
    page.finish("A1", 1)
    page.sheet.sheet_state = "veryHidden"


def add_centre(book: Book) -> None:
    """« Centre »: what is asked once for the whole return; what the file is for is shown and locked."""
    page = book.sheet(_group_label(book, RETURN_GROUP, "Centre"), "centre")
    book.titles[RETURN_GROUP] = page.sheet.title
    page.widths(58, 62)
    page.head(page.sheet.title, "Les cellules grises sont déjà remplies ; complétez les cellules colorées.")
    page.code_column(FIRST_COLUMN + 1, marks.VALUE)
    for column, text in enumerate(("Question", "Réponse"), start=FIRST_COLUMN):
        page.put(HEADER_ROW, column, text, "header")
    page.height(HEADER_ROW, 20)
    known = identity(book)
    questions = sorted(book.codebook.in_group(RETURN_GROUP, book.view), key=lambda one: one.name not in known)
    answers = {"centre_commune": book.centre_commune, **(book.ret.answers if book.ret else {})}
    for row, question in enumerate(questions, start=FIRST_ROW):
        if question.name in known:
            shown = book.view_label if question.name == "regard" else known[question.name]
            page.put(row, FIRST_COLUMN, question.label, "field")
            page.put(row, FIRST_COLUMN + 1, shown, "locked")
            page.code_row(row, question.name)
            page.height(row, 22)
            continue
        label = question.label + (" *" if question.required else "")
        page.put(row, FIRST_COLUMN, with_hint(label, question.hint), "field")
        page.code_row(row, question.name)
        page.height(row, 14 * (lines(label, 54) + (lines(question.hint, 58) if question.hint else 0)) + 8)
        _answer(page, row, FIRST_COLUMN + 1, question, answers.get(question.name, ""))
        page.rules.answer(f"C{row}", question)
    page.finish(f"C{FIRST_ROW}", HEADER_ROW)


def add_links(book: Book) -> None:
    """« Liens »: one school per row."""
    questions = book.codebook.in_group(LINK_GROUP, book.view)
    page = book.sheet(_group_label(book, LINK_GROUP, "Liens"), "liens")
    book.titles[LINK_GROUP] = page.sheet.title
    page.widths(6, *(_link_width(question) for question in questions))
    carried = "Les liens de votre dernier retour sont repris : mettez-les à jour. " if book.is_carried_over else ""
    page.head(
        page.sheet.title,
        f"{carried}Une ligne par établissement, {marks.MAX_LINKS} au plus ; notez aussi les liens interrompus ou "
        "souhaités. Les colonnes marquées * sont obligatoires.",
        about_column=FIRST_COLUMN + 2,
    )
    page.put(HEADER_ROW, FIRST_COLUMN, "N°", "header")
    for row in range(FIRST_ROW, _LAST_LINK_ROW + 1):
        number = row - FIRST_ROW + 1
        page.code_row(row, marks.link_code(number))
        page.put(row, FIRST_COLUMN, number, "locked_centre")
        page.height(row, 26)
    for column, question in enumerate(questions, start=FIRST_COLUMN + 1):
        _link_column(page, column, question)
    page.height(HEADER_ROW, 14 * max((_header_lines(q) for q in questions), default=1) + 6)
    page.finish(f"D{FIRST_ROW}", HEADER_ROW, columns="A:C")


def _link_column(page: CodedSheet, column: int, question: Question) -> None:
    """One identity field of the links, down all rows."""
    letter = get_column_letter(column)
    page.code_column(column, question.name)
    label = question.label + (" *" if question.required else "")
    page.put(HEADER_ROW, column, with_hint(label, question.hint, colour="FFFFFF"), "header")
    for row in range(FIRST_ROW, _LAST_LINK_ROW + 1):
        answer = page.book.answers.get(row - FIRST_ROW + 1, {}).get(question.name, "")
        _answer(page, row, column, question, answer)
    cells = f"{letter}{FIRST_ROW}:{letter}{_LAST_LINK_ROW}"
    page.rules.answer(cells, question)
    if question.required and letter != "C":
        rule = FormulaRule([f'AND($C{FIRST_ROW}<>"",{letter}{FIRST_ROW}="")'], fill=TO_FILL)
        page.sheet.conditional_formatting.add(cells, rule)


def _answer(page: CodedSheet, row: int, column: int, question: Question, answer: str) -> None:
    value = value_of(question, answer) if answer else None
    page.put(row, column, value, style_of(question, wide=True))


def _link_width(question: Question) -> float:
    if question.type == "text":
        return 30 if (question.max_length or 0) > 100 else 20
    longest = max((len(choice.label) for choice in question.choices), default=0)
    word = max(map(len, question.label.split()))  # in bold, and perhaps in a wider font: no word is broken
    return min(max(14, longest * 0.8, word * 1.3), 20)


def _header_lines(question: Question) -> int:
    width = _link_width(question) - 1
    return lines(question.label + " *", width) + (lines(question.hint, width) if question.hint else 0)


def _group_label(book: Book, group: str, otherwise: str) -> str:
    known = book.codebook.group_by_name.get(group)
    return known.label if known else otherwise


def school_name(book: Book, number: int) -> Formula:
    """What « Liens » says the school of one link is called: its first column, empty while it is empty."""
    return Formula(f'={quoted(book.titles[LINK_GROUP])}!$C${FIRST_ROW + number - 1}&""')


def add_verbatims(book: Book, themes: dict[str, str]) -> None:
    """« Paroles »: one quotation per row; ``themes`` are the dimensions with what people read."""
    asked = book.codebook.in_group(VERBATIM_GROUP, book.view)
    page = book.sheet(_group_label(book, VERBATIM_GROUP, "Paroles"), "paroles")
    book.titles[VERBATIM_GROUP] = page.sheet.title
    page.widths(9, 28, 20, 74, 11, 16)
    prompts = " ; ".join(_lower_first(question.label) for question in asked if question.type == "text")
    note = f"Par exemple : {prompts}." if prompts else "Ce qui a été dit, mot pour mot."
    page.head(page.sheet.title, note, about_column=FIRST_COLUMN + 2, note_column=FIRST_COLUMN + 3)
    length = max((question.max_length or 0 for question in asked), default=0) or _VERBATIM_LENGTH
    columns = (
        ("lien", "Lien n°", "Vide : tout le centre", "number"),
        ("", "Établissement", "Repris de la feuille « Liens »", "locked"),
        ("theme", "Thème", "", "answer"),
        ("texte", "Parole", f"{length} caractères au plus ; ne citez personne par son nom.", "text_answer"),
        ("citable", "Citable", "Oui ou Non", "choice"),
        ("minutage", "Minutage", "Si elle est enregistrée : 34 min 21 s", "text_answer"),
    )
    for column, (code, label, hint, _) in enumerate(columns, start=FIRST_COLUMN):
        page.put(HEADER_ROW, column, with_hint(label, typeset(hint), colour="FFFFFF"), "header")
        if code:
            page.code_column(column, code)
    page.height(HEADER_ROW, 58)
    citable = _yes_no(asked)
    rows = _verbatim_rows(book, themes, citable)
    for row in range(FIRST_ROW, _LAST_VERBATIM_ROW + 1):
        values = rows[row - FIRST_ROW] if row - FIRST_ROW < len(rows) else {}
        page.code_row(row, marks.verbatim_code(row - FIRST_ROW + 1))
        for column, (code, _, _, style) in enumerate(columns, start=FIRST_COLUMN):
            value = values.get(code) if code else _school_of_row(book, row)
            page.put(row, column, value, style)
        page.height(row, max(28, 13 * lines(str(values.get("texte", "")), 76) + 4))
    _verbatim_rules(page, tuple(themes.values()), tuple(citable.values()), length)
    page.finish(f"D{FIRST_ROW}", HEADER_ROW, columns="A:C")


def _verbatim_rules(page: CodedSheet, themes: Sequence[str], citable: Sequence[str], length: int) -> None:
    def cells(letter: str) -> str:
        return f"{letter}{FIRST_ROW}:{letter}{_LAST_VERBATIM_ROW}"

    page.rules.choose(cells("B"), "_liens", range(1, marks.MAX_LINKS + 1))
    if themes:
        page.rules.choose(cells("D"), "_themes", themes)
    page.rules.longest(cells("E"), length)
    page.rules.choose(cells("F"), "_citable", citable)


def _school_of_row(book: Book, row: int) -> Formula:
    names = f"{quoted(book.titles[LINK_GROUP])}!$C${FIRST_ROW}:$C${_LAST_LINK_ROW}"
    return Formula(f'=IF(B{row}="","",IFERROR(INDEX({names},VALUE(B{row}))&"",""))')


def _yes_no(asked: Sequence[Question]) -> dict[bool, str]:
    """« Oui » and « Non » as the codebook words them."""
    for question in asked:
        if {"oui", "non"} <= question.choice_by_name.keys():
            return {True: question.choice_by_name["oui"].label, False: question.choice_by_name["non"].label}
    return {True: "Oui", False: "Non"}


def _verbatim_rows(book: Book, themes: dict[str, str], citable: dict[bool, str]) -> list[dict[str, object]]:
    return [
        {
            "lien": verbatim.link,
            "theme": themes.get(verbatim.dimension, verbatim.dimension),
            "texte": verbatim.text,
            "citable": citable[verbatim.citable],
            "minutage": verbatim.time_code,
        }
        for verbatim in (book.ret.verbatims if book.ret else ())
    ]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
