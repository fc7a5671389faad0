"""LimeSurvey, Framaforms, Google and Microsoft Forms: the sheet as it comes, and the return that it is read as."""

# ruff: noqa: E501

from __future__ import annotations

from lib.listing.mapping import Mapping
from tests.support.lists import CODEBOOK, LINK, a_return, read

SECOND = LINK | {"etab_nom": "École B", "etab_niveau": "college"}


def test_limesurvey_counts_submitted_answers_and_leaves_unasked_questions_empty():
    returns, findings = read(
        """
        ID de la réponse | Date de soumission  | Dernière page | Langue de départ | Nom de l’établissement | Commune de l’établissement | Niveau      | Statut du lien | Quelles entrées ou opportunités ont servi ? [Dispositif CLAS] | Quelles entrées ou opportunités ont servi ? [Moments de crise] | Quelles entrées ou opportunités ont servi ? [Autre] | S’il y a eu une crise : laquelle ? [Violences] | S’il y a eu une crise : laquelle ? [Aucun] | Où en êtes-vous sur chacun de ces huit facteurs ? [Réciprocité]
        1                | 2026-03-15 10:00:00 | 3             | fr               | École A                | Ville                      | Élémentaire | Actif          | Oui                                                           | Oui                                                            | le gardien                                          | Oui                                            | Non                                        | 2 – Présent
        2                | 2026-03-15 10:05:00 | 3             | fr               | École B                | Ville                      | Collège     | Actif          | Oui                                                           | Non                                                            |                                                     |                                                |                                            | Sans réponse
        3                |                     | 1             | fr               | École C                | Ville                      | Collège     | Actif          | Oui                                                           | Non                                                            |                                                     |                                                |                                            |
        4                | 2026-03-15 10:10:00 | 3             | fr               | École D                | Ville                      | Collège     | Actif          | Non                                                           | Non                                                            |                                                     | N/A                                            | N/A                                        | Ne sait pas
        """
    )
    first = {"l1": "lev_crise lev_clas autre", "l1_autre": "le gardien", "l2": "lev_crise_violences"}
    assert returns == (
        a_return(
            LINK | first | {"dur_reciprocite": "2"},
            SECOND | {"l1": "lev_clas"},
            SECOND | {"etab_nom": "École D", "dur_reciprocite": "nsp"},
            tool="limesurvey",
        ),
    )
    assert findings == [("not_submitted", "Export", "1"), ("all_no", "Export!I5", "1")]


CODES = """
    id | submitdate          | lastpage | etab_nom | etab_commune | etab_niveau | statut_lien | r1[ren_crise] | g0[SQ001] | l1[SQ003] | d3
    1  | 2026-03-15 10:00:00 | 3        | École A  | Ville        | elementaire | actif       | Y             | Y         | Y         | -oth-
    2  | 2026-03-15 10:00:00 | 3        | École B  | Ville        | college     | actif       | N             |           | N         |
"""


def test_limesurvey_codes_that_say_nothing_wait_for_a_person():
    returns, findings = read(CODES)
    assert returns == (a_return(LINK | {"r1": "ren_crise", "d3": "autre"}, SECOND, tool="limesurvey"),)
    # SQ003 may be the third choice, « Moments de crise »; nothing tells what g0 is.
    assert findings == [
        ("column_doubtful", "Export!J1", "l1[SQ003]", f"{CODEBOOK['l1'].label} – Moments de crise"),
        ("columns_unread", "Export", "1"),
        ("all_no", "Export!H3", "1"),
    ]


def test_limesurvey_codes_are_read_by_a_mapping():
    mapping = Mapping("", {"g0[SQ001]": "q1/qui_caf", "l1[SQ003]": "l1/lev_clas"})
    returns, findings = read(CODES, mapping=mapping)
    first = LINK | {"r1": "ren_crise", "l1": "lev_clas", "q1": "qui_caf", "d3": "autre"}
    assert returns == (a_return(first, SECOND, tool=f"limesurvey+{mapping.digest}"),)
    assert findings == [("all_no", "Export!H3", "1"), ("all_no", "Export!J3", "1")]


