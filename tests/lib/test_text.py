"""Text files as tools and spreadsheet programs write them: whatever the bytes, the same cells."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.findings import Finding, Severity
from lib.layout.values import read_date, read_decimal, read_integer
from lib.observation import Place
from lib.reader import Sheet, read
from lib.reader.archive import Limits
from lib.reader.text import separator_of

NBSP, THIN = "\u00a0", "\u202f"

ROWS = (
    ("École", "Levier", "Début", "Part"),
    ("Élémentaire Jean-Moulin", "Légitimité reconnue, confiance", "15/03/2019", "2,5"),
    ("Collège “Hugo”", 'Dispositifs (REAAP, CLAS)\n« dits "socle" »', "01/09/2020", "0950"),
    ("L’Œuvre", "", "", ""),
)


def cells(data: bytes, name: str = "reponses.csv") -> tuple[tuple[str, ...], ...]:
    (sheet,), findings = read(data, name)
    assert findings == []
    return sheet.rows


def remark(data: bytes, name: str = "reponses.csv", limits: Limits | None = None) -> Finding:
    _, (finding,) = read(data, name, limits or Limits())
    return finding


def written(rows: tuple[tuple[str, ...], ...], separator: str = ";", ends: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(rows)
    return out.getvalue()


ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "UTF-8 with two marks": lambda text: codecs.BOM_UTF8 + text.encode("utf-8-sig"),
    "cp1252": lambda text: text.encode("cp1252"),
    "Mac Roman": lambda text: text.encode("mac_roman"),
    "UTF-16 with its mark": lambda text: text.encode("utf-16"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "UTF-16 BE with its mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("separator", ";,\t|")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoding_separator_and_line_end_do_not_matter(encoding: str, separator: str, ends: str) -> None:
    assert cells(ENCODINGS[encoding](written(ROWS, separator, ends))) == ROWS


def test_text_file_is_one_sheet_named_after_it() -> None:
    assert read(b"a;b\n1;2\n", "Retour 2026.csv") == ([Sheet("Retour 2026", (("a", "b"), ("1", "2")))], [])


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    data = "Enquête 2026\n\nÉcole;Niveau\n;\nMoulin;Collège\n\n;\n\n".encode()
    assert cells(data) == (
        ("Enquête 2026", ""),
        ("", ""),
        ("École", "Niveau"),
        ("", ""),
        ("Moulin", "Collège"),
    )


def test_quotes_doubled_inside_and_left_open_by_habit() -> None:
    data = 'École;Mot\n"Collège ""Hugo""";"a;b"\nÉcole "Moulin";L"école\n"Jean" Zay;5" de haut\n'.encode()
    assert cells(data) == (
        ("École", "Mot"),
        ('Collège "Hugo"', "a;b"),
        ('École "Moulin"', 'L"école'),
        ("Jean Zay", '5" de haut'),
    )


def test_line_breaks_within_a_cell_become_plain_ones() -> None:
    assert cells(b'a;b\r\n"1\r\n2\r3\n4";5\r\n') == (("a", "b"), ("1\n2\n3\n4", "5"))


def test_announced_separator_is_believed_and_is_no_row() -> None:
    assert cells(b"sep=,\r\na;b,c\r\n") == (("a;b", "c"),)


def test_number_written_as_a_formula_to_stay_text_is_that_text() -> None:
    assert cells(b'UAI;Code postal\n="0951099D";="01000"\n') == (
        ("UAI", "Code postal"),
        ("0951099D", "01000"),
    )


def test_short_rows_are_filled_up() -> None:
    assert cells(b"a;b;c\n1\n1;2\n") == (("a", "b", "c"), ("1", "", ""), ("1", "2", ""))


SEPARATORS = {
    "commas in labels": (
        "École;Leviers\nMoulin;CLAS, Café\nHugo;CLAS, Café, Sorties\nZay;Confiance, envie\n",
        ";",
    ),
    "a comma in every label": ("Âge;Levier\n3;Légitimité reconnue, confiance\n4;Motivation, envie\n", ";"),
    "decimal commas": ("École;Note\nA;1,5\nB;2,5\nC;0,5\n", ";"),
    "decimal commas in every cell": ("x;y\n1,5;2,5\n1,5;3,5\n2,5;2,5\n", ";"),
    "joined choices with semicolons": (
        "Id,Leviers,Nom\n1,CLAS;Café,A\n2,CLAS;Café;Sorties,B\n3,CLAS;Café,C\n",
        ",",
    ),
    "trailing semicolons": ("Id,Leviers\n1,CLAS;\n2,Café;\n3,CLAS;\n", ","),
    "titles above": ("Enquête, centre Les Aulnes\n\nÉcole;Niveau;Nb\nA;Collège;1\nB;Lycée;2\n", ";"),
    "tabs": ("École\tLevier\nA;B\tCLAS, Café\nC;D\tCafé, Sorties\n", "\t"),
    "empty cells at the end left out": ("a;b;c;d\n1;2\n1;2;3\n1;2;3;4\n1\n", ";"),
    "spaces after the separator": ("École, Niveau, Note\nMoulin, Collège, 2\nHugo, Lycée, 3\n", ","),
    "separators within quotes": ('a,b\n"1;2;3",x\n"4;5;6",y\n"7;8;9",z\n', ","),
    "one record": ("a;b;c", ";"),
    "choices alone are one column": ("Leviers\nCLAS, Café\nCLAS, Sorties\nCLAS, Café\n", "\t"),
    "sentences are one column": ("Parole\nIl faut du temps, beaucoup.\nOn se connaît.\n", "\t"),
    "a word": ("bonjour\n", "\t"),
}


