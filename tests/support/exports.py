"""The small exports in ``tests/data/exports``, one shaped like each tool's own, and how they were made.

``python -m tests.support.exports`` writes them again.
"""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

from tests.support.files import workbook
from tests.support.sheets import table

FOLDER = Path(__file__).parent.parent / "data" / "exports"

KOBO = {
    "Liens école-centre social": """
        start               | retour/campagne | retour/regard | retour/centre_code | retour/centre_nom | retour/fonction_repondant | _id | _uuid | _submission_time    | _validation_status | _index
        2026-03-15T10:00:00 | 2025-2026       | centre        | K1                 | Centre Kobo       | animation                 | 70  | u-1   | 2026-03-15T10:20:00 |                    | 1
        2026-03-16T09:00:00 | 2025-2026       | ecole         | K1                 | Centre Kobo       | enseignant                | 71  | u-2   | 2026-03-16T09:10:00 |                    | 2
    """,
    "lien": """
        lien/etab_nom     | lien/etab_commune | lien/etab_niveau | lien/annee_debut | lien/statut_lien | lien/rencontre/r1                  | lien/rencontre/r1/ren_crise | lien/rencontre/r1/ren_a_priori_positif | lien/rencontre/r1/autre | lien/rencontre/r1/aucun | lien/rencontre/r1_autre | lien/leviers/l2 | lien/leviers/l2/lev_crise_violences | lien/durabilite/d1/dur_reciprocite | lien/paroles/v1 | lien/paroles/v1_citable | _index | _parent_table_name        | _parent_index | _submission__uuid
        École Jean-Moulin | Bourg             | elementaire      | 2019             | actif            | ren_crise autre                    | 1                           | 0                                      | 1                       | 0                       | Une kermesse            | lev_crise_violences | 1                               | 3                                  | On ose.         | oui                     | 1      | Liens école-centre social | 1             | u-1
        Collège Hugo      | Bourg             | college          | n/a              | souhaite         |                                    |                             |                                        |                         |                         |                         | n/a             | n/a                                 | nsp                                |                 |                         | 2      | Liens école-centre social | 1             | u-1
        École Jean-Moulin | Bourg             | elementaire      |                  | actif            | aucun                              | 0                           | 0                                      | 0                       | 1                       |                         |                 |                                     | 2                                  |                 |                         | 3      | Liens école-centre social | 2             | u-2
    """,
}

LIMESURVEY = """
    ID de la réponse | Date de soumission  | Dernière page | Langue de départ | Tête de série | Campagne (année scolaire) | Regard        | Code du centre social | Nom de l’établissement | Commune de l’établissement | Niveau      | Statut du lien | Quelles entrées ou opportunités ont servi ? [Dispositif CLAS] | Quelles entrées ou opportunités ont servi ? [Moments de crise] | Quelles entrées ou opportunités ont servi ? [Autre] | g0[SQ001] | g0[SQ002] | Où en êtes-vous sur chacun de ces huit facteurs ? [Réciprocité]
    1                | 2026-03-15 10:00:00 | 3             | fr               | 1234          | 2025-2026                 | Centre social | L1                    | École Jean-Moulin      | Bourg                      | Élémentaire | Actif          | Oui                                                           | Oui                                                            | le gardien                                          | Oui       | Non       | 2 – Présent
    2                | 2026-03-15 10:05:00 | 3             | fr               | 1235          | 2025-2026                 | Centre social | L1                    | Collège Hugo           | Bourg                      | Collège     | Actif          | Oui                                                           | Non                                                            |                                                     |           |           | Sans réponse
    3                |                     | 1             | fr               | 1236          | 2025-2026                 | Centre social | L1                    | Lycée Curie            | Bourg                      | Lycée       | Actif          | Oui                                                           | Non                                                            |                                                     |           |           |
"""
LIMESURVEY_MAPPING = {"columns": {"g0[SQ001]": "l2/lev_crise_violences", "g0[SQ002]": "l2/aucun"}}

