"""« Regards croisés » run by Streamlit's own test runner: what it says with pairs, with few of them, and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import derived, examples
from lib.codebook import load
from lib.observation import Return
from lib.store import Store
from tests.support.pages import charts

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "lib" / "ui" / "shell.py"
PAGE = "pages/lectures/regards.py"
CAMPAIGN = "2025-2026"
CHARTS = 6
"""Gaps, same answers, agreement, one side only, and the two figures of links that are not the same."""


def few(returns: list[Return], pairs: int) -> list[Return]:
    """Both views of one centre, with so many links of the school's."""
    school = next(ret for ret in returns if ret.view == "ecole" and len(ret.observations) >= pairs)
    centre = next(ret for ret in returns if ret.view == "centre" and ret.centre_code == school.centre_code)
    return [centre, replace(school, observations=school.observations[:pairs], verbatims=())]


def all_but_two(returns: list[Return]) -> list[Return]:
    """One centre that notes every factor, and schools that say of all its links but two what it says itself."""
    notes = {factor.name: "2" for factor in derived.factors(load())}
    centre = max((ret for ret in returns if ret.view == "centre"), key=lambda ret: len(ret.observations))
    seen = [replace(each, answers=each.answers | notes | {"statut_lien": "actif"}) for each in centre.observations]
    centre = replace(centre, observations=tuple(seen))
    return [centre, replace(centre, view="ecole", observations=tuple(seen[:-2]), verbatims=())]


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """State → the address of a database in that state."""
    folder = tmp_path_factory.mktemp("regards")
    returns = [ret for ret in examples.generate(load()) if ret.campaign == CAMPAIGN]
    told = {
        "examples": returns,
        "no school": [ret for ret in returns if ret.view == "centre"],
        "three pairs": few(returns, 3),
        "all but two": all_but_two(returns),
    }
    urls = {}
    for state, kept in told.items():
        urls[state] = f"sqlite:///{(folder / state.replace(' ', '-')).with_suffix('.sqlite3').as_posix()}"
        with Store.open(urls[state]) as store:
            for number, ret in enumerate(kept):
                store.deposit(ret, data=f"{state} {number}".encode(), filename="essai.xlsx")
    return urls


@pytest.fixture
def opened(databases: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Open the page in a state of the data, with these words in its address."""
    monkeypatch.chdir(ROOT)

    def open_page(state: str, **query: str) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", databases[state])
        test = AppTest.from_file(SHELL, default_timeout=60).run()
        test.switch_page(f"../../{PAGE}")
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert [str(error) for error in test.exception] == []
        return test

    yield open_page


def words(test: AppTest) -> str:
    """All the text on the page that people read, in one string."""
    kinds = ("title", "header", "text", "markdown", "caption", "info", "warning")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(test, kind))


def test_the_examples_show_every_figure(opened: Callable[..., AppTest]) -> None:
    test = opened("examples")
    assert len(charts(test)) == CHARTS
    assert "**30\u202f%** (24 sur 79)" in words(test)
    assert "L’accord est le plus faible sur" in words(test)


def test_unpaired_answers_stand_under_a_heading_of_their_own(opened: Callable[..., AppTest]) -> None:
    headers = [header.value for header in opened("examples").header]
    assert headers == ["Sur les mêmes liens", "Question par question", "Sans apparier les liens"]


def test_no_view_is_asked_for_where_both_are_shown(opened: Callable[..., AppTest]) -> None:
    assert "Regard" not in [box.label for box in opened("examples").get("segmented_control")]
    assert words(opened("examples", regard="ecole")) == words(opened("examples"))


def test_the_question_stands_in_the_address(opened: Callable[..., AppTest]) -> None:
    test = opened("examples", question="d6")
    assert test.selectbox(key="question_croisee").value == "d6"
    assert "Les deux regards donnent la même réponse pour 47\u202f% des liens (7 sur 15)." in words(test)
    assert opened("examples", question="inconnue").selectbox(key="question_croisee").value == "r1"


def test_without_schools_the_page_says_how_to_ask_them(opened: Callable[..., AppTest]) -> None:
    test = opened("no school")
    assert "Aucune école n’a encore répondu" in words(test)
    assert "le regard «\u00a0École\u00a0»" in words(test)
    assert "Déposer un retour" in [link.label for link in test.get("page_link")]
    assert len(charts(test)) == 0


def test_filters_that_leave_too_few_pairs_are_said(opened: Callable[..., AppTest]) -> None:
    test = opened("examples", niveau="lycee")
    assert "Filtres\u00a0: Niveau\u00a0: Lycée" in words(test)
    assert "Effacer les filtres" in [button.label for button in test.button]


def test_three_pairs_show_no_figure_but_in_the_working_view(opened: Callable[..., AppTest]) -> None:
    test = opened("three pairs")
    assert "Moins de 5 liens sont vus par les deux regards" in words(test)
    assert len(charts(test)) == 0
    test.toggle(key="plus_de_filtres").set_value(True).run()
    test.toggle(key="vue_de_travail").set_value(True).run()
    assert len(charts(test)) == CHARTS


def test_filters_that_leave_no_pair_say_so_and_can_be_cleared(opened: Callable[..., AppTest]) -> None:
    test = opened("examples", centre="EXD")  # this centre has put the questions to no school
    assert "Aucun lien n’est vu par les deux regards dans cette sélection" in words(test)
    test.button(key="effacer-tout").click().run()
    assert len(charts(test)) == CHARTS


def test_a_filter_that_would_tell_two_links_withholds_the_detail_and_says_why(
    opened: Callable[..., AppTest], databases: dict[str, str]
) -> None:
    with Store.open(databases["all but two"]) as store:
        (centre,) = set(store.tables().observations["centre"])
    why = "la comparaison avec les pages de thèmes laisserait voir les réponses de 1 à 4 liens."
    assert why not in words(opened("all but two"))
    test = opened("all but two", centre=centre)
    assert f"Le détail par regard est masqué pour 8 facteurs\u00a0: {why}" in words(test)
    test.toggle(key="plus_de_filtres").set_value(True).run()
    test.toggle(key="vue_de_travail").set_value(True).run()
    assert why not in words(test)
