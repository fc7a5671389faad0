"""The observations themselves: what each column holds, and what pseudonyms hide."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import pytest

from lib import responses
from lib.codebook import load
from lib.export import observations, tables_zip
from lib.export.observations import DataSet
from lib.filters import Filters
from lib.responses import Responses
from tests.support import reports
from tests.support.reports import ALL

TODAY = date(2026, 11, 23)
NAMES = ("École ", "Centre A", "Aubenas", "Privas", "Ville")


@pytest.fixture(scope="module")
def given() -> Responses:
    return reports.of_small().responses


@pytest.fixture(scope="module")
def named(given: Responses) -> DataSet:
    return observations.of(given, ALL, pseudonyms=False)


def of_link(data: DataSet, number: int) -> dict[str, object]:
    """The row of a link by its number, with None for nothing."""
    row = data.frame[data.frame["link"] == number].iloc[0]
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def test_there_is_a_row_for_each_link_of_the_selection(given: Responses, named: DataSet) -> None:
    assert sorted(named.frame["link"]) == list(range(1, 13))  # the thirteenth is only wished for
    both = observations.of(given, Filters(("2025-2026",), view=("centre", "ecole")), pseudonyms=False)
    assert both.frame["view"].value_counts().to_dict() == {"centre": 12, "ecole": 3}
    everything = observations.of(given, Filters(view=()), pseudonyms=False)
    assert len(everything.frame) == 12 + 3 + 1 + 2
    college = observations.of(given, Filters(("2025-2026",), level=("college",)), pseudonyms=False)
    assert sorted(college.frame["link"]) == [1, 2, 7, 8, 9]


def test_boxes_are_one_nought_or_blank(named: DataSet) -> None:
    first, none, silent = of_link(named, 1), of_link(named, 4), of_link(named, 7)
    assert (first["l1/lev_crise"], first["l1/lev_clas"], first["l1/lev_pre"], first["l1/aucun"]) == (1, 1, 0, 0)
    assert (none["l1/lev_crise"], none["l1/aucun"]) == (0, 1)
    assert (silent["l1/lev_crise"], silent["l1/aucun"]) == (None, None)


def test_choices_have_label_and_code_and_numbers_are_numbers(named: DataSet) -> None:
    row = of_link(named, 1)
    assert (row["r2"], row["r2="]) == ("Le centre social", "centre")
    assert (row["annee_debut"], row["age"]) == (2015, 11)
    assert (of_link(named, 7)["r2"], of_link(named, 6)["annee_debut"]) == ("", None)
    assert named.frame["annee_debut"].dtype == "Int64"


def test_do_not_know_is_no_point_of_a_scale(named: DataSet) -> None:
    name = "dur_responsabilite_partagee"
    known, unknown = of_link(named, 1), of_link(named, 9)
    assert (known[name], known[f"{name}/nsp"]) == (3, 0)
    assert (unknown[name], unknown[f"{name}/nsp"]) == (None, 1)


def test_free_texts_and_uai_are_never_there(named: DataSet) -> None:
    variables = {name.rstrip("=").partition("/")[0] for name in named.frame}
    assert not {name for name in variables if name.endswith("_citable")}
    assert not {"etab_uai", "r1_autre", "l1_autre", "etab_nom", "centre_nom"} & variables


def test_headers_are_told_apart(named: DataSet) -> None:
    headers = [column.header for column in named.columns]
    assert len(set(headers)) == len(headers)
    assert list(named.frame) == [column.name for column in named.columns]


def test_pseudonyms_hold_within_a_file_and_nowhere_else(given: Responses) -> None:
    one, other = (observations.of(given, Filters(view=()), pseudonyms=True, seed=seed) for seed in (1, 2))
    assert one.frame["centre"].value_counts().sort_values().tolist() == [3, 4, 11]
    assert set(one.frame["centre"]) == {"C01", "C02", "C03"}
    by_school = one.frame.groupby("school")["link"].nunique()
    assert (by_school == 1).all()
    assert one.frame["link"].value_counts().loc[lambda count: count > 1].size == 5  # links 1 to 5 stand there twice
    assert one.frame["centre"].tolist() != other.frame["centre"].tolist()
    texts = one.frame.select_dtypes("str").to_numpy().ravel()
    assert not [text for text in texts if text.startswith(NAMES)]


def test_a_link_has_one_code_in_all_campaigns_and_views_of_a_file(given: Responses) -> None:
    alone = observations.of(given, ALL)
    wide = observations.of(given, observations.everywhere(ALL))
    assert set(zip(wide.frame["campaign"], wide.frame["view"], strict=True)) == {
        ("2025-2026", "centre"),
        ("2025-2026", "ecole"),
        ("2024-2025", "centre"),
        ("2024-2025", "ecole"),
    }
    often = wide.frame.groupby("link").size()
    assert sorted(often[often > 1]) == [2, 2, 2, 2, 3]
    meaning = next(column.meaning for column in alone.columns if column.name == "link")
    assert "campagne" not in meaning  # another file has other codes
    narrowed = observations.everywhere(Filters(("2025-2026",), level=("college",)))
    assert set(observations.of(given, narrowed).frame["etab_niveau="]) == {"college"}


def test_centre_and_school_of_one_town_have_one_code_for_it(given: Responses) -> None:
    frame = observations.of(given, ALL, seed=3).frame
    towns = frame.groupby("centre")["territory"].unique()
    assert {len(each) for each in towns} == {1}
    assert frame["school_commune"].nunique() == 1
    assert set(frame["territory"]).isdisjoint(frame["school_commune"])  # nobody lives in « Ville »


def test_the_order_of_rows_says_nothing_under_pseudonyms(given: Responses) -> None:
    orders = {tuple(observations.of(given, ALL).frame["annee_debut"].fillna(0)) for _ in range(5)}
    assert len(orders) > 1
    assert len({tuple(observations.of(given, ALL, pseudonyms=False).frame["link"]) for _ in range(3)}) == 1


def test_nothing_is_drawn_twice_alike(given: Responses) -> None:
    drawn = {tuple(observations.of(given, Filters(view=())).frame["link"]) for _ in range(5)}
    assert len(drawn) > 1


def test_the_data_set_goes_with_its_codebook_and_its_warning() -> None:
    files = reports.parts(tables_zip.data_set(reports.of_small(), ALL, today=TODAY))
    assert list(files) == ["LISEZMOI.txt", "observations.csv", "dictionnaire_des_variables.csv"]
    told = files["LISEZMOI.txt"].decode("utf-8-sig")
    assert "non masquées" in told
    assert "Campagne 2025-2026, regard\u00a0: centre social." in told
    data, book = (
        list(csv.reader(io.StringIO(files[name].decode("utf-8-sig")), delimiter=";")) for name in list(files)[1:]
    )
    assert [row[1] for row in book[1:]] == data[0]
    assert len(data) == 13
    assert not [cell for row in data for cell in row if cell.startswith(NAMES)]
    cells = dict(zip(data[0], data[1], strict=True))
    assert (cells["campaign"], cells["view"]) == ("2025-2026", "centre")
    assert {row[data[0].index("r2_code")] for row in data[1:]} == {"centre", "ecole", "les_deux", "tiers", "nsp", ""}


def test_a_school_that_looks_like_a_formula_is_a_word() -> None:
    tables = reports.tables()
    tables.observations["school_name"] = '=HYPERLINK("x")'
    source = reports.of_responses(responses.build(tables, load()))
    files = reports.parts(tables_zip.data_set(source, ALL, pseudonyms=False, today=TODAY))
    rows = list(csv.DictReader(io.StringIO(files["observations.csv"].decode("utf-8-sig")), delimiter=";"))
    assert {row["school_name"] for row in rows} == {'\'=HYPERLINK("x")'}