FRAMAFORMS = """
    Liens entre écoles et centres sociaux | | | | | | | | | | | | | | |
     | | | | | | | | | | Qu’est-ce qui a fait que ça a pris ? | | | | Qui a fait le premier pas ? | |
    Numéro de série | SID | Heure de soumission | Brouillon | Campagne | Code du centre social | Regard | Nom de l’établissement | Commune de l’établissement | Niveau | A priori positif | Situation de crise | Autre | Veuillez préciser | L’école | Les deux | Statut du lien
    1 | 101 | 15/03/2026 10:00 | 0 | 2025-2026 | F1 | Centre social | École Jean-Moulin | Bourg | Élémentaire | X | X |   |             |   | X | Actif
    2 | 102 | 15/03/2026 10:05 | 0 | 2025-2026 | F1 | Centre social | Collège Hugo      | Bourg | Collège     |   |   | X | la kermesse | X |   | Actif
    3 | 103 | 15/03/2026 10:07 | 1 | 2025-2026 | F1 | Centre social | Lycée Curie       | Bourg | Lycée       | X |   |   |             |   |   | Actif
"""

GOOGLE = """
    Horodateur          | Campagne  | Code du centre social | Regard        | Nom de l’établissement | Ville | Niveau      | Statut du lien | Début | Qu’est-ce qui a fait que ça a pris ?                                                                | Quelles entrées ou opportunités ont servi ?                    | Où en êtes-vous sur chacun de ces huit facteurs ? [Réciprocité] | Qui tient le fil ?
    15/03/2026 10:22:33 | 2025-2026 | G1                    | Centre social | École Jean-Moulin      | Bourg | Élémentaire | Actif          | 2019  | Légitimité du centre social reconnue, confiance dans sa capacité à intervenir, Situation de crise | Dispositifs (REAAP, CLAS, CLSPD, PRE), Café des parents        | 3 – Installé                                                    | CPE
    15/03/2026 10:30:00 | 2025-2026 | G1                    | Centre social | Collège Hugo           | Bourg | Collège     | Actif          |       | Motivation, envie, intérêt                                                                         | Café des parents, le jardin partagé                            | Ne sait pas                                                     | Personne
"""
GOOGLE_MAPPING = {"columns": {"Qui tient le fil ?": "d3"}}

MICROSOFT = {
    "Feuil1": """
        ID | Heure de début      | Heure de fin        | Adresse de messagerie | Nom       | Code du centre social | Nom de l’établissement | Commune | Niveau      | Statut du lien | Avec qui ?                                                      | Autre (préciser) | Quels sont les partenaires moteurs (trois au plus) ? | Hiérarchie
        1  | 2026-03-15 10:00:00 | 2026-03-15 10:05:00 | anonymous             | anonymous | M1                    | École Jean-Moulin      | Bourg   | Élémentaire | Actif          | Direction (école, collège, lycée);Parents relais ou ressources; |                  | Parents relais ou ressources;                        | 1 – Ébauché
        2  | 2026-03-15 10:10:00 | 2026-03-15 10:15:00 | anonymous             | anonymous | M1                    | Collège Hugo           | Bourg   | Collège     | Actif          | Aucun;                                                          |                  |                                                      |
    """
}

BY_HAND = {
    "Liens": """
        Liens du centre social, mars 2026 | | | | | | |
        .
        École             | Ville | Niveau      | Statut      | Avec qui ? |        |              | Depuis
                          |       |             |             | Caf        | Police | Aucun        |
        École Jean-Moulin | Bourg | Élémentaire | Actif       | x          | x      |              | 2019
        Collège Hugo      | Bourg | Collège     | Interrompu  |            |        | x            | 2015
        Total             | 2     |             |             | 1          | 1      | 1            |
    """,
    "Brouillon": """
        École       | Ville
        Ne pas lire | Bourg
    """,
}
BY_HAND_MAPPING = {"columns": {"Statut": "statut_lien", "Depuis": "annee_debut"}}


def _text(given: str, separator: str, end: str = "\r\n") -> str:
    """A text file; what holds the separator, a quote or a line break is quoted."""
    rows = table(given)
    width = max(map(len, rows))

    def cell(text: str) -> str:
        return f'"{text}"' if separator in text or '"' in text else text

    return "".join(separator.join(map(cell, [*row, *[""] * (width - len(row))])) + end for row in rows)


def files() -> dict[str, bytes]:
    """File name → bytes of every export."""
    return {
        "kobo.xlsx": workbook({name: table(rows) for name, rows in KOBO.items()}),
        "limesurvey.csv": _text(LIMESURVEY, ",").encode("utf-8-sig"),
        "framaforms.tsv": _text(FRAMAFORMS, "\t", "\n").encode("utf-16"),
        "google.csv": _text(GOOGLE, ",").encode("utf-8"),
        "microsoft.xlsx": workbook({name: table(rows) for name, rows in MICROSOFT.items()}),
        "main.xlsx": workbook({name: table(rows) for name, rows in BY_HAND.items()}, hidden=("Brouillon",)),
    }


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write()
