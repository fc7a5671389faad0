"""KoboToolbox and ODK exports: the sheet as it comes, and the whole return that it is read as."""

# ruff: noqa: E501

from __future__ import annotations

from lib.checks import Expected
from tests.support.lists import EXPECTED, LINK, a_return, quote, read

FIRST = LINK | {"r1": "ren_crise ren_lien_confiance"}
SECOND = LINK | {"etab_nom": "École B", "etab_niveau": "college"}


def test_headers_by_name_with_joined_cell_and_dummies():
    returns, findings = read(
        """
        start      | lien/etab_nom | lien/etab_commune | lien/etab_niveau | lien/statut_lien | rencontre/r1                 | rencontre/r1/ren_crise | rencontre/r1/ren_lien_confiance | rencontre/r1/aucun | leviers/l2 | d1/dur_reciprocite | _id | _uuid | _submission_time    | _index
        2026-03-15 | École A       | Ville             | elementaire      | actif            | ren_crise ren_lien_confiance | 1                      | 1                               | 0                  | n/a        | 2                  | 7   | u1    | 2026-03-15T10:00:00 | 1
        2026-03-16 | École B       | Ville             | college          | actif            | aucun                        | 0                      | 0                               | 1                  |            | nsp                | 8   | u2    | 2026-03-16T10:00:00 | 2
        """
    )
    second = SECOND | {"r1": "aucun", "dur_reciprocite": "nsp"}
    assert returns == (a_return(FIRST | {"dur_reciprocite": "2"}, second, tool="kobo"),)
    assert findings == []


def test_headers_by_label_with_groups_and_logical_dummies():
    returns, findings = read(
        """
        Nom de l’établissement | Commune de l’établissement | Niveau      | Statut du lien | Rencontre/Qu’est-ce qui a fait que ça a pris ?/Situation de crise | Rencontre/Qu’est-ce qui a fait que ça a pris ?/Lien de confiance | Rencontre/Qu’est-ce qui a fait que ça a pris ?/Autre (préciser) | Autre (préciser) | Quelles entrées ou opportunités ont servi ?/Transition entre niveaux scolaires (dont CM2/6e) | _uuid
        École A                | Ville                      | Élémentaire | Actif          | True                                                              | True                                                             | False                                                           |                  | False                                                                                        | u1
        École B                | Ville                      | Collège     | Actif          | False                                                             | False                                                            | True                                                            | La kermesse      | True                                                                                         | u2
        """
    )
    second = SECOND | {"r1": "autre", "r1_autre": "La kermesse", "l1": "lev_transition_niveaux"}
    assert returns == (a_return(FIRST, second, tool="kobo"),)
    assert findings == [("all_no", "Export!I2", "1")]


def test_dummies_with_a_dot_and_codes_that_begin_alike():
    returns, findings = read(
        """
        etab_nom | etab_commune | etab_niveau | statut_lien | l2                       | q1                | q1.qui_parents_eleves | q1.qui_parents_relais | _uuid
        École A  | Ville        | elementaire | actif       | lev_crise_tensions_parents | qui_parents_relais | 0                     | 1                     | u1
        """
    )
    assert returns == (a_return(LINK | {"l2": "lev_crise_tensions_parents", "q1": "qui_parents_relais"}, tool="kobo"),)
    # The nature of a crisis, and no crisis ticked anywhere: counted, and said.
    assert findings == [("answer_not_called_for", "Export!E2")]


def test_repeat_group_takes_along_what_its_submission_says():
    returns, findings = read(
        {
            "Liens école": """
                retour/campagne | retour/regard | retour/centre_code | retour/centre_nom | retour/fonction_repondant | _id | _uuid | _index
                2025-2026       | centre        | C1                 | Centre A          | animation                 | 7   | u1    | 1
                2025-2026       | ecole         | C2                 | Centre B          | enseignant                | 8   | u2    | 2
                2025-2026       | centre        | C2                 | Centre B          | accueil                   | 9   | u3    | 3
            """,
            "lien": """
                lien/etab_nom | lien/etab_commune | lien/etab_niveau | lien/statut_lien | lien/v1  | lien/v1_citable | _index | _parent_table_name | _parent_index
                École A       | Ville             | elementaire      | actif            | On ose.  | oui             | 1      | Liens école        | 1
                École B       | Ville             | college          | actif            |          |                 | 2      | Liens école        | 2
                École B       | Ville             | college          | actif            | Parlons. |                 | 3      | Liens école        | 1
            """,
        },
        Expected(),
    )
    first = a_return(
        LINK,
        SECOND,
        tool="kobo",
        answers={"fonction_repondant": "animation"},
        verbatims=(quote("On ose.", "rencontre", 1, True), quote("Parlons.", "rencontre", 2)),
    )
    school = a_return(
        SECOND,
        tool="kobo",
        centre_code="C2",
        centre_name="Centre B",
        view="ecole",
        answers={"fonction_repondant": "enseignant"},
    )
    assert returns == (first, school)
    assert findings == [("rows_without_link", "lien", "1")]


def test_odk_central_joins_by_key():
    returns, findings = read(
        {
            "Submissions": """
                SubmissionDate | retour-centre_code | meta-instanceID | KEY
                2026-03-15     | C1                 | uuid:1          | uuid:1
            """,
            "Submissions-lien": """
                etab_nom | etab_commune | etab_niveau | statut_lien | rencontre-r1 | PARENT_KEY | KEY
                École A  | Ville        | elementaire | actif       | ren_crise    | uuid:1     | uuid:1/lien[1]
            """,
        }
    )
    assert returns == (a_return(LINK | {"r1": "ren_crise"}, tool="kobo"),)
    assert findings == []


def test_dummies_that_contradict_their_cell_are_said_and_left_out():
    returns, findings = read(
        """
        etab_nom | etab_commune | etab_niveau | statut_lien | r1        | r1/ren_crise | r1/ren_lien_confiance | _uuid
        École A  | Ville        | elementaire | actif       | ren_crise | 0            | 1                     | u1
        École B  | Ville        | college     | actif       | ren_crise |              |                       | u2
        """
    )
    # Empty boxes beside a filled cell contradict nothing.
    assert returns == (a_return(LINK, SECOND | {"r1": "ren_crise"}, tool="kobo"),)
    assert findings == [("choices_disagree", "Export!E2", "ren_crise")]


def test_boxes_that_are_all_zero_are_no_answer():
    returns, findings = read(
        """
        etab_nom | etab_commune | etab_niveau | statut_lien | r1 | r1/ren_crise | r1/aucun | _uuid
        École A  | Ville        | elementaire | actif       |    | 0            | 0        | u1
        École B  | Ville        | college     | actif       |    |              |          | u2
        """
    )
    assert returns == (a_return(LINK, SECOND, tool="kobo"),)
    assert findings == [("all_no", "Export!F2", "1")]


def test_a_code_that_is_no_choice_is_left_out_of_its_answer():
    returns, findings = read(
        """
        etab_nom | etab_commune | etab_niveau | statut_lien | r1                         | l1             | _uuid
        École A  | Ville        | elementaire | actif       | ren_crise ren_lien_confianse | aucun lev_clax | u1
        """,
        EXPECTED,
    )
    # « Aucun » beside something unreadable is not "none".
    assert returns == (a_return(LINK | {"r1": "ren_crise"}, tool="kobo"),)
    assert findings == [
        ("unknown_choice", "Export!E2", "ren_lien_confianse", "Lien de confiance"),
        ("unknown_choice", "Export!F2", "lev_clax", "Dispositif CLAS"),
    ]
