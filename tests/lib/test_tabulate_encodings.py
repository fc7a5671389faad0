"""Each way in which survey tools write answers, as a small sheet, and all that is told of its questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.listing.table import tables
from lib.tabulate import OverrideError, report, tabulate
from tests.support.sheets import sheet

HOW = ("confidence", "reason")


def told(text: str, **how: object) -> dict[str, dict[str, object]]:
    """The JSON of each question by its name, without how sure its type is and why; ¶ is a line break in a cell."""
    shown = sheet("Réponses", text)
    broken = tuple(tuple(cell.replace("¶", "\n") for cell in row) for row in shown.rows)
    (table,) = tables([replace(shown, rows=broken)])
    survey = tabulate(table, **how)
    questions = report.as_dict(report.Report(survey))["questions"]
    return {q["name"]: {key: value for key, value in q.items() if key not in HOW} for q in questions}


def question(name: str, kind: str, columns: list[str], base: int, missing: int, counts: dict[str, int], **more):
    """The JSON of a question, as the issue has it, plus what is said besides."""
    choices = [{"value": value, "n": n} for value, n in counts.items()]
    plain = {"name": name, "label": name, "type": kind, "columns": columns, "base": base, "missing": missing}
    return plain | {"choices": choices} | more


def test_semicolons_with_a_trailing_one_as_microsoft_forms_writes() -> None:
    assert told("""
        ID | Heure de début      | Heure de fin        | Quels leviers ?
        1  | 2025-03-01T10:00:00 | 2025-03-01T10:05:00 | Dispositifs (REAAP, CLAS);Café;
        2  | 2025-03-01T11:00:00 | 2025-03-01T11:05:00 | Café;
        3  | 2025-03-01T12:00:00 | 2025-03-01T12:05:00 |
        4  | 2025-03-01T13:00:00 | 2025-03-01T13:05:00 | Radio, télé;Café;
    """) == {
        "ID": question("ID", "identifier", ["ID"], 4, 0, {}),
        "Heure de début": question("Heure de début", "identifier", ["Heure de début"], 4, 0, {}),
        "Heure de fin": question("Heure de fin", "identifier", ["Heure de fin"], 4, 0, {}),
        "Quels leviers ?": question(
            "Quels leviers ?",
            "multiple",
            ["Quels leviers ?"],
            3,
            1,
            {"Café": 3, "Dispositifs (REAAP, CLAS)": 1, "Radio, télé": 1},
        ),
    }  # fmt: skip


def test_commas_do_not_cut_the_labels_that_hold_them() -> None:
    assert told("""
        Horodateur          | Leviers
        01/03/2025 10:00:00 | Dispositifs (REAAP, CLAS), Café des parents
        01/03/2025 10:01:00 | Café des parents
        01/03/2025 10:02:00 | Légitimité reconnue, confiance, Dispositifs (REAAP, CLAS)
        01/03/2025 10:03:00 | Légitimité reconnue, confiance
    """)["Leviers"] == question(
        "Leviers",
        "multiple",
        ["Leviers"],
        4,
        0,
        {"Dispositifs (REAAP, CLAS)": 2, "Café des parents": 2, "Légitimité reconnue, confiance": 2},
    )


def test_what_somebody_typed_behind_the_choices_is_other() -> None:
    assert told("""
        Horodateur          | Leviers
        01/03/2025 10:00:00 | Café, thé ou autre, Santé
        01/03/2025 10:01:00 | Santé
        01/03/2025 10:02:00 | Café, thé ou autre
        01/03/2025 10:03:00 | Santé, Café, thé ou autre, le bouche-à-oreille entre voisins
    """)["Leviers"]["choices"] == [
        {"value": "Café, thé ou autre", "n": 3},
        {"value": "Santé", "n": 3},
        {"value": "Autre (texte libre)", "n": 1},
    ]


def test_line_breaks_join_choices() -> None:
    rows = told(
        """
        Q  | Qui ?
        q1 | Caf¶Police, gendarmerie
        q2 | Police, gendarmerie
        q3 | Caf
        q4 | Mairie¶Caf
    """
    )
    assert rows["Qui ?"] == question(
        "Qui ?", "multiple", ["Qui ?"], 4, 0, {"Caf": 3, "Police, gendarmerie": 2, "Mairie": 1}
    )  # fmt: skip


def test_codes_between_spaces_of_which_one_begins_like_another() -> None:
    assert told("""
        _id | l1
        1   | clas parents_relais
        2   | parents
        3   | n/a
        4   | clas
        5   | clas parents
    """)["l1"] == question("l1", "multiple", ["l1"], 4, 1, {"clas": 3, "parents": 2, "parents_relais": 1})


def test_numbers_of_choices_in_a_row_are_no_decimals() -> None:
    assert told("""
        N° | codes   | prix
        1  | 1,3     | 1,3
        2  | 2       | 2
        3  | 1,2,3   | 12,75
        4  | 3       | 1 200,50
    """) == {
        "N°": question("N°", "identifier", ["N°"], 4, 0, {}),
        "codes": question("codes", "multiple", ["codes"], 4, 0, {"1": 2, "2": 2, "3": 3}),
        "prix": question(
            "prix", "number", ["prix"], 4, 0, {}, mean=304.1375, median=7.375, min=1.3, max=1200.5
        ),
    }  # fmt: skip


def test_boxes_beside_their_joined_cell_are_one_question() -> None:
    assert told("""
        _id | l/l1        | l/l1/caf | l/l1/police | l/l1/autre | l/l1_autre
        1   | caf police  | 1        | 1           | 0          |
        2   | autre       | 0        | 0           | 1          | la radio
        3   |             |          |             |            |
        4   | caf         | 1        | 0           | 0          |
    """)["l/l1"] == question(
        "l/l1",
        "multiple",
        ["l/l1", "l/l1/caf", "l/l1/police", "l/l1/autre"],
        3,
        1,
        {"caf": 2, "police": 1, "autre": 1},
    )


def test_labels_of_several_words_between_spaces_as_kobo_joins_them() -> None:
    assert told("""
        Qui ?                 | Qui ?/Caf | Qui ?/Police municipale | Qui ?/Police
        Caf Police municipale | 1         | 1                       | 0
        Police                | 0         | 0                       | 1
        Police municipale     | 0         | 1                       | 0
    """) == {
        "Qui ?": question(
            "Qui ?",
            "multiple",
            ["Qui ?", "Qui ?/Caf", "Qui ?/Police municipale", "Qui ?/Police"],
            3,
            0,
            {"Caf": 1, "Police municipale": 2, "Police": 1},
        )
    }


def test_boxes_that_contradict_their_joined_cell_are_left_out_and_said() -> None:
    found = told("""
        _id | l1         | l1/caf | l1/police
        1   | caf police | 1      | 1
        2   | caf        | 1      | 1
        3   | police     | 0      | 1
    """)["l1"]
    warnings = found.pop("warnings")
    assert found == question(
        "l1", "multiple", ["l1", "l1/caf", "l1/police"], 2, 1, {"caf": 1, "police": 2}
    )  # fmt: skip
    assert [w.replace("\u00a0", " ") for w in warnings] == [
        "Les cases et la cellule qui les réunit se contredisent (ligne 3 du fichier) : "
        "réponse laissée de côté, à vérifier."
    ]


def test_boxes_with_dots_and_true_or_false() -> None:
    assert told("""
        KEY | q1.caf | q1.police | q2.a | q2.b
        u1  | True   | False     | 1    | 0
        u2  | False  | True      | 0    | 1
        u3  | True   | True      | 0    | 0
    """) == {
        "KEY": question("KEY", "identifier", ["KEY"], 3, 0, {}),
        "q1": question("q1", "multiple", ["q1.caf", "q1.police"], 3, 0, {"caf": 2, "police": 2}),
        "q2": question(
            "q2",
            "multiple",
            ["q2.a", "q2.b"],
            2,
            1,
            {"a": 1, "b": 1},
            none_ticked=1,
            warnings=["1 ligne sans aucune case cochée\u00a0: comptée sans réponse."],
        ),
    }


def test_codes_in_brackets_and_a_filter_question() -> None:
    """Row 3 says « Non » throughout: asked, no answer. Row 4 says nothing: not asked."""
    assert told("""
        id | submitdate | g0[SQ001] | g0[SQ002] | g1
        1  | 2025-03-01 | Oui       | Non       | A1
        2  | 2025-03-01 | Oui       | Oui       | A2
        3  | 2025-03-02 | Non       | Non       | A1
        4  | 2025-03-02 |           |           | A1
        5  |            | Oui       | Oui       | A2
    """) == {
        "id": question("id", "identifier", ["id"], 4, 0, {}),
        "submitdate": question("submitdate", "identifier", ["submitdate"], 4, 0, {}),
        "g0": question(
            "g0",
            "multiple",
            ["g0[SQ001]", "g0[SQ002]"],
            2,
            2,
            {"SQ001": 2, "SQ002": 1},
            not_asked=1,
            none_ticked=1,
            warnings=["1 ligne sans aucune case cochée\u00a0: comptée sans réponse."],
        ),
        "g1": question("g1", "single", ["g1"], 4, 0, {"A1": 3, "A2": 1}),
    }


def test_labels_in_brackets_whose_other_box_holds_what_was_typed() -> None:
    assert told("""
        Qui ? [Caf (77)] | Qui ? [Police] | Qui ? [Autre]
        Oui              | Non            |
        Non              | Oui            | la radio
        Oui              | Non            | les voisins
    """) == {
        "Qui ?": question(
            "Qui ?",
            "multiple",
            ["Qui ? [Caf (77)]", "Qui ? [Police]", "Qui ? [Autre]"],
            3,
            0,
            {"Caf (77)": 2, "Police": 1, "Autre": 2},
        )
    }


def test_the_label_in_a_column_of_its_own() -> None:
    assert told("""
        Respondent ID | Start Date | Quels outils ? |          |                          | Votre avis
                      |            | Journal        | Site web | Autre (veuillez préciser)| Réponse
        1             | 2025-01-01 | Journal        |          |                          | Bien
        2             | 2025-01-01 |                | Site web |                          | Mal
        3             | 2025-01-02 | Journal        | Site web | le bouche-à-oreille      | Bien
        4             | 2025-01-02 |                |          |                          | Bien
    """) == {
        "Respondent ID": question("Respondent ID", "identifier", ["Respondent ID"], 4, 0, {}),
        "Start Date": question("Start Date", "identifier", ["Start Date"], 4, 0, {}),
        "Quels outils ?": question(
            "Quels outils ?",
            "multiple",
            [
                "Quels outils ? / Journal",
                "Quels outils ? / Site web",
                "Quels outils ? / Autre (veuillez préciser)",
            ],
            3,
            1,
            {"Journal": 2, "Site web": 2, "Autre (veuillez préciser)": 1},
        ),
        "Votre avis": question("Votre avis", "single", ["Votre avis / Réponse"], 4, 0, {"Bien": 3, "Mal": 1}),
    }


def test_crosses_under_merged_headers_and_notes_under_another() -> None:
    assert told("""
        Nom | Partenaires |        |        | Notes   |
            | Caf         | Police | Mairie | Accueil | Lieu
        A   | x           |        | x      | 3       | 5
        B   |             | X      |        | 4       | 1
        C   | x           | x      |        | 5       | 2
    """) == {
        "Nom": question("Nom", "identifier", ["Nom"], 3, 0, {}),
        "Partenaires": question(
            "Partenaires",
            "multiple",
            ["Partenaires / Caf", "Partenaires / Police", "Partenaires / Mairie"],
            3,
            0,
            {"Caf": 2, "Police": 2, "Mairie": 1},
        ),
        "Notes / Accueil": question(
            "Notes / Accueil", "scale", ["Notes / Accueil"], 3, 0, {"3": 1, "4": 1, "5": 1},
            mean=4.0, median=4, min=3, max=5,
        ),
        "Notes / Lieu": question(
            "Notes / Lieu", "scale", ["Notes / Lieu"], 3, 0, {"1": 1, "2": 1, "5": 1},
            mean=8 / 3, median=2, min=1, max=5,
        ),
    }  # fmt: skip


def test_crosses_side_by_side_without_a_common_header() -> None:
    assert told("""
        Commune | Caf | Police | Mairie
        Ville   | x   |        | x
        Bourg   |     |        |
        Ville   | X   | x      |
    """)["Caf … Mairie"] == question(
        "Caf … Mairie", "multiple", ["Caf", "Police", "Mairie"], 2, 1, {"Caf": 2, "Police": 1, "Mairie": 1}
    )


def test_questions_of_one_section_are_no_choices() -> None:
    """Yes and no under one group of a form, beside an age: three questions."""
    rows = told("""
        profil/vu | profil/aide | profil/age
        oui       | non         | 34
        non       | oui         | 41
        oui       | oui         | 29
    """)
    assert {name: found["type"] for name, found in rows.items()} == {
        "profil/vu": "single",
        "profil/aide": "single",
        "profil/age": "number",
    }


def test_rows_of_a_matrix_are_questions_of_their_own() -> None:
    rows = told("""
        id | Avis [Accueil] | Avis [Horaires] | Rang[1] | Rang[2]
        1  | Satisfait      | Pas satisfait   | A1      | A2
        2  | Très satisfait | Satisfait       | A2      | A1
        3  | Satisfait      | Satisfait       | A2      | A1
    """)
    assert {name: found["type"] for name, found in rows.items()} == {
        "id": "identifier",
        "Avis [Accueil]": "scale",
        "Avis [Horaires]": "scale",
        "Rang[1]": "single",
        "Rang[2]": "single",
    }


def test_boxes_may_be_called_one_choice_but_no_number() -> None:
    """« 1 » in the boxes of two choices is no quantity; a person may say that only one can be ticked."""
    text = """
        id | q[1] | q[2]
        1  | Oui  | Non
        2  | Oui  | Oui
        3  | Non  | Oui
    """
    warned = told(text, overrides={"q": "single"})["q"]
    assert (warned["type"], warned["warnings"]) == ("single", ["1 ligne a plusieurs cases cochées."])
    with pytest.raises(OverrideError, match="une colonne par choix"):
        told(text, overrides={"q": "number"})
