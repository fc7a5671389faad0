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
from rich.console import Console

from lib.cli.returns import findings_table
from lib.codebook import load
from lib.findings import find
from lib.intake import Examined
from lib.observation import Place
from tests.support.sheets import write_codebook

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def run(tmp_path: Path):
    """Run one command with a database of its own; returns the completed process."""

    def command(*arguments: object, check: int | None = 0, **more: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'cli.sqlite3'}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "COLUMNS": "200",
            **more,
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
    commands = re.findall(r"^  (\w+)", first.partition("Commandes :\n")[2], re.MULTILINE)
    assert len(commands) >= 11
    for arguments in ([], *([command] for command in commands)):
        shown = run(*arguments, "--help").stdout
        assert shown.startswith(" ".join(["Usage : python -m lib", *arguments])), arguments
        assert "Affiche cette aide." in shown
        assert not ENGLISH.findall(shown), arguments
        assert not re.findall(r"\w\.\.\.", shown), arguments


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
    assert run("check", "--bogus", check=2).stderr.startswith("Option inconnue\u00a0: --bogus.")
    assert run("report", "--campaign", "2025-2026", "a", "b", check=2).stderr.startswith("En trop\u00a0: a b. Voir")
    assert run("tamplate", check=2).stderr.startswith("Commande inconnue\u00a0: «\u00a0tamplate\u00a0». Voir")
    run("template", "--campaign", "2025-2026", check=2)
    assert "introuvable" in run("check", "absent.xlsx", check=2).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("template", "--view", "x"),
            "Valeur refusée pour --view : « x ». Valeurs possibles : centre, ecole. Voir « python -m lib template",
        ),
        (
            ("indicators", "--campaign", "2025-2026", "--by", "l'âge"),
            "Valeur refusée pour --by : « l'âge ». Valeurs possibles : level, priority, qpv, status, centre. Voir",
        ),
        (
            ("codebook", "--xlsform"),
            "Il manque la valeur de l’option : --xlsform. Voir « python -m lib codebook --help ».",
        ),
        (
            ("codebook", "--check=oui"),
            "Cette option ne prend pas de valeur : --check. Voir « python -m lib codebook --help ».",
        ),
        (("check",), "Il manque : FICHIER. Voir « python -m lib check --help »."),
        (("check", "."), ". : c’est un dossier. Nommer les fichiers à y lire, par exemple « *.xlsx »."),
        (("tabulate", "."), ". : c’est un dossier."),
        (("template", "--campaign", "2025-2026", "--roster", "."), ". : c’est un dossier."),
    ],
)
def test_wrong_use_names_what_was_given_and_what_can_be(run, arguments: tuple[str, ...], said: str) -> None:
    assert run(*arguments, check=2).stderr.replace("\u00a0", " ").startswith(said)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("garbage", "DATABASE_URL n’est pas l’adresse d’une base."),
        ("mysql://ici/base", "DATABASE_URL nomme un type de base dont le pilote n’est pas installé."),
        ("sqlite:///retour.txt/base.sqlite3", "son dossier ne peut pas être créé."),
        ("sqlite:///retour.txt", "elle ne répond pas, ou n’est pas une base lisible."),
    ],
)
def test_a_database_that_does_not_open_is_said_in_french(run, tmp_path: Path, url: str, said: str) -> None:
    (tmp_path / "retour.txt").write_text("ce n’est pas une base", encoding="utf-8")
    told = run("indicators", "--campaign", "2025-2026", check=2, DATABASE_URL=url).stderr.replace("\u00a0", " ")
    assert told.startswith(f"La base de données ne s’ouvre pas : {said} ")
    assert not re.findall("URL string|module|Errno|database", told)


