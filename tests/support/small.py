"""One small return written by hand, as the store's tables hold it.

Sheets are read as they stand: a column per question, a row per link, « . » for a cell left blank. The column
``d1`` gives the eight factors in one word, a character each: points, ``n`` for « ne sait pas », ``.`` for blank.
"""

from __future__ import annotations

import pandas as pd

from lib.codebook import Codebook, parse
from lib.derived import factors
from lib.store.frames import Tables

LINKS = """
lien | centre | etab_niveau | education_prioritaire | qpv | statut_lien     | annee_debut | frequence
1    | A      | college     | rep                   | oui | actif           | 2015        | mensuelle
2    | A      | college     | rep                   | oui | actif           | 2020        | hebdomadaire
3    | A      | elementaire | rep_plus              | oui | actif           | 2023        | mensuelle
4    | A      | elementaire | hors_ep               | non | actif           | 2024        | .
5    | A      | elementaire | hors_ep               | non | interrompu      | 2012        | aucune
6    | B      | elementaire | rep                   | oui | actif           | .           | mensuelle
7    | B      | college     | rep                   | nsp | en_sommeil      | 2019        | annuelle
8    | B      | college     | hors_ep               | non | actif           | 2022        | trimestrielle
9    | B      | college     | rep                   | oui | interrompu      | .           | aucune
10   | C      | elementaire | .                     | .   | en_construction | 2026        | ponctuelle
11   | C      | lycee       | hors_ep               | non | actif           | 2021        | mensuelle
12   | C      | lycee       | nsp                   | non | actif           | 2018        | .
13   | D      | college     | rep                   | oui | souhaite        | .           | .
"""

ENCOUNTER = """
lien | r1                                          | r2
1    | ren_crise ren_motivation_envie              | centre
2    | ren_motivation_envie                        | ecole
3    | ren_premier_pas_centre                      | centre
4    | aucun                                       | nsp
5    | ren_crise                                   | les_deux
6    | ren_motivation_envie autre                  | centre
7    | .                                           | .
8    | ren_sollicitation_ecole                     | ecole
9    | .                                           | nsp
10   | ren_motivation_envie                        | tiers
11   | ren_crise                                   | centre
12   | ren_premier_pas_centre ren_motivation_envie | centre
13   | ren_crise                                   | centre
"""

LEVERS = """
lien | l1                                    | l2
1    | lev_crise lev_clas                    | lev_crise_violences
2    | lev_clas lev_pre                      | .
3    | lev_animation_quartier                | .
4    | aucun                                 | .
5    | lev_crise                             | .
6    | lev_reaap lev_clas lev_cafe_parents   | .
7    | .                                     | .
8    | lev_crise                             | aucun
9    | lev_reflexion_territoire              | lev_crise_tensions_parents
10   | lev_lien_inspection lev_projet_commun | .
11   | lev_clspd                             | lev_crise_violences lev_crise_sorties_ecole
12   | .                                     | .
13   | lev_clas                              | .
"""

FACTORS = """
lien | d1       | d2
1    | 33333333 | dur_confiance
2    | 2222222n | dur_confiance dur_objectif_commun
3    | 123123.. | aucun
4    | 0000nnnn | .
5    | 01012... | .
6    | 2233221n | dur_confiance
7    | ........ | .
8    | 11111111 | dur_fil_partenariat
9    | nnnnnnnn | .
10   | .......3 | .
11   | 3.3.3.32 | autre
12   | 222222.. | dur_confiance dur_parole_egale
13   | 33333333 | dur_confiance
"""

THREAD = """
lien | d3                   | d4       | d5                  | d6
1    | dur_fil_historique   | les_deux | partagee_formalisee | oui
2    | dur_fil_fonctionnel  | centre   | partagee_informelle | oui
3    | personne             | personne | chacun              | pas_demande
4    | autre                | centre   | aucune              | nsp
5    | personne             | ecole    | aucune              | non
6    | dur_fil_historique   | les_deux | partagee_informelle | oui
7    | .                    | .        | .                   | .
8    | dur_fil_cpe          | ecole    | chacun              | oui
9    | .                    | .        | aucune              | nsp
10   | .                    | centre   | .                   | oui
11   | dur_fil_hierarchique | les_deux | partagee_formalisee | oui
12   | dur_fil_fonctionnel  | centre   | partagee_informelle | pas_demande
13   | dur_fil_historique   | les_deux | partagee_formalisee | oui
"""

ROLES = """
lien | c1
1    | role_mediateur role_decodeur
2    | role_mediateur
3    | role_mediateur
4    | aucun
5    | .
6    | role_decodeur role_regles
7    | .
8    | role_mediateur autre
9    | .
10   | role_mediateur
11   | role_garant_cadre
12   | role_mediateur
13   | role_regles
"""

PARTNERS = """
lien | q1                                                | q2
1    | qui_direction qui_parents_eleves qui_caf          | qui_direction
2    | qui_direction qui_enseignant                      | qui_direction qui_enseignant
3    | qui_parents_eleves                                | aucun
4    | aucun                                             | .
5    | qui_direction qui_police                          | .
6    | qui_direction qui_parents_relais qui_mpt qui_caf  | qui_mpt qui_police
7    | .                                                 | .
8    | qui_cpe autre                                     | qui_cpe
9    | .                                                 | qui_caf
10   | qui_direction                                     | qui_direction
11   | qui_coordo_rep qui_asso_parents_eleves qui_reseau | qui_reseau
12   | qui_direction qui_caf                             | .
13   | qui_caf                                           | qui_caf
"""

