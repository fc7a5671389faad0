"""``python -m lib``, run as people run it: as a process, on real files and a real database."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lib.codebook import load
from tests.support.sheets import write_codebook

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


ENGLISH = re.compile(
    r"\w+:\n|Usage:|Show this|COMMAND\b|ARGS|Commands|required|default:|<(?:str|path|list|int)\b|file\b"
)
"""What Typer says of itself; French has a space before a colon."""


def example(name: str) -> Path:
    return next((ROOT / "data" / "examples").glob(f"*{name}*.xlsx"))


def test_help_is_french(run) -> None:
    first = run("--help").stdout
    commands = [line.split()[0] for line in first.partition("Commandes :\n")[2].splitlines()]
    assert len(commands) >= 11
    for arguments in ([], *([command] for command in commands)):
        shown = run(*arguments, "--help").stdout
        assert shown.startswith(" ".join(["Usage : python -m lib", *arguments])), arguments
        assert "Affiche cette aide." in shown
        assert not ENGLISH.findall(shown), arguments


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


def test_the_codebook_says_in_json_whether_it_is_right(run, tmp_path: Path) -> None:
    codebook = load()
    right = json.loads(run("codebook", "--check", "--json").stdout)
    assert (right["ok"], right["errors"], right["questions"]) == (True, [], len(codebook.questions))
    (tmp_path / "survey.csv").write_text("type,name,label\ntext,centre nom,Centre\n", encoding="utf-8")
    (tmp_path / "choices.csv").write_text("list_name,name,label\nici,a,A\n", encoding="utf-8")
    (tmp_path / "settings.csv").write_text("form_title\nEssai\n", encoding="utf-8")
    wrong = json.loads(run("codebook", "--check", "--codebook", tmp_path, "--json", check=1).stdout)
    said = "survey.csv, ligne 2, colonne «\u00a0name\u00a0»\u00a0: espace dans le nom «\u00a0centre nom\u00a0»."
    assert wrong == {"ok": False, "errors": [said]}


def test_a_codebook_that_is_not_there_is_wrong_use(run) -> None:
    for command in (("codebook", "--check"), ("check", "a.xlsx"), ("tabulate", example("2025-2026"))):
        assert run(*command, "--codebook", "rien", check=2).stderr == "rien : fichier introuvable.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("codebook", "--xlsform", "ailleurs/q.xlsx"),
        ("template", "--campaign", "2025-2026", "--centre", "C1", "-o", "ailleurs/q.xlsx"),
        ("template", "--campaign", "2025-2026", "--roster", "centres.csv", "-o", "ailleurs/q.xlsx"),
    ],
)
def test_where_nothing_can_be_written_is_wrong_use(run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "centres.csv").write_text("code,name,commune\nC1,Un,Ici\n", encoding="utf-8")
    said = "ailleurs/q.xlsx ne peut pas être écrit : dossier introuvable.\n"
    assert run(*arguments, check=2).stderr == said


def test_examples_are_not_written_over_a_file(run, tmp_path: Path) -> None:
    (tmp_path / "pris").write_text("là", encoding="utf-8")
    done = run("examples", "--write", "pris", check=2)
    assert done.stderr.strip() == "pris ne peut pas être écrit : un fichier porte déjà ce nom."


def test_examples_say_in_json_what_they_wrote(run, tmp_path: Path) -> None:
    told = json.loads(run("examples", "--write", "exemples", "--json").stdout)
    assert told["loaded"] == 0
    assert {tmp_path / name for name in told["files"]} == set((tmp_path / "exemples").glob("*.xlsx"))


@pytest.mark.parametrize("campaign", ["", "2025", "2025-2027", "2026-2025"])
def test_a_campaign_is_two_years_that_follow_each_other(run, tmp_path: Path, campaign: str) -> None:
    done = run("template", "--campaign", campaign, "--centre", "C1", check=2)
    assert "deux années qui se suivent" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_use_exits_2_and_is_said_in_french(run) -> None:
    assert run("bogus", check=2).stderr.startswith("Commande inconnue")
    assert run("check", check=2).stderr.startswith("Il manque")
    assert run("check", "--bogus", check=2).stderr.startswith("Option inconnue : --bogus.")
    assert run("template", "--campaign", check=2).stderr.startswith("Option mal employée : --campaign.")
    assert run("report", "--campaign", "2025-2026", "a", "b", check=2).stderr.startswith("En trop : a b. Voir")
    assert run("tamplate", check=2).stderr.startswith("Commande inconnue : 'tamplate'. Voir")
    assert run("indicators", "--campaign", "2025-2026", "--by", "age", check=2).stderr.startswith("Valeur refusée")
    run("template", "--campaign", "2025-2026", check=2)
    assert "introuvable" in run("check", "absent.xlsx", check=2).stderr


def test_template_of_one_centre(run, tmp_path: Path) -> None:
    run("template", "--campaign", "2025-2026", "--centre", "C1", "--name", "Centre Un", "-o", "un.xlsx")
    assert load_workbook(tmp_path / "un.xlsx").sheetnames[0] == "Lisez-moi"


def test_a_template_says_in_json_what_it_wrote(run) -> None:
    told = run("template", "--campaign", "2025/2026", "--centre", "C1", "--name", "Un", "--json").stdout
    assert json.loads(told) == {"files": ["passerelle_2025-2026_un_regard-centre.xlsx"]}


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
    path = example("2025-2026_centre-social-c-exemple_regard-centre")
    report = json.loads(run("import", path, "--json").stdout)
    assert [(file["deposit"], file["state"]) for file in report["files"]] == [(1, "accepted")]
    assert json.loads(run("import", path, "--json").stdout)["files"][0]["state"] == "duplicate"

    shown = run("indicators", "--campaign", "2025-2026").stdout.removeprefix("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(shown), delimiter=";"))) > 150
    records = json.loads(run("indicators", "--campaign", "2025-2026", "--format", "json").stdout)
    # The file counts seven lines, one of them a link that is wished for: no figure takes it in.
    assert [file["links"] for file in report["files"]] == [7]
    assert [row["value"] for row in records if row["indicator"] == "liens_recenses"] == [6]


def test_import_says_what_became_of_each_file(run) -> None:
    path = example("2025-2026_centre-social-c-exemple_regard-centre")
    run("template", "--campaign", "2025-2026", "--centre", "C1", "--name", "Un", "-o", "vide.xlsx")
    assert f"{path.name} : déposé sous le nº 1.\n" in run("import", path).stdout.replace("\u00a0", " ")
    again = run("import", path, "vide.xlsx", check=1).stdout.replace("\u00a0", " ")
    assert f"{path.name} : déjà déposé (nº 1) : rien n’a été compté deux fois.\n" in again
    assert "vide.xlsx : refusé, gardé sous le nº 2 : rien n’en est compté.\n" in again


def test_check_and_import_agree_where_no_school_is_asked_for(run, tmp_path: Path) -> None:
    path = tmp_path / "questionnaire"
    path.mkdir()
    write_codebook(path)
    lines = (path / "survey.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",etab_" not in line]
    assert len(kept) == len(lines) - 4
    (path / "survey.csv").write_text("".join(kept), encoding="utf-8")
    answers = "2025-2026;centre;C1;Centre A;actif;caf\n" * 2
    (tmp_path / "liste.csv").write_text(
        f"campagne;regard;centre_code;centre_nom;statut_lien;q1\n{answers}", encoding="utf-8"
    )
    for command in ("check", "import"):
        [file] = json.loads(run(command, "liste.csv", "--codebook", path, "--json").stdout)["files"]
        found = [finding["code"] for finding in file["findings"]]
        assert (file["blocked"], file["links"], found) == (False, 2, ["section_untouched"]), command


def test_indicators_of_an_unknown_campaign_name_the_known_ones(run) -> None:
    run("import", example("2025-2026_centre-social-a"))
    assert "2025-2026" in run("indicators", "--campaign", "1999-2000", check=2).stderr
