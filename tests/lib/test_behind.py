"""The links behind a bar: found again from the answers, masked like a crossing, named only where that is asked."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from lib import behind, codebook, examples, responses
from lib.filters import Filters
from lib.french import NBSP
from lib.gallery import catalogue
from lib.gallery.figure import Figure
from lib.masking import MASKED_BELOW
from lib.observation import CENTRE, SCHOOL
from lib.records import Row, rows_of
from lib.store import Store
from lib.tally import NOT_GIVEN, Bits
from tests.support import small

CODEBOOK = codebook.load()
THIS_YEAR = Filters(campaign=(small.CAMPAIGN,))
SOME = 2
"""How many bars of a figure are asked how their links spread, which takes a while."""
SELECTING = [code for code, figure in catalogue.listed(CODEBOOK).items() if figure.selects]


@pytest.fixture(scope="module")
def data() -> responses.Responses:
    return responses.build(small.tables(CODEBOOK), CODEBOOK)


@pytest.fixture(scope="module")
def source(data: responses.Responses) -> SimpleNamespace:
    return SimpleNamespace(responses=data, bits=Bits.pack(data))


def bar(source: SimpleNamespace, code: str, key: str, by: str | None = None, group: str = "", mask: bool = True) -> Row:
    figure = catalogue.find(CODEBOOK, code)
    frame = figure.frame(source, THIS_YEAR, by, mask)
    question = next(row["question"] for row in rows_of(frame) if row["key"] == key)
    found = behind.find(frame, question, key, group)
    assert found is not None
    return found


def spread_of(source: SimpleNamespace, code: str, row: Row, by: str | None = None) -> pd.DataFrame:
    return behind.spread(source, catalogue.find(CODEBOOK, code), THIS_YEAR, by, row)


@pytest.mark.parametrize("view", [CENTRE, SCHOOL])
@pytest.mark.parametrize("by", [None, "education_prioritaire", "centre"])
@pytest.mark.parametrize("code", SELECTING)
def test_behind_every_bar_stand_as_many_links_as_it_counts(
    source: SimpleNamespace, code: str, by: str, view: str
) -> None:
    figure, filters = catalogue.find(CODEBOOK, code), Filters(campaign=(small.CAMPAIGN,), view=(view,))
    by = by if figure.compares else None
    bars = bars_of(figure, source, filters, by)
    for row in bars:
        assert len(behind.links(source.responses, figure, filters, by, row)) == row["n"], behind.name(row)
    for row in bars[:: max(1, len(bars) // SOME)]:
        spread = behind.spread(source, figure, filters, by, row, mask=False)
        if spread is None:
            assert row["group"] == NOT_GIVEN
            continue
        totals = spread.groupby("question")["n"].sum()
        assert set(totals) <= {row["n"]}, behind.name(row)


def bars_of(figure: Figure, source: SimpleNamespace, filters: Filters, by: str | None = None, mask: bool = False):
    return [row for row in rows_of(figure.frame(source, filters, by, mask)) if behind.is_bar(row)]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The examples: both views and two campaigns."""
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('behind') / 'essai.sqlite3'}") as store:
        for number, ret in enumerate(examples.generate(CODEBOOK)):
            store.deposit(ret, data=f"{number}".encode(), filename="essai.xlsx")
        data = responses.build(store.tables(), CODEBOOK)
    return SimpleNamespace(responses=data, bits=Bits.pack(data))


OF_SEVERAL = {
    "devoirs/par-centre": ("2025-2026",),
    "regards/accord/l1": ("2025-2026",),
    "regards/accord/d3": ("2025-2026",),
    "regards/un-seul-cote/q1": ("2025-2026",),
    "regards/accord/reponses": ("2025-2026",),
    "evolution/mouvements": ("2024-2025", "2025-2026"),
    "evolution/maintien": ("2024-2025", "2025-2026"),
}
"""Figures whose bars are no answer of a single question → the campaigns that they are asked of."""
ALL_TOO_SMALL = ("devoirs/par-centre", "regards/un-seul-cote/q1")
"""Of a centre, or of what one side alone sees, the examples have too few links for their parts to be shown."""


