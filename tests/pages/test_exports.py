"""« Exports »: what is not masked is offered in the working view only."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
import streamlit as st
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from lib import examples
from lib.codebook import load
from lib.export import deck_template
from lib.export.deck_template import LIMITS
from lib.export.slides import TITLE, Slide
from lib.store import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page with the examples' first return of the newest campaign: eight links or so of one centre."""
    url = f"sqlite:///{tmp_path / 'essai.sqlite3'}"
    ret = next(r for r in examples.generate(load()) if r.campaign == "2025-2026" and len(r.observations) >= 5)
    with Store.open(url) as store:
        store.deposit(ret, data=b"1", filename="essai.xlsx")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(ROOT)
    test = AppTest.from_file(ROOT / "lib" / "ui" / "shell.py", default_timeout=60).run()
    test.switch_page("../../pages/partager/exports.py")
    return test.run()


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_the_sharing_view_offers_nothing_that_is_not_masked(page: AppTest) -> None:
    assert not [label for label in labels(page) if label.startswith("Jeu de données")]
    assert "Classeur avec les liens" not in labels(page)
    assert any("depuis la vue de travail" in caption.value for caption in page.caption)


def test_the_template_of_the_departement_may_be_as_large_as_the_deck_takes_and_the_server_lets_in(
    page: AppTest,
) -> None:
    megabytes = LIMITS.file_bytes // 1_000_000
    (uploader,) = page.get("file_uploader")
    assert uploader.proto.max_upload_size_mb == megabytes <= st.get_option("server.maxUploadSize")
    assert f"{megabytes}\u00a0Mo" in deck_template._TOO_LARGE


def test_a_presentation_takes_the_same_template(page: AppTest) -> None:
    with Store.open(os.environ["DATABASE_URL"]) as store:
        store.save_presentation("Réunion", [Slide(TITLE, title="Bonjour").as_dict()], seen=None)
    page.switch_page("../../pages/partager/presentation.py").run()
    page.selectbox(key="presentation").select("Réunion").run()
    assert [uploader.proto.label for uploader in page.get("file_uploader")] == [
        "Modèle PowerPoint du département (facultatif, .pptx)"
    ]


def test_the_working_view_gives_the_links_one_by_one_under_codes(page: AppTest) -> None:
    page.session_state["vue_de_travail"] = True
    page.run()
    assert any("ne sont pas masqués" in warning.value for warning in page.warning)
    with ZipFile(io.BytesIO(made_by(page, "Jeu de données (CSV)"))) as archive:
        rows = archive.read(next(name for name in archive.namelist() if "observation" in name)).decode("utf-8-sig")
    assert "(exemple)" not in rows
    assert len(rows.splitlines()) - 1 == len(page_links())


def made_by(page: AppTest, label: str) -> bytes:
    next(button for button in page.button if button.label == label).click().run()
    made = page.session_state["export-en-cours"]
    deadline = time.monotonic() + 60
    while made.is_running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert made.fault == ""
    return made.data


def test_all_campaigns_and_both_views_are_in_one_file(page: AppTest) -> None:
    page.session_state["vue_de_travail"] = True
    page.run()
    next(toggle for toggle in page.toggle if toggle.key == "toutes-les-campagnes").set_value(True).run()
    data = made_by(page, "Jeu de données (ODS)")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Observations").to_python()
    assert "Sélection\u00a0: Toutes les campagnes, regard\u00a0: les deux." in [row[0] for row in sheet]
    assert page.session_state["export-en-cours"].file_name == "donnees_toutes-campagnes_deux-regards.ods"


def page_links() -> list[object]:
    """The links of the return that the page holds."""
    ret = next(r for r in examples.generate(load()) if r.campaign == "2025-2026" and len(r.observations) >= 5)
    return [link for link in ret.observations if link.answers["statut_lien"] != "souhaite"]