@pytest.mark.parametrize(("text", "separator"), SEPARATORS.values(), ids=SEPARATORS.keys())
def test_separator_is_what_cuts_regularly(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_workbook_name_on_a_text_is_remarked_and_the_text_read() -> None:
    (sheet,), (finding,) = read("École\tNiveau\nMoulin\tCollège\n".encode("utf-16"), "export.XLS")
    assert sheet == Sheet("export", (("École", "Niveau"), ("Moulin", "Collège")))
    assert (finding.code, finding.severity, finding.message) == (
        "named_workbook",
        Severity.INFO,
        f"Ce fichier porte un nom de classeur («{NBSP}.xls{NBSP}») mais c’est un texte (CSV, TSV){THIN}; "
        "il est lu comme tel.",
    )


def test_page_saved_as_xls_is_told_from_a_table_with_signs() -> None:
    assert remark(b"<table><tr><td>1</td></tr></table>", "export.xls").code == "is_web_page"
    assert cells("Âge;Nb\n<5 ans;3\n".encode()) == (("Âge", "Nb"), ("<5 ans", "3"))
    assert cells(b"<5 ans;3\n") == (("<5 ans", "3"),)


def test_nul_bytes_are_one_finding_with_the_line() -> None:
    finding = remark(b"a;b\r\n1;2\r\n" + bytes(400))
    assert (finding.code, finding.severity) == ("text_damaged", Severity.BLOCKING)
    assert "à partir de la ligne 3" in finding.message


def test_quote_that_is_never_closed_is_one_finding_with_the_line() -> None:
    finding = remark('École;Mot\nMoulin;oui\nHugo;"non\nZay;oui\n'.encode())
    assert (finding.code, finding.severity) == ("text_quote", Severity.BLOCKING)
    assert "ouvert à la ligne 3 et jamais refermé" in finding.message


def test_few_damaged_signs_do_not_make_utf_8_something_else() -> None:
    data = "École;Évaluée à mi-année;Réponse\nLycée Hugo;é".encode() + b"\xe9" + ";Été\n".encode()
    (sheet,), (finding,) = read(data, "a.csv")
    assert sheet.rows == (("École", "Évaluée à mi-année", "Réponse"), ("Lycée Hugo", "é\ufffd", "Été"))
    assert (finding.code, finding.place, finding.value) == ("text_signs_lost", Place("a", "B2"), "é\ufffd")


def test_truncated_utf_16_is_corrupt() -> None:
    assert remark("École;Niveau\n".encode("utf-16")[:-1]).code == "corrupt"


def test_separators_by_the_million_are_refused_before_they_become_cells() -> None:
    few = Limits(cells=1000)
    assert remark(b"a;b\n" + b";" * 1001, limits=few).code == "text_too_many_cells"
    assert remark(b"a;b\n" * 501, limits=few).code == "text_too_many_cells"
    assert remark(b"\n" * 1001 + b"a", limits=few).code == "text_too_many_cells"
    assert read(b"a;b\n" * 500, "a.csv", few)[1] == []


def test_decimal_commas_and_french_dates_are_left_to_the_questions_that_read_them() -> None:
    (row,) = cells(b"2,5;15/03/2019;1 234;2019,0\n")
    assert row == ("2,5", "15/03/2019", "1 234", "2019,0")
    decimal, day, count, year = row
    assert read_decimal(decimal).value == "2.5"
    assert read_date(day).value == "2019-03-15"
    assert read_integer(count).value == "1234"
    assert read_integer(year).value == "2019"


ANY_CELL = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=12)


@given(st.lists(st.tuples(ANY_CELL, ANY_CELL, ANY_CELL), min_size=3, max_size=8), st.sampled_from(";,\t|"))
def test_quoted_cells_come_back_whatever_they_hold(rows: list[tuple[str, str, str]], separator: str) -> None:
    head = ("Question", "Réponse", "Remarque")
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([head, *rows])
    while rows and not any(rows[-1]):
        rows.pop()
    assert cells(out.getvalue().encode("utf-8-sig")) == (head, *rows)


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_one_finding(data: bytes) -> None:
    sheets, findings = read(data, "a.csv")
    assert [len(sheet.rows) > 0 for sheet in sheets] == (
        [] if findings and findings[0].code != "text_signs_lost" else [True]
    )