@pytest.mark.parametrize("more", [{}, {"level": ("elementaire",)}, {"priority": ("rep", "rep_plus")}], ids=str)
@pytest.mark.parametrize("code", OF_SEVERAL)
def test_behind_centres_pairs_and_movements_stand_as_many_links_as_they_count(
    several: SimpleNamespace, code: str, more: dict[str, tuple[str, ...]]
) -> None:
    figure, filters = catalogue.find(CODEBOOK, code), Filters(campaign=OF_SEVERAL[code], **more)
    bars = bars_of(figure, several, filters)
    assert bars
    for row in bars:
        assert len(behind.links(several.responses, figure, filters, None, row)) == row["n"], behind.name(row)
    names = [behind.name(row) for row in bars]
    assert len(names) == len(set(names))
    for row in bars[:3]:
        spread = behind.spread(several, figure, filters, None, row, mask=False)
        assert set(spread.groupby("question")["n"].sum()) <= {row["n"]}
        assert len(spread), behind.name(row)


@pytest.mark.parametrize("code", OF_SEVERAL)
def test_a_spread_says_no_more_than_the_figure_under_one_more_filter(several: SimpleNamespace, code: str) -> None:
    figure, filters = catalogue.find(CODEBOOK, code), Filters(campaign=OF_SEVERAL[code])
    shown = 0
    for row in bars_of(figure, several, filters, mask=True)[:4]:
        spread = behind.spread(several, figure, filters, None, row)
        told = spread[~spread["masked"] & (spread["group"] != NOT_GIVEN) & (spread["n"] > 0)]
        for part in rows_of(told):
            narrowed = filters.on(part["question"], part["group"])
            found = behind.find(figure.frame(several, narrowed, None, True), row["question"], row["key"], row["group"])
            assert found is not None and found["n"] == part["n"] >= MASKED_BELOW
            shown += 1
    assert shown or code in ALL_TOO_SMALL


def test_every_bar_of_the_movements_names_its_row(several: SimpleNamespace) -> None:
    figure = catalogue.find(CODEBOOK, "evolution/mouvements")
    frame = figure.frame(several, Filters(campaign=OF_SEVERAL["evolution/mouvements"]), None, True)
    marks = [
        (length, behind.find(frame, *codes))
        for trace in figure.chart(frame, "").data
        for length, codes in zip(trace.x, trace.customdata, strict=True)
    ]
    assert [length for length, _ in marks] == [row["n"] for _, row in marks]
    assert [row["choice"] for _, row in marks].count("liens_poursuivis") == 2


def test_a_link_that_moved_is_named_as_it_was_last_told(several: SimpleNamespace) -> None:
    figure = catalogue.find(CODEBOOK, "evolution/mouvements")
    filters = Filters(campaign=OF_SEVERAL["evolution/mouvements"])
    of_code = {row["choice"]: row for row in bars_of(figure, several, filters)}
    stopped = behind.links(several.responses, figure, filters, None, of_code["liens_arretes"])
    assert not set(stopped["Statut"]) & {"Actif", "En construction"}
    kept = behind.links(several.responses, figure, filters, None, of_code["liens_poursuivis"])
    assert set(kept["Statut"]) <= {"Actif", "En construction"}


def test_the_links_are_named_with_what_tells_them_apart(source: SimpleNamespace) -> None:
    # CLAS is cited by links 1, 2 and 6; 13 is only wished for.
    row, levers = bar(source, "leviers", "lev_clas"), catalogue.find(CODEBOOK, "leviers")
    named = behind.links(source.responses, levers, THIS_YEAR, None, row)
    assert named.to_dict("records") == [
        {
            "Centre": "Centre A",
            "Établissement": "École 1",
            "Commune": "Ville",
            "Niveau": "Collège",
            "Statut": "Actif",
            "Depuis": "2015",
        },
        {
            "Centre": "Centre A",
            "Établissement": "École 2",
            "Commune": "Ville",
            "Niveau": "Collège",
            "Statut": "Actif",
            "Depuis": "2020",
        },
        {
            "Centre": "Centre B",
            "Établissement": "École 6",
            "Commune": "Ville",
            "Niveau": "Élémentaire",
            "Statut": "Actif",
            "Depuis": "–",
        },
    ]


