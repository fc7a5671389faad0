"""Crossings: numbers worked out by hand, and that no way of reading them gives a masked cell back."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib import codebook, indicators, responses, sentences, tables
from lib.analysis import crossing, crossing_figures, dimensions, phrases, statistics
from lib.analysis.dimensions import COLUMNS, MODES, ROWS, TOTAL
from lib.analysis.verdict import MERGED, TOO_FEW, Verdict
from lib.charts.heat import heat
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.figure import UnknownFigure
from lib.results import DTYPES
from lib.tally import Bits
from tests.support import small

CODEBOOK = small.codebook_of(
    {
        "statut_lien": "select_one statut",
        "qpv": "select_one qpv",
        "annee_debut": "integer",
        "r1": "select_multiple ren",
        "q1": "select_multiple qui",
        "d5": "select_one eval",
        "e": "select_one lettre",
    },
    {
        "statut": "actif interrompu souhaite",
        "qpv": "oui non autre nsp",
        "ren": "a b aucun",
        "qui": "u v aucun",
        "eval": "x y nsp",
        "lettre": "p q r nsp",
    },
)
FILTERS = Filters(campaign=("2025-2026",))
KEYS = {"campagne": "2025-2026", "regard": "centre", "centre": "A", "statut_lien": "actif"}
SIDES = dimensions.listed(CODEBOOK)


def bits_of(rows: Iterable[dict[str, str]], book=CODEBOOK) -> Bits:
    given = [KEYS | {"lien": str(number)} | row for number, row in enumerate(rows, start=1)]
    return Bits.pack(responses.build(small.of_rows(given, book), book))


def cross(bits: Bits, rows: str, columns: str, mode: str, filters: Filters = FILTERS, mask: bool = True):
    return crossing.frame(bits, SIDES[rows], SIDES[columns], mode, filters, mask=mask)


def cells(frame: pd.DataFrame, column: str = "n") -> dict[tuple[str, str], object]:
    values = frame[column].astype(object).where(frame[column].notna(), None)
    return dict(zip(zip(frame["choice"], frame["group"], strict=True), values, strict=True))


# Twelve links answer x and p, eight x and q, six y and p, fourteen y and q; three leave e, two say « nsp » to d5.
BY_HAND = (
    [{"d5": "x", "e": "p"}] * 12
    + [{"d5": "x", "e": "q"}] * 8
    + [{"d5": "y", "e": "p"}] * 6
    + [{"d5": "y", "e": "q"}] * 14
    + [{"d5": "x"}] * 3
    + [{"d5": "nsp", "e": "p"}] * 2
)


def test_the_three_ways_of_reading_a_table_worked_out_by_hand() -> None:
    bits = bits_of(BY_HAND)
    by_row = cross(bits, "d5", "e", ROWS)
    assert cells(by_row) == {
        ("", "p"): 18,
        ("", "q"): 22,
        ("x", "p"): 12,
        ("x", "q"): 8,
        ("y", "p"): 6,
        ("y", "q"): 14,
    }
    assert cells(by_row, "share")["x", "p"] == 12 / 20
    assert cells(by_row, "share")["", "p"] == 18 / 40
    by_column = cross(bits, "d5", "e", COLUMNS)
    assert cells(by_column, "share")["x", "p"] == 12 / 18
    assert cells(by_column, "share")["x", ""] == 20 / 40
    total = cross(bits, "d5", "e", TOTAL)
    assert cells(total, "share")["x", "p"] == 12 / 40
    assert cells(total)["", "q"] == 22
    for frame in (by_row, by_column, total):
        assert list(frame.columns) == list(DTYPES)
        assert set(frame["missing"]) == {5}
        assert set(frame["dont_know"]) == {2}


def test_a_crossing_says_its_gap_its_test_and_its_base() -> None:
    frame = cross(bits_of(BY_HAND), "d5", "e", ROWS)
    # χ² with Yates: 40 (|12 × 14 − 8 × 6| − 20)² / (20 × 20 × 18 × 22) = 2.525, p = 0.112; V = 120 / √158 400.
    assert phrases.of_crossing(frame, SIDES["d5"], SIDES["e"], ROWS).replace("\u202f", " ").replace("\xa0", " ") == (
        "« p » : 60 % pour « x » (12 sur 20), 30 % pour « y » (6 sur 20), soit 30 points d’écart. "
        "« q » : 70 % pour « y » (14 sur 20), 40 % pour « x » (8 sur 20), soit 30 points d’écart. "
        "Pas d’écart net : ce qui se voit peut être dû au hasard "
        "(χ² avec correction de Yates = 2,5 ; ddl = 1 ; p = 0,112 ; V de Cramér = 0,30)."
    )
    assert (
        phrases.base_line(frame, ROWS)
        .replace("\u202f", " ")
        .replace("\xa0", " ")
        .startswith(
            "Base : 40 liens ayant répondu aux deux ; sans réponse à l’une ou à l’autre ou hors du champ : 5, "
            "dont 2 « ne sait pas »."
        )
    )
    assert phrases.table(frame, ROWS).loc[1].tolist() == ["x", "60\u202f% (12)", "40\u202f% (8)", "20"]


def test_two_sets_of_boxes_have_their_lift() -> None:
    # a and u stand together on 12 of 40 links; a on 20, u on 15: 12 × 40 / (20 × 15) = 1.6.
    rows = [{"r1": "a", "q1": "u"}] * 12 + [{"r1": "a", "q1": "v"}] * 8 + [{"r1": "b", "q1": "u"}] * 3
    frame = cross(bits_of(rows + [{"r1": "b", "q1": "v"}] * 17), "r1", "q1", ROWS)
    assert cells(frame, "value")["a", "u"] == 1.6
    assert cells(frame, "share")["a", "u"] == 12 / 20
    assert frame.attrs["verdict"].found
    # One pair by itself: χ² with Yates 6.83, p = 0.009, times four = 0.036, above half of 0.05.
    assert (frame.attrs["verdict"].picks, frame.attrs["verdict"].family) == ((), 4)


def test_counts_alone_from_five_to_nine_links() -> None:
    frame = cross(bits_of([{"d5": "x", "e": "p"}] * 7 + [{"d5": "y", "e": "q"}] * 30), "d5", "e", ROWS)
    assert cells(frame, "display")["x", "p"] == "count"
    assert cells(frame, "share")["x", "p"] is None
    assert cells(frame)["x", "p"] == 7


def test_durable_is_told_of_the_links_begun_long_enough_ago() -> None:
    rows = [{"annee_debut": "2020", "d5": "x"}] * 11 + [
        {"annee_debut": "2023", "statut_lien": "interrompu", "d5": "x"}
    ] * 6
    rows += [{"annee_debut": "2025", "d5": "x"}] * 9 + [{"d5": "x"}] * 8
    bits = bits_of(rows)
    counts = crossing.count(bits, SIDES["d5"], SIDES["durable"], FILTERS)
    assert counts.of_columns.tolist() == [11, 6]
    # A filter on the status would leave nothing to compare: it does not count here.
    filtered = crossing.count(bits, SIDES["d5"], SIDES["durable"], Filters(("2025-2026",), status=("actif",)))
    assert filtered.of_columns.tolist() == [11, 6]
    five = crossing.count(bits, SIDES["d5"], dimensions.find(CODEBOOK, "durable-5"), FILTERS, mask=False)
    assert five.of_columns.tolist() == [11]


def test_what_goes_together_by_construction_is_not_tested() -> None:
    frame = cross(bits_of([{"annee_debut": "2020"}] * 20), "statut_lien", "durable", ROWS)
    assert "par construction" in phrases.conclusion(frame.attrs["verdict"], {})


def test_too_few_links_for_a_conclusion() -> None:
    frame = cross(bits_of([{"d5": "x", "e": "p"}] * 8), "d5", "e", ROWS)
    assert phrases.of_crossing(frame, SIDES["d5"], SIDES["e"], ROWS).endswith("Trop peu de réponses pour conclure.")


def test_views_and_campaigns_are_never_added() -> None:
    bits = bits_of([{"d5": "x", "e": "p"}] * 8 + [{"regard": "ecole", "d5": "x", "e": "p"}] * 8)
    with pytest.raises(ValueError, match="must not be added"):
        cross(bits, "d5", "e", ROWS, Filters(("2025-2026",), view=()))


@pytest.mark.parametrize(
    "words", [("d5",), ("d5", "d5"), ("d5", "rien"), ("d5", "e", "travers"), ("d5", "e", "total", "x")]
)
def test_an_address_that_means_nothing_is_an_unknown_figure(words: tuple[str, ...]) -> None:
    with pytest.raises(UnknownFigure):
        catalogue.find(CODEBOOK, "/".join(("croisement", *words)))


def test_a_box_may_be_crossed_with_its_own_question() -> None:
    rows = [{"r1": "a b"}] * 12 + [{"r1": "a"}] * 9 + [{"r1": "b"}] * 9
    frame = cross(bits_of(rows), "r1", "r1", ROWS)
    assert cells(frame)["a", "b"] == 12
    assert frame.attrs["verdict"].family == 1  # a with b, and not b with a again


# Of 40 links three answer r; with them q goes, the smallest of the others.
SMALL = [{"d5": "x", "e": "p"}] * 15 + [{"d5": "y", "e": "p"}] * 12 + [{"d5": "x", "e": "q"}] * 10
SMALL = SMALL + [{"d5": "x", "e": "r"}] * 2 + [{"d5": "y", "e": "r"}]


@pytest.mark.parametrize("mode", MODES)
def test_a_small_row_takes_another_with_it_and_is_nowhere(mode: str) -> None:
    figure = crossing_figures.of_crossing("c", "Titre", SIDES["e"], SIDES["d5"], mode)
    source = SimpleNamespace(bits=bits_of(SMALL))
    frame = figure.frame(source, FILTERS, None, True)
    masked = {key for key, hidden in cells(frame, "masked").items() if hidden}
    assert {row for row, _ in masked} == {"q", "r"}
    assert {row for row, _ in set(cells(frame)) - masked} <= {"p", ""}
    hidden = frame[frame["masked"]]
    assert hidden[["n", "base", "missing", "dont_know", "share", "low", "high", "value"]].isna().all(axis=None)
    shown = figure.table(frame)
    assert set(shown[shown["Réponse"].isin(["q", "r"])].iloc[:, 1:].to_numpy().ravel()) == {"masqué"}
    lines = tables.csv(frame).decode("utf-8-sig").splitlines()
    assert all(line.count("masqué") == 8 for line in lines if ";q;q;" in line or ";r;r;" in line)
    drawn = figure.chart(frame, figure.question)
    hovers = [text for row in drawn.data[2].hovertext for text in row if text]
    assert sum("effectif trop faible" in text for text in hovers) == len(masked)
    words = [text for trace in drawn.data[3:] for text in trace.text]
    assert words.count("") == len(masked)
    assert "« q »".replace(" ", "\xa0") not in figure.sentence(frame)


def test_the_working_view_shows_everything() -> None:
    assert not cross(bits_of(SMALL), "e", "d5", ROWS, mask=False)["masked"].any()


def test_the_working_view_concludes_what_may_be_shared() -> None:
    """Thirteen links answer q or r. Apart, ten and three of them would differ; together they do not differ from p."""
    rows = [{"d5": "x", "e": "p"}] * 15 + [{"d5": "y", "e": "p"}] * 12
    bits = bits_of(rows + [{"d5": "x", "e": "q"}] * 10 + [{"d5": "y", "e": "r"}] * 3)
    shared, working = (cross(bits, "e", "d5", ROWS, mask=mask).attrs["verdict"] for mask in (True, False))
    assert working == shared
    assert (shared.masked, shared.found) == (MERGED, False)
    assert shared.test == statistics.of_table(np.array([[15, 12], [10, 3]]))
    assert statistics.of_table(np.array([[15, 12], [10, 0], [0, 3]])).p < statistics.LEVEL


def test_the_working_view_tests_what_it_shows_where_nothing_may_be_shared() -> None:
    rows = [{"qpv": "oui", "d5": "x", "e": "p"}] * 14 + [{"qpv": "non", "d5": "y", "e": "q"}] * 13
    bits = bits_of([*rows, *[{"qpv": "autre", "d5": "y", "e": "p"}] * 3])
    filters = Filters(("2025-2026",), qpv=("oui", "non"))
    shared, working = (cross(bits, "d5", "e", ROWS, filters, mask=mask) for mask in (True, False))
    assert shared["masked"].all()
    assert phrases.of_crossing(shared, SIDES["d5"], SIDES["e"], ROWS) == sentences.TOO_FEW
    assert working.attrs["verdict"].test == statistics.of_table(np.array([[14, 0], [0, 13]]))


def test_the_gap_that_is_said_is_that_of_the_percentages_beside_it() -> None:
    """Seven of 12 are 58.3 %, two of 19 are 10.5 %: 47.8 points apart, but 58 % less 11 % is 47."""
    rows = [{"d5": "x", "e": "p"}] * 7 + [{"d5": "x", "e": "q"}] * 5
    rows += [{"d5": "y", "e": "p"}] * 2 + [{"d5": "y", "e": "q"}] * 17
    frame = cross(bits_of(rows), "d5", "e", ROWS)
    # Each cell by itself: the sentence of a clear link names no gap.
    frame.attrs["verdict"] = Verdict(why=TOO_FEW)
    assert phrases.of_crossing(frame, SIDES["d5"], SIDES["e"], ROWS).replace("\u202f", " ").replace("\xa0", " ") == (
        "« p » : 58 % pour « x » (7 sur 12), 11 % pour « y » (2 sur 19), soit 47 points d’écart. "
        "« q » : 89 % pour « y » (17 sur 19), 42 % pour « x » (5 sur 12), soit 47 points d’écart. "
        f"{phrases.FEW}"
    )


def test_a_test_that_stays_below_its_share_of_the_level_says_so() -> None:
    test = statistics.Test("χ²", 0.00341, 12.34, 2, 0.4)
    assert phrases.conclusion(Verdict(test, level=0.05 / 15), {}) == (
        "Pas d’écart net\xa0: ce qui se voit peut être dû au hasard (χ²\xa0=\xa012,3\u202f; ddl\xa0=\xa02\u202f; "
        "p\xa0=\xa00,0034\u202f; seuil\xa0=\xa00,0033\u202f; V\xa0de\xa0Cramér\xa0=\xa00,40)."
    )
    assert phrases.p_value(0.00099) == "p\xa0<\xa00,001"


def test_a_filter_that_leaves_a_small_group_out_masks_the_crossing() -> None:
    """Thirty links, three of them elsewhere: the crossing of the other twenty-seven would tell theirs."""
    rows = [{"qpv": "oui", "d5": "x", "e": "p"}] * 14 + [{"qpv": "non", "d5": "y", "e": "q"}] * 13
    bits = bits_of([*rows, *[{"qpv": "autre", "d5": "y", "e": "p"}] * 3])
    assert not cross(bits, "d5", "e", ROWS)["masked"].any()
    assert cross(bits, "d5", "e", ROWS, Filters(("2025-2026",), qpv=("oui", "non")))["masked"].all()
    # The very attribute as a side: what its comparison hides stays hidden, whatever the filter leaves out.
    frame = cross(bits, "qpv", "d5", ROWS, Filters(("2025-2026",), qpv=("oui", "non")))
    assert frame["masked"].all()


answers = st.lists(
    st.tuples(
        st.sampled_from(["oui", "non", "autre", "nsp", ""]),
        st.sampled_from(["x", "y", "nsp", ""]),
        st.sampled_from(["p", "q", "r", "nsp", ""]),
        st.sampled_from(["a", "b", "a b", "aucun", ""]),
    ),
    min_size=6,
    max_size=45,
)


def _bits(said: list[tuple[str, str, str, str]]) -> Bits:
    names = ("qpv", "d5", "e", "r1")
    return bits_of([{n: v for n, v in zip(names, row, strict=True) if v} for row in said])


def _solved(equations: list[np.ndarray], size: int) -> np.ndarray:
    """Which unknowns a system of sums determines: those whose axis lies in its span."""
    if not equations:
        return np.zeros(size, dtype=bool)
    matrix = np.array(equations, dtype=float)
    _, values, directions = np.linalg.svd(matrix)
    free = directions[(values > 1e-9).sum() :]
    return (np.abs(free) < 1e-9).all(axis=0)


def _told(frame: pd.DataFrame, mode: str, rows: list[str], columns: list[str], *, parts: bool) -> list[np.ndarray]:
    """What one reading of a crossing tells, as sums of cells: numbers of cells, and the bases of their shares."""
    equations = []
    for row in frame[~frame["masked"]].itertuples():
        line = [rows.index(row.choice)] if row.choice else list(range(len(rows)))
        head = [columns.index(row.group)] if row.group else list(range(len(columns)))
        lines = line if mode == ROWS or not row.choice else list(range(len(rows)))
        for over, across in (
            (line, head),
            (lines if mode != ROWS else line, head if mode == COLUMNS else range(len(columns))),
        ):
            if len(over) > 1 and not parts:
                continue  # boxes overlap: no sum of theirs is anything
            equation = np.zeros((len(rows), len(columns)))
            equation[np.ix_(list(over), list(across))] = 1
            equations.append(equation.ravel())
    return equations


def _secrets(rows: str, columns: str, bits: Bits, *, parts: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Masked cells; those that the margins alone determine; those that margins and crossing determine."""
    one = [option.code for option in SIDES[rows].options]
    other = [option.code for option in SIDES[columns].options]
    true = bits.cross(FILTERS, SIDES[rows].flags, SIDES[columns].flags)
    size = (len(one), len(other))
    margins = [np.eye(true.size)[i * size[1] : (i + 1) * size[1]].sum(axis=0) for i in range(size[0])]
    if parts:
        margins += [np.eye(true.size)[j :: size[1]].sum(axis=0) for j in range(size[1])]
    sums = (bits.cross(FILTERS, SIDES[rows].flags, [SIDES[columns].answered])[:, 0] == 0)[:, None] | (
        bits.cross(FILTERS, [SIDES[rows].answered], SIDES[columns].flags)[0] == 0
    )
    margins += list(np.eye(true.size)[sums.ravel()])  # a row of nobody is known to be one of zeros
    told = list(margins)
    frames = {mode: cross(bits, rows, columns, mode) for mode in MODES}
    for mode, frame in frames.items():
        told += _told(frame, mode, one, other, parts=parts)
    masks = [{key for key, is_masked in cells(f, "masked").items() if is_masked and all(key)} for f in frames.values()]
    assert masks[0] == masks[1] == masks[2], "the way of reading changes what is masked"
    masked = np.array([(row, column) in masks[0] for row in one for column in other])
    return masked, _solved(margins, true.size), _solved(told, true.size)


