"""What a selection allows: figures, or one of the screens that say why there is none."""

from __future__ import annotations

import pytest

from lib import codebook, responses
from lib.filters import Filters
from lib.ui import empty
from lib.ui.cache import Data
from tests.support import small

CODEBOOK = codebook.load()
NOW, BEFORE = "2025-2026", "2024-2025"


def links(campaign: str = NOW, centre: str = "A", **levels: int) -> list[dict[str, str]]:
    return [
        {
            "lien": f"{number}",
            "centre": centre,
            "campagne": campaign,
            "regard": "centre",
            "statut_lien": "actif",
            "etab_niveau": level,
        }
        for level, count in levels.items()
        for number in range(count)
    ]


def standing(rows: list[dict[str, str]], by: str | None = None, **chosen: tuple[str, ...]) -> str:
    data = Data(responses.build(small.of_rows(rows, CODEBOOK), CODEBOOK))
    campaign = () if by == "campaign" else (NOW,)
    return empty.standing(data.bits, Filters(**{"campaign": campaign, **chosen}), by)


@pytest.mark.parametrize(
    ("rows", "chosen", "found"),
    [
        (links(college=12), {}, "shown"),
        (links(college=5), {}, "shown"),
        (links(college=4), {}, "tiny"),
        (links(college=12), {"level": ("lycee",)}, "none"),
        (links(BEFORE, college=12), {}, "none"),
        # All but the three of the lycée: subtracted from all fifteen, they would be those three.
        (links(college=12, lycee=3), {"level": ("college",)}, "masked"),
        (links(college=12, elementaire=9, lycee=9), {"level": ("college", "elementaire")}, "shown"),
    ],
)
def test_a_selection_is_shown_unless_it_holds_or_gives_away_too_few_links(
    rows: list[dict[str, str]], chosen: dict[str, tuple[str, ...]], found: str
) -> None:
    assert standing(rows, **chosen) == found


def test_campaigns_side_by_side_are_not_added_to_reach_five() -> None:
    rows = links(NOW, college=3) + links(BEFORE, college=4)
    assert standing(rows, "campaign") == "tiny"
    assert standing(rows + links(NOW, lycee=5), "campaign") == "shown"
    assert standing(rows, "campaign", level=("lycee",)) == "none"


def test_a_comparison_of_which_every_group_is_hidden_is_said_to_be_so() -> None:
    rows = [row for number, code in enumerate("ABC") for row in links(centre=code, college=2 + number % 2)]
    assert standing(rows) == "shown"
    assert standing(rows, "centre") == "groups"
    assert standing(links(college=2), "centre") == "masked"


def unasked(rows: list[dict[str, str]], *status: str, by: str | None = None) -> bool:
    data = Data(responses.build(small.of_rows(rows, CODEBOOK), CODEBOOK))
    return empty.is_unasked(data.bits, Filters(campaign=() if by == "campaign" else (NOW,), status=status), by)


def wished(campaign: str = NOW, **answers: str) -> list[dict[str, str]]:
    mine = links(campaign, "B", college=2)
    return [row | {"statut_lien": "souhaite"} | answers for row in mine]


@pytest.mark.parametrize(
    ("rows", "status", "by", "found"),
    [
        (wished() + links(college=12), ("souhaite",), None, True),
        (wished(BEFORE) + wished(), ("souhaite",), "campaign", True),
        (wished() + links(college=12), ("souhaite",), "etab_niveau", True),
        (wished() + links(college=12), ("souhaite", "actif"), None, False),
        (wished() + links(college=12), (), None, False),
        (wished(r1="ren_crise"), ("souhaite",), None, False),
        (links(college=12), ("souhaite",), None, False),
    ],
    ids=["alone", "by campaign", "by level", "with others", "no filter", "answered all the same", "none there"],
)
def test_wished_links_alone_are_asked_nothing_of_the_themes(
    rows: list[dict[str, str]], status: tuple[str, ...], by: str | None, found: bool
) -> None:
    answered = [row | {"r1": "ren_crise", "l1": "lev_clas"} if row["statut_lien"] == "actif" else row for row in rows]
    assert unasked(answered, *status, by=by) is found
