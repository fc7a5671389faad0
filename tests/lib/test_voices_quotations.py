"""Quotations with what was done with them: what survives a corrected return, and what may be shown where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from lib import responses
from lib.codebook import load
from lib.filters import Filters
from lib.observation import Return, Verbatim
from lib.store import Store
from lib.store.quotations import Notes, Reading
from lib.voices import quotations
from lib.voices.quotations import LEAVES, NOT_CITABLE, READ, STATES, TO_READ, Wanted, fingerprint
from tests.support.stores import CAMPAIGN, a_return, fresh_url, link

NOW = Filters(campaign=(CAMPAIGN,))
KERMESSE, BILAN, NON = "La kermesse nous a rapprochés.", "On fait le bilan ensemble.", "Cela reste entre nous."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(fresh_url(tmp_path)) as store:
        yield store


def key(text: str, centre: str = "C01", view: str = "centre", campaign: str = CAMPAIGN) -> str:
    return fingerprint(campaign, centre, view, text)


def hand_in(store: Store, *verbatims: Verbatim, data: bytes = b"1", **more: object) -> None:
    links = (link(1, statut_lien="actif"), link(2, "Collège Jaurès", etab_niveau="college", statut_lien="souhaite"))
    store.deposit(a_return(*links, verbatims=verbatims, **more), data=data, filename="a.xlsx")


def gathered(store: Store) -> pd.DataFrame:
    return quotations.gather(responses.build(store.tables(), load()), store.quotation_notes())


def test_a_quotation_brings_what_its_link_says_and_what_was_done_with_it(store: Store) -> None:
    hand_in(store, Verbatim(KERMESSE, "leviers", 1, True, "38-58"), Verbatim(NON, "durabilite"))
    store.proof_read(Reading(key(KERMESSE), "La fête nous a rapprochés."))
    store.tag(key(KERMESSE), ["lev_hors_cadre_educatif"])
    first, second = gathered(store).to_dict("records")
    assert first == {
        "quotation": key(KERMESSE),
        "campaign": CAMPAIGN,
        "view": "centre",
        "centre": "C01",
        "centre_name": "Centre C01",
        "territory": "Cergy",
        "dimension": "leviers",
        "original": KERMESSE,
        "text": "La fête nous a rapprochés.",
        "searched": "la fete nous a rapproches.",
        "centre_citable": True,
        "citable": True,
        "is_read": True,
        "leaves": True,
        "waits": False,
        "reading": 1,
        "time_code": "38-58",
        "themes": ("lev_hors_cadre_educatif",),
        "link": 1,
        "school_name": "École Jean-Moulin",
        "etab_niveau": "elementaire",
        "education_prioritaire": "",
        "qpv": "",
        "statut_lien": "actif",
    }
    assert pd.isna(second["link"])
    assert {name: second[name] for name in ("text", "school_name", "etab_niveau", "is_read", "leaves", "themes")} == {
        "text": NON,
        "school_name": "",
        "etab_niveau": "",
        "is_read": False,
        "leaves": False,
        "themes": (),
    }


def test_what_was_done_survives_a_corrected_return(store: Store) -> None:
    hand_in(store, Verbatim(KERMESSE, "leviers", 1, True))
    store.proof_read(Reading(key(KERMESSE), "La kermesse nous a rapprochés !"))
    store.tag(key(KERMESSE), ["lev_clas"])
    hand_in(
        store, Verbatim(BILAN, "leviers"), Verbatim("la KERMESSE nous a rapproches", "rencontre", 1, True), data=b"2"
    )
    told = gathered(store)
    assert told["original"].tolist() == [BILAN, "la KERMESSE nous a rapproches"]
    assert told["text"].tolist() == [BILAN, "La kermesse nous a rapprochés !"]
    assert told["themes"].tolist() == [(), ("lev_clas",)]
    assert told["leaves"].tolist() == [False, True]
    assert told["dimension"].tolist() == ["leviers", "rencontre"]


def test_only_the_centre_can_make_a_quotation_citable_and_a_coordinator_can_take_it_back(store: Store) -> None:
    hand_in(store, Verbatim(NON, "leviers", 1, False), Verbatim(BILAN, "leviers", 1, True))
    store.proof_read(Reading(key(NON), NON, citable=True))
    store.proof_read(Reading(key(BILAN), BILAN, citable=False))
    told = gathered(store)
    assert told[["centre_citable", "citable", "is_read", "leaves"]].to_numpy().tolist() == [
        [False, False, True, False],
        [True, False, True, False],
    ]


def test_a_later_no_of_the_centre_counts(store: Store) -> None:
    hand_in(store, Verbatim(BILAN, "leviers", 1, True))
    store.proof_read(Reading(key(BILAN), BILAN))
    hand_in(store, Verbatim(BILAN, "leviers", 1, False), data=b"2")
    assert gathered(store)["leaves"].tolist() == [False]


def test_the_same_words_twice_in_one_return_are_one_and_citable_only_if_both_are(store: Store) -> None:
    hand_in(store, Verbatim(BILAN, "leviers", 1, True), Verbatim("on fait le BILAN ensemble", "rencontre", 2, False))
    hand_in(store, Verbatim(BILAN, "leviers", 1, True), centre="C02")
    told = gathered(store)
    assert told[["centre", "dimension", "centre_citable"]].to_numpy().tolist() == [
        ["C01", "leviers", False],
        ["C02", "leviers", True],
    ]


def test_no_quotation_at_all_gives_the_same_columns(store: Store) -> None:
    hand_in(store)
    empty = gathered(store)
    hand_in(store, Verbatim(BILAN, "leviers"), data=b"2")
    full = gathered(store)
    assert empty.empty
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)
    assert quotations.shown(empty, responses.build(store.tables(), load()), NOW).quotations.empty


def test_filters_on_links_leave_out_what_is_said_of_the_whole_centre(store: Store) -> None:
    hand_in(store, Verbatim(KERMESSE, "leviers", 1), Verbatim(BILAN, "durabilite"), Verbatim(NON, "durabilite", 2))
    hand_in(store, Verbatim("De l’école.", "leviers", 1), view="ecole")
    told = gathered(store)

    def texts(filters: Filters) -> list[str]:
        return quotations.within(told, filters)["text"].tolist()

    assert texts(NOW) == [KERMESSE, BILAN]  # the link of the third is only wished for
    assert texts(Filters(campaign=(CAMPAIGN,), level=("elementaire",))) == [KERMESSE]
    assert texts(Filters(campaign=(CAMPAIGN,), status=("souhaite",))) == [NON]
    assert texts(Filters(campaign=(CAMPAIGN,), centre=("C01",))) == [KERMESSE, BILAN]
    assert texts(Filters(campaign=(CAMPAIGN,), territory=("Pontoise",))) == []
    assert texts(Filters(campaign=("2024-2025",))) == []
    assert texts(Filters(campaign=(CAMPAIGN,), view=("ecole",))) == ["De l’école."]


def test_what_is_wanted_narrows_together(store: Store) -> None:
    hand_in(
        store, Verbatim(KERMESSE, "leviers", 1, True), Verbatim(BILAN, "durabilite", 1, True), Verbatim(NON, "leviers")
    )
    store.tag(key(KERMESSE), ["lev_clas", "ren_crise"])
    store.tag(key(BILAN), ["ren_crise"])
    store.proof_read_all([Reading(key(KERMESSE), KERMESSE), Reading(key(NON), NON)])
    told = gathered(store)

    def texts(**what: object) -> list[str]:
        return quotations.wanted(told, Wanted(**what))["text"].tolist()

    assert texts() == [KERMESSE, BILAN, NON]
    assert texts(themes=("ren_crise",)) == [KERMESSE, BILAN]
    assert texts(themes=("lev_clas", "lev_pre")) == [KERMESSE]
    assert texts(dimensions=("leviers",)) == [KERMESSE, NON]
    assert texts(dimensions=("leviers",), search="KERM") == [KERMESSE]
    assert texts(state=TO_READ) == [BILAN]
    assert texts(state=READ) == [KERMESSE, NON]
    assert texts(state=LEAVES) == [KERMESSE]


def test_what_waits_is_what_its_centre_lets_be_cited_and_nobody_has_read(store: Store) -> None:
    said = {  # does the centre say yes, the reading if there was one (citable, is read)
        "Attend.": (True, None),
        "Sort.": (True, (True, True)),
        "Retirée.": (True, (False, True)),
        "Retirée puis remise.": (True, (False, False)),
        "Refusée.": (False, None),
        "Refusée et relue.": (False, (True, True)),
    }
    hand_in(store, *(Verbatim(text, "leviers", 1, citable) for text, (citable, _) in said.items()))
    store.proof_read_all([Reading(key(text), text, *given) for text, (_, given) in said.items() if given])
    told = gathered(store)
    found = {state: quotations.wanted(told, Wanted(state=state))["text"].tolist() for state in STATES}
    assert found == {
        TO_READ: ["Attend.", "Retirée puis remise."],
        READ: ["Sort.", "Retirée.", "Refusée et relue."],
        LEAVES: ["Sort."],
        NOT_CITABLE: ["Retirée.", "Refusée.", "Refusée et relue."],
    }
    # All quotations, each once.
    assert sorted(found[TO_READ] + found[LEAVES] + found[NOT_CITABLE]) == sorted(said)


# What a screen that is shared may show: a département of six centres, one link each, and two more of the first.

LEVELS = {"C01": "college", "C02": "college", "C03": "college", "C04": "college", "C05": "college", "C06": "lycee"}


def a_departement() -> Iterator[tuple[str, Return]]:
    for centre, level in LEVELS.items():
        links = [link(1, f"École de {centre}", etab_niveau=level, statut_lien="actif")]
        if centre == "C01":
            links += [link(n, f"Lycée {n}", etab_niveau="lycee", statut_lien="actif") for n in (2, 3, 4, 5)]
        verbatims = (
            Verbatim(f"De {centre}.", "leviers", 1, True),
            Verbatim(f"Du centre {centre}.", "leviers", None, True),
        )
        yield centre, a_return(*links, centre=centre, verbatims=verbatims)


@pytest.fixture
def departement(store: Store) -> tuple[pd.DataFrame, responses.Responses]:
    for centre, ret in a_departement():
        store.deposit(ret, data=centre.encode(), filename="a.xlsx")
    given = responses.build(store.tables(), load())
    received = quotations.received(given)
    readings = {k: Reading(k, text) for k, text in zip(received["quotation"], received["original"], strict=True)}
    del readings[key("De C02.", "C02")]
    return quotations.noted(received, Notes((1, 0, 0), readings)), given


def test_outside_the_working_view_nobody_is_named(departement: tuple[pd.DataFrame, responses.Responses]) -> None:
    told, given = departement
    shown = quotations.shown(told, given, NOW).quotations
    assert len(shown) == 11  # of twelve, one is not proof-read
    for column in ("centre", "centre_name", "territory", "school_name", "original", "statut_lien"):
        assert set(shown[column]) == {""}
    assert shown["link"].isna().all()
    # Five colleges of five centres, five lycées of two: naming « collège » alone would name « lycée » by what is left.
    assert set(shown["etab_niveau"]) == {""}


def test_the_working_view_shows_everything(departement: tuple[pd.DataFrame, responses.Responses]) -> None:
    told, given = departement
    shown = quotations.shown(told, given, NOW, mask=False).quotations
    pd.testing.assert_frame_equal(shown, told)


def test_a_level_is_named_where_five_centres_share_it(store: Store) -> None:
    for centre in ("C01", "C02", "C03", "C04", "C05"):
        links = (link(1, f"Collège de {centre}", etab_niveau="college"), link(2, f"École de {centre}"))
        said = (Verbatim("Du collège.", "leviers", 1, True), Verbatim("De tous.", "leviers", None, True))
        store.deposit(a_return(*links, centre=centre, verbatims=said), data=centre.encode(), filename="a.xlsx")
        store.proof_read_all([Reading(key(each.text, centre), each.text) for each in said])
    shown = quotations.shown(gathered(store), responses.build(store.tables(), load()), NOW)
    assert set(zip(shown.quotations["text"], shown.quotations["etab_niveau"], strict=True)) == {
        ("Du collège.", "college"),
        ("De tous.", ""),
    }


@pytest.mark.parametrize(
    ("narrowed", "points_at"),
    [
        ({"centre": ("C01",)}, True),
        ({"centre": ("C02", "C03", "C04", "C05", "C06")}, True),  # all but one point at that one
        ({"centre": tuple(LEVELS)}, False),
        ({"level": ("college",)}, True),  # and so would all but the lycées
        ({"territory": ("Cergy",)}, False),  # everybody is of Cergy
        ({}, False),
    ],
)
def test_a_narrow_selection_shows_no_quotation(
    departement: tuple[pd.DataFrame, responses.Responses], narrowed: dict[str, tuple[str, ...]], points_at: bool
) -> None:
    told, given = departement
    filters = Filters(campaign=(CAMPAIGN,), **narrowed)
    shown = quotations.shown(told, given, filters)
    assert (shown.points_at, shown.quotations.empty) == (points_at, points_at)
    assert not quotations.shown(told, given, filters, mask=False).quotations.empty


def test_quotations_come_in_the_order_of_their_keys_and_lost_ones_are_left_out(store: Store) -> None:
    hand_in(store, Verbatim(KERMESSE, "leviers"), Verbatim(BILAN, "leviers"))
    told = quotations.of_keys(gathered(store), [key(BILAN), "x" * 64, key(KERMESSE)])
    assert told["text"].tolist() == [BILAN, KERMESSE]