@settings(max_examples=50, deadline=None)
@given(answers)
@example([("oui", "x", "p", "a")] * 20 + [("oui", "y", "q", "a")] * 12 + [("oui", "x", "r", "a")] * 3)
@example([("oui", "x", "p", "a")] * 9 + [("oui", "y", "q", "a")] * 9 + [("oui", "x", "r", "a")] * 2)
def test_no_masked_cell_of_two_questions_can_be_had_by_subtraction(said: list[tuple[str, str, str, str]]) -> None:
    """Not even by somebody who knows every margin, as the pages of the themes show them, and the three readings."""
    masked, before, after = _secrets("e", "d5", _bits(said), parts=True)
    assert not (masked & after & ~before).any()


@settings(max_examples=50, deadline=None)
@given(answers)
@example([("oui", "x", "p", "a b")] * 20 + [("oui", "y", "q", "a")] * 12 + [("oui", "x", "r", "b")] * 3)
def test_no_masked_cell_of_boxes_and_a_question_can_be_had_by_subtraction(
    said: list[tuple[str, str, str, str]],
) -> None:
    masked, before, after = _secrets("r1", "e", _bits(said), parts=False)
    assert not (masked & after & ~before).any()


@settings(max_examples=50, deadline=None)
@given(answers)
@example([("oui", "x", "p", "a")] * 20 + [("non", "y", "q", "a")] * 12 + [("nsp", "x", "p", "a")] * 3)
@example([("oui", "x", "p", "a")] * 20 + [("non", "y", "q", "a")] * 12 + [("", "x", "p", "a")] * 2)
def test_what_a_comparison_by_groups_hides_no_crossing_tells(said: list[tuple[str, str, str, str]]) -> None:
    """Groups that « comparer par » masks stay masked in a crossing, beside the comparison and the theme's margins."""
    bits = _bits(said)
    grouped = indicators.choices(bits, "d5", FILTERS, by="qpv")
    hidden = set(grouped["group"][grouped["masked"]])
    groups = [option.code for option in SIDES["qpv"].options]
    columns = ["x", "y"]
    told = [np.eye(2 * len(groups))[j::2].sum(axis=0) for j in range(2)]  # the theme's page: x and y of all
    axes = np.eye(2 * len(groups))
    compared = grouped[~grouped["masked"]].itertuples()
    told += [axes[groups.index(row.group) * 2 + columns.index(row.choice)] for row in compared]
    frames = {mode: cross(bits, "qpv", "d5", mode) for mode in MODES}
    for mode, frame in frames.items():
        told += _told(frame, mode, groups, columns, parts=True)
        shown = set(frame["choice"][~frame["masked"]])
        assert not shown & hidden
    found = _solved(told, 2 * len(groups)).reshape(-1, 2)
    bases = bits.cross(FILTERS, SIDES["qpv"].flags, [SIDES["d5"].answered])[:, 0]
    asked = np.array([group in hidden for group in groups]) & (bases > 0)
    columns_filled = bits.cross(FILTERS, [SIDES["qpv"].answered], SIDES["d5"].flags)[0] > 0
    whole = bases.sum() == bases[asked].sum() if asked.any() else False
    if not whole:
        assert not found[asked][:, columns_filled].any()


