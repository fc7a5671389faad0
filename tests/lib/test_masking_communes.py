"""Centres stand in communes, which are compared and filtered too: none is what its commune has beside the others."""

from __future__ import annotations

import itertools
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import indicators
from lib.filters import Filters
from lib.masking import hidden
from lib.sheet import history
from tests.support import reports

KEYS = ["indicator", "question", "choice", "label"]
NOW = Filters(campaign=("2025-2026",))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return reports.of_examples(tmp_path_factory.mktemp("communes"))


@pytest.mark.parametrize(
    ("bases", "communes", "expected"),
    [
        # 10 of the first commune less 6 is 4: the six go with it, though 12 would do for the whole.
        ([6, 4, 12, 3], [0, 0, 1, 1], [True, True, True, True]),
        ([12, 7, 3], [0, 1, 0], [True, False, True]),
        # The commune of 3 takes that of 12 with it, which then must not be the sum of 7 and 5.
        ([3, 7, 5, 40], [2, 1, 1, 0], [True, False, True, False]),
        ([3, 40, 4, 12], [0, 1, 2, 1], [True, False, True, False]),  # two communes, seven links: enough
        ([6, 6, 12, 12], [0, 0, 1, 1], [False, False, False, False]),
    ],
)
def test_what_a_commune_shows_hides_more_of_its_centres(
    bases: list[int], communes: list[int], expected: list[bool]
) -> None:
    assert hidden(np.array(bases)[:, None], wholes=np.array(communes))[:, 0].tolist() == expected


two_columns = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 14), st.integers(0, 14)), min_size=2, max_size=9)


@settings(max_examples=200, deadline=None)
@given(two_columns)
def test_no_small_centre_is_found_from_communes_and_centres(drawn: list[tuple[int, int, int]]) -> None:
    """Sizes, and the base of one question: whoever subtracts all that is shown finds no centre of one to four links.

    The centres that are hidden in a shown commune are what it has beside the others; those of the hidden communes
    are what all have beside the rest. A remainder with a small centre in it has to hold five links of two centres.
    """
    communes = np.unique([commune for commune, *_ in drawn], return_inverse=True)[1]
    sizes = np.array([[size] for _, size, _ in drawn])
    bases = np.minimum(sizes, np.array([[base] for *_, base in drawn]))
    of_communes = [
        np.array([[sum(part[communes == c, 0])] for c in range(communes.max() + 1)]) for part in (sizes, bases)
    ]
    if sizes.sum() < 5 or bases.sum() < 5:
        return  # the whole is not shown
    shut_by_size = hidden(of_communes[0])
    shut = hidden(of_communes[1], shut_by_size)
    by_size = hidden(sizes, wholes=communes)
    hide = hidden(bases, by_size, wholes=communes, of_wholes=shut_by_size)
    for gone, closed, part in ((by_size, shut_by_size, sizes), (hide, shut, bases)):
        assert gone[(part > 0) & (part < 5)].all()
        together = [np.flatnonzero(closed[communes, 0])] + [
            np.flatnonzero(communes == commune) for commune in np.flatnonzero(~closed[:, 0])
        ]
        for remainder in (part[[row for row in rows if gone[row, 0]], 0] for rows in together):
            assert not ((remainder > 0) & (remainder < 5)).any() or (remainder.sum() >= 5 and len(remainder) >= 2)
        for commune in np.flatnonzero(closed[:, 0]):
            assert gone[communes == commune].any() or not part[communes == commune].any()


def test_communes_and_centres_of_the_examples_tell_no_centre(source: SimpleNamespace) -> None:
    answers, bits = source.responses, source.bits
    commune_of = {group: str(place) for group, place in bits.whole_of.items()}
    seen = 0
    for campaign, view in itertools.product(("2024-2025", "2025-2026"), ("centre", "ecole")):
        chosen = Filters(campaign=(campaign,), view=(view,))
        by_commune, by_centre = (
            indicators.everything(answers, bits, chosen, by=column).query("indicator != 'taux_retour'")
            for column in ("territory", "centre")
        )
        parts = by_centre.assign(commune=by_centre["group"].map(commune_of)).groupby([*KEYS, "commune"])
        gone = parts["masked"].sum().to_dict()
        for row in by_commune[~by_commune["masked"]].to_dict("records"):
            seen += 1
            assert gone.get((*(row[key] for key in KEYS), row["group"]), 0) != 1, row
    assert seen > 1000


def test_a_filter_by_commune_or_centre_shows_no_more_than_the_comparison(source: SimpleNamespace) -> None:
    """« Commune-B » less « EXC » must not be EXD."""
    bits = source.bits
    compared = indicators.choices(bits, "r1", NOW, by="centre")
    masked = dict(zip(compared[[*KEYS, "group"]].itertuples(index=False, name=None), compared["masked"], strict=True))
    assert any(masked.values())
    for centre in bits.values("centre"):
        for filters in (
            replace(NOW, centre=(centre,)),
            replace(NOW, centre=(centre,), territory=(bits.whole_of[centre],)),
        ):
            alone = indicators.choices(bits, "r1", filters)
            for key, hide in zip(alone[KEYS].itertuples(index=False, name=None), alone["masked"], strict=True):
                assert hide or not masked.get((*key, centre), False), (centre, key)
    for commune in bits.values("territory"):
        within = indicators.choices(bits, "r1", replace(NOW, territory=(commune,)), by="centre")
        for key, hide in zip(
            within[[*KEYS, "group"]].itertuples(index=False, name=None), within["masked"], strict=True
        ):
            assert hide or not masked[key], (commune, key)


def test_the_history_of_a_centre_says_no_number_of_links_that_the_comparison_hides(source: SimpleNamespace) -> None:
    """EXC has six of the ten links of its commune, EXD four: « 0 nouveau sur 6 » would tell."""
    seen = 0
    for campaign, view in itertools.product(("2024-2025", "2025-2026"), ("centre", "ecole")):
        chosen = Filters(campaign=(campaign,), view=(view,))
        sizes = indicators.summary(source.responses, source.bits, chosen, by="centre").query(
            "indicator == 'liens_recenses'"
        )
        hidden_centres = set(sizes[sizes["masked"]]["group"])
        told = history.moves(source, campaign, view)
        mine = told[told["group"].isin(hidden_centres) & (told["display"] != "empty")]
        assert mine["masked"].all(), (campaign, view)
        seen += len(mine)
    assert seen > 4
