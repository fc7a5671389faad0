"""What the filter bar offers, and what it makes of an address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lib import responses
from lib.codebook import load
from lib.filters import Filters
from lib.observation import Observation, Return
from lib.store import Centre, Store
from lib.ui import filters
from lib.ui.address import Parameter
from lib.ui.filters import Options


def returned(campaign: str, code: str, name: str, *levels: str) -> Return:
    links = tuple(
        Observation(
            number,
            {"etab_nom": f"{code} {number}", "etab_commune": "Ici", "etab_niveau": level, "statut_lien": "actif"},
        )
        for number, level in enumerate(levels, start=1)
    )
    return Return(campaign, code, "centre", name, "", links)


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """Two centres of one name and a third; a campaign to come in which nobody has answered."""
    given = [
        returned("2024-2025", "C1", "Les Tilleuls", "college"),
        returned("2025-2026", "C1", "Les Tilleuls", "lycee", "maternelle"),
        returned("2025-2026", "C2", "Les Tilleuls", "college"),
        returned("2025-2026", "C3", "Belleville", "college"),
    ]
    with Store.open(f"sqlite:///{tmp_path / 'essai.sqlite3'}") as store:
        for number, ret in enumerate(given):
            store.deposit(ret, data=bytes([number]), filename="essai.xlsx")
        store.add_campaign("2026-2027")
        store.add_centres([Centre("C4", "Pas encore")])
        store.invite("2026-2027", ["C4"])
        return filters.options_of(responses.build(store.tables(), load()))


def test_campaigns_stand_newest_first_and_begin_with_the_newest_that_has_a_return(options: Options) -> None:
    assert options.campaigns == ("2026-2027", "2025-2026", "2024-2025")
    assert options.newest == "2025-2026"


def test_levels_that_occur_stand_in_the_order_of_the_questionnaire(options: Options) -> None:
    assert list(options.values["level"].items()) == [
        ("maternelle", "Maternelle"),
        ("college", "Collège"),
        ("lycee", "Lycée"),
    ]


def test_two_centres_of_one_name_are_told_apart(options: Options) -> None:
    assert list(options.values["centre"].items()) == [
        ("C3", "Belleville"),
        ("C1", "Les Tilleuls (C1)"),
        ("C2", "Les Tilleuls (C2)"),
    ]


def test_a_question_that_nobody_answered_offers_nothing(options: Options) -> None:
    assert options.values["qpv"] == {}


def test_a_file_says_what_it_speaks_of(options: Options) -> None:
    chosen = Filters(campaign=("2025-2026",), level=("college", "lycee"), centre=("C2",))
    assert filters.context(chosen, options) == {
        "Campagne": "2025-2026",
        "Regard": "Centre social",
        "Filtres": "Niveau\u00a0: Collège et Lycée · Centre social\u00a0: Les Tilleuls (C2)",
        "Comparé par": "rien",
    }
    assert filters.context(Filters(campaign=("2025-2026",)), options)["Filtres"] == "aucun"


def test_a_yes_or_no_says_of_what(options: Options) -> None:
    answers = replace(options, values=options.values | {"qpv": {"non": "Non"}, "priority": {"nsp": "Ne sait pas"}})
    chosen = Filters(campaign=("2025-2026",), qpv=("non",), priority=("nsp",))
    assert filters.in_words(chosen, answers) == [
        "Éducation prioritaire\u00a0: Ne sait pas",
        "Quartier prioritaire (QPV)\u00a0: Non",
    ]


def test_a_file_says_by_what_it_compares(options: Options) -> None:
    said = filters.context(Filters(), options, "campaign")
    assert (said["Campagne"], said["Comparé par"]) == ("toutes, séparément", "Campagne")
    assert (
        filters.context(Filters(campaign=("2025-2026",)), options, "qpv")["Comparé par"] == "Quartier prioritaire (QPV)"
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [(["college"], ["college"]), (["college", "creche", "college", "lycee"], ["college", "lycee"]), (["creche"], [])],
)
def test_of_several_values_in_an_address_the_known_ones_are_kept(given: list[str], read: list[str]) -> None:
    assert Parameter(("maternelle", "college", "lycee"), []).read(given) == read


@pytest.mark.parametrize(("given", "read"), [(["ecole"], "ecole"), (["voisin"], "centre"), ([], "centre")])
def test_an_unknown_single_value_in_an_address_is_the_default(given: list[str], read: str) -> None:
    assert Parameter(("centre", "ecole"), "centre").read(given) == read
