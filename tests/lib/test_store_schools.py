"""Which school, and so which link, an observation is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.observation import Observation
from lib.store import DuplicateLink, Store
from lib.store.schools import identifying_uai, likeness
from tests.support.stores import a_return, fresh_url, link

UAI, OTHER_UAI = "0951099D", "0950001K"


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(fresh_url(tmp_path)) as store:
        yield store


def deposit(store: Store, *links: Observation, centre: str = "C01", campaign: str = "2025-2026") -> None:
    data = f"{centre} {campaign} {links}".encode()
    store.deposit(a_return(*links, centre=centre, campaign=campaign), data=data, filename="a.xlsx")


def seen(store: Store) -> list[tuple[str, str, int, int]]:
    """(centre, school name, school, link) of every observation that counts, in order of arrival."""
    frame = store.tables().observations
    return list(frame[["centre", "school_name", "school", "link"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("name", "commune", "level", "expected"),
    [
        ("École Jean-Moulin", "Cergy", "elementaire", "ecole jean moulin|cergy|elementaire"),
        ("  ecole  JEAN – MOULIN ", "CERGY", "elementaire", "ecole jean moulin|cergy|elementaire"),
        ("École de l’Œuvre", "L'Isle-Adam", "maternelle", "ecole de l oeuvre|l isle adam|maternelle"),
        ("Éc. St Exupéry", "Cergy", "college", "ec. st exupery|cergy|college"),
    ],
)
def test_likeness_ignores_how_a_name_is_typed(name: str, commune: str, level: str, expected: str) -> None:
    assert likeness(name, commune, level) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0951099D", "0951099D"),
        (" 0951099 d", "0951099D"),
        ("951099D", "0951099D"),
        ("0951099A", None),
        ("inconnu", None),
        ("", None),
    ],
)
def test_only_a_right_uai_identifies(text: str, expected: str | None) -> None:
    assert identifying_uai(text) == expected


def test_one_school_of_two_centres_is_one_school_and_two_links(store: Store) -> None:
    deposit(store, link(1, "École Jean-Moulin"), centre="C01")
    deposit(store, link(1, "ecole jean moulin"), centre="C02")
    assert seen(store) == [("C01", "École Jean-Moulin", 1, 1), ("C02", "École Jean-Moulin", 1, 2)]


def test_a_link_is_the_same_in_every_campaign_and_view(store: Store) -> None:
    deposit(store, link(1, "A"), link(2, "B"), campaign="2024-2025")
    deposit(store, link(1, "B"), link(2, "C"), campaign="2025-2026")
    assert seen(store) == [("C01", "A", 1, 1), ("C01", "B", 2, 2), ("C01", "B", 2, 2), ("C01", "C", 3, 3)]


def test_name_commune_and_level_tell_schools_without_uai_apart(store: Store) -> None:
    deposit(
        store,
        link(1, "Jaurès"),
        link(2, "Jaurès", etab_niveau="maternelle"),
        link(3, "Jaurès", etab_commune="Pontoise"),
    )
    assert [school for _, _, school, _ in seen(store)] == [1, 2, 3]


def test_a_uai_rules_over_the_name(store: Store) -> None:
    deposit(store, link(1, "École Jean-Moulin", UAI), centre="C01")
    deposit(store, link(1, "Groupe scolaire Moulin", "951099d"), centre="C02")
    assert seen(store) == [("C01", "École Jean-Moulin", 1, 1), ("C02", "École Jean-Moulin", 1, 2)]


def test_schools_of_one_name_with_two_uais_are_two(store: Store) -> None:
    deposit(store, link(1, "Jaurès", UAI), link(2, "Jaurès", OTHER_UAI))
    assert [school for _, _, school, _ in seen(store)] == [1, 2]


def test_a_uai_given_later_completes_the_school(store: Store) -> None:
    deposit(store, link(1, "Jaurès"), campaign="2023-2024")
    deposit(store, link(1, "Jaurès", UAI), campaign="2024-2025")
    deposit(store, link(1, "Groupe scolaire Jaurès", UAI), campaign="2025-2026")
    assert seen(store) == [("C01", "Jaurès", 1, 1)] * 3


def test_a_completed_school_does_not_take_a_second_uai(store: Store) -> None:
    deposit(store, link(1, "Jaurès"), centre="C01")
    deposit(store, link(1, "Jaurès", UAI), centre="C02")
    deposit(store, link(1, "Jaurès", OTHER_UAI), centre="C03")
    assert [(centre, school) for centre, _, school, _ in seen(store)] == [("C01", 1), ("C02", 1), ("C03", 2)]


def test_a_school_with_uai_is_found_again_by_its_name(store: Store) -> None:
    deposit(store, link(1, "Jaurès", UAI), campaign="2024-2025")
    deposit(store, link(1, "JAURES"), campaign="2025-2026")
    assert seen(store) == [("C01", "Jaurès", 1, 1), ("C01", "Jaurès", 1, 1)]


def test_a_mistyped_uai_leaves_the_name_to_decide(store: Store) -> None:
    deposit(store, link(1, "Jaurès", UAI), campaign="2024-2025")
    deposit(store, link(1, "Jaurès", "0951099A"), campaign="2025-2026")
    assert [school for _, _, school, _ in seen(store)] == [1, 1]


def test_among_schools_alike_a_centre_means_its_own(store: Store) -> None:
    deposit(store, link(1, "Jaurès", UAI), centre="C01")
    deposit(store, link(1, "Jaurès", OTHER_UAI), centre="C02")
    deposit(store, link(1, "Jaurès"), centre="C02", campaign="2026-2027")
    assert seen(store)[-1] == ("C02", "Jaurès", 2, 2)


@pytest.mark.parametrize(
    ("links", "numbers"),
    [
        ((link(1, "Jaurès"), link(2, "B"), link(3, "jaures")), (1, 3)),
        ((link(1, "Jaurès", UAI), link(2, "Moulin", UAI)), (1, 2)),
        ((link(4, "Jaurès"), link(5, "Jaurès", UAI)), (4, 5)),
    ],
)
def test_two_links_with_one_school_are_refused_and_nothing_is_kept(
    store: Store, links: tuple[Observation, ...], numbers: tuple[int, int]
) -> None:
    with pytest.raises(DuplicateLink) as caught:
        deposit(store, *links)
    assert caught.value.numbers == numbers
    assert (len(store.deposits()), store.centres(), store.revision()) == (0, [], 0)


def test_a_school_known_under_two_names_is_caught_across_returns(store: Store) -> None:
    deposit(store, link(1, "Jean Moulin", UAI), centre="C02")
    with pytest.raises(DuplicateLink) as caught:
        deposit(store, link(1, "Groupe scolaire Moulin", UAI), link(2, "Jean Moulin"), centre="C01")
    assert (caught.value.numbers, caught.value.school) == ((1, 2), "Jean Moulin")


def test_links_of_a_questionnaire_without_schools_are_told_apart_by_their_number(store: Store) -> None:
    told = [Observation(number, {"ludo": "oui"}) for number in (1, 2)]
    deposit(store, *told)
    first = seen(store)
    assert len({link for *_, link in first}) == 2

    deposit(store, *told, Observation(3, {"ludo": "non"}))  # corrected: the same links, and one more
    assert seen(store)[:2] == first
    assert len(seen(store)) == 3


def test_a_name_alone_tells_no_two_schools_to_be_one(store: Store) -> None:
    deposit(store, *(Observation(number, {"etab_nom": "École Jean-Moulin"}) for number in (1, 2)))
    assert len({school for _, _, school, _ in seen(store)}) == 2


def test_links_without_a_school_are_those_of_no_other_return(store: Store) -> None:
    alone = Observation(1, {"ludo": "oui"})
    deposit(store, alone)
    deposit(store, alone, centre="C02")
    deposit(store, alone, campaign="2024-2025")
    store.deposit(a_return(alone, view="ecole"), data=b"view", filename="a.xlsx")
    assert len({school for _, _, school, _ in seen(store)}) == 4