def test_the_attack_would_find_what_one_masked_row_alone_leaves() -> None:
    frame = cross(bits_of(SMALL), "e", "d5", ROWS, mask=False)
    told = _told(frame[frame["choice"] != "r"], ROWS, ["p", "q", "r"], ["x", "y"], parts=True)
    assert _solved(told, 6).all()
    assert not _solved(_told(frame[frame["choice"] == "p"], ROWS, ["p", "q", "r"], ["x", "y"], parts=True), 6)[2:].any()


def test_every_question_of_the_survey_can_be_crossed() -> None:
    book = codebook.load()
    bits = Bits.pack(responses.build(small.tables(book), book))
    sides = dimensions.listed(book)
    asked = {q.name for q in book if (q.is_single or q.is_multiple) and q.dimension not in ("", "retour")}
    quoted = {name for name in asked if name.endswith("_citable")}
    assert asked - quoted <= set(sides)
    filters = Filters(("2025-2026",))
    for code, side in sides.items():
        for other in ("durable", "q1", "etab_niveau"):
            if code != other:
                frame = crossing.frame(bits, side, sides[other], COLUMNS, filters)
                assert heat(frame, "Titre").layout.height > 0


def test_a_crossing_of_which_the_status_is_an_answer_says_that_it_filters_nothing() -> None:
    cautions = [catalogue.find(codebook.load(), f"croisement/l1/{other}").caution for other in ("durable", "d5")]
    assert cautions == [sentences.NOT_BY_STATUS, ""]


def test_a_table_of_twenty_seven_by_twenty_two_keeps_every_label_whole() -> None:
    book = codebook.load()
    sides = dimensions.listed(book)
    rows = [{"q1": "qui_direction qui_caf", "p1": "pq_reussite_enfants"}] * 30
    bits = bits_of(rows, book)
    frame = crossing.frame(bits, sides["q1"], sides["p1"], ROWS, FILTERS)
    figure = heat(frame, "Titre")
    written = [text.replace("<br>", " ") for text in (*figure.layout.xaxis.ticktext, *figure.layout.yaxis.ticktext)]
    assert written == ["La réussite des enfants", "Ensemble", "Direction (école, collège, lycée)", "Caf"]
