"""Counting on bits: the same as counting rows one by one, in parts as in whole."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import codebook, responses, tally
from lib.filters import Filters
from lib.tally import NOT_GIVEN, Bits, Tally
from tests.bench import test_tally_bench as bench
from tests.support import small

CODEBOOK = codebook.load()
THIS_YEAR = Filters(campaign=("2025-2026",))
TINY = small.codebook_of(
    {
        "etab_niveau": "select_one niveau",
        "statut_lien": "select_one statut",
        "annee_debut": "integer",
        "r1": "select_multiple ren",
        "note": "select_one points",
    },
    {
        "niveau": "maternelle college lycee",
        "statut": "actif interrompu souhaite",
        "ren": "a b autre aucun",
        "points": "0 1 2 3 nsp",
    },
)


@pytest.fixture(scope="module")
def bits() -> Bits:
    return Bits.pack(responses.build(small.tables(CODEBOOK), CODEBOOK))


def test_counts_of_the_small_return(bits: Bits) -> None:
    found = bits.count(THIS_YEAR)
    assert found.n == 12
    assert [found.get(name) for name in ("l1", "l1/lev_clas", "l1/aucun", "r2/nsp", "dur_reciprocite/2")] == [
        10,
        3,
        1,
        2,
        4,
    ]
    assert (found.get("l2?"), found.get("l2")) == (5, 4)
    assert [found.get(f"index:{depth}") for depth in (6, 7, 8)] == [2, 2, 2]  # links 3 12, 2 6, 1 8
    assert "age:all:11" in found
    assert "age:all:12" not in found


def test_only_the_parts_asked_for_are_counted(bits: Bits) -> None:
    whole = bits.count(THIS_YEAR).as_dict()
    part = bits.count(THIS_YEAR, ["q1", "l1", "l1:families", "q1"])
    assert list(part.as_dict()) == [*bits.count(THIS_YEAR, ["q1"]).as_dict(), *_of_l1(whole)]
    assert part.as_dict() == {name: whole[name] for name in part.as_dict()}
    assert bits.count(THIS_YEAR, []).as_dict() == {}
    with pytest.raises(KeyError):
        bits.count(THIS_YEAR, ["zz"])


def _of_l1(names: dict[str, int]) -> list[str]:
    own = [name for name in names if name == "l1" or name.startswith("l1/")]
    return own + [name for name in names if name.startswith("l1:") and name != "l1:scheme"]


def test_values_of_one_filter_add_up_and_filters_narrow_each_other(bits: Bits) -> None:
    def links(**filters: tuple[str, ...]) -> int:
        return bits.count(Filters(campaign=("2025-2026",), **filters), []).n

    assert links(level=("college",)) == 5
    assert links(level=("college", "lycee")) == 7
    assert links(level=("college", "lycee"), priority=("rep",)) == 4  # 1 2 7 9
    assert links(level=("college",), status=("souhaite", "interrompu")) == 2  # 9 and the wish of 13
    assert links(centre=("B",)) == 4
    assert links(centre=("Z",)) == links(level=("zz",)) == 0
    assert links(view=("centre", "ecole")) == 15  # the tally may; indicators refuse


def test_groups_add_up_to_the_whole(bits: Bits) -> None:
    for column in ("etab_niveau", "qpv", "centre", "r2", "frequence"):
        groups = bits.count_by(THIS_YEAR, column)
        total = sum(groups.values(), start=Tally({}, np.zeros(0, dtype=np.int64), 0))
        whole = bits.count(THIS_YEAR)
        assert (total.n, total.as_dict()) == (whole.n, whole.as_dict())
    assert {name: group.n for name, group in bits.count_by(THIS_YEAR, "qpv").items()} == {
        "oui": 5,
        "non": 5,
        "nsp": 1,
        NOT_GIVEN: 1,
    }


def test_grouping_by_boxes_is_refused(bits: Bits) -> None:
    for column in ("l1", "annee_debut", "zz"):
        with pytest.raises(ValueError, match="cannot group by"):
            bits.count_by(THIS_YEAR, column)


def test_small_blocks_count_the_same(bits: Bits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large archive is counted in pieces; here the pieces are made as small as one word."""
    rows = [row | {"lien": str(i)} for i, row in enumerate(small.rows(small.SCHOOLS) * 60)]
    data = responses.build(small.of_rows(rows, CODEBOOK), CODEBOOK)
    everybody = Filters(view=())
    expected = Bits.pack(data).count(everybody)
    assert (expected.n, expected.get("r1"), expected.get("r1/ren_crise")) == (360, 360, 300)
    for block in (1, 4, 64):
        monkeypatch.setattr(tally, "_BLOCK", block)
        assert Bits.pack(data).count(everybody).as_dict() == expected.as_dict()


