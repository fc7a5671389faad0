"""Every page in every state of the data, run by Streamlit's own test runner: no exception, and what must be said.

What a browser alone can show (uploads, downloads, charts painted) is in tests/browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import examples
from lib.codebook import load
from lib.observation import Return
from lib.store import Centre, Store
from lib.ui.card import LINES, TOO_MANY
from lib.ui.empty import UNASKED
from lib.ui.wording import COMPARE, plain
from tests.support.pages import charts

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "lib" / "ui" / "shell.py"
RESULTS = (
    "pages/resultats/leviers.py",
    "pages/resultats/partenaires.py",
    "pages/resultats/durabilite.py",
    "pages/resultats/ouvertes.py",
    "pages/resultats/devoirs.py",
)
LECTURES = (
    "pages/lectures/regards.py",
    "pages/lectures/croisements.py",
    "pages/lectures/evolution.py",
    "pages/lectures/fiche.py",
    "pages/lectures/etablissement.py",
)
HELP = ("pages/aide/aide.py", "pages/aide/repondre.py", "pages/aide/dictionnaire.py")
OVERVIEW, DEPOSIT = "pages/vue/ensemble.py", "pages/collecte/deposer.py"
QUOTATIONS = "pages/lectures/paroles.py"
FOLLOW, SURVEY = "pages/collecte/suivi.py", "pages/collecte/autre.py"
THEMES = tuple(
    f"pages/resultats/{name}.py" for name in ("rencontre", "leviers", "durabilite", "roles", "partenaires", "finalites")
)
PAGES = tuple(str(path.relative_to(ROOT).as_posix()) for path in sorted((ROOT / "pages").glob("*/*.py")))
"""Every page there is: nobody has to add theirs."""
CAMPAIGN = "2025-2026"
STATES = ("empty", "one return", "examples", "all masked", "nobody answered")


@pytest.fixture(scope="module")
def returns() -> list[Return]:
    return [ret for ret in examples.generate(load()) if ret.campaign == CAMPAIGN]


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory, returns: list[Return]) -> dict[str, str]:
    """State → the address of a database in that state."""
    folder = tmp_path_factory.mktemp("states")
    centre = next(ret for ret in returns if ret.view == "centre" and len(ret.observations) >= 5)
    told = {
        "empty": [],
        "one return": [centre],
        "examples": returns,
        "all masked": [replace(centre, observations=centre.observations[:3], verbatims=())],
        "nobody answered": [],
        "two campaigns": list(examples.generate(load())),
    }
    urls = {}
    for state, kept in told.items():
        urls[state] = f"sqlite:///{(folder / state.replace(' ', '-')).with_suffix('.sqlite3')}"
        with Store.open(urls[state]) as store:
            for number, ret in enumerate(kept):
                store.deposit(ret, data=f"{state} {number}".encode(), filename="essai.xlsx")
            if state == "nobody answered":
                store.add_campaign(CAMPAIGN)
                store.add_centres([Centre("C1", "Centre Un")])
                store.invite(CAMPAIGN, ["C1"])
    return urls


@pytest.fixture
def opened(databases: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator:
    """Open a page in a state of the data, with these words in its address."""
    monkeypatch.chdir(ROOT)

    def open_page(path: str, state: str, *, working: bool = False, **query: str) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", databases[state])
        test = AppTest.from_file(SHELL, default_timeout=60)
        test.session_state["vue_de_travail"] = working
        test.run()
        test.switch_page(f"../../{path}")
        for name, value in query.items():
            test.query_params[name] = value
        return test.run()

    return open_page


def words(test: AppTest) -> str:
    """All the text on the page that people read, in one string."""
    kinds = ("title", "header", "subheader", "text", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(test, kind))


def test_every_page_stands_in_the_menu() -> None:
    menu = re.findall(r'PAGES / "([^"]+)"', SHELL.read_text(encoding="utf-8"))
    assert sorted(f"pages/{name}" for name in menu) == sorted(PAGES)


@pytest.mark.parametrize("working", [False, True], ids=["sharing", "working"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("path", PAGES)
def test_page_runs_and_has_a_title(opened, path: str, state: str, working: bool) -> None:
    test = opened(path, state, working=working)
    assert [str(error) for error in test.exception] == []
    assert len(test.title) == 1


def labels(test: AppTest) -> str:
    """What stands on and in the boxes and buttons of a page."""
    kinds = ("button", "checkbox", "multiselect", "selectbox", "text_input", "toggle")
    names = ("label", "help", "placeholder")
    return "\n".join(
        str(getattr(element, name, "")) for kind in kinds for element in getattr(test, kind) for name in names
    )


@pytest.mark.parametrize("state", ["empty", "examples"])
@pytest.mark.parametrize("path", PAGES)
def test_no_line_can_break_before_french_punctuation(opened, path: str, state: str) -> None:
    test = opened(path, state)
    shown = f"{words(test)}\n{labels(test)}"
    if path == QUOTATIONS:  # what was said is shown as it was written
        shown = re.sub(r"«\u00a0.*\u00a0»", "", shown)
    assert re.findall(r".* [:;?!»](?:\s.*|$)|.*« .*", shown, flags=re.MULTILINE) == []


def test_an_empty_database_greets_with_two_ways_to_begin(opened) -> None:
    test = opened(OVERVIEW, "empty")
    assert [button.label for button in test.button] == ["Découvrir avec des données d’exemple"]
    assert [link.label for link in test.get("page_link")] == ["Déposer un premier retour"]


@pytest.mark.parametrize("path", RESULTS)
def test_results_without_returns_say_where_to_begin(opened, path: str) -> None:
    test = opened(path, "empty")
    assert "Aucun retour n’a encore été reçu" in words(test)
    assert "Déposer un premier retour" in [link.label for link in test.get("page_link")]


@pytest.mark.parametrize("path", RESULTS)
def test_three_links_show_no_figure(opened, path: str) -> None:
    test = opened(path, "all masked")
    assert "les chiffres sont masqués" in words(test)
    assert len(charts(test)) == 0


def test_the_examples_show_their_coverage(opened, returns: list[Return]) -> None:
    received = sum(ret.view == "centre" for ret in returns)
    links = sum(
        link.answers["statut_lien"] != "souhaite"
        for ret in returns
        if ret.view == "centre"
        for link in ret.observations
    )
    assert f"{received} retours reçus sur {received} attendus\u202f; {links} liens." in words(
        opened("pages/resultats/leviers.py", "examples")
    )


@pytest.mark.parametrize("path", RESULTS)
def test_an_address_with_values_that_do_not_exist_is_no_error(opened, path: str) -> None:
    test = opened(path, "examples", campagne="1999-2000", regard="voisin", niveau="creche", centre="NULLE")
    assert [str(error) for error in test.exception] == []
    assert "13 retours reçus" in words(test)


def test_a_box_that_a_browser_emptied_says_again_what_it_said(opened) -> None:
    test = opened("pages/resultats/leviers.py", "examples", regard="ecole")
    test.session_state["regard"] = None  # what a browser may send of a box that it was still drawing
    test.run()
    assert [str(error) for error in test.exception] == []
    assert test.session_state["regard"] == "ecole"


def test_a_filter_in_the_address_narrows_the_figures(opened) -> None:
    everything = words(opened("pages/resultats/leviers.py", "examples"))
    narrowed = words(opened("pages/resultats/leviers.py", "examples", niveau="college"))
    assert "23 liens." in narrowed
    assert "23 liens." not in everything


def test_the_working_view_is_said_and_lifts_the_mask_on_screen(opened) -> None:
    test = opened("pages/resultats/leviers.py", "all masked")
    test.toggle(key="plus_de_filtres").set_value(True).run()
    test.toggle(key="vue_de_travail").set_value(True).run()
    assert "ne pas projeter" in words(test).lower()
    assert "3 liens." in words(test)
    assert len(charts(test)) == 3


@pytest.mark.parametrize("path", RESULTS)
def test_groups_can_be_compared_on_every_page_of_results(opened, path: str) -> None:
    test = opened(path, "examples", comparer="education_prioritaire")
    assert [str(error) for error in test.exception] == []
    assert "Hors éducation prioritaire" in words(test)


@pytest.mark.parametrize("by", COMPARE)
@pytest.mark.parametrize("path", THEMES)
def test_every_theme_can_be_compared_by_everything(opened, path: str, by: str) -> None:
    test = opened(path, "two campaigns", comparer=by)
    assert [str(error) for error in test.exception] == []
    assert len(charts(test)) >= 1
    assert "En tête" in words(test)


def test_campaigns_side_by_side_have_their_coverage_and_numbers_apart(opened) -> None:
    said = words(opened("pages/resultats/leviers.py", "two campaigns", comparer="campaign"))
    for campaign in ("2024-2025", "2025-2026"):
        alone = opened("pages/resultats/leviers.py", "two campaigns", campagne=campaign)
        lines = words(alone).splitlines()
        covered = next(line for line in lines if "retours reçus" in line)
        heads, _, numbers = (line for line in lines if line.startswith("| "))
        assert f"{campaign}\u00a0: {covered}" in said
        assert f"| {plain(campaign)} {numbers}" in said
        assert f"| Campagne {heads}" in said
    assert "ne compte pas" in said


def table(test: AppTest) -> list[list[str]]:
    """The single figures above the cards, line by line."""
    return [line.strip("| ").split(" | ") for line in words(test).splitlines() if line.startswith("| ")]


def test_groups_have_their_single_figures_line_by_line_and_the_coverage_once(opened) -> None:
    by_level = opened("pages/resultats/leviers.py", "examples", comparer="etab_niveau")
    head, _, *lines = table(by_level)
    levels = {choice.label for choice in load()["etab_niveau"].choices}
    assert head == ["Niveau", "Nombre moyen de leviers", "Au moins un dispositif"]
    assert len(lines) > 2
    assert {line[0] for line in lines} <= set(map(plain, levels))
    assert words(by_level).count("retours reçus") == 1
    college = next(line for line in lines if line[0] == "Collège")
    assert table(opened("pages/resultats/leviers.py", "examples", niveau="college"))[2] == college[1:]


def test_of_more_groups_than_can_be_read_the_whole_is_shown_and_this_is_said(opened, returns: list[Return]) -> None:
    assert len({ret.centre_code for ret in returns if ret.view == "centre"}) > LINES
    said = opened("pages/resultats/leviers.py", "examples", comparer="centre")
    assert table(said) == table(opened("pages/resultats/leviers.py", "examples"))
    assert TOO_MANY in words(said)


@pytest.mark.parametrize("path", THEMES)
def test_wished_links_alone_have_a_screen_that_leads_on(opened, path: str) -> None:
    test = opened(path, "examples", statut="souhaite")
    assert [info.value for info in test.info] == [UNASKED]
    assert charts(test) == []
    assert [button.label for button in test.button] == ["Effacer les filtres"]
    assert "Voir le profil de ces liens dans la vue d’ensemble" in [link.label for link in test.get("page_link")]
    cleared = test.button(key="effacer-souhaites").click().run()
    assert UNASKED not in words(cleared)
    assert len(charts(cleared)) >= 1


def test_the_overview_of_wished_links_shows_their_profile_and_no_empty_answers(opened) -> None:
    test = opened("pages/resultats/leviers.py", "examples", statut="souhaite")
    test.switch_page(f"../../{OVERVIEW}").run()
    assert [info.value for info in test.info] == [UNASKED]
    assert "Aucune réponse à cette question" not in words(test)
    assert len(charts(test)) >= 1


def test_wished_links_among_others_are_counted_with_them(opened) -> None:
    test = opened("pages/resultats/leviers.py", "examples", statut=["souhaite", "actif"])
    assert UNASKED not in words(test)
    assert len(charts(test)) >= 1


def test_the_filters_are_said_beside_the_coverage(opened) -> None:
    said = words(opened("pages/resultats/leviers.py", "examples", ep="rep", statut="actif"))
    assert "Filtres\u00a0: **Éducation prioritaire\u00a0\\: REP · Statut du lien\u00a0\\: Actif**" in said


def test_coverage_counts_within_the_communes_that_are_chosen(opened, databases: dict[str, str]) -> None:
    with Store.open(databases["examples"]) as store:
        centres = store.tables().centres
    commune = centres["commune"].value_counts().index[0]
    there = int((centres["commune"] == commune).sum())
    said = words(opened("pages/resultats/leviers.py", "examples", territoire=commune))
    received = "retour reçu" if there == 1 else "retours reçus"
    assert f"{there} {received} sur {there} attendu" in said


@pytest.mark.parametrize(
    ("query", "said"),
    [({"niveau": "lycee", "centre": "EXA"}, "Aucun lien ne correspond"), ({"niveau": "lycee"}, "masqués")],
)
def test_a_selection_without_figures_offers_to_clear_the_filters(opened, query: dict[str, str], said: str) -> None:
    test = opened("pages/resultats/leviers.py", "examples", **query)
    assert said in words(test)
    assert len(charts(test)) == 0
    test.button(key="effacer-tout").click().run()
    assert "79 liens." in words(test)
    assert len(charts(test)) == 3


def test_one_campaign_has_no_evolution_and_says_what_to_do(opened) -> None:
    test = opened("pages/lectures/evolution.py", "examples")
    assert "Une seule campagne a des retours" in words(test)
    assert "Préparer la campagne suivante" in [link.label for link in test.get("page_link")]
    assert len(charts(test)) == 0
