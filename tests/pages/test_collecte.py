"""« Suivi de la collecte » in every section, run by Streamlit's own test runner.

Dialogs need a browser: see tests/browser/test_collecte.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.findings import find
from lib.store import Centre, Store
from tests.support.stores import CAMPAIGN, a_return, link

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "lib" / "ui" / "shell.py"
SECTIONS = ("Avancement", "Relances", "Classeurs", "Historique", "Centres sociaux")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A answered twice, B's file was refused, C is silent; the campaign ends one day."""
    url = f"sqlite:///{tmp_path / 'suivi.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(ROOT)
    with Store.open(url) as store:
        store.open_campaign(CAMPAIGN, date(2099, 3, 6), "2024", opens=date(2026, 3, 2))
        store.add_centres([Centre(code, f"Centre {code}", "", f"{code.lower()}@exemple.fr") for code in "AB"])
        store.add_centres([Centre("C", "Centre C")])
        store.invite(CAMPAIGN, list("ABC"))
        for number in (1, 2):
            store.deposit(
                a_return(link(1, statut_lien="actif"), centre="A"),
                data=b"%d" % number,
                filename=f"retour-{number}.xlsx",
                who="Ana",
            )
        store.refuse(data=b"b", filename="b.xlsx", findings=[find("no_link")], ret=a_return(centre="B"))
        yield store


def test_a_file_that_belongs_to_nobody_can_be_taken_back(store: Store) -> None:
    store.refuse(data=b"liste", filename="kobo.csv", findings=[find("not_our_template")])
    test = opened()
    assert [box.options for box in test.selectbox if box.label == "Fichier"] == [["nº 4, kobo.csv"]]
    assert [button.label for button in test.get("download_button")].count("Télécharger l’original") == 1


def opened(section: str = "") -> AppTest:
    test = AppTest.from_file(SHELL, default_timeout=60).run()
    test.switch_page("../../pages/collecte/suivi.py")
    test.run()
    if section:
        test.session_state["suivi-rubrique"] = section
        test.run()
    assert [str(error) for error in test.exception] == []
    return test


def words(test: AppTest) -> str:
    """All the text on the page that people read, in one string."""
    kinds = ("header", "subheader", "text", "markdown", "caption", "info", "warning", "error", "success", "code")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(test, kind))


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_every_section_runs(store: Store, section: str, closed: bool) -> None:
    if closed:
        store.close_campaign(CAMPAIGN)
    test = opened(section)
    assert len(test.title) == 1


def test_centres_to_remind_have_an_address_to_copy_or_are_named(store: Store) -> None:
    told = words(opened("Relances"))
    assert "2 centres sociaux sont à relancer." in told
    assert "b@exemple.fr" in told
    assert "Sans adresse\u00a0: Centre C." in told
    assert "« Déposer un retour »" in told.replace("\u00a0", " ")


def test_history_names_who_and_which_deposit_counts(store: Store) -> None:
    test = opened("Historique")
    test.selectbox(key="historique").set_value("A").run()
    shown = test.dataframe[0].value
    assert shown[["Dépôt nº", "Par", "État"]].to_numpy().tolist() == [
        [2, "Ana", "en vigueur"],
        [1, "Ana", "remplacé"],
    ]


def test_workbooks_of_all_centres_are_made_ready(store: Store) -> None:
    test = opened("Classeurs")
    test.button[-1].click().run()
    assert "Télécharger les classeurs (zip)" in [button.label for button in test.get("download_button")]