observations = st.lists(
    st.fixed_dictionaries(
        {
            "campagne": st.sampled_from(["2024-2025", "2025-2026"]),
            "regard": st.sampled_from(["centre", "ecole"]),
            "centre": st.sampled_from("AB"),
            "statut_lien": st.sampled_from(["actif", "interrompu", "souhaite", "."]),
            "etab_niveau": st.sampled_from(["college", "lycee", "."]),
            "annee_debut": st.sampled_from(["2020", "2023", "2030", "."]),
            "r1": st.sampled_from(["a", "b", "a b", "autre", "aucun", "."]),
            "note": st.sampled_from(["0", "3", "nsp", "."]),
        }
    ),
    max_size=150,
)
some = st.lists(st.sampled_from(["actif", "interrompu", "souhaite"]), unique=True, max_size=2).map(tuple)


def _build(rows: list[dict[str, str]]) -> responses.Responses:
    filled = [
        {"lien": str(i), **{name: value for name, value in row.items() if value != "."}} for i, row in enumerate(rows)
    ]
    return responses.build(small.of_rows(filled, TINY), TINY)


@settings(max_examples=60, deadline=None)
@given(observations, some, st.sampled_from([(), ("centre",), ("ecole",)]), st.sampled_from([(), ("college",)]))
def test_bits_count_what_pandas_counts(rows, status, view, level) -> None:
    data = _build(rows)
    frame = data.frame
    filters = Filters(status=status, view=view, level=level)
    keep = frame["statut_lien"].isin(status) if status else frame["statut_lien"] != "souhaite"
    keep &= frame["view"].isin(view) if view else True
    keep &= frame["etab_niveau"].isin(level) if level else True
    kept = frame[keep]
    found = Bits.pack(data).count(filters)
    assert found.n == len(kept)
    for name in ("r1", "r1/a", "r1/b", "r1/autre", "r1/aucun", "note/nsp"):
        assert found.get(name) == kept[name].sum()
    assert [found.get(f"note/{point}") for point in "0123"] == [(kept["note"] == int(p)).sum() for p in "0123"]
    assert found.get("etab_niveau/lycee") == (kept["etab_niveau"] == "lycee").sum()
    ages = {int(name.rpartition(":")[2]): n for name, n in found.as_dict().items() if name.startswith("age:all:")}
    assert {age: n for age, n in ages.items() if n} == kept["age"].dropna().value_counts().to_dict()


@settings(max_examples=60, deadline=None)
@given(observations, st.data())
def test_tally_of_the_whole_is_the_sum_of_its_parts(rows: list[dict[str, str]], draw: st.DataObject) -> None:
    """Any cut, whatever each part happens to know: parts need not have the same ages or centres."""
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    parts = [rows[a:b] for a, b in itertools.pairwise([0, *cuts, len(rows)])]
    filters = Filters(view=draw.draw(st.sampled_from([(), ("centre",)])))
    tallies = [Bits.pack(_build(part)).count(filters) for part in parts]
    total = sum(tallies[1:], start=tallies[0])
    whole = Bits.pack(_build(rows)).count(filters)
    # Both views of a link may fall into different parts; here every row is a link of its own.
    assert (total.n, total.as_dict()) == (whole.n, {name: whole.get(name) for name in total.as_dict()})
    assert set(total.as_dict()) == set(whole.as_dict())


def test_packed_words_cannot_be_written(bits: Bits) -> None:
    with pytest.raises(ValueError, match="read-only"):
        bits._words[0] = 0


def test_the_same_filters_are_counted_the_same_twice(bits: Bits) -> None:
    first = bits.count(THIS_YEAR).as_dict()
    for n in range(200):  # more than are remembered
        bits.count(Filters(campaign=("2025-2026",), centre=(str(n),)))
    assert bits.count(THIS_YEAR).as_dict() == first
    assert pd.Series(first).max() == 12


def test_threads_count_beside_each_other(bits: Bits) -> None:
    """Sessions share one `Bits`: each thread counts in its own scratch memory."""
    selections = [Filters(campaign=("2025-2026",), centre=(code,)) for code in "ABCD"] * 50
    expected = [bits.count(filters).as_dict() for filters in selections]
    with ThreadPoolExecutor(8) as threads:
        assert [tally.as_dict() for tally in threads.map(bits.count, selections)] == expected


def test_counts_are_those_of_the_bits_that_the_benchmark_counts() -> None:
    data = bench.responses_of(1000)
    bits, bare = Bits.pack(data), bench.Bare(data.frame, words_at_once=1 << 14)
    for filters in (*bench.NARROW[::9], *bench.WIDE[::9]):
        assert list(bits.count(filters, bench.QUESTIONS).as_dict().values()) == bare.count(filters).tolist()