@pytest.mark.parametrize("width", range(40, 80))
def test_no_line_begins_with_french_punctuation(width: int) -> None:
    """What rich wraps keeps its no-break spaces, however narrow the terminal."""
    said, shown = find("required_missing", Place("Liens", "B7"), label="Nom", link="lien 1"), io.StringIO()
    Console(width=width, file=shown).print(findings_table("a.xlsx", Examined((), (said,), "", 0)))
    Console(width=width, file=shown).print(f"{said.message} {said.remedy}")
    assert "«" in shown.getvalue()
    assert re.findall(r"^[│\s]*[:;!?»]|«\s*│?$", shown.getvalue(), re.MULTILINE) == []


def test_the_table_of_findings_names_each_place_once(run, tmp_path: Path) -> None:
    run("template", "--campaign", "2025-2026", "--centre", "C1", "--name", "Un", "-o", "faux.xlsx")
    book = load_workbook(tmp_path / "faux.xlsx")
    sheet = book["Liens"]
    column = {cell.value: cell.column for cell in sheet[1]}["etab_nom"]
    row = next(cells[0].row for cells in sheet.iter_rows(max_col=1) if cells[0].value == "lien:1")
    sheet.cell(row, column).value = "École A"
    book.save(tmp_path / "faux.xlsx")
    shown = run("check", "faux.xlsx", check=1).stdout
    assert "│ Liens" in shown
    assert "Feuille «" not in shown
    found = json.loads(run("check", "faux.xlsx", "--json", check=1).stdout)["files"][0]["findings"]
    assert any(finding["message"].startswith("Feuille «") for finding in found)


def test_examples_loaded_twice_are_said_to_be_there(run) -> None:
    first, second = (run("examples", "--load").stdout.replace("\u00a0", " ") for _ in range(2))
    files = len(list((ROOT / "data" / "examples").glob("*.xlsx")))
    assert first == f"{files} retours d’exemple importés.\n"
    assert second == f"0 retour d’exemple importé ; {files} étaient déjà dans la base.\n".replace(" ;", "\u202f;")


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
    assert json.loads(run("indicators", "--campaign", "2025-2026", "--json").stdout) == records
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


def test_importing_the_same_files_twice_changes_nothing(run, tmp_path: Path) -> None:
    """An old version does not take over again, unless that is wanted; what a deposit replaces is always said."""
    lines = "campagne;regard;centre_code;centre_nom;etab_nom;etab_commune;etab_niveau;statut_lien\n{}\n"
    for name, school in (("a", "École A"), ("a2", "École A bis")):
        row = f"2025-2026;centre;C1;Centre A;{school};Ville;elementaire;actif"
        (tmp_path / f"{name}.csv").write_text(lines.format(row), encoding="utf-8")

    def told(*arguments: str) -> list[str]:
        shown = run("import", *arguments).stdout.replace("\u00a0", " ").replace("\u202f", " ")
        return [line for line in shown.splitlines() if re.match(r"a2?\.csv : ", line)]

    assert told("a.csv", "a2.csv") == [
        "a.csv : déposé sous le nº 1.",
        "a2.csv : déposé sous le nº 2 ; remplace le nº 1.",
    ]
    assert told("a.csv", "a2.csv") == [
        "a.csv : déjà déposé (nº 1), remplacé depuis par le nº 2 : rien n’a changé. "
        "Pour revenir à cette version : --again.",
        "a2.csv : déjà déposé (nº 2) : rien n’a été compté deux fois.",
    ]
    [file] = json.loads(run("import", "a.csv", "--json").stdout)["files"]
    known = {"deposit": 1, "state": "duplicate", "replaces": None, "replaced_by": 2}
    assert file["deposits"] == [known]
    assert file.items() >= known.items()
    assert told("a.csv", "--again") == ["a.csv : déposé sous le nº 3 ; remplace le nº 2."]
    [file] = json.loads(run("import", "a2.csv", "--again", "--json").stdout)["files"]
    assert (file["deposit"], file["state"], file["replaces"]) == (4, "accepted", 3)


def test_indicators_of_an_unknown_campaign_name_the_known_ones(run) -> None:
    run("import", example("2025-2026_centre-social-a"))
    assert "2025-2026" in run("indicators", "--campaign", "1999-2000", check=2).stderr
