"""Small workbooks that a test can show: text tables → sheets, and a questionnaire that fits on one screen."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent

from lib import codebook
from lib.findings import Finding
from lib.reader import Sheet

SURVEY = """
    type                   | name                  | label            | required | constraint                    | relevant                       | dimension   | views
    begin_group            | retour                | Centre           |          |                               |                                |             |
    text                   | campagne              | Campagne         | yes      |                               |                                |             |
    select_one regard      | regard                | Regard           | yes      |                               |                                |             |
    text                   | centre_code           | Code du centre   | yes      |                               |                                |             |
    text                   | centre_nom            | Nom du centre    | yes      |                               |                                |             |
    text                   | centre_commune        | Commune          |          |                               |                                |             |
    select_one fonction    | fonction_repondant    | Fonction         |          |                               |                                |             |
    date                   | date_reponse          | Date             |          |                               |                                |             |
    end_group              |                       |                  |          |                               |                                |             |
    begin_group            | lien                  | Liens            |          |                               |                                |             |
    text                   | etab_nom              | Nom              | yes      | string-length(.) <= 20        |                                |             |
    text                   | etab_commune          | Commune          | yes      |                               |                                |             |
    text                   | etab_uai              | UAI              |          |                               |                                |             |
    select_one niveau      | etab_niveau           | Niveau           | yes      |                               |                                |             |
    select_one ep          | education_prioritaire | Priorité         |          |                               |                                |             |
    integer                | annee_debut           | Début            |          | . >= 1950 and . <= 2100       |                                |             |
    select_one statut_lien | statut_lien           | Statut           | yes      |                               |                                |             |
    integer                | annee_fin             | Fin              |          | . >= 1950 and . <= 2100       | ${statut_lien} = 'interrompu'  |             |
    end_group              |                       |                  |          |                               |                                |             |
    begin_group            | partenaires           | Partenaires      |          |                               |                                | partenaires |
    select_multiple qui    | q1                    | Avec qui ?       |          |                               |                                | partenaires |
    text                   | q1_autre              | Autre (préciser) |          | string-length(.) <= 30        |                                | partenaires |
    select_multiple qui    | q2                    | Moteurs ?        |          | count-selected(.) <= 2        |                                | partenaires |
    end_group              |                       |                  |          |                               |                                |             |
    begin_group            | durabilite            | Durabilité       |          |                               |                                | durabilite  |
    select_one echelle     | reciprocite           | Réciprocité      |          |                               |                                | durabilite  |
    select_one fil         | d3                    | Qui tient le fil |          |                               |                                | durabilite  |
    text                   | d3_autre              | Autre (préciser) |          |                               |                                | durabilite  |
    select_one oui_non     | h1                    | École vue ?      |          |                               |                                | durabilite  | centre
    end_group              |                       |                  |          |                               |                                |             |
    begin_group            | paroles               | Paroles          |          |                               |                                |             |
    text                   | v1                    | Une phrase       |          | string-length(.) <= 40        |                                |             |
    end_group              |                       |                  |          |                               |                                |             |
"""  # noqa: E501

CHOICES = """
    list_name   | name        | label                           | aliases
    regard      | centre      | Centre social                   |
    regard      | ecole       | École                           |
    fonction    | direction   | Direction                       |
    fonction    | accueil     | Accueil, secrétariat            |
    niveau      | elementaire | Élémentaire                     | école élémentaire
    niveau      | college     | Collège                         |
    niveau      | lycee       | Lycée                           |
    ep          | hors_ep     | Hors éducation prioritaire      | hors EP
    ep          | rep         | REP                             |
    ep          | rep_plus    | REP+                            |
    statut_lien | actif       | Actif                           |
    statut_lien | interrompu  | Interrompu                      |
    statut_lien | souhaite    | Souhaité                        |
    qui         | caf         | Caf                             |
    qui         | police      | Police                          |
    qui         | parents     | Parents d’élèves, représentants |
    qui         | autre       | Autre (préciser)                |
    qui         | aucun       | Aucun                           |
    echelle     | 0           | 0 – Absent                      | absent
    echelle     | 1           | 1 – Ébauché                     | ébauché
    echelle     | 2           | 2 – Présent                     | présent
    echelle     | 3           | 3 – Installé                    | installé
    echelle     | nsp         | Ne sait pas                     | nsp
    fil         | cpe         | CPE                             |
    fil         | autre       | Autre                           |
    oui_non     | oui         | Oui                             |
    oui_non     | non         | Non                             |
