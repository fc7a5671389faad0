"""« Suivi de la collecte » in every section and kept files on « Déposer un retour », in Streamlit's own test runner.

Dialogs need a browser: see tests/browser/test_collecte.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.checks import Expected
from lib.correcting.batch import Upload
from lib.findings import find
from lib.store import Centre, Store
from lib.ui.session import Dropped, Intake
from tests.support.stores import CAMPAIGN, a_return, link

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "lib" / "ui" / "shell.py"
LIST = f"""\
Campagne;Code du centre social;Regard;Établissement;Commune;Niveau;Statut du lien
{CAMPAIGN};C;centre;Collège B;Ville;A4;Actif
""".encode()
SECTIONS = ("avancement", "relances", "classeurs", "historique", "centres")


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
    box = test.selectbox(key="suivi-egares-numero")
    assert [option.partition(" – 2")[0] for option in box.options] == ["nº 4 – kobo.csv"]
    labels = [button.label for button in test.get("download_button")]
    assert labels.count("Télécharger l’original") == 2  # and that of centre B


def opened(section: str = "", page: str = "suivi.py") -> AppTest:
    test = AppTest.from_file(SHELL, default_timeout=60).run()
    test.switch_page(f"../../pages/collecte/{page}")
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


def test_a_copied_link_shows_the_same_section(store: Store) -> None:
    assert opened("relances").query_params["volet"] == "relances"
    test = AppTest.from_file(SHELL, default_timeout=60).run()
    test.switch_page("../../pages/collecte/suivi.py")
    test.query_params["volet"] = "relances"
    test.run()
    assert "2 centres sociaux sont à relancer." in words(test)


def test_centres_to_remind_have_an_address_to_copy_or_are_named(store: Store) -> None:
    told = words(opened("relances"))
    assert "2 centres sociaux sont à relancer." in told
    assert "b@exemple.fr" in told
    assert "Sans adresse\u00a0: Centre C." in told
    assert "« Déposer un retour »" in told.replace("\u00a0", " ")


def test_history_names_who_and_which_deposit_counts(store: Store) -> None:
    test = opened("historique")
    test.selectbox(key="historique").set_value("A").run()
    shown = test.dataframe[0].value
    assert shown[["Dépôt nº", "Par", "État"]].to_numpy().tolist() == [
        [2, "Ana", "en vigueur"],
        [1, "Ana", "remplacé"],
    ]


def test_workbooks_of_all_centres_are_made_ready(store: Store) -> None:
    test = opened("classeurs")
    test.button[-1].click().run()
    assert "Télécharger les classeurs (zip)" in [button.label for button in test.get("download_button")]


def test_kept_list_is_taken_up_where_it_was_left_and_deposited(store: Store) -> None:
    store.refuse(data=LIST, filename="liste.csv", findings=[find("column_needed", value="x", label="x")])
    test = opened(page="deposer.py")
    test.selectbox(key="gardes-numero").select_index(0).run()
    test.button(key="gardes-reprendre").click().run()
    assert "1 lien lu, 1 point bloquant" in words(test)
    values = [box for box in test.selectbox if box.label.startswith("«")]
    assert [(box.label.replace("\u00a0", " "), box.value) for box in values] == [("« A4 », 1 fois", "?")]
    values[0].select("college").run()
    test.button(key="lire-garde-4").click().run()
    assert "1 lien lu, rien à signaler." in words(test)
    test.button(key="confirmer").click().run()
    assert "Dépôt nº 5 enregistré." in words(test)
    assert [str(error) for error in test.exception] == []
    assert store.waiting()["filename"].tolist() == ["b.xlsx"]


def dropped(page: AppTest, filename: str, data: bytes) -> AppTest:
    """« Déposer un retour » with a file in it: the test runner has no uploader."""
    page.session_state["depot"] = Intake(taken_up={99: Dropped("f", Upload(filename, data), Expected())})
    return page.run()


def test_old_version_is_told_and_deposited_only_if_somebody_says_so(store: Store) -> None:
    first, corrected = (LIST.replace(b"A4", level) for level in ("Collège".encode(), "Lycée".encode()))
    for data in (first, corrected):
        test = dropped(opened(page="deposer.py"), "liste.csv", data)
        test.button(key="confirmer").click().run()
    assert "Dépôt nº 5 enregistré." in words(test)

    test = dropped(opened(page="deposer.py"), "liste.csv", first)
    said = "Ce fichier est celui du dépôt nº\u00a04, remplacé depuis par le nº\u00a05."
    assert said.replace("\u00a0", " ") in str(test.dataframe[0].value.to_numpy().tolist()).replace("\u00a0", " ")
    assert test.button(key="confirmer").disabled
    test.checkbox(key="revenir-f").check().run()
    test.button(key="confirmer").click().run()
    assert "Remplace le dépôt nº 5, qui reste conservé" in words(test)


def test_kept_file_can_be_left_for_later(store: Store) -> None:
    test = opened(page="deposer.py")
    test.selectbox(key="depot-centre").set_value("A").run()
    assert "gardes-numero" not in [box.key for box in test.selectbox]  # the file of B is no business of A
    test.selectbox(key="depot-centre").set_value("B").run()
    test.button(key="gardes-reprendre").click().run()
    assert "Fichier repris\u00a0: b.xlsx (nº 3)" in words(test)
    test.button(key="laisser-3").click().run()
    assert "Fichier repris" not in words(test)
    assert store.waiting()["number"].tolist() == [3]


def test_history_tells_what_waits_from_what_was_replaced(store: Store) -> None:
    for number in (4, 5):
        store.refuse(
            data=b"%d" % number, filename=f"{number}.xlsx", findings=[find("no_link")], ret=a_return(centre="A")
        )
        if number == 4:
            store.deposit(a_return(link(1), centre="A"), data=b"3", filename="3.xlsx")
    test = opened("historique")
    test.selectbox(key="historique").set_value("A").run()
    assert test.dataframe[0].value["État"].tolist()[:3] == [
        "refusé, pas compté",
        "en vigueur",
        "refusé, pas compté\u202f; remplacé depuis",
    ]
    assert test.button(key="historique-reprendre").disabled
    test.selectbox(key="historique-depot-[5]").set_value(6).run()
    assert not test.button(key="historique-reprendre").disabled
