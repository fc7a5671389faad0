"""How one row of the result frame is put into words for a number on a page, and how a figure is worked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib import responses
from lib.codebook import load
from lib.filters import Filters
from lib.observation import Observation, Return
from lib.store import Store
from lib.ui import card
from lib.ui.cache import Data
from tests.support.results import row

CAMPAIGN = "2025-2026"
ALL = Filters(campaign=(CAMPAIGN,))

SHARE = row(18, 23, label="Taux de retour")
COUNT = row(3, 7, label="Double regard")
MEAN = row(54, 54, label="Indice de durabilité", value=2.04, unit="points (0–3)", display="percent") | {"share": None}
YEARS = row(42, 42, label="Ancienneté médiane", value=6.0, unit="années", display="percent") | {"share": None}
MASKED = row(2, 3, label="Liens durables")
EMPTY = row(0, 0, label="Écoles interrogées")


@pytest.mark.parametrize(
    ("given", "number", "over", "line"),
    [
        (SHARE, "78\u202f%", "18 sur 23", "**78\u202f%** (18 sur 23)"),
        (COUNT, "3", "3 sur 7", "**3 sur 7**"),
        (MEAN, "2,0", "points (0–3), sur 54 liens", "**2,0** points (0–3), sur 54 liens"),
        (YEARS, "6", "années, sur 42 liens", "**6** années, sur 42 liens"),
        (MASKED, "masqué", "effectif trop faible", "effectif trop faible"),
        (EMPTY, "–", "pas de réponse", "pas de réponse"),
    ],
)
def test_a_single_figure_says_its_number_and_what_it_is_taken_over(
    given: dict[str, object], number: str, over: str, line: str
) -> None:
    assert (card.headline(given), card.taken_over(given), card.briefly(given)) == (number, over, line)


def test_coverage_hides_a_small_number_of_links() -> None:
    rows = {"taux_retour": row(13, 14), "liens_recenses": row(77, 77, value=77)}
    assert card.coverage(rows) == "13 retours reçus sur 14 attendus\u202f; 77 liens."
    rows["liens_recenses"] = row(3, 3)
    assert card.coverage(rows) == "13 retours reçus sur 14 attendus\u202f; effectif trop faible."


def test_the_filters_stand_beside_the_coverage_in_words_and_campaigns_are_apart() -> None:
    rows = {"taux_retour": row(13, 14), "liens_recenses": row(77, 77, value=77)}
    before = {"taux_retour": row(11, 12), "liens_recenses": row(8, 8, value=8)}
    assert card.coverages({"": rows}, ["Niveau : Collège", "Centre social : Centre *A*"]) == [
        "13 retours reçus sur 14 attendus\u202f; 77 liens.  ",
        "Filtres\u00a0: **Niveau \\: Collège · Centre social \\: Centre \\*A\\***  ",
    ]
    assert card.coverages({"2024-2025": before, "2025-2026": rows}) == [
        "2024-2025\u00a0: 11 retours reçus sur 12 attendus\u202f; 8 liens.  ",
        "2025-2026\u00a0: 13 retours reçus sur 14 attendus\u202f; 77 liens.  ",
    ]


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """Six links that answer about levers, two of them naming the CLAS."""
    links = tuple(
        Observation(
            number,
            {
                "etab_nom": f"École {number}",
                "etab_commune": "Ici",
                "etab_niveau": "elementaire",
                "statut_lien": "actif",
                "l1": "lev_clas" if number < 3 else "lev_reaap",
            },
        )
        for number in range(1, 7)
    )
    with Store.open(f"sqlite:///{tmp_path / 'essai.sqlite3'}") as store:
        store.deposit(Return(CAMPAIGN, "C1", "centre", "Centre Un", "", links), data=b"1", filename="1.xlsx")
        return Data(responses.build(store.tables(), load()))


def test_only_the_kept_choices_are_in_frame_chart_and_sentence(data: Data) -> None:
    drawn = card.draw(data, card.Ask("dispositifs", ALL), True)
    counted = {"lev_reaap": 4, "lev_clas": 2, "lev_clspd": 0, "lev_pre": 0}
    assert dict(zip(drawn.frame["choice"], drawn.frame["n"], strict=True)) == counted
    assert {code for trace in drawn.chart.data for _, code, _ in trace.customdata} == counted.keys()
    assert "« Dispositif REAAP »" in drawn.words.replace("\u00a0", " ")


def test_a_figure_is_worked_out_once_for_everybody_who_asks(data: Data) -> None:
    asked = [card.Ask("leviers", ALL) for _ in range(2)]
    first, second = (data.once(card.draw, ask, True) for ask in asked)
    assert first is second
    assert data.once(card.draw, asked[0], False) is not first


def test_a_picture_from_a_narrow_screen_is_drawn_for_a_page(data: Data) -> None:
    narrow = card.for_picture(data, card.Ask("leviers", ALL, width=card.PHONE))
    assert narrow == card.draw(data, card.Ask("leviers", ALL), True).chart
    assert narrow != card.draw(data, card.Ask("leviers", ALL, width=card.PHONE), True).chart