"""

BLANK = {
    "_passerelle": """
        passerelle:identity | valeur
        template            | 1
        form_id             | petit
        codebook            | 1
        campagne            | 2025-2026
        centre_code         | C1
        centre_nom          | Centre A
        regard              | centre
    """,
    "Centre": """
        passerelle:centre  |          | valeur
        centre_commune     | Commune  |
        fonction_repondant | Fonction |
        date_reponse       | Date     |
    """,
    "Liens": """
        passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | education_prioritaire | annee_debut | statut_lien | annee_fin
                         | Nom *    | Commune *    | UAI      | Niveau *    | Priorité              | Début       | Statut *    | Fin
        lien:1           | École A  | Ville        |          | Élémentaire |                       |             | Actif       |
        lien:2           |          |              |          |             |                       |             |             |
        lien:3           |          |              |          |             |                       |             |             |
    """,  # noqa: E501
    "Partenaires": """
        passerelle:grille |                      | lien:1 | lien:2 | lien:3
                          |                      | Lien 1 | Lien 2 | Lien 3
        q1/caf            | Caf                  | x      |        |
        q1/police         | Police               |        |        |
        q1/parents        | Parents              |        |        |
        q1/autre          | Autre                |        |        |
        q1_autre          | Précisez             |        |        |
        q1/aucun          | Aucun                |        |        |
        q2#1              | Partenaire moteur 1  |        |        |
        q2#2              | Partenaire moteur 2  |        |        |
    """,
    "Durabilité": """
        passerelle:grille |             | lien:1 | lien:2 | lien:3
        reciprocite       | Réciprocité | 2      |        |
        d3                | Fil         |        |        |
        d3_autre          | Précisez    |        |        |
        h1                | École vue   |        |        |
    """,
    "Paroles": """
        passerelle:paroles | lien | theme | texte | citable | minutage
        parole:1           |      |       |       |         |
        parole:2           |      |       |       |         |
    """,
}
"""A template of the small questionnaire with one link, one partner and one factor filled in."""

SCHOOL_A = {"etab_nom": "École A", "etab_commune": "Ville", "etab_niveau": "elementaire", "statut_lien": "actif"}
"""What « Liens » of `BLANK` says of its first link."""
ANSWERS_A = SCHOOL_A | {"q1": "caf", "reciprocite": "2"}


def table(text: str) -> list[list[str]]:
    """Rows of cells from a text table with ``|`` between columns; a line ``.`` is an empty row."""
    lines = [line for line in dedent(text).strip("\n").splitlines() if line.strip()]
    return [[] if line.strip() == "." else [cell.strip() for cell in line.split("|")] for line in lines]


def sheet(name: str, text: str) -> Sheet:
    """One sheet from its text table, hidden if its name begins with ``_``; A1 is the first cell."""
    rows = table(text)
    width = max(map(len, rows), default=0)
    padded = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Sheet(name, padded, hidden=name.startswith("_"))


def workbook(changed: dict[str, str] | None = None, *, without: Iterable[str] = ()) -> list[Sheet]:
    """The sheets of `BLANK`, some of them changed, some left out."""
    texts = BLANK | (changed or {})
    return [sheet(name, text) for name, text in texts.items() if name not in without]


def small_codebook() -> codebook.Codebook:
    """The questionnaire of `SURVEY` and `CHOICES`."""
    records = {}
    for name, text in (("survey", SURVEY), ("choices", CHOICES)):
        header, *rows = table(text)
        records[name] = [dict(zip(header, row, strict=False)) for row in rows]
    return codebook.parse({**records, "settings": [{"form_title": "Petit", "form_id": "petit", "version": "1"}]})


def flat(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """Findings as (code, place, value, suggestion), what is empty at the end left out."""
    rows = []
    for finding in findings:
        place = "!".join(part for part in (finding.place.sheet, finding.place.cell) if part)
        row = [finding.code, place, finding.value, finding.suggestion]
        while not row[-1]:
            row.pop()
        rows.append(tuple(row))
    return rows


def write_codebook(folder: Path) -> Path:
    """The questionnaire of `SURVEY` and `CHOICES`, as the three CSV files of an XLSForm."""
    settings = "form_title | form_id | version\nPetit | petit | 1"
    for name, text in (("survey", SURVEY), ("choices", CHOICES), ("settings", settings)):
        rows = table(text)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([*row, *[""] * (len(rows[0]) - len(row))] for row in rows)
    return folder
