"""Stored answers, typed through the codebook: what stands in the frame for each kind of question."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lib import codebook, responses
from lib.responses import Responses
from tests.support import small

CODEBOOK = codebook.load()
YEAR_AND_VIEW = {"campagne": "2025-2026", "regard": "centre", "centre": "A"}


@pytest.fixture(scope="module")
def data() -> Responses:
    return responses.build(small.tables(CODEBOOK), CODEBOOK)


def built(*rows: dict[str, str]) -> Responses:
    """Responses of rows that share campaign, view and centre unless they say their own."""
    filled = [YEAR_AND_VIEW | {"lien": str(i)} | row for i, row in enumerate(rows, start=1)]
    return responses.build(small.of_rows(filled, CODEBOOK), CODEBOOK)


def values(frame: pd.DataFrame, column: str) -> list:
    """A column as plain values, None where it is missing."""
    found = frame[column].astype(object)
    return found.where(found.notna(), None).tolist()


def test_one_row_per_observation_sorted_by_campaign_view_and_centre(data: Responses) -> None:
    frame = data.frame
    assert len(frame) == 19
    keys = list(frame[["campaign", "view", "centre", "link"]].astype(object).itertuples(index=False, name=None))
    assert keys[:4] == [
        ("2024-2025", "centre", "A", 4),
        ("2024-2025", "centre", "A", 5),
        ("2024-2025", "ecole", "A", 4),
        ("2025-2026", "centre", "A", 1),
    ]
    assert keys[-3:] == [("2025-2026", "ecole", "A", link) for link in (1, 2, 3)]
    assert isinstance(frame.index, pd.RangeIndex)
    assert values(frame, "centre_name")[3] == "Centre A"
    assert values(frame, "territory")[3] == "Aubenas"
    assert values(frame, "school_name")[3] == "École 1"
    assert data.revision == 7


def test_dtypes_of_each_kind_of_column(data: Responses) -> None:
    frame = data.frame
    found = {name: str(frame[name].dtype) for name in ("campaign", "centre", "centre_name", "link", "school_name")}
    assert found == {
        "campaign": "category",
        "centre": "category",
        "centre_name": "category",
        "link": "int32",
        "school_name": "str",
    }
    assert list(frame["r2"].cat.categories) == ["centre", "ecole", "les_deux", "tiers", "nsp"]
    assert [str(frame[name].dtype) for name in ("dur_reciprocite", "dur_reciprocite/nsp", "l1", "l1/lev_clas")] == [
        "Int8",
        "bool",
        "bool",
        "bool",
    ]
    assert [str(frame[name].dtype) for name in ("annee_debut", "year", "age", "l2?")] == [
        "Int16",
        "Int16",
        "Int16",
        "bool",
    ]


def test_untouched_boxes_are_not_answered_and_aucun_is() -> None:
    frame = built({"l1": "lev_clas autre"}, {"l1": "aucun"}, {"l1": ""}, {}).frame
    assert values(frame, "l1") == [True, True, False, False]
    assert values(frame, "l1/lev_clas") == [True, False, False, False]
    assert values(frame, "l1/autre") == [True, False, False, False]
    assert values(frame, "l1/aucun") == [False, True, False, False]


def test_dont_know_is_never_a_zero() -> None:
    frame = built({"dur_reciprocite": "0", "r2": "nsp"}, {"dur_reciprocite": "nsp"}, {}, {"dur_reciprocite": "3"}).frame
    assert values(frame, "dur_reciprocite") == [0, None, None, 3]
    assert values(frame, "dur_reciprocite/nsp") == [False, True, False, False]
    assert values(frame, "r2") == ["nsp", None, None, None]


def test_age_counts_to_the_year_in_which_the_campaign_ends() -> None:
    frame = built(
        {"annee_debut": "2015"},
        {"annee_debut": "2026"},
        {"annee_debut": "2027"},  # after the campaign: as unknown as no year
        {},
        {"annee_debut": "2015", "campagne": "2024-2025"},
    ).frame.sort_values("link")
    assert values(frame, "age") == [11, 0, None, None, 10]
    assert values(frame, "year") == [2026, 2026, 2026, 2026, 2025]
    assert values(frame, "annee_debut") == [2015, 2026, 2027, None, 2015]


def test_condition_says_who_is_asked_and_an_answer_says_it_too() -> None:
    frame = built(
        {"l1": "lev_crise"},
        {"r1": "ren_crise"},
        {"l1": "lev_clas", "l2": "aucun"},
        {"l1": "lev_clas"},
        {"h1": "oui", "regard": "ecole"},
        {"regard": "ecole"},
    ).frame
    assert values(frame, "l2?") == [True, True, True, False, False, False]
    assert values(frame, "h1?") == [True, True, True, True, True, False]
    assert "l1?" not in frame


def test_what_the_codebook_does_not_know_is_counted() -> None:
    data = built(
        {"l1": "lev_clas lev_ancien", "r9": "x", "r2": "voisin", "annee_debut": "vers 2015"},
        {"l1": "lev_ancien", "dur_reciprocite": "4", "l1_autre": "texte libre"},
    )
    assert dict(data.ignored) == {
        "l1/lev_ancien": 2,
        "r9": 1,
        "r2/voisin": 1,
        "annee_debut/vers 2015": 1,
        "dur_reciprocite/4": 1,
    }
    frame = data.frame
    assert values(frame, "l1") == [True, True]  # a box was ticked, though not one of ours
    assert values(frame, "l1/lev_clas") == [True, False]
    assert values(frame, "r2") == [None, None]
    assert values(frame, "dur_reciprocite") == [None, None]
    assert values(frame, "annee_debut") == [None, None]


def test_answers_without_observation_are_counted() -> None:
    tables = small.of_rows([YEAR_AND_VIEW | {"lien": "1", "r2": "ecole"}], CODEBOOK)
    stray = tables.answers.assign(observation=np.int64(999))
    tables = replace(tables, answers=pd.concat([tables.answers, stray]))
    data = responses.build(tables, CODEBOOK)
    assert dict(data.ignored) == {responses.ORPHANS: 1}
    assert values(data.frame, "r2") == ["ecole"]


def test_order_of_the_stored_answers_does_not_matter() -> None:
    tables = small.tables(CODEBOOK)
    shuffled = replace(
        tables,
        observations=tables.observations.sample(frac=1, random_state=1),
        answers=tables.answers.sample(frac=1, random_state=2).astype("str").astype({"observation": "int64"}),
    )
    pd.testing.assert_frame_equal(responses.build(shuffled, CODEBOOK).frame, responses.build(tables, CODEBOOK).frame)


def test_nobody_can_change_what_others_read(data: Responses) -> None:
    before = data.frame.copy()
    frame = data.frame
    frame.loc[:, "l1"] = False
    frame["new"] = 1
    frame["r2"] = None
    with pytest.raises(ValueError, match="read-only"):
        data.frame["l1"].to_numpy()[0] = False
    expected = data.expected
    expected.loc[:, "centre"] = "Z"
    pd.testing.assert_frame_equal(data.frame, before)
    assert set(data.expected["centre"]) == set("ABCDE")
    for name in ("frame", "codebook", "revision", "ignored"):
        with pytest.raises(AttributeError):
            setattr(data, name, None)
    with pytest.raises(TypeError):
        data.ignored["x"] = 1


def test_no_observation_gives_an_empty_frame_with_every_column(data: Responses) -> None:
    empty = responses.build(small.of_rows([], CODEBOOK), CODEBOOK)
    assert list(empty.frame.columns) == list(data.frame.columns)
    assert len(empty.frame) == 0
    assert empty.returns == frozenset()


def test_returns_are_those_with_an_observation(data: Responses) -> None:
    assert data.returns == {
        *(("2025-2026", "centre", code) for code in "ABCD"),
        ("2025-2026", "ecole", "A"),
        ("2024-2025", "centre", "A"),
        ("2024-2025", "ecole", "A"),
    }


def test_another_codebook_gives_its_own_columns() -> None:
    own = small.codebook_of(
        {"gout": "select_multiple gouts", "avis": "select_one points"},
        {
            "gouts": "sel sucre aucun",
            "points": "1 2 nsp",
        },
    )
    rows = [YEAR_AND_VIEW | {"lien": "1", "gout": "sel", "avis": "2", "l1": "lev_clas"}]
    data = responses.build(small.of_rows(rows, own), own)
    assert list(data.frame.columns) == [
        *("campaign", "view", "centre", "centre_name", "territory", "link", "school", "school_name", "school_commune"),
        *("gout", "gout/sel", "gout/sucre", "gout/aucun", "avis", "avis/nsp", "year", "age"),
    ]
    assert dict(data.ignored) == {"l1": 1}
