"""The table under a chart and its CSV, whole."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from lib import tables
from tests.support import results

THIN = "\u202f"
FRAME = results.frame(
    [
        results.row(26, 61, 7, indicator="part_levier", question="l1", choice="lev_clas", label="CLAS",
                    family="Dispositifs", interval=(0.310, 0.551), dont_know=0),
        results.row(0, 61, 7, indicator="part_levier", question="l1", choice="aucun", label="Aucun",
                    interval=(0.0, 0.059)),
    ]
)  # fmt: skip
GROUPED = results.frame(
    [
        results.row(3, 8, 1, question="l1", choice="a", label="A", group="col", group_label="Collège"),
        results.row(1, 3, 1, question="l1", choice="a", label="A", group="lyc", group_label="Lycée"),
        results.row(0, 0, 4, question="l1", choice="a", label="A", group="mat", group_label="Maternelle"),
    ]
)


def shown(table):
    return [table.columns.tolist(), *table.to_numpy().tolist()]


def test_table_reads_in_french():
    assert shown(tables.table(FRAME)) == [
        ["Modalité", "Famille", "Liens", "Base", "Non-réponses", "Part"],
        ["CLAS", "Dispositifs", "26", "61", "7", f"43{THIN}%"],
        ["Aucun", "–", "0", "61", "7", f"0{THIN}%"],
    ]


def test_interval_comes_on_demand():
    table = tables.table(FRAME, interval=True)
    assert table[f"IC 95{THIN}%"].tolist() == [f"31 à 55{THIN}%", f"0 à 6{THIN}%"]


def test_masked_cells_say_so_and_small_bases_have_no_share():
    assert shown(tables.table(GROUPED)) == [
        ["Groupe", "Modalité", "Liens", "Base", "Non-réponses", "Part"],
        ["Collège", "A", "3", "8", "1", "–"],
        ["Lycée", "A", "masqué", "masqué", "masqué", "masqué"],
        ["Maternelle", "A", "0", "0", "4", "–"],
    ]


def test_means_stand_in_a_column_of_their_own():
    table = tables.table(results.frame(results.scale({"Réciprocité": (5, 5, 5, 6)})))
    assert table["Valeur"].tolist() == ["1,6"] * 4


def test_csv_opens_in_french_excel():
    assert tables.csv(FRAME, Campagne="2025-2026", Regard="centre").decode("utf-8") == (
        "\ufeffCampagne;Regard;Indicateur;Question;Code;Modalité;Famille;Code du groupe;Groupe;Liens;Base;Non-réponses;"
        f"dont «\u00a0ne sait pas\u00a0»;Part (%);IC 95{THIN}% bas (%);IC 95{THIN}% haut (%);Valeur;Unité\r\n"
        "2025-2026;centre;part_levier;l1;lev_clas;CLAS;Dispositifs;;;26;61;7;0;42,6;31;55,1;;%\r\n"
        "2025-2026;centre;part_levier;l1;aucun;Aucun;;;;0;61;7;0;0;0;5,9;;%\r\n"
    )


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [(79.0, "liens", "79"), (-0.0, "points", "0"), (1.25, "points (0–3)", "1,25"), (0.555556, "%", "55,6")],
)
def test_values_of_the_csv_are_in_their_unit_and_without_empty_decimals(value, unit, written):
    frame = results.frame([results.row(5, 20, value=value, unit=unit)])
    row = next(csv.DictReader(io.StringIO(tables.csv(frame).decode("utf-8-sig")), delimiter=";"))
    assert (row["Valeur"], row["Unité"]) == (written, unit)


def test_columns_of_numbers_are_put_in_the_order_of_the_numbers():
    table = pd.DataFrame(
        {
            "Modalité": ["8 ans", "Aucun", "CLAS", "PRE"],
            "Campagne": ["2024-2025", "2025-2026", "2023-2024", "2022-2023"],
            "Liens": ["1\u202f234", "9", "masqué", "77"],
            "Part": [f"8{THIN}% (3)", f"77{THIN}%", "masqué", "3 sur 7"],
            "Écart": ["−0,4", "+2 points", "–", ""],
            "Masquée": ["masqué", "masqué", "–", "masqué"],
        },
        dtype="str",
    )
    made = tables.sortable(table)
    assert [name for name in made if made[name].dtype == "object"] == ["Liens", "Part", "Écart"]
    assert made.map(str).to_dict() == table.to_dict()
    lowest_first = {name: [str(cell) for cell in sorted(made[name])] for name in ("Liens", "Part", "Écart")}
    assert lowest_first == {
        "Liens": ["masqué", "9", "77", "1\u202f234"],
        "Part": ["masqué", f"8{THIN}% (3)", "3 sur 7", f"77{THIN}%"],
        "Écart": ["–", "", "−0,4", "+2 points"],
    }


def test_no_masked_number_is_in_what_a_grid_sorts_by():
    made = tables.sortable(tables.table(GROUPED))
    assert [float(cell) for cell in made["Base"]] == [8.0, float("-inf"), 0.0]


def test_csv_hides_what_is_masked():
    text = tables.csv(GROUPED).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    numbers = ("Liens", "Base", "Non-réponses", "Part (%)", "Valeur")
    assert [[row[name] for name in numbers] for row in rows] == [
        ["3", "8", "1", "", ""],
        ["masqué"] * 5,
        ["0", "0", "4", "", ""],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
        ("École = maison", "École = maison"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text, expected):
    assert tables.neutralised(text) == expected


def test_labels_are_neutralised_and_negative_numbers_are_not():
    gap = results.row(1, 20, value=-1.5, unit="points", label="=HYPERLINK(1)", group="g", group_label="@x")
    text = tables.csv(results.frame([gap]), Note="+1").decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[name] for name in ("Note", "Modalité", "Groupe", "Valeur")] == [
        "'+1",
        "'=HYPERLINK(1)",
        "'@x",
        "-1,5",
    ]


def test_quotes_separators_and_line_breaks_survive_the_csv():
    label = 'Un « label » ; avec "guillemets"\net retour'
    text = tables.csv(results.frame([results.row(1, 20, label=label)])).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))["Modalité"] == label


def test_an_empty_frame_gives_headers_only():
    assert tables.csv(results.frame([])).count(b"\r\n") == 1
    assert tables.table(results.frame([])).empty
