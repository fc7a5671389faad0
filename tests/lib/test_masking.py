"""Small numbers: the rule on bases written by hand, and that nothing shown gives a hidden number back."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib import indicators, responses
from lib.filters import Filters
from lib.masking import display, hidden, split
from lib.tally import NOT_GIVEN, Bits
from tests.support import small

CODEBOOK = small.codebook_of(
    {
        "statut_lien": "select_one statut",
        "qpv": "select_one qpv",
        "r1": "select_multiple ren",
        "d5": "select_one eval",
    },
    {"statut": "actif souhaite", "qpv": "oui non autre nsp", "ren": "a b aucun", "eval": "x y nsp"},
)
THIS_YEAR = Filters(campaign=("2025-2026",))


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ([30, 12, 7], [False, False, False]),
        ([30, 12, 7, 3], [False, False, True, True]),  # 3 alone is 52 less the rest: 7 goes with it
        ([30, 4, 3], [False, True, True]),  # two of them, and seven links: enough
        ([30, 12, 2, 2], [False, True, True, True]),  # two of them, but four links: too few
        ([30, 1, 1, 1, 1, 1], [False, True, True, True, True, True]),
        ([30, 0, 3], [True, False, True]),  # an empty base hides nothing
        ([12, 12, 1], [True, False, True]),  # at a tie, the first
        ([4, 0, 0], [True, False, False]),  # nothing to mask it with: the whole is as small
        ([4], [True]),
        ([5], [False]),
        ([0], [False]),
    ],
)
def test_which_bases_are_hidden(bases: list[int], expected: list[bool]) -> None:
    assert hidden(np.array(bases)[:, None])[:, 0].tolist() == expected


def test_each_figure_is_decided_on_its_own_bases() -> None:
    bases = np.array([[30, 3], [20, 20], [4, 30]])
    assert hidden(bases).T.tolist() == [[False, True, True], [True, True, False]]


def test_groups_hidden_for_their_size_are_hidden_even_when_empty() -> None:
    bases, also = np.array([[30], [8], [0], [6]]), np.array([[False], [True], [True], [False]])
    assert hidden(bases, also)[:, 0].tolist() == [False, True, True, False]  # 8 and 0: two, with 8 links
    bases = np.array([[30], [3], [0], [6]])
    assert hidden(bases, also)[:, 0].tolist() == [False, True, True, True]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=2, max_size=5))
@example([20, 12, 3])
@example([20, 12, 4, 2])
def test_selections_that_are_shown_never_tell_hidden_groups_apart(bases: list[int]) -> None:
    """The selections of one filter that are shown are sums of groups; no combination of them is one hidden group."""
    table, size = np.array(bases)[:, None], len(bases)
    selections = [np.array(kept) for kept in itertools.product([False, True], repeat=size) if any(kept)]
    shown = [kept for kept in selections if not split(table, kept)[0] and sum(table[kept]) >= 5]
    rank = np.linalg.matrix_rank(shown) if shown else 0
    hide = hidden(table)[:, 0]
    if hide.sum() < 2 or sum(table[hide]) < 5:
        return  # the whole is too small: nothing of it is shown in a grouping either
    for group in np.flatnonzero(hide):
        alone = np.eye(size)[group]
        assert np.linalg.matrix_rank([*shown, alone]) == rank + 1, "a hidden group is a combination of shown ones"


def test_all_levels_but_a_small_one_are_masked_like_the_small_one() -> None:
    """Thirty links, three of them in no « quartier »: the other twenty-seven less the whole would be the three."""
    said = {"centre": "A", "campagne": "2025-2026", "regard": "centre", "statut_lien": "actif", "r1": "a"}
    values = ["oui"] * 20 + ["non"] * 7 + ["autre"] * 3
    rows = [{**said, "lien": str(number), "qpv": qpv} for number, qpv in enumerate(values, start=1)]
    bits = Bits.pack(responses.build(small.of_rows(rows, CODEBOOK), CODEBOOK))

    def shown(*qpv: str) -> list[object]:
        frame = indicators.choices(bits, "r1", replace(THIS_YEAR, qpv=qpv))
        return frame["n"].astype(object).where(frame["n"].notna(), None).tolist()

    assert shown() == [30, 0, 0]
    assert shown("oui") == [20, 0, 0]
    assert shown("oui", "non") == shown("oui", "autre") == shown("non") == shown("autre") == [None] * 3
    assert shown("non", "autre") == [10, 0, 0]  # both of those that a grouping hides, together


def test_a_filter_on_the_grouping_itself_shows_no_group_that_the_grouping_of_all_hides() -> None:
    """Thirty, seven and three links: the seven are hidden with the three, also where the three are filtered out."""
    data = _responses([("oui", "a", "x")] * 30 + [("non", "a", "x")] * 7 + [("autre", "a", "x")] * 3)
    bits = Bits.pack(data)

    def masked(*qpv: str) -> dict[str, bool]:
        frame = indicators.choices(bits, "r1", replace(THIS_YEAR, qpv=qpv), by="qpv").drop_duplicates("group")
        return dict(zip(frame["group"], frame["masked"], strict=True))

    assert masked() == {"oui": False, "non": True, "autre": True}
    assert masked("oui", "non") == {"oui": False, "non": True}
    assert masked("non") == {"non": True}
    assert masked("oui") == {"oui": False}


def test_populations_that_never_add_up_need_no_second_mask() -> None:
    assert hidden(np.array([[30], [3]]), adds_up=False)[:, 0].tolist() == [False, True]


def test_display_of_each_base() -> None:
    bases = np.array([0, 4, 5, 9, 10, 400])
    assert display(bases, bases == 4).tolist() == ["empty", "masked", "count", "count", "percent", "percent"]


links = st.lists(
    st.tuples(
        st.sampled_from(["oui", "non", "autre", "nsp", "."]),
        st.sampled_from(["a", "a b", "aucun", "."]),
        st.sampled_from(["x", "y", "nsp", "."]),
    ),
    max_size=40,
)


@settings(max_examples=80, deadline=None)
@given(links)
# Three links that left R1 untouched: shown as such, R1 would tell how many links the group has.
@example([("oui", ".", "x")] * 3 + [("non", "a", "x")] * 10 + [("autre", "a", "x")] * 12)
# Two figures in which different groups are the smallest after the hidden one.
@example([("oui", "a", "x")] * 3 + [("non", "a", ".")] * 9 + [("non", "a", "x")] * 6 + [("autre", "a", "x")] * 8)
def test_no_hidden_number_can_be_had_by_subtraction(answers: list[tuple[str, str, str]]) -> None:
    """All sums that the whole and the groups show are equations; no hidden base or size is their solution."""
    data = _responses(answers)
    bits = Bits.pack(data)
    names = list(bits.count_by(THIS_YEAR, "qpv"))
    unknowns = [(figure, name) for figure in ("size", "r1", "d5") for name in names]
    equations: list[dict[tuple[str, str], int]] = []
    hidden_ones: set[tuple[str, str]] = set()
    for by in (None, "qpv"):
        sizes = indicators.summary(data, bits, THIS_YEAR, by=by)
        sizes = sizes[sizes["indicator"] == "liens_recenses"]
        for row in sizes.itertuples():
            over = names if by is None else [row.group]
            if row.masked:
                hidden_ones |= {("size", name) for name in over if by}
            else:
                equations.append({("size", name): 1 for name in over})
        for question in ("r1", "d5"):
            rows = indicators.choices(bits, question, THIS_YEAR, by=by).drop_duplicates("group")
            for row in rows.itertuples():
                over = names if by is None else [row.group]
                if row.masked:
                    hidden_ones |= {(question, name) for name in over if by}
                    continue
                equations.append({(question, name): 1 for name in over})
                equations.append({("size", name): 1 for name in over})  # base + missing
    assert not _solved(equations, unknowns) & hidden_ones


def _solved(equations: list[dict], unknowns: list) -> set:
    """The unknowns that a system of sums determines: those whose axis lies in the span of the equations."""
    if not equations:
        return set()
    matrix = np.array([[equation.get(unknown, 0) for unknown in unknowns] for equation in equations], dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    axes = np.eye(len(unknowns))
    return {
        unknown
        for unknown, axis in zip(unknowns, axes, strict=True)
        if np.linalg.matrix_rank(np.vstack([matrix, axis])) == rank
    }


def test_the_solver_of_the_test_above_does_find_what_one_mask_alone_would_leave() -> None:
    whole, first = {("r1", "oui"): 1, ("r1", "non"): 1}, {("r1", "oui"): 1}
    assert _solved([whole, first], [("r1", "oui"), ("r1", "non")]) == {("r1", "oui"), ("r1", "non")}
    assert _solved([whole], [("r1", "oui"), ("r1", "non")]) == set()


@settings(max_examples=80, deadline=None)
@given(links)
def test_masked_groups_are_several_and_hold_five_links_together(answers: list[tuple[str, str, str]]) -> None:
    bits = Bits.pack(_responses(answers))
    for question in ("r1", "d5"):
        masked = indicators.choices(bits, question, THIS_YEAR, by="qpv").drop_duplicates("group")
        true = indicators.choices(bits, question, THIS_YEAR, by="qpv", mask=False).drop_duplicates("group")
        bases = true["base"].to_numpy("int64")[masked["masked"].to_numpy()]
        filled = true["base"].to_numpy("int64")
        assert not ((filled > 0) & (filled < 5) & ~masked["masked"].to_numpy()).any()
        if bases.any() and bases.sum() < filled.sum():
            assert len(bases) >= 2
            assert bases.sum() >= 5


def test_links_that_do_not_say_their_group_are_a_group() -> None:
    # Of 14 links two leave QPV blank: shown as 6 and 6 of 14, they would be known.
    data = _responses([("oui", "a", "x")] * 6 + [("non", "a", "x")] * 6 + [(".", "b", "y")] * 2)
    frame = indicators.choices(Bits.pack(data), "r1", THIS_YEAR, by="qpv").drop_duplicates("group")
    assert dict(zip(frame["group"], frame["masked"], strict=True)) == {"oui": True, "non": False, NOT_GIVEN: True}
    assert frame["group_label"].iloc[-1] == "Non renseigné"


def _responses(answers: list[tuple[str, str, str]]) -> responses.Responses:
    keys = {"campagne": "2025-2026", "regard": "centre", "centre": "A", "statut_lien": "actif"}
    rows = [
        keys | {"lien": str(i)} | {q: a for q, a in zip(("qpv", "r1", "d5"), said, strict=True) if a != "."}
        for i, said in enumerate(answers)
    ]
    return responses.build(small.of_rows(rows, CODEBOOK), CODEBOOK)
