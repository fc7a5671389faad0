"""Exports of other tools through ``python -m lib import``, by a mapping, into a real database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.store import Store
from tests.support import exports

ROOT = Path(__file__).parent.parent.parent
FIELDS = ("etab_nom", "etab_commune", "etab_niveau", "statut_lien")
JEAN_MOULIN = dict(zip(FIELDS, ("École Jean-Moulin", "Bourg", "elementaire", "actif"), strict=True))
HUGO = dict(zip(FIELDS, ("Collège Hugo", "Bourg", "college", "actif"), strict=True))

CODED = """\
Campagne;Code du centre social;Regard;École;Ville;Niveau;Statut du lien;Avec qui ?
2025-2026;H1;centre;Collège Hugo;Bourg;A2;1;A1 A9
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'listes.sqlite3'}"


@pytest.fixture
def run(url: str, tmp_path: Path):
    """Run one command on a database of its own; what it prints as JSON."""

    def command(*arguments: object, code: int = 0) -> dict:
        environment = os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "lib", *map(str, arguments), "--json"],
            cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stderr + done.stdout
        return json.loads(done.stdout)

    return command


@pytest.fixture
def mapping(tmp_path: Path):
    """A mapping as a JSON file."""

    def write(content: dict) -> Path:
        path = tmp_path / "correspondance.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def stored(url: str) -> dict[tuple[str, str, str], list[dict[str, str]]]:
    """Campaign, centre and view → the answers about each link, by name of the school."""
    with Store.open(url) as store:
        tables = store.tables()
    answers: dict[int, dict[str, str]] = {}
    for row in tables.answers.itertuples():
        answers.setdefault(row.observation, {})[row.question] = row.value
    kept: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in tables.observations.sort_values("id").itertuples():
        kept.setdefault((row.campaign, row.centre, row.view), []).append(answers[row.id])
    return kept


def codes(report: dict) -> list[str]:
    return sorted({one["code"] for one in report["files"][0]["findings"]} - {"section_untouched", "centre_new"})


def test_the_committed_exports_are_those_that_are_shown() -> None:
    for name, data in exports.files().items():
        kept = (exports.FOLDER / name).read_bytes()
        assert kept == data or name.endswith(".xlsx")  # a workbook says when it was made


def test_kobo_repeat_group_becomes_a_return_of_each_view(run, url) -> None:
    report = run("import", exports.FOLDER / "kobo.xlsx")
    assert [one["state"] for one in report["files"][0]["deposits"]] == ["accepted", "accepted"]
    assert codes(report) == []
    first = {"annee_debut": "2019", "r1": "ren_crise autre", "r1_autre": "Une kermesse"}
    first |= {"l2": "lev_crise_violences", "dur_reciprocite": "3"}
    centre, school = {"fonction_repondant": "animation"}, {"fonction_repondant": "enseignant"}
    assert stored(url) == {
        ("2025-2026", "K1", "centre"): [
            JEAN_MOULIN | first | centre,
            HUGO | {"statut_lien": "souhaite", "dur_reciprocite": "nsp"} | centre,
        ],
        ("2025-2026", "K1", "ecole"): [JEAN_MOULIN | {"r1": "aucun", "dur_reciprocite": "2"} | school],
    }
    with Store.open(url) as store:
        said = store.tables().verbatims[["view", "dimension", "text", "citable"]].values.tolist()
    assert said == [["centre", "rencontre", "On ose.", True]]
    # The same bytes again add nothing to either view.
    again = run("import", exports.FOLDER / "kobo.xlsx")
    assert [one["state"] for one in again["files"][0]["deposits"]] == ["duplicate", "duplicate"]


def test_mapping_is_remembered_for_its_source_and_used_again(run, url, mapping) -> None:
    file = exports.FOLDER / "limesurvey.csv"
    assert codes(run("import", file)) == ["columns_unread", "not_submitted"]
    first = JEAN_MOULIN | {"l1": "lev_crise lev_clas autre", "l1_autre": "le gardien", "dur_reciprocite": "2"}
    key = ("2025-2026", "L1", "centre")
    assert stored(url) == {key: [first, HUGO | {"l1": "lev_clas"}]}

    given = run("import", file, "--mapping", mapping(exports.LIMESURVEY_MAPPING))
    # The same bytes read otherwise are another return, which replaces the first.
    assert [(one["deposit"], one["state"]) for one in given["files"][0]["deposits"]] == [(2, "accepted")]
    whole = {key: [first | {"l2": "lev_crise_violences"}, HUGO | {"l1": "lev_clas"}]}
    assert stored(url) == whole

    again = run("import", file)
    assert [(one["deposit"], one["state"]) for one in again["files"][0]["deposits"]] == [(2, "duplicate")]
    assert (codes(again), stored(url)) == (["not_submitted"], whole)


def test_framaforms_tsv_in_utf_16(run, url) -> None:
    report = run("import", exports.FOLDER / "framaforms.tsv")
    assert codes(report) == ["list_passed_over", "not_submitted"]
    assert stored(url) == {
        ("2025-2026", "F1", "centre"): [
            JEAN_MOULIN | {"r1": "ren_a_priori_positif ren_crise", "r2": "les_deux"},
            HUGO | {"r1": "autre", "r1_autre": "la kermesse", "r2": "ecole"},
        ]
    }


