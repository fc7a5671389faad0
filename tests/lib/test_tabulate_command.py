"""``python -m lib tabulate``, run as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXPORTS = ROOT / "tests" / "data" / "exports"


@pytest.fixture
def run(tmp_path: Path):
    """Run the command; returns the completed process."""

    def command(*arguments: object, check: int = 0) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200"}
        done = subprocess.run(
            [sys.executable, "-m", "lib", "tabulate", *map(str, arguments)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert done.returncode == check, done.stderr + done.stdout
        return done

    return command


def test_help_is_french(run) -> None:
    shown = run("--help").stdout
    assert "Affiche cette aide." in shown
    assert "Feuille à lire" in shown


def test_json_of_any_survey(run) -> None:
    told = json.loads(run(EXPORTS / "tabulate_google.csv", "--json").stdout)
    assert told["rows"] == 6
    (levers,) = [q for q in told["questions"] if q["type"] == "multiple"]
    assert {key: levers[key] for key in ("name", "label", "type", "columns", "base", "missing")} == {
        "name": "Quels leviers ?",
        "label": "Quels leviers ?",
        "type": "multiple",
        "columns": ["Quels leviers ?"],
        "base": 5,
        "missing": 1,
    }
    assert levers["choices"][0] == {"value": "Dispositifs (REAAP, CLAS, PRE)", "n": 3}


def test_tables_for_people(run) -> None:
    shown = run(EXPORTS / "tabulate_framaforms.tsv").stdout.replace("\u00a0", " ")
    assert "choix multiple" in shown
    assert "Parents d’élèves, représentants" in shown
    assert "Base : 3 sur 4" in shown


def test_a_type_is_corrected_by_hand(run) -> None:
    told = json.loads(run(EXPORTS / "tabulate_google.csv", "--type", "Code postal=number", "--json").stdout)
    (codes,) = [q for q in told["questions"] if q["name"] == "Code postal"]
    assert (codes["type"], codes["mean"]) == ("number", 95108.0)


def test_what_cannot_be_read_exits_1_and_wrong_use_2(run, tmp_path: Path) -> None:
    (tmp_path / "faux.xlsx").write_bytes(b"%PDF-1.7")
    assert "PDF" in run("faux.xlsx", check=1).stdout
    assert json.loads(run("faux.xlsx", "--json", check=1).stdout)["findings"][0]["code"] == "is_pdf"
    assert "introuvable" in run("absent.csv", check=2).stderr
    assert "Pas là" in run(EXPORTS / "tabulate_google.csv", "--type", "Pas là=text", check=2).stderr
    (tmp_path / "vide.xlsx").write_bytes(b"rien")
    run(EXPORTS / "tabulate_google.csv", "--codebook", "vide.xlsx", check=1)
