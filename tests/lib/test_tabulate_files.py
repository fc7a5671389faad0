"""Files shaped like each tool's export, counted as a whole; with an XLSForm, its types and labels rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lib.masking import PERCENT_FROM
from lib.tabulate import OverrideError, report
from lib.worker import Worker
from tests.support import files

EXPORTS = Path(__file__).parent.parent / "data" / "exports"
CODEBOOK = {
    "survey": [
        ["type", "name", "label::Français (fr)", "relevant"],
        ["select_one oui_non", "vu", "L’école participe-t-elle ?", ""],
        ["select_multiple levier", "l1", "Quels leviers ?", "${vu} = 'oui'"],
        ["text", "l1_autre", "Autre levier", ""],
        ["select_one note", "n1", "Réciprocité", ""],
        ["integer", "age", "Âge", ""],
    ],
    "choices": [
        ["list_name", "name", "label::Français (fr)"],
        ["oui_non", "oui", "Oui"],
        ["oui_non", "non", "Non"],
        ["levier", "clas", "Dispositifs (REAAP, CLAS)"],
        ["levier", "parents", "Café des parents"],
        ["levier", "parents_relais", "Parents relais"],
        ["levier", "autre", "Autre"],
        ["note", "0", "0 – Absent"],
        ["note", "1", "1 – Ébauché"],
        ["note", "2", "2 – Présent"],
        ["note", "nsp", "Ne sait pas"],
    ],
    "settings": [["form_title", "form_id"], ["Petit", "petit"]],
}


def read(name: str, **how: object) -> dict[str, object]:
    return report.as_dict(report.examine((EXPORTS / name).read_bytes(), name, **how))


def brief(told: dict[str, object]) -> list[tuple]:
    """Name, type, base, missing, {choice: n} of each question that is no identifier."""
    return [
        (q["name"], q["type"], q["base"], q["missing"], {c["value"]: c["n"] for c in q["choices"]})
        for q in told["questions"]
        if q["type"] != "identifier"
    ]


def test_kobo() -> None:
    told = read("tabulate_kobo.csv")
    assert told["rows"] == 5
    assert brief(told) == [
        ("profil/fonction", "single", 5, 0, {"referent": 3, "direction": 2}),
        ("profil/anciennete", "number", 5, 0, {}),
        ("lien/l1", "multiple", 3, 2, {"clas": 2, "parents": 1, "parents_relais": 1}),
        ("lien/l1_autre", "text", 0, 5, {}),
        ("lien/note", "scale", 4, 1, {"3": 1, "4": 2, "5": 1}),
    ]
    tenure = told["questions"][3]
    assert (tenure["mean"], tenure["median"], tenure["min"], tenure["max"]) == (5.1, 3.5, 1, 12)


def test_limesurvey() -> None:
    told = read("tabulate_limesurvey.csv")
    assert told["rows"] == 4
    assert told["notes"] == ["1 ligne non envoyée, laissée de côté (réponses abandonnées ou brouillons)."]
    assert brief(told) == [
        (
            "Quels leviers ?",
            "multiple",
            3,
            1,
            {"Dispositifs (REAAP, CLAS, PRE)": 2, "Légitimité reconnue, confiance": 2, "Autre": 1},
        ),
        ("L’école participe-t-elle ?", "single", 4, 0, {"Oui": 3, "Non": 1}),
        ("Si oui, comment ?", "multiple", 2, 2, {"Réunions": 2, "Sorties": 1}),
        (
            "Êtes-vous satisfait ?",
            "scale",
            4,
            0,
            {"Pas du tout satisfait(e)": 1, "Plutôt satisfait(e)": 2, "Très satisfait(e)": 1},
        ),
    ]


def test_framaforms() -> None:
    told = read("tabulate_framaforms.tsv")
    assert brief(told) == [
        (
            "Avec quels partenaires ?",
            "multiple",
            3,
            1,
            {"Caf": 2, "Police municipale": 1, "Parents d’élèves, représentants": 1, "Autre": 1},
        ),
        ("Avec quels partenaires ? / Veuillez préciser", "text", 1, 3, {}),
        ("Depuis quelle année ?", "number", 3, 1, {}),
        ("Note de 0 à 10", "scale", 3, 1, {"0 - Jamais": 1, "7": 1, "10 – Tout à fait": 1}),
    ]


def test_google_forms() -> None:
    assert brief(read("tabulate_google.csv")) == [
        (
            "Quels leviers ?",
            "multiple",
            5,
            1,
            {
                "Dispositifs (REAAP, CLAS, PRE)": 3,
                "Café des parents": 2,
                "Légitimité reconnue, confiance": 2,
            },
        ),
        ("Vous êtes", "single", 5, 1, {"Bénévole": 3, "Salarié(e)": 1, "Habitant(e)": 1}),
        ("Âge", "number", 4, 2, {}),
        ("Code postal", "text", 5, 1, {}),
        ("Un commentaire ?", "text", 3, 3, {}),
    ]


SHEETS = {
    "Lisez-moi": [["Export du 12 mars"]],
    "Codes": [["code", "libellé"], ["a", "A"], ["b", "B"]],
    "Données": [
        ["ID", "vu", "l1", "l1/clas", "l1/parents", "l1/parents_relais", "l1/autre", "n1", "age", "Météo"],
        [1, "oui", "clas parents_relais", 1, 0, 1, 0, "2", 34, "beau"],
        [2, "oui", "autre", 0, 0, 0, 1, "0 – Absent", 41, "gris"],
        [3, "non", None, None, None, None, None, "nsp", None, "beau"],
        [4, "oui", None, None, None, None, None, "7", "trente", "beau"],
        [5, "non", None, None, None, None, None, None, 29, "gris"],
    ],
}


def test_the_fullest_sheet_is_read_and_the_others_are_named() -> None:
    data = files.workbook(SHEETS)
    told = report.as_dict(report.examine(data, "export.xlsx"))
    assert (told["sheet"], told["rows"]) == ("Données", 5)
    assert {"sheet": "Codes", "rows": 2} in told["sheets"]
    other = report.as_dict(report.examine(data, "export.xlsx", sheet="codes"))
    assert (other["sheet"], other["rows"], brief(other)[0][0]) == ("Codes", 2, "code")


def test_an_unknown_sheet_is_a_finding_that_names_the_known_ones() -> None:
    told = report.examine(files.workbook(SHEETS), "export.xlsx", sheet="Feuille 9")
    assert told.survey is None
    (finding,) = told.findings
    assert finding.code == "unknown_sheet"
    assert "Données" in finding.message


def test_a_hidden_sheet_is_not_read_as_data() -> None:
    told = report.examine(files.workbook(SHEETS, hidden=("Données",)), "export.xlsx")
    assert told.survey is not None
    assert told.survey.sheet == "Codes"


def test_a_file_without_a_table_is_one_finding() -> None:
    told = report.examine(files.workbook({"Lisez-moi": [["Rien ici"]]}), "vide.xlsx")
    assert (told.survey, [finding.code for finding in told.findings]) == (None, ["no_table"])


@pytest.fixture
def xlsform(tmp_path: Path) -> Path:
    path = tmp_path / "petit.xlsx"
    path.write_bytes(files.workbook(CODEBOOK))
    return path


def test_with_an_xlsform_its_types_labels_and_choices_rule(xlsform: Path) -> None:
    """Zero counts stand, in its order; what it does not know is told; « ne sait pas » leaves the base."""
    told = report.as_dict(report.examine(files.workbook(SHEETS), "export.xlsx", codebook_path=xlsform))
    of_form = [q for q in told["questions"] if q["reason"] == "d’après le questionnaire"]
    shown = ("name", "label", "type", "base", "missing", "not_asked", "dont_know", "unknown", "mean")
    assert [{key: q[key] for key in shown if key in q} for q in of_form] == [
        {"name": "vu", "label": "L’école participe-t-elle ?", "type": "single", "base": 5, "missing": 0},
        {"name": "l1", "label": "Quels leviers ?", "type": "multiple", "base": 2, "missing": 3, "not_asked": 2},
        {
            "name": "n1", "label": "Réciprocité", "type": "scale", "base": 2, "missing": 3, "dont_know": 1,
            "unknown": [{"value": "7", "n": 1}], "mean": 1.0,
        },
        {"name": "age", "label": "Âge", "type": "number", "base": 3, "missing": 2, "mean": 104 / 3},
    ]  # fmt: skip
    assert of_form[1]["choices"] == [
        {"value": "Dispositifs (REAAP, CLAS)", "n": 1, "code": "clas"},
        {"value": "Café des parents", "n": 0, "code": "parents"},
        {"value": "Parents relais", "n": 1, "code": "parents_relais"},
        {"value": "Autre", "n": 1, "code": "autre"},
    ]
    assert of_form[2]["choices"] == [
        {"value": "0 – Absent", "n": 1, "code": "0"},
        {"value": "1 – Ébauché", "n": 0, "code": "1"},
        {"value": "2 – Présent", "n": 1, "code": "2"},
    ]
    assert ("Météo", "single") in [(q["name"], q["type"]) for q in told["questions"]]


def test_shares_are_given_from_a_base_of_ten_only() -> None:
    def shares(answers: int) -> list[object]:
        rows = [["Lieu"], *[["ici"]] * (answers - 1), ["là"]]
        told = report.as_dict(report.examine(files.workbook({"F": [[*row, "x"] for row in rows]}), "f.xlsx"))
        return [choice.get("share") for choice in told["questions"][0]["choices"]]

    assert shares(9) == [None, None]
    assert shares(10) == [0.9, 0.1]
    assert report.share_of(1, PERCENT_FROM) is not None
    assert report.share_of(1, PERCENT_FROM - 1) is None


def test_hostile_bytes_are_one_finding_and_a_wrong_correction_is_raised() -> None:
    data = (EXPORTS / "tabulate_google.csv").read_bytes()
    with Worker(1) as worker:
        bad = report.examine_safely(worker, b"PK\x03\x04 not a workbook", "faux.xlsx")
        good = report.examine_safely(worker, data, "google.csv", overrides={"Âge": "text"})
        with pytest.raises(OverrideError):
            report.examine_safely(worker, data, "google.csv", overrides={"Pas là": "text"})
    assert (bad.survey, len(bad.findings)) == (None, 1)
    assert good.survey["Âge"].question.type == "text"


def test_json_holds_only_plain_values() -> None:
    told = read("tabulate_kobo.csv")
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