PURPOSES = """
lien | p1                                         | p2
1    | pq_reussite_enfants pq_accompagner_parents | pq_reussite_enfants
2    | pq_reussite_enfants                        | pq_reussite_enfants
3    | pq_agir_ensemble                           | .
4    | aucun                                      | .
5    | .                                          | .
6    | pq_accompagner_parents autre               | pq_accompagner_parents
7    | .                                          | .
8    | pq_reussite_enfants                        | pq_reussite_enfants
9    | .                                          | .
10   | pq_se_faire_connaitre                      | pq_se_faire_connaitre
11   | pq_accompagner_parents                     | .
12   | pq_reussite_enfants pq_espace_dialogue     | pq_reussite_enfants
13   | pq_reussite_enfants                        | pq_reussite_enfants
"""

OPEN = """
lien | o1          | o2          | o3              | h1
1    | tout_a_fait | tout_a_fait | complementarite | oui
2    | plutot      | tout_a_fait | les_deux        | oui
3    | pas_accord  | plutot      | concurrence     | non
4    | nsp         | nsp         | nsp             | .
5    | pas_accord  | plutot      | concurrence     | oui
6    | plutot      | plutot      | complementarite | prevu
7    | .           | .           | .               | .
8    | pas_accord  | tout_a_fait | les_deux        | oui
9    | nsp         | .           | .               | .
10   | plutot      | plutot      | complementarite | prevu
11   | tout_a_fait | nsp         | nsp             | non
12   | plutot      | plutot      | complementarite | .
13   | tout_a_fait | tout_a_fait | concurrence     | oui
"""

SCHOOLS = """
lien | centre | campagne  | regard | statut_lien | r1        | l1       | h1
1    | A      | 2025-2026 | ecole  | actif       | ren_crise | lev_clas | .
2    | A      | 2025-2026 | ecole  | actif       | ren_crise | .        | .
3    | A      | 2025-2026 | ecole  | actif       | aucun     | lev_pre  | .
4    | A      | 2024-2025 | ecole  | actif       | ren_crise | lev_clas | .
4    | A      | 2024-2025 | centre | actif       | ren_crise | lev_clas | .
5    | A      | 2024-2025 | centre | actif       | ren_crise | lev_clas | .
"""
"""What schools say of the same links, and what was said the year before: never added to the sheets above."""

SHEETS = (LINKS, ENCOUNTER, LEVERS, FACTORS, THREAD, ROLES, PARTNERS, PURPOSES, OPEN)
COMMUNES = {"A": "Aubenas", "B": "Aubenas", "C": "Privas", "D": "", "E": "Privas"}
CENTRES = {"A": "Centre A", "B": "Centre B", "C": "Centre C", "D": "Centre D", "E": "Centre E"}
EXPECTED = {"2025-2026": "ABCDE", "2024-2025": "A"}
CAMPAIGN = "2025-2026"
_KEYS = ("lien", "centre", "campagne", "regard")


def rows(sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet; blank cells are left out."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in sheet.strip().splitlines()]
    return [{name: cell for name, cell in zip(header, line, strict=True) if cell != "."} for line in lines]


def tables(codebook: Codebook) -> Tables:
    """The whole small return, with the schools' view and the year before."""
    links: dict[str, dict[str, str]] = {}
    for sheet in SHEETS:
        for row in rows(sheet):
            links.setdefault(row["lien"], {"campagne": CAMPAIGN, "regard": "centre"}).update(row)
    return of_rows([*links.values(), *rows(SCHOOLS)], codebook)


def of_rows(given: list[dict[str, str]], codebook: Codebook) -> Tables:
    """Tables of any rows that hold lien, centre, campagne, regard and answers by question."""
    names = [question.name for question in factors(codebook)]
    observations, answers = [], []
    for number, row in enumerate(given, start=101):
        link = int(row["lien"])
        keys = (number, row["campagne"], row["regard"], row["centre"], link, link, 1, f"École {link}", "Ville")
        observations.append(keys)
        said = {name: value for name, value in row.items() if name not in (*_KEYS, "d1")}
        points = zip(names, row.get("d1", ""), strict=False)
        said |= {name: "nsp" if mark == "n" else mark for name, mark in points if mark != "."}
        answers += [(number, name, value) for name, value in said.items()]
    columns = ["id", "campaign", "view", "centre", "school", "link", "deposit", "school_name", "school_commune"]
    answered = pd.DataFrame(answers, columns=["observation", "question", "value"])
    return Tables(
        observations=pd.DataFrame(observations, columns=columns),
        answers=answered.astype({"question": "category", "value": "category"}),
        verbatims=pd.DataFrame({"id": [1], "observation": [101], "text": ["On se connaît."], "citable": [True]}),
        centres=pd.DataFrame(
            {"code": list(CENTRES), "name": list(CENTRES.values()), "commune": list(COMMUNES.values())}
        ),
        expected=pd.DataFrame(
            [(campaign, code) for campaign, codes in EXPECTED.items() for code in codes],
            columns=["campaign", "centre"],
        ),
        revision=7,
    )


def codebook_of(questions: dict[str, str], lists: dict[str, str]) -> Codebook:
    """A codebook from name → type (``select_one ouinon``) and list → names; labels are the names.

    ``select_one``/``select_multiple`` questions get the dimension « leviers », so that they make a section.
    """
    survey = [
        {"type": kind, "name": name, "label": name, "dimension": "" if kind == "integer" else "leviers"}
        for name, kind in questions.items()
    ]
    choices = [
        {"list_name": name, "name": choice, "label": choice}
        for name, names in lists.items()
        for choice in names.split()
    ]
    return parse({"survey": survey, "choices": choices, "settings": [{"version": "1"}]})