def test_framaforms_three_header_rows_and_repeated_other():
    returns, findings = read(
        """
        Liens école |     |                  |                        |                            |         |                                    |                   |       |                   |                              |          |                |
                    |     |                  |                        |                            |         | Qu’est-ce qui a fait que ça a pris ? |                 |       |                   | Qui a fait le premier pas ?  |          |                | Avec qui ? |       |
        Serial      | SID | Submitted Time   | Nom de l’établissement | Commune de l’établissement | Niveau  | A priori positif                   | Situation de crise | Autre | Veuillez préciser | L’école                      | Les deux | Statut du lien | Caf | Autre | Veuillez préciser
        1           | 101 | 15/03/2026 10:00 | École A                | Ville                      | Élémentaire | X                              | X                 |       |                   |                              | X        | Actif          | X   |       |
        2           | 102 | 15/03/2026 10:00 | École B                | Ville                      | Collège |                                    |                   | X     | la kermesse       | X                            | X        | Actif          |     | X     | le maire
        3           | 103 | 15/03/2026 10:00 | École D                | Ville                      | Collège |                                    |                   | le gardien |              | X                            |          | Actif          |     |       |
        """
    )
    assert returns == (
        a_return(
            LINK | {"r1": "ren_a_priori_positif ren_crise", "r2": "les_deux", "q1": "qui_caf"},
            SECOND | {"r1": "autre", "r1_autre": "la kermesse", "q1": "autre", "q1_autre": "le maire"},
            SECOND | {"etab_nom": "École D", "r1": "autre", "r1_autre": "le gardien", "r2": "ecole"},
            tool="framaforms",
        ),
    )
    assert findings == [("list_passed_over", "Export"), ("several_for_one", "Export!K5", "ecole les_deux")]


def test_framaforms_drafts_do_not_count():
    returns, findings = read(
        """
        Numéro de série | SID | Brouillon | Nom de l’établissement | Commune | Niveau      | Statut du lien
        1               | 101 | 0         | École A                | Ville   | Élémentaire | Actif
        2               | 102 | 1         | École B                | Ville   | Collège     | Actif
        """
    )
    assert returns == (a_return(LINK, tool="framaforms"),)
    assert findings == [("not_submitted", "Export", "1")]


def test_google_forms_joins_choices_whose_labels_hold_commas():
    returns, findings = read(
        """
        Horodateur          | Nom de l’établissement | Ville | Niveau      | Statut du lien | Qu’est-ce qui a fait que ça a pris ? | Quelles entrées ou opportunités ont servi ? | Autre (préciser) | Début | Date de la réponse
        15/03/2026 10:22:33 | École A                | Ville | Élémentaire | Actif          | Légitimité du centre social reconnue, confiance dans sa capacité à intervenir, Situation de crise | Dispositifs (REAAP, CLAS, CLSPD, PRE), Café des parents, la kermesse | | 2 019 | 15/03/2026
        15/03/2026 10:25:00 | École B                | Ville | Collège     | Actif          | Motivation, envie, intérêt; Situation de crise | Dispositif CLASS | | vers 2010 |
        """
    )
    first = {
        "r1": "ren_legitimite_centre ren_crise",
        "l1": "lev_dispositifs lev_cafe_parents autre",
        "l1_autre": "la kermesse",
        "annee_debut": "2019",
    }
    second = SECOND | {"r1": "ren_motivation_envie ren_crise"}
    answers = {"date_reponse": "2026-03-15"}
    assert returns == (a_return(LINK | first, second, tool="google", answers=answers),)
    assert findings == [
        ("other_from_text", "Export!G2", "la kermesse"),
        ("unknown_choice", "Export!G3", "Dispositif CLASS", "Dispositif CLAS"),
        ("not_a_number", "Export!I3", "vers 2010", "2010"),
    ]


def test_google_forms_grid_questions_are_the_scales():
    returns, findings = read(
        """
        Horodateur       | Nom de l’établissement | Commune | Niveau      | Statut du lien | Où en êtes-vous sur chacun de ces huit facteurs ? [Réciprocité] | Où en êtes-vous sur chacun de ces huit facteurs ? [Hiérarchie]
        15/03/2026 10:22 | École A                | Ville   | Élémentaire | Actif          | Installé                                                        | 0 - Absent
        """
    )
    assert returns == (a_return(LINK | {"dur_reciprocite": "3", "dur_hierarchie": "0"}, tool="google"),)
    assert findings == []


def test_microsoft_forms_trailing_separators_are_no_choices_and_its_name_column_no_school():
    returns, findings = read(
        """
        ID | Heure de début      | Heure de fin        | Adresse de messagerie | Nom       | Nom de l’établissement | Commune | Niveau      | Statut du lien | Avec qui ?                                             | Autre (préciser) | Quels sont les partenaires moteurs (trois au plus) ? | Pour quoi faire ?        | Autre (préciser)2
        1  | 2026-03-15 10:00:00 | 2026-03-15 10:05:00 | anonymous             | anonymous | École A                | Ville   | Élémentaire | Actif          | Direction (école, collège, lycée);Parents relais ou ressources; |         | Parents relais ou ressources;                        | Autre : ouvrir le jardin; |
        2  | 2026-03-15 10:00:00 | 2026-03-15 10:05:00 | anonymous             | anonymous | École B                | Ville   | Collège     | Actif          | Aucun;                                                 |                  |                                                      | Autre (préciser);         | une radio
        """
    )
    first = {
        "q1": "qui_direction qui_parents_relais",
        "q2": "qui_parents_relais",
        "p1": "autre",
        "p1_autre": "ouvrir le jardin",
    }
    second = SECOND | {"q1": "aucun", "p1": "autre", "p1_autre": "une radio"}
    assert returns == (a_return(LINK | first, second, tool="microsoft"),)
    assert findings == []
