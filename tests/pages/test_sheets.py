"""The sheets of a centre and of a school as pages: what each view of them may say, and what stands in the address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import examples
from lib.codebook import load
from lib.help import acronyms
from lib.observation import CENTRE, Return
from lib.store import Store
from tests.support.pages import charts

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "lib" / "ui" / "shell.py"
SHEET, SCHOOL = "pages/lectures/fiche.py", "pages/lectures/etablissement.py"
CAMPAIGN = "2025-2026"
SMALL = "EXB"
"""A centre of which three links are kept, so that it and another are masked."""


def kept(ret: Return) -> Return:
    real = tuple(link for link in ret.observations if link.answers["statut_lien"] != "souhaite")
    return replace(ret, observations=real[:3], verbatims=()) if ret.centre_code == SMALL else ret


@pytest.fixture(scope="module")
def returns() -> list[Return]:
    return [kept(ret) for ret in examples.generate(load()) if ret.campaign == CAMPAIGN and ret.view == CENTRE]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, returns: list[Return]) -> str:
    url = f"sqlite:///{(tmp_path_factory.mktemp('sheets') / 'essai.sqlite3').as_posix()}"
    with Store.open(url) as store:
        for number, ret in enumerate(returns):
            store.deposit(ret, data=f"{number}".encode(), filename="essai.xlsx", who="référente famille")
    return url


Open = Callable[..., AppTest]


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATABASE_URL", database)

    def open_page(path: str, *, working: bool = False, **query: str) -> AppTest:
        test = AppTest.from_file(SHELL, default_timeout=60).run()
        test.switch_page(f"../../{path}")
        if working:
            test.session_state["vue_de_travail"] = True
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert [str(error) for error in test.exception] == []
        return test

    yield open_page


def tables(test: AppTest) -> list[list[list[str]]]:
    return [table.value.values.tolist() for table in test.table]


def everything(test: AppTest) -> str:
    """All that the browser is sent of the page, element by element: labels, options, tables, charts, hover texts."""
    protos = (proto for node in test.main if (proto := getattr(node, "proto", None)))
    return "\n".join(proto.SerializeToString().decode("utf-8", errors="replace") for proto in protos)


def names_of_schools(returns: list[Return]) -> set[str]:
    return {link.answers["etab_nom"] for ret in returns for link in ret.observations}


def test_no_school_is_named_in_the_sharing_view(opened: Open, returns: list[Return]) -> None:
    for ret in returns:
        sent = everything(opened(SHEET, centre=ret.centre_code))
        assert ret.centre_name in sent
        assert [name for name in names_of_schools(returns) if found(name, sent)] == []


def found(name: str, sent: str) -> bool:
    """Whether a name is there, as it is, with its hyphens escaped, or as JSON writes its accents."""
    return any(form in sent for form in (name, name.replace("-", "\\-"), json.dumps(name)[1:-1]))


def test_the_working_view_names_the_schools_of_this_centre(opened: Open, returns: list[Return]) -> None:
    ret = next(ret for ret in returns if ret.centre_code == "EXA")
    sent = everything(opened(SHEET, working=True, centre="EXA"))
    assert all(found(link.answers["etab_nom"], sent) for link in ret.observations)


def test_the_address_chooses_the_centre(opened: Open) -> None:
    test = opened(SHEET, centre="EXC")
    assert test.selectbox(key="fiche_centre").value == "EXC"
    assert test.query_params["centre"] == "EXC"
    assert "code EXC" in "\n".join(text.value for text in test.text)


def test_a_centre_that_does_not_exist_is_not_chosen(opened: Open) -> None:
    test = opened(SHEET, centre="NULLE")
    assert "Choisissez un centre social" in test.info[0].value
    assert tables(test) == []


def test_a_masked_centre_shows_returns_and_no_figure(opened: Open) -> None:
    test = opened(SHEET, centre=SMALL)
    assert any("Résultat masqué" in text.value for text in test.text)
    assert len(charts(test)) == 0
    received = tables(test)[0]
    assert received[0][3] == "masqué"
    links = next(line for line in tables(test)[-1] if line[0].startswith("Liens recensés"))
    assert links[1] == "masqué"


def test_the_working_view_lifts_the_mask_of_a_centre(opened: Open) -> None:
    test = opened(SHEET, working=True, centre=SMALL)
    assert any(text.value.startswith("3 liens comptés") for text in test.text)
    assert len(charts(test)) == 5
    assert "référente famille" in str(tables(test))


def test_who_handed_in_is_not_said_in_the_sharing_view(opened: Open) -> None:
    assert "référente famille" not in everything(opened(SHEET, centre="EXA"))


def test_quotations_of_a_centre_stay_in_the_working_view(opened: Open, returns: list[Return]) -> None:
    words = "Nous traduisons : ce que dit l’école, et ce que les parents n’osent pas dire."
    assert (words, True) in [(said.text, said.citable) for ret in returns for said in ret.verbatims]
    assert words in everything(opened(SHEET, working=True, centre="EXA"))
    assert words not in everything(opened(SHEET, centre="EXA"))


def test_a_school_has_no_sheet_in_the_sharing_view(opened: Open, returns: list[Return]) -> None:
    test = opened(SCHOOL, etablissement="1")
    assert "une note basse la vise" in test.info[0].value
    assert tables(test) == []
    assert [name for name in names_of_schools(returns) if found(name, everything(test))] == []


def test_the_explanation_opens_the_sheet_of_a_school(opened: Open) -> None:
    test = opened(SCHOOL, etablissement="1")
    test.toggle(key="vue_de_travail").set_value(True).run()
    assert [str(error) for error in test.exception] == []
    assert test.selectbox(key="fiche_etablissement").value == "1"
    assert tables(test)[0][0][0] == "2025\\-2026"
    assert [header.value for header in test.header][1:] == ["Ses liens avec les centres sociaux", "Campagne 2025-2026"]


@pytest.mark.parametrize(("path", "query"), [(SHEET, {"centre": "EXA"}), (SCHOOL, {"etablissement": "2"})])
def test_acronyms_of_the_tables_are_spelt_out_in_one_caption(opened: Open, path: str, query: dict[str, str]) -> None:
    test = opened(path, working=True, **query)
    used = [text for table in test.table for text in (*table.value.columns, *table.value.to_numpy().ravel())]
    hint = acronyms.hints(str(text).replace("\\", "") for text in used)
    assert hint.endswith(".")
    assert [caption.value for caption in test.caption].count(hint) == 1
