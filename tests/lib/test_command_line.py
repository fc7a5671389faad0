"""``python -m lib``, run as people run it: as a process, on real files and a real database."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lib.codebook import load

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def run(tmp_path: Path):
    """Run one command with a database of its own; returns the completed process."""

    def command(*arguments: object, check: int | None = 0) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'cli.sqlite3'}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "COLUMNS": "200",
        }
        done = subprocess.run(
            [sys.executable, "-m", "lib", *map(str, arguments)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert check is None or done.returncode == check, done.stderr + done.stdout
        return done

    return command


def example(name: str) -> Path:
    return next((ROOT / "data" / "examples").glob(f"*{name}*.xlsx"))


def test_help_is_french(run) -> None:
    for arguments in ([], ["template"], ["check"], ["import"], ["indicators"], ["codebook"], ["examples"]):
        shown = run(*arguments, "--help").stdout
        assert "Affiche cette aide." in shown
        assert not {"Show this", "Commands", "required", "default:"} & set(shown.split("\n") + shown.split())


def test_codebook_check_counts_what_it_read(run) -> None:
    codebook = load()
    assert f"{len(codebook.questions)} questions" in run("codebook", "--check").stdout


def test_a_bad_codebook_is_said_with_file_and_line_and_exits_1(run, tmp_path: Path) -> None:
    folder = tmp_path / "questionnaire"
    folder.mkdir()
    (folder / "survey.csv").write_text("type,name,label\nselect_one pas_la,q,Question\n", encoding="utf-8")
    (folder / "choices.csv").write_text("list_name,name,label\nici,a,A\n", encoding="utf-8")
    (folder / "settings.csv").write_text("form_title\nEssai\n", encoding="utf-8")
    done = run("codebook", "--check", "--codebook", folder, check=1)
    said = "survey.csv, ligne 2, colonne «\u00a0type\u00a0»\u00a0: liste inconnue, «\u00a0pas_la\u00a0»."
    assert said in done.stderr


def test_wrong_use_exits_2_and_is_said_in_french(run) -> None:
    assert run("bogus", check=2).stderr.startswith("Commande inconnue")
    assert run("check", check=2).stderr.startswith("Il manque")
    assert run("check", "--bogus", check=2).stderr.startswith("Option inconnue : --bogus.")
    assert run("indicators", "--campaign", "2025-2026", "--by", "age", check=2).stderr.startswith("Valeur refusée")
    run("template", "--campaign", "2025-2026", check=2)
    assert "introuvable" in run("check", "absent.xlsx", check=2).stderr


def test_template_of_one_centre(run, tmp_path: Path) -> None:
    run("template", "--campaign", "2025-2026", "--centre", "C1", "--name", "Centre Un", "-o", "un.xlsx")
    assert load_workbook(tmp_path / "un.xlsx").sheetnames[0] == "Lisez-moi"


def test_templates_of_a_roster_come_in_a_zip(run, tmp_path: Path) -> None:
    (tmp_path / "centres.csv").write_text("code,name,commune\nC1,Un,Ici\nC2,Deux,Là\n", encoding="utf-8")
    run("template", "--campaign", "2025-2026", "--roster", "centres.csv", "-o", "tous.zip")
    with zipfile.ZipFile(tmp_path / "tous.zip") as archive:
        assert len(archive.namelist()) == 2


def test_an_untouched_template_is_blocked(run) -> None:
    """No link at all: exit 1, and the finding says so in JSON."""
    run("template", "--campaign", "2025-2026", "--centre", "C1", "--name", "Un", "-o", "vide.xlsx")
    report = json.loads(run("check", "vide.xlsx", "--json", check=1).stdout)
    assert [(file["file"], file["blocked"], file["links"]) for file in report["files"]] == [("vide.xlsx", True, 0)]


def test_import_then_indicators(run) -> None:
    path = example("2025-2026_centre-social-a")
    report = json.loads(run("import", path, "--json").stdout)
    assert [(file["deposit"], file["state"]) for file in report["files"]] == [(1, "accepted")]
    assert json.loads(run("import", path, "--json").stdout)["files"][0]["state"] == "duplicate"

    shown = run("indicators", "--campaign", "2025-2026").stdout.removeprefix("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(shown), delimiter=";"))) > 150
    records = json.loads(run("indicators", "--campaign", "2025-2026", "--format", "json").stdout)
    wished = 1  # counted by the file, left out of every figure
    links = report["files"][0]["links"] - wished
    assert [row["value"] for row in records if row["indicator"] == "liens_recenses"] == [links]


def test_indicators_of_an_unknown_campaign_name_the_known_ones(run) -> None:
    run("import", example("2025-2026_centre-social-a"))
    assert "2025-2026" in run("indicators", "--campaign", "1999-2000", check=2).stderr
