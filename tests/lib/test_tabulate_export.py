"""Another survey as files and as the overview of its questions."""

from __future__ import annotations

import json

from lib.tabulate import export
from lib.tabulate.report import examine

SURVEY = "Vous êtes;Âge\nParent;40\nParent;\nEnseignant;35\n".encode()


def test_overview_has_a_row_per_question() -> None:
    shown = export.overview(examine(SURVEY, "enquete.csv").survey)
    assert shown[["Question", "Type", "Base", "Sans réponse"]].to_numpy().tolist() == [
        ["Vous êtes", "choix unique", 3, 0],
        ["Âge", "nombre", 2, 1],
    ]


def test_files_hold_every_question() -> None:
    report = examine(SURVEY, "enquete.csv")
    told = json.loads(export.json_bytes(report))
    assert (told["rows"], [question["name"] for question in told["questions"]]) == (3, ["Vous êtes", "Âge"])
    header, *rows = export.csv(report.survey, "enquete.csv").decode("utf-8-sig").splitlines()
    assert header.startswith("Fichier;Feuille;Indicateur;Question;Code;Modalité")
    assert [row.split(";")[3] for row in rows] == ["Vous êtes", "Vous êtes", "Âge", "Âge"]