def test_google_forms_with_a_mapping(run, url, mapping) -> None:
    report = run("import", exports.FOLDER / "google.csv", "--mapping", mapping(exports.GOOGLE_MAPPING))
    assert codes(report) == ["other_from_text"]
    first = {
        "annee_debut": "2019",
        "r1": "ren_legitimite_centre ren_crise",
        "l1": "lev_dispositifs lev_cafe_parents",
    }
    second = {"r1": "ren_motivation_envie", "l1": "lev_cafe_parents autre", "l1_autre": "le jardin partagé"}
    assert stored(url) == {
        ("2025-2026", "G1", "centre"): [
            JEAN_MOULIN | first | {"dur_reciprocite": "3", "d3": "dur_fil_cpe"},
            HUGO | second | {"dur_reciprocite": "nsp", "d3": "personne"},
        ]
    }


def test_microsoft_forms_of_the_campaign_and_view_that_are_chosen(run, url) -> None:
    file = exports.FOLDER / "microsoft.xlsx"
    assert codes(run("import", file, code=1)) == ["list_campaign_missing", "list_view_missing"]
    run("import", file, "--campaign", "2025-2026", "--view", "centre")
    first = {"q1": "qui_direction qui_parents_relais", "q2": "qui_parents_relais", "dur_hierarchie": "1"}
    assert stored(url) == {("2025-2026", "M1", "centre"): [JEAN_MOULIN | first, HUGO | {"q1": "aucun"}]}


def test_list_made_by_hand_with_title_merged_header_total_and_hidden_sheet(run, url, mapping) -> None:
    file, chosen = exports.FOLDER / "main.xlsx", ("--campaign", "2025-2026", "--view", "centre", "--centre", "H1")
    assert codes(run("import", file, *chosen, code=1)) == [
        "column_doubtful",
        "column_needed",
        "columns_unread",
        "list_passed_over",
    ]
    run("import", file, *chosen, "--mapping", mapping(exports.BY_HAND_MAPPING))
    second = {"statut_lien": "interrompu", "annee_debut": "2015", "q1": "aucun"}
    assert stored(url) == {
        ("2025-2026", "H1", "centre"): [
            JEAN_MOULIN | {"annee_debut": "2019", "q1": "qui_caf qui_police"},
            HUGO | second,
        ]
    }


def test_codes_are_explained_in_the_mapping_that_the_command_prints(run, url, tmp_path) -> None:
    file, told = tmp_path / "codes.csv", tmp_path / "codes.json"
    file.write_text(CODED, encoding="utf-8")
    refused = run("import", file, code=1)
    assert codes(refused) == ["unknown_choice", "unknown_required"]
    shown = run("mapping", file)
    assert shown["values"] == {
        "Niveau": {"A2": None},
        "Statut du lien": {"1": None},
        "Avec qui ?": {"A1": None, "A9": None},
    }
    shown["values"] = {
        "Niveau": {"A2": "college"},
        "Statut du lien": {"1": "actif"},
        "Avec qui ?": {"A1": "qui_caf", "A9": None},
    }
    told.write_text(json.dumps(shown), encoding="utf-8")
    report = run("import", file, "--mapping", told)
    assert codes(report) == ["unknown_choice", "values_said"]
    assert stored(url) == {("2025-2026", "H1", "centre"): [HUGO | {"q1": "qui_caf"}]}
    # The file that waited is no duplicate of the return that it has become, and it waits no longer.
    numbers = [(kept["deposit"], kept["state"]) for one in (refused, report) for kept in one["files"][0]["deposits"]]
    assert numbers == [(1, "refused"), (2, "accepted")]
    with Store.open(url) as store:
        assert store.waiting().empty
    assert codes(run("import", file)) == ["unknown_choice", "values_said"]  # remembered for this source


def test_list_that_waits_is_kept_once_for_whom_it_was_handed_in(run, url) -> None:
    chosen = ("--campaign", "2025-2026", "--view", "centre", "--centre", "H1")
    for _ in range(2):
        report = run("import", exports.FOLDER / "main.xlsx", *chosen, code=1)
        refused = {"deposit": 1, "state": "refused", "replaces": None, "replaced_by": None}
        assert report["files"][0]["deposits"] == [refused]
    with Store.open(url) as store:
        kept = store.waiting()
    assert kept[["filename", "campaign", "centre", "view"]].to_numpy().tolist() == [
        ["main.xlsx", "2025-2026", "H1", "centre"]
    ]


def test_mapping_command_prints_what_can_be_given_back(run, mapping) -> None:
    shown = run("mapping", exports.FOLDER / "main.xlsx")
    assert shown["tool"] == "hand"
    assert shown["to_confirm"] == {"Statut": "statut_lien"}
    assert shown["columns"] == {
        "École": "etab_nom",
        "Ville": "etab_commune",
        "Niveau": "etab_niveau",
        "Avec qui ? / Caf": "q1/qui_caf",
        "Avec qui ? / Police": "q1/qui_police",
        "Avec qui ? / Aucun": "q1/aucun",
        "Depuis": "",
    }
    assert shown["proposal"][0] == {
        "header": "École",
        "target": "etab_nom",
        "label": "Nom de l’établissement",
        "score": 100.0,
        "doubtful": False,
        "samples": ["École Jean-Moulin", "Collège Hugo"],
    }
    confirmed = {**shown, "columns": shown["columns"] | shown["to_confirm"]}
    chosen = ("--campaign", "2025-2026", "--view", "centre", "--centre", "H1")
    checked = run("check", exports.FOLDER / "main.xlsx", *chosen, "--mapping", mapping(confirmed))
    assert codes(checked) == ["list_passed_over"]


def test_mapping_that_is_none_is_wrong_use(run, tmp_path) -> None:
    for content in ("[]", "{", '{"columns": {"a": 1}}'):
        (tmp_path / "m.json").write_text(content, encoding="utf-8")
        with pytest.raises(AssertionError, match=r"JSON|columns"):
            run("check", exports.FOLDER / "main.xlsx", "--mapping", tmp_path / "m.json")
