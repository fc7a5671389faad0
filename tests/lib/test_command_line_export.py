"""``deck``, ``report`` and ``brochure``, run as people run them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pptx
import pytest

from lib.cli import export
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
        gone = [*slides, Slide(FIGURE, figure="plus-la")]
        store.save_presentation("Ancienne", [slide.as_dict() for slide in gone], seen=None)
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


def test_a_slide_that_is_gone_is_said_beside_the_file(run, tmp_path: Path) -> None:
    done = run("deck", "--presentation", "Ancienne", "-o", "a.pptx")
    assert done.stdout.strip() == "a.pptx"
    assert "Diapositive 3 laissée de côté\u00a0: cette figure n’existe plus" in done.stderr
    assert len(pptx.Presentation(str(tmp_path / "a.pptx")).slides) == 2


def test_a_report(run, tmp_path: Path) -> None:
    run("report", "--campaign", "2025-2026", "-o", "rapport.xlsx")
    assert "Leviers" in openpyxl.load_workbook(tmp_path / "rapport.xlsx").sheetnames


def test_without_a_campaign_it_is_the_newest_that_has_a_return(run, database: str, tmp_path: Path) -> None:
    with Store.open(database) as store:
        store.open_campaign("2026-2027")
    done = run("report", "-o", "rapport.xlsx")
    assert "Campagne 2025-2026, la plus récente." in done.stderr
    said = openpyxl.load_workbook(tmp_path / "rapport.xlsx")["Sommaire"]["A2"].value
    assert "Campagne 2025-2026" in said


def test_the_links_of_all_campaigns_go_with_the_figures_of_one(run, tmp_path: Path) -> None:
    run("report", "--raw", "--all", "-o", "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    told = {row[:2] for row in book["Observations"].iter_rows(values_only=True)}
    assert {(year, view) for year in ("2024-2025", "2025-2026") for view in ("centre", "ecole")} <= told
    assert "Campagne 2025-2026" in book["Sommaire"]["A2"].value


def test_a_campaign_is_taken_as_people_write_it(run) -> None:
    assert run("deck", "--campaign", "2025/2026").stdout.strip() == "reunion_2025-2026.pptx"
    assert run("indicators", "--campaign", "Année 2024/2025").stdout


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
        (("deck", "--campaign", "2025-2026", "--presentation", "Vide"), 2, "pas les deux"),
        (("deck", "--campaign", "1999-2000"), 2, "Campagne inconnue : 1999-2000"),
        (("deck", "--campaign", "2025/2027"), 2, "Campagne refusée"),
        (("deck", "--presentation", "Autre"), 2, "Présentations enregistrées : Ancienne, Réunion d’octobre, Vide."),
        (("deck", "--presentation", "Vide"), 2, "n’a pas de diapositive"),
        (("deck", "--campaign", "2025-2026", "--template", "rien.pptx"), 2, "rien.pptx : fichier introuvable."),
        (("deck", "--campaign", "2025-2026", "--template", "faux.pptx"), 1, "pas un fichier PowerPoint lisible"),
        (("report", "--campaign", "1999-2000"), 2, "Campagne inconnue"),
        (("report", "--campaign", "2025-2026", "-o", "ailleurs/r.xlsx"), 2, "ailleurs : dossier introuvable."),
        (("report", "-o", "."), 2, "c’est un dossier"),
        (("report", "-o", ""), 2, "c’est un dossier"),
        (("report", "-o", "r.csv"), 2, "ce fichier est un .xlsx, par exemple r.xlsx"),
        (("brochure", "-o", "b"), 2, "ce fichier est un .zip, par exemple b.zip"),
        (("report", "--names"), 2, "--names ne va qu’avec --raw"),
        (("report", "--all"), 2, "--all ne va qu’avec --raw"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing(
    run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "faux.pptx").write_bytes(b"rien")
    done = run(*arguments, code=code)
    assert said in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["faux.pptx"]


def put(output: Path, data: bytes = b"fait") -> None:
    """What a command does with its file, without the work."""
    with export._written(output, ".xlsx", "Essai") as (_, write):
        write(data)


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    for name, target in (("dernier.xlsx", "ailleurs/vrai.xlsx"), ("dernier", "ailleurs/autre.xlsx")):
        (tmp_path / name).symlink_to(tmp_path / target)
        put(tmp_path / name)
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / target).read_bytes() == b"fait"
    assert sorted(path.name for path in (tmp_path / "ailleurs").iterdir()) == ["autre.xlsx", "vrai.xlsx"]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "tuyau"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_bytes)
        put(pipe)
        assert read.result(timeout=30) == b"fait"
    assert pipe.is_fifo()
    assert capsys.readouterr().out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["tuyau"]


def test_a_file_that_cannot_be_written_leaves_nothing(run, tmp_path: Path) -> None:
    (tmp_path / "dossier.pptx").mkdir()
    done = run("deck", "--presentation", "Réunion d’octobre", "-o", "dossier.pptx", code=2)
    assert "ne peut pas être écrit" in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["dossier.pptx"]
