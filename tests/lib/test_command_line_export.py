"""``deck``, ``report`` and ``brochure``, run as people run them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pptx
import pytest

from lib.export.slides import FIGURE, TITLE, Slide
from lib.filters import Filters
from lib.store import Store

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The examples with a presentation kept under a name."""
    url = f"sqlite:///{tmp_path_factory.mktemp('base') / 'cli.sqlite3'}"
    environ = os.environ | {"DATABASE_URL": url, "PYTHONUTF8": "1"}
    subprocess.run([sys.executable, "-m", "lib", "examples", "--load"], cwd=ROOT, env=environ, check=True, timeout=240)
    slides = [Slide(TITLE, title="Bonjour"), Slide(FIGURE, figure="leviers", filters=Filters(campaign=("2025-2026",)))]
    with Store.open(url) as store:
        store.save_presentation("Réunion d’octobre", [slide.as_dict() for slide in slides], seen=None)
        store.save_presentation("Vide", [], seen=None)
    return url


@pytest.fixture
def run(tmp_path: Path, database: str):
    """Run one command in an empty folder; returns the completed process."""

    def command(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        environ = os.environ | {"DATABASE_URL": database, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200"}
        done = subprocess.run(
            [sys.executable, "-m", "lib", *map(str, arguments)],
            cwd=tmp_path, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=240,
        )  # fmt: skip
        assert done.returncode == code, done.stderr + done.stdout
        return done

    return command


def test_a_deck_of_a_campaign(run, tmp_path: Path) -> None:
    assert run("deck", "--campaign", "2025-2026", "-o", "réunion.pptx").stdout.strip() == "réunion.pptx"
    assert len(pptx.Presentation(str(tmp_path / "réunion.pptx")).slides) > 20
    assert [path.name for path in tmp_path.iterdir()] == ["réunion.pptx"]


def test_a_deck_of_a_kept_presentation_with_a_template(run, tmp_path: Path) -> None:
    pptx.Presentation().save(str(tmp_path / "modèle.pptx"))
    run("deck", "--presentation", "Réunion d’octobre", "--template", "modèle.pptx", "-o", "a.pptx")
    deck = pptx.Presentation(str(tmp_path / "a.pptx"))
    assert [page.slide_layout.name for page in deck.slides] == ["Title Slide", "Title Only"]


def test_a_report(run, tmp_path: Path) -> None:
    run("report", "--campaign", "2025-2026", "-o", "rapport.xlsx")
    assert "Leviers" in openpyxl.load_workbook(tmp_path / "rapport.xlsx").sheetnames


def test_a_brochure_of_the_schools(run, tmp_path: Path) -> None:
    name = "brochure_2025-2026_ecole.zip"
    assert run("brochure", "--campaign", "2025-2026", "--view", "ecole").stdout.strip() == name
    with zipfile.ZipFile(tmp_path / name) as archive:
        text = archive.read("constats_2025-2026_ecole.txt").decode("utf-8-sig")
        deck = pptx.Presentation(io.BytesIO(archive.read("reunion_2025-2026_ecole.pptx")))
    assert "regard\u00a0: école" in text
    assert len(deck.slides) > 10


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("deck",), 2, "Indiquer une campagne"),
        (("deck", "--campaign", "2025-2026", "--presentation", "Vide"), 2, "Indiquer une campagne"),
        (("deck", "--campaign", "1999-2000"), 2, "Campagne inconnue : 1999-2000"),
        (("deck", "--presentation", "Autre"), 2, "Présentations enregistrées : Réunion d’octobre, Vide."),
        (("deck", "--presentation", "Vide"), 2, "n’a pas de diapositive"),
        (("deck", "--campaign", "2025-2026", "--template", "rien.pptx"), 2, "rien.pptx : fichier introuvable."),
        (("deck", "--campaign", "2025-2026", "--template", "faux.pptx"), 1, "pas un fichier PowerPoint lisible"),
        (("report", "--campaign", "1999-2000"), 2, "Campagne inconnue"),
        (("report", "--campaign", "2025-2026", "-o", "ailleurs/r.xlsx"), 2, "ailleurs : dossier introuvable."),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing(
    run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "faux.pptx").write_bytes(b"rien")
    done = run(*arguments, code=code)
    assert said in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["faux.pptx"]


def test_a_file_that_cannot_be_written_leaves_nothing(run, tmp_path: Path) -> None:
    (tmp_path / "dossier.pptx").mkdir()
    done = run("deck", "--presentation", "Réunion d’octobre", "-o", "dossier.pptx", code=2)
    assert "ne peut pas être écrit" in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["dossier.pptx"]