def test_a_bar_of_three_links_says_nothing_of_them(source: SimpleNamespace) -> None:
    spread = spread_of(source, "leviers", bar(source, "leviers", "lev_clas"))
    assert spread.loc[spread["n"] != 0, "masked"].all()
    assert [line for line in behind.said(spread) if any(digit in line for digit in "123456789")] == []


def levels(**counts: tuple[int, int]) -> SimpleNamespace:
    """Links of each level: so many cite the CLAS, so many do not."""
    rows = [
        {"etab_niveau": level, "l1": lever}
        for level, numbers in counts.items()
        for lever, number in zip(("lev_clas", "lev_reaap"), numbers, strict=True)
        for _ in range(number)
    ]
    given = [
        {
            "lien": str(number),
            "centre": "A",
            "campagne": small.CAMPAIGN,
            "regard": "centre",
            "statut_lien": "actif",
            "education_prioritaire": "rep",
            **row,
        }
        for number, row in enumerate(rows)
    ]
    data = responses.build(small.of_rows(given, CODEBOOK), CODEBOOK)
    return SimpleNamespace(responses=data, bits=Bits.pack(data))


def test_a_small_part_is_hidden_with_another_so_that_it_cannot_be_subtracted() -> None:
    source = levels(college=(12, 5), elementaire=(6, 5), lycee=(3, 9))
    spread = spread_of(source, "leviers", bar(source, "leviers", "lev_clas"))
    of_level = spread[spread["question"] == "etab_niveau"]
    found = dict(zip(of_level["group"], of_level["n"].astype("object"), strict=True))
    assert found["college"] == 12
    assert found["elementaire"] is pd.NA and found["lycee"] is pd.NA
    assert behind.said(spread)[0].replace(NBSP, " ") == (
        f"{CODEBOOK['etab_niveau'].label} : Collège 12\u202f; effectif trop faible : Élémentaire et Lycée."
    )


def test_what_all_links_answer_alike_is_left_out() -> None:
    source = levels(college=(12, 5), elementaire=(6, 5))
    row = bar(source, "leviers", "lev_clas", by="etab_niveau", group="college")
    own = behind.narrowed(THIS_YEAR, "etab_niveau", "college")
    assert own == Filters(campaign=(small.CAMPAIGN,), level=("college",))
    assert "etab_niveau" not in set(spread_of(source, "leviers", row, "etab_niveau")["question"])
    whole = spread_of(source, "profil-statut_lien", bar(source, "profil-statut_lien", "actif"))
    assert "statut_lien" not in set(whole["question"])


def test_a_masked_bar_and_an_empty_one_cannot_be_looked_behind(source: SimpleNamespace) -> None:
    frame = catalogue.find(CODEBOOK, "leviers").frame(source, THIS_YEAR, "centre", True)
    assert frame.loc[frame["group"] == "C", "masked"].all()  # three links
    assert behind.find(frame, "l1", "lev_clas", "C") is None
    whole = catalogue.find(CODEBOOK, "dispositifs").frame(source, THIS_YEAR, None, True)
    assert [behind.find(whole, "l1", key, "") is None for key in ("lev_clas", "lev_inconnu")] == [False, True]


def test_a_pair_of_partners_is_no_bar(source: SimpleNamespace) -> None:
    frame = catalogue.find(CODEBOOK, "reseau").frame(source, THIS_YEAR, None, False)
    assert behind.find(frame, "q1", "qui_direction", "qui_caf") is None
    assert behind.find(frame, "q1", "qui_direction", "")["n"] == 6


def test_no_two_bars_of_a_figure_have_one_name(source: SimpleNamespace) -> None:
    for code in SELECTING:
        frame = catalogue.find(CODEBOOK, code).frame(source, THIS_YEAR, "education_prioritaire", False)
        names = [behind.name(row) for row in rows_of(frame) if behind.is_bar(row)]
        assert len(names) == len(set(names)), code
