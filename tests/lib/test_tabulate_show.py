"""A question of any survey in the frame, the chart and the sentence that the project's own questions have."""

from __future__ import annotations

from lib import tables
from lib.listing.table import Column, Table
from lib.results import DTYPES
from lib.tabulate import tabulate
from lib.tabulate.question import Result
from lib.tabulate.show import chart, frame, sentence


def result(header: str, *texts: str) -> Result:
    columns = (Column("_id", ("_id",), 0), Column(header, (header,), 1))
    rows = tuple((str(at), text) for at, text in enumerate(texts))
    return tabulate(Table("F", columns, rows, tuple(range(len(rows))))).results[1]


def shown(of: Result) -> list[tuple]:
    rows = frame(of)[["label", "n", "base", "missing", "share", "display"]].astype(object)
    return [tuple(None if value is None or value != value else value for value in row)
            for row in rows.where(rows.notna(), None).itertuples(index=False)]  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


JOINED = ("Caf;Mairie;", "Caf;", "Aucun;", "Mairie;Autre;", "") * 3


def test_frame_has_all_columns_of_the_result_frame() -> None:
    made = frame(result("Qui ?", *JOINED))
    assert {name: str(dtype) for name, dtype in made.dtypes.items()} == dict(DTYPES)
    assert set(made["indicator"]) == {"autre_enquete"}


def test_shares_from_ten_respondents_and_counts_below_never_masked() -> None:
    assert shown(result("Qui ?", *JOINED)) == [
        ("Caf", 6, 12, 3, 0.5, "percent"),
        ("Mairie", 6, 12, 3, 0.5, "percent"),
        ("Aucun", 3, 12, 3, 0.25, "percent"),
        ("Autre", 3, 12, 3, 0.25, "percent"),
    ]
    assert shown(result("Lieu", "ici", "là", "ici")) == [
        ("ici", 2, 3, 0, None, "count"),
        ("là", 1, 3, 0, None, "count"),
    ]


def test_points_that_nobody_gave_stand_in_the_scale() -> None:
    assert [(row[0], row[1]) for row in shown(result("Note de 0 à 5", "0", "4", "4"))] == [
        ("0", 1), ("1", 0), ("2", 0), ("3", 0), ("4", 2), ("5", 0),
    ]  # fmt: skip


def test_many_numbers_are_shown_by_round_intervals() -> None:
    ages = [str(age) for age in range(18, 78, 3)]
    assert [(row[0], row[1]) for row in shown(result("Âge", *ages))] == [
        ("10 à 19", 1), ("20 à 29", 3), ("30 à 39", 4), ("40 à 49", 3), ("50 à 59", 3), ("60 à 69", 4),
        ("70 à 79", 2),
    ]  # fmt: skip
    years = [str(year) for year in range(1950, 2010, 3)]
    assert shown(result("Année de naissance", *years))[0][0] == "1950 à 1959"
    decimals = [str(n / 10) for n in range(11)]
    assert shown(result("Mesure", *decimals))[0][0] == "de 0 à moins de 0,2"


def test_dates_are_shown_by_month_the_empty_ones_too() -> None:
    assert [(row[0], row[1]) for row in shown(result("Date", "12/01/2025", "13/01/2025", "01/03/2025"))] == [
        ("janvier 2025", 2),
        ("février 2025", 0),
        ("mars 2025", 1),
    ]


def test_sentences() -> None:
    assert plain(sentence(result("Qui ?", *("Caf;Mairie;", "Caf;", "Mairie;École;", "Caf;", "") * 3))) == (
        "La réponse la plus fréquente est « Caf » : 75 % des répondants (9 sur 12 ayant répondu). "
        "Viennent ensuite « Mairie » (50 %) et « École » (25 %)."
    )
    assert plain(sentence(result("Âge", "34", "41", "29,5", ""))) == (
        "Moyenne : 34,8 ; médiane : 34 ; de 29,5 à 41 (3 répondants)."
    )
    assert plain(sentence(result("Date", "12/01/2025", "01/03/2025"))) == (
        "Du 12 janvier 2025 au 1er mars 2025 (2 répondants)."
    )
    assert plain(sentence(result("Commentaire", "Merci à tous", "Bravo", ""))) == "2 réponses écrites sur 3."
    assert plain(sentence(result("Vide", "", ""))) == "Aucune réponse à cette question."
    assert plain(sentence(result("_uuid", "a", "b"))) == ("Colonne technique ou personnelle : elle n’est pas comptée.")


def test_a_multiple_choice_is_drawn_by_falling_bars_with_other_and_none_last() -> None:
    figure = chart(result("Qui ?", *("Caf;Mairie;", "Caf;", "Aucun;Autre;", "Aucun;Autre;", "Aucun;Autre;") * 3))
    (trace,) = figure.data
    assert [code for _, code, _ in trace.customdata] == ["Caf", "Mairie", "autre", "aucun"]
    assert plain(figure.layout.title.text).count("15 répondants sur 15") == 1
    assert figure.layout.xaxis.title.text == "part des répondants"
    assert "liens" not in figure.to_json()


def test_a_scale_is_drawn_in_the_order_of_its_points() -> None:
    figure = chart(result("Note de 0 à 3", "0 - Jamais", "3", "3", "1"))
    assert [code for _, code, _ in figure.data[0].customdata] == ["0", "1", "2", "3"]
    assert list(figure.data[0].x) == [1, 1, 0, 2]
    assert figure.layout.xaxis.title.text == "nombre de répondants"


def test_texts_and_empty_questions_have_a_figure_that_says_so() -> None:
    for of in (result("Vide", "", ""), result("Commentaire", "Merci", "Bravo")):
        assert list(chart(of).data) == []
        assert plain(chart(of).layout.annotations[0].text) == plain(sentence(of))


def test_the_table_counts_respondents() -> None:
    made = frame(result("Qui ?", *JOINED))
    assert list(tables.table(made).columns) == ["Modalité", "Répondants", "Base", "Non-réponses", "Part"]
    assert "Répondants" in tables.csv(made).decode("utf-8-sig").splitlines()[0]
