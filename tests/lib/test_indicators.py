"""Every indicator of one small return, against values worked out by hand from its sheets.

The sheets stand in ``tests/support/small.py``. Twelve links of campaign 2025-2026 seen by their centre are
counted: link 13 is only wished for. Numbers in comments are the links that are counted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from lib import codebook, indicators, responses
from lib.filters import Filters
from lib.results import DTYPES, Z95, wilson
from lib.tally import Bits
from tests.support import small

CODEBOOK = codebook.load()
THIS_YEAR = Filters(campaign=("2025-2026",))
FACTORS = [question.name for question in CODEBOOK if question.is_scale]


@pytest.fixture(scope="module")
def data() -> responses.Responses:
    return responses.build(small.tables(CODEBOOK), CODEBOOK)


@pytest.fixture(scope="module")
def bits(data: responses.Responses) -> Bits:
    return Bits.pack(data)


def counts(frame: pd.DataFrame) -> tuple[set[tuple[int, int, int]], dict[str, int]]:
    """The (base, missing, dont_know) of a question's rows, and the choices that anybody gave."""
    bases = set(frame[["base", "missing", "dont_know"]].itertuples(index=False, name=None))
    names = frame["choice"].where(frame["choice"] != "", frame["label"])
    return bases, {name: n for name, n in zip(names, frame["n"], strict=True) if n}


def one(frame: pd.DataFrame, **where: str) -> pd.Series:
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


PROFILE = {
    "etab_niveau": ((12, 0, 0), {"elementaire": 5, "college": 5, "lycee": 2}),
    "etab_statut": ((0, 12, 0), {}),
    # Link 10 left both cells blank; link 12 does not know about REP, link 7 about QPV.
    "education_prioritaire": ((10, 2, 1), {"rep": 5, "rep_plus": 1, "hors_ep": 4}),
    "qpv": ((10, 2, 1), {"oui": 5, "non": 5}),
    "statut_lien": ((12, 0, 0), {"actif": 8, "en_construction": 1, "en_sommeil": 1, "interrompu": 2}),
    "frequence": (
        (10, 2, 0),  # blank: 4, 12
        {"mensuelle": 4, "hebdomadaire": 1, "annuelle": 1, "trimestrielle": 1, "ponctuelle": 1, "aucune": 2},
    ),
}
SINGLE = {
    # 7 blank, 4 and 9 do not know.
    "r2": ((9, 3, 2), {"centre": 5, "ecole": 2, "les_deux": 1, "tiers": 1}),
    "d3": (
        (9, 3, 0),  # blank: 7, 9, 10
        {
            "dur_fil_historique": 2,
            "dur_fil_fonctionnel": 2,
            "personne": 2,
            "autre": 1,
            "dur_fil_cpe": 1,
            "dur_fil_hierarchique": 1,
        },
    ),
    "d4": ((10, 2, 0), {"centre": 4, "ecole": 2, "les_deux": 3, "personne": 1}),
    "d5": ((10, 2, 0), {"partagee_formalisee": 2, "partagee_informelle": 3, "chacun": 2, "aucune": 3}),
    "d6": ((9, 3, 2), {"oui": 6, "non": 1, "pas_demande": 2}),
    "p2": ((6, 6, 0), {"pq_reussite_enfants": 4, "pq_accompagner_parents": 1, "pq_se_faire_connaitre": 1}),
    "o1": ((9, 3, 2), {"pas_accord": 3, "plutot": 4, "tout_a_fait": 2}),
    "o2": ((8, 4, 2), {"plutot": 5, "tout_a_fait": 3}),
    "o3": ((8, 4, 2), {"complementarite": 4, "les_deux": 2, "concurrence": 2}),
    "h1": ((8, 4, 0), {"oui": 4, "prevu": 2, "non": 2}),
}
MULTIPLE = {
    # Links 7 and 9 left R1 untouched: they leave the base; link 4 ticked « Aucun » and stays in it.
    "r1": (
        (10, 2, 0),
        {
            "ren_motivation_envie": 5,  # 1 2 6 10 12
            "ren_premier_pas_centre": 2,  # 3 12
            "ren_sollicitation_ecole": 1,  # 8
            "ren_crise": 3,  # 1 5 11
            "autre": 1,  # 6
            "aucun": 1,  # 4
        },
    ),
    "l1": (
        (10, 2, 0),  # untouched: 7, 12
        {
            "lev_crise": 3,  # 1 5 8
            "lev_reflexion_territoire": 1,
            "lev_animation_quartier": 1,
            "lev_reaap": 1,
            "lev_clas": 3,  # 1 2 6
            "lev_clspd": 1,
            "lev_pre": 1,
            "lev_projet_commun": 1,
            "lev_lien_inspection": 1,
            "lev_cafe_parents": 1,
            "aucun": 1,
        },
    ),
    # Asked of those who cite a crisis in R1 or L1: 1, 5, 8, 11; link 9 answered without being asked.
    # Of these five, link 5 left it untouched.
    "l2": (
        (4, 1, 0),
        {
            "lev_crise_tensions_parents": 1,
            "lev_crise_sorties_ecole": 1,
            "lev_crise_violences": 2,
            "aucun": 1,
        },
    ),
    "d2": (
        (7, 5, 0),
        {
            "dur_objectif_commun": 1,
            "dur_confiance": 4,  # 1 2 6 12
            "dur_fil_partenariat": 1,
            "dur_parole_egale": 1,
            "autre": 1,
            "aucun": 1,
        },
    ),
    "c1": (
        (9, 3, 0),  # untouched: 5, 7, 9
        {
            "role_garant_cadre": 1,
            "role_mediateur": 6,  # 1 2 3 8 10 12
            "role_decodeur": 2,  # 1 6
            "role_regles": 1,
            "autre": 1,
            "aucun": 1,
        },
    ),
    "q1": (
        (10, 2, 0),
        {
            "qui_direction": 6,  # 1 2 5 6 10 12
            "qui_cpe": 1,
            "qui_coordo_rep": 1,
            "qui_enseignant": 1,
            "qui_parents_eleves": 2,  # 1 3
            "qui_asso_parents_eleves": 1,
            "qui_parents_relais": 1,
            "qui_caf": 3,  # 1 6 12
            "qui_mpt": 1,
            "qui_police": 1,
            "qui_reseau": 1,
            "autre": 1,
            "aucun": 1,
        },
    ),
    "q2": (
        (8, 4, 0),  # untouched: 4, 5, 7, 12
        {
            "qui_direction": 3,  # 1 2 10
            "qui_cpe": 1,
            "qui_enseignant": 1,
            "qui_caf": 1,
            "qui_mpt": 1,
            "qui_police": 1,
            "qui_reseau": 1,
            "aucun": 1,
        },
    ),
    "p1": (
        (9, 3, 0),
        {
            "pq_reussite_enfants": 4,  # 1 2 8 12
            "pq_accompagner_parents": 3,  # 1 6 11
            "pq_agir_ensemble": 1,
            "pq_se_faire_connaitre": 1,
            "pq_espace_dialogue": 1,
            "autre": 1,
            "aucun": 1,
        },
    ),
}
FAMILIES = {
    "l1": {
        "Crise": 3,  # 1 5 8
        "Territoire et quartier": 2,  # 3 9
        "Dispositifs et cadre institutionnel": 5,  # 1 2 6 10 11
        "Temps forts et événements": 1,  # 6
        "Projets et activités": 1,  # 10
    },
    "d2": {
        "Sens et construction commune": 1,
        "Relation et confiance": 4,
        "Pilotage et hiérarchie": 1,
        "Fonctionnement et évaluation": 1,
    },
    "c1": {"Lien et médiation": 7, "Cadre": 2},  # 1 2 3 6 8 10 12; 6 11
    "q1": {
        "Personnels de l’Éducation nationale": 8,  # 1 2 5 6 8 10 11 12
        "Parents": 4,  # 1 3 6 11
        "Institutions ou associations extérieures": 5,  # 1 5 6 11 12
    },
    "q2": {
        "Personnels de l’Éducation nationale": 4,  # 1 2 8 10
        "Institutions ou associations extérieures": 3,  # 6 9 11
    },
    "p1": {
        "Familles et parents": 4,  # 1 6 11 12
        "Enfants et réussite": 4,
        "Coopération et cohérence": 1,
        "Connaissance mutuelle": 1,
    },
}
# Factor → links that gave 0, 1, 2, 3 points; base, missing, dont_know; sum of the points.
SCALES = {
    "dur_responsabilite_partagee": ((2, 2, 3, 2), (9, 3, 1), 2 + 6 + 6),
    "dur_reciprocite": ((1, 2, 4, 1), (8, 4, 1), 2 + 8 + 3),
    "dur_complementarite": ((2, 1, 2, 4), (9, 3, 1), 1 + 4 + 12),
    "dur_interet_partage": ((1, 3, 2, 2), (8, 4, 1), 3 + 4 + 6),
    "dur_perseverance": ((0, 1, 5, 2), (8, 4, 2), 1 + 10 + 6),
    "dur_rythme_temporalites": ((0, 1, 3, 2), (6, 6, 2), 1 + 6 + 6),
    "dur_regularite_frequence": ((0, 2, 1, 2), (5, 7, 2), 2 + 2 + 6),
    "dur_hierarchie": ((0, 1, 1, 2), (4, 8, 4), 1 + 2 + 6),
}
ACQUIRED = {name: points[2] + points[3] for name, (points, _, _) in SCALES.items()}
DRIVERS = {
    # Link 6 calls the police driving without citing it, and link 9 the Caf without answering Q1: neither
    # counts. Partner → (links that cite it in Q1, of which driving).
    "qui_direction": (6, 3),
    "qui_cpe": (1, 1),
    "qui_coordo_rep": (1, 0),
    "qui_enseignant": (1, 1),
    "qui_parents_eleves": (2, 0),
    "qui_asso_parents_eleves": (1, 0),
    "qui_parents_relais": (1, 0),
    "qui_caf": (3, 0),
    "qui_mpt": (1, 1),
    "qui_police": (1, 0),
    "qui_reseau": (1, 1),
    "autre": (1, 0),
}
# Figure → n, base, missing, dont_know, value.
FIGURES = {
    "taux_retour": (4, 5, 0, 0, None),  # A B C D of A B C D E; D's one wish is a return all the same
    "liens_recenses": (12, None, 0, 0, 12),
    "double_regard": (3, 12, 0, 0, None),  # 1 2 3; the school of link 4 answered the year before only
    # rencontre 11, leviers 10, durabilité 11, rôles 9, partenaires 11, finalités 9, ouvertes 11, of 12 × 7.
    # « Ne sait pas » is an answer (link 9 in Rencontre), and so is Q2 alone (link 9 in Partenaires).
    "completude": (72, 84, 0, 0, None),
    # Active and dated: 4 (2 years), 3 (3), 8 (4), 11 (5), 2 (6), 12 (8), 1 (11); link 6 has no year.
    "anciennete_mediane": (7, 7, 1, 0, 5),
    # Begun 3 years ago or more: 1 2 3 5 7 8 11 12, of which 5 and 7 are not active. Undated: 6, 9.
    "liens_durables": (6, 8, 2, 0, None),
    "un_dispositif": (4, 10, 2, 0, None),  # 1 2 6 11
    "trois_familles": (3, 10, 2, 0, None),  # 1 6 11
    "nb_leviers": (10, 10, 2, 0, 14 / 10),  # 2 2 1 0 1 3 1 1 2 1
    "nb_partenaires": (10, 10, 2, 0, 20 / 10),  # 3 2 1 0 2 4 2 1 3 2
    # At least six factors noted: 1 (24/8), 2 (14/7), 3 (12/6), 6 (15/7), 8 (8/8), 12 (12/6).
    "indice_durabilite": (6, 6, 6, 0, (3 + 2 + 2 + 15 / 7 + 1 + 2) / 6),
    "evaluation_partagee": (5, 10, 2, 0, None),
    "accord_hierarchie": (6, 9, 3, 2, None),
    "accord_o1": (6, 9, 3, 2, None),
    "accord_o2": (8, 8, 4, 2, None),
    "concurrence_percue": (4, 8, 4, 2, None),
    # 1 2 8 of the active 1 2 3 4 6 8 11 12, of which two do not say; 5 is interrupted.
    "ecoles_interrogees": (3, 8, 2, 0, None),
}


@pytest.mark.parametrize("question", [*PROFILE, *SINGLE, *MULTIPLE])
def test_choices_of_every_question(bits: Bits, question: str) -> None:
    base, expected = (PROFILE | SINGLE | MULTIPLE)[question]
    frame = indicators.choices(bits, question, THIS_YEAR, mask=False)
    assert counts(frame) == ({base}, expected)
    last = ["aucun"] if CODEBOOK[question].is_multiple else []
    # Wished links are left out of the selection: a bar « Souhaité : 0 % » would be false.
    left_out = ("aucun", "nsp", "souhaite")
    listed = [choice.name for choice in CODEBOOK[question].choices if choice.name not in left_out]
    if question == "p2":  # there « Aucun » is one choice among others
        listed.append("aucun")
    assert list(frame["choice"]) == listed + last


@pytest.mark.parametrize("question", FAMILIES)
def test_families_count_links_once(bits: Bits, question: str) -> None:
    frame = indicators.families(bits, question, THIS_YEAR, mask=False)
    assert counts(frame) == ({MULTIPLE[question][0]}, FAMILIES[question])
    assert list(frame["label"]) == list(frame["family"]) == list(CODEBOOK[question].families)


def test_scale_of_every_factor(bits: Bits) -> None:
    frame = indicators.scale(bits, FACTORS, THIS_YEAR, mask=False)
    found = {
        factor: (tuple(part["n"]), counts(part)[0], sorted(set(part["value"])))
        for factor, part in frame.groupby("question", sort=False)
    }
    assert found == {
        name: (points, {base}, [pytest.approx(total / base[0], abs=1e-15)])
        for name, (points, base, total) in SCALES.items()
    }
    assert list(frame["choice"]) == ["0", "1", "2", "3"] * 8
    assert one(frame, question="dur_reciprocite", choice="3")["label"] == "Réciprocité"


def test_acquired_factors(bits: Bits) -> None:
    frame = indicators.acquired(bits, FACTORS, THIS_YEAR, mask=False)
    assert dict(zip(frame["question"], frame["n"], strict=True)) == ACQUIRED
    assert list(frame["base"]) == [base[0] for _, base, _ in SCALES.values()]


def test_driving_partners_are_counted_among_those_who_cite_them(bits: Bits) -> None:
    frame = indicators.drivers(bits, THIS_YEAR, mask=False)
    cited = frame[frame["base"] > 0]
    found = {row.choice: (row.base, row.n) for row in cited.itertuples()}
    assert found == DRIVERS
    assert set(frame["missing"]) == {2}  # Q1 untouched: 7, 9


def test_single_figures(data: responses.Responses, bits: Bits) -> None:
    frame = indicators.summary(data, bits, THIS_YEAR, mask=False)
    rows = frame[["n", "base", "missing", "dont_know", "value"]].astype(object)
    found = dict(zip(frame["indicator"], rows.where(rows.notna(), None).to_numpy().tolist(), strict=True))
    assert found == {code: [*row[:4], row[4] and pytest.approx(row[4])] for code, row in FIGURES.items()}


def test_share_is_n_over_base_from_ten_and_only_counts_below(data: responses.Responses, bits: Bits) -> None:
    frame = indicators.everything(data, bits, THIS_YEAR, mask=False).dropna(subset="base")
    shares = frame[(frame["display"] == "percent") & frame["share"].notna()]
    assert list(shares["share"]) == [n / base for n, base in zip(shares["n"], shares["base"], strict=True)]
    assert shares["base"].min() == 10
    small_bases = frame[frame["base"].between(1, 9)]
    assert set(small_bases["display"]) == {"count"}
    assert small_bases[["share", "low", "high"]].isna().all(axis=None)
    assert one(frame, question="r1", choice="ren_motivation_envie")["share"] == 0.5
    assert one(frame, indicator="evaluation_partagee")["share"] == 0.5
    assert one(frame, indicator="completude")[["share", "low"]].tolist() == [72 / 84, pd.NA]


def test_interval_is_wilsons() -> None:
    n, base = np.array([0, 1, 5, 9, 10, 81, 400]), np.array([10, 10, 10, 10, 10, 263, 400])
    low, high = wilson(n, base)
    for i in range(len(n)):
        expected = binomtest(int(n[i]), int(base[i])).proportion_ci(method="wilson")
        assert (low[i], high[i]) == (pytest.approx(expected.low), pytest.approx(expected.high))
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 gives 0.2553 to 0.3662.
    assert (round(low[5], 4), round(high[5], 4)) == (0.2553, 0.3662)
    assert (low[0], high[4]) == (0.0, 1.0)
    assert round(Z95, 6) == 1.959964


def test_interval_stands_in_the_frame(bits: Bits) -> None:
    row = one(indicators.choices(bits, "r1", THIS_YEAR), choice="ren_motivation_envie")
    # 5 of 10: 0.5 ± 1.96 / (1 + 3.8415/10) × √(0.025 + 3.8415/400) = 0.5 ± 0.2634
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.2366, 0.7634)


def test_age_that_makes_a_link_durable_is_adjustable(data: responses.Responses, bits: Bits) -> None:
    row = one(indicators.summary(data, bits, THIS_YEAR, mask=False, years=5), indicator="liens_durables")
    assert (row["n"], row["base"], row["missing"]) == (4, 6, 2)  # 1 2 11 12 of 1 2 5 7 11 12


def test_wished_links_count_only_when_asked_for(data: responses.Responses, bits: Bits) -> None:
    wished = Filters(campaign=("2025-2026",), status=("souhaite",))
    frame = indicators.choices(bits, "l1", wished, mask=False)
    assert counts(frame) == ({(1, 0, 0)}, {"lev_clas": 1})


def test_filters_narrow_the_selection(bits: Bits) -> None:
    rep = Filters(campaign=("2025-2026",), priority=("rep", "rep_plus"), status=("actif",))
    frame = indicators.choices(bits, "l1", rep, mask=False)  # links 1 2 3 6
    found = {"lev_crise": 1, "lev_animation_quartier": 1, "lev_reaap": 1, "lev_clas": 3, "lev_pre": 1}
    assert counts(frame) == ({(4, 0, 0)}, found | {"lev_cafe_parents": 1})


def test_rate_of_return_follows_view_and_centre_but_no_attribute_of_links(data, bits) -> None:
    def rate(**filters: tuple[str, ...]) -> tuple[int, int]:
        row = indicators.summary(data, bits, Filters(campaign=("2025-2026",), **filters)).iloc[0]
        return row["n"], row["base"]

    assert rate(view=("ecole",)) == (1, 5)
    assert rate(centre=("B", "E")) == (1, 2)
    assert rate(level=("lycee",)) == (4, 5)


def test_view_of_the_school_is_its_own(data: responses.Responses, bits: Bits) -> None:
    schools = Filters(campaign=("2025-2026",), view=("ecole",))
    assert counts(indicators.choices(bits, "l1", schools, mask=False)) == (
        {(2, 1, 0)},
        {"lev_clas": 1, "lev_pre": 1},
    )
    frame = indicators.summary(data, bits, schools, mask=False)
    # H1 is a question to centres: of schools it is not asked, so that nobody is missing.
    assert one(frame, indicator="ecoles_interrogees")[["base", "missing", "display"]].tolist() == [0, 0, "empty"]
    assert counts(indicators.choices(bits, "h1", schools, mask=False)) == ({(0, 0, 0)}, {})
    # From the schools alone it would be 3 of 3, whatever happened: the figure is the centres'.
    assert "double_regard" not in set(frame["indicator"])


@pytest.mark.parametrize(
    "filters",
    [
        Filters(campaign=("2025-2026",), view=("centre", "ecole")),
        Filters(campaign=("2025-2026",), view=()),
        Filters(campaign=("2025-2026", "2024-2025")),
        Filters(),
    ],
)
def test_views_and_campaigns_are_never_added(data: responses.Responses, bits: Bits, filters: Filters) -> None:
    for ask in (
        lambda: indicators.choices(bits, "r1", filters),
        lambda: indicators.choices(bits, "r1", filters, by="level"),
        lambda: indicators.families(bits, "r1", filters),
        lambda: indicators.scale(bits, FACTORS, filters),
        lambda: indicators.acquired(bits, FACTORS, filters),
        lambda: indicators.drivers(bits, filters),
        lambda: indicators.summary(data, bits, filters),
        lambda: indicators.everything(data, bits, filters),
    ):
        with pytest.raises(ValueError, match="must not be added"):
            ask()


def test_views_and_campaigns_can_stand_side_by_side(data: responses.Responses, bits: Bits) -> None:
    both = Filters(campaign=("2025-2026",), view=("centre", "ecole"))
    frame = indicators.choices(bits, "r1", both, by="view")
    crisis = frame[frame["choice"] == "ren_crise"].astype(object)
    # Three answers of schools are masked; nothing is ever the sum of both views, so the centres' stay.
    assert crisis[["group", "group_label", "n", "base", "display"]].to_numpy().tolist() == [
        ["centre", "Centre social", 3, 10, "percent"],
        ["ecole", "École", pd.NA, pd.NA, "masked"],
    ]
    years = indicators.summary(data, bits, Filters(), mask=False, by="campaign")
    rates = years[years["indicator"] == "taux_retour"].astype(object)
    assert rates[["group", "n", "base"]].to_numpy().tolist() == [["2024-2025", 1, 1], ["2025-2026", 4, 5]]
    links = years[years["indicator"] == "liens_recenses"]
    assert list(links["n"]) == [2, 12]


def test_small_bases_are_masked_and_nothing_of_them_is_left(data: responses.Responses, bits: Bits) -> None:
    frame = indicators.everything(data, bits, THIS_YEAR)
    masked = frame[frame["masked"]]
    assert set(masked["question"]) == {"l2", "dur_hierarchie", "q2"}  # bases 4, 4, and partners cited 1 to 3 times
    assert masked[["n", "base", "missing", "dont_know", "share", "low", "high", "value"]].isna().all(axis=None)
    assert set(masked["display"]) == {"masked"}
    assert frame["masked"].sum() == 6 + 1 + 4 + 1 + 11  # L2 and its family, points, acquired, partners
    assert one(frame, indicator="partenaire_moteur", choice="qui_direction")["n"] == 3


def groups(frame: pd.DataFrame) -> dict[str, object]:
    """Group → its base, or how it is shown where it has none."""
    first = frame.drop_duplicates("group")
    return {row.group: row.display if row.masked or not row.base else row.base for row in first.itertuples()}


def test_a_second_group_is_masked_with_the_only_small_one(bits: Bits) -> None:
    # Five links in primary schools, five in collèges, two in lycées: the two alone could be had by subtraction,
    # so the smallest other group goes with them (at a tie the first in the codebook).
    frame = indicators.choices(bits, "statut_lien", THIS_YEAR, by="level")
    assert groups(frame) == {"elementaire": "masked", "college": 5, "lycee": "masked"}
    college = frame[(frame["group"] == "college") & (frame["n"] > 0)]
    assert dict(zip(college["choice"], college["n"], strict=True)) == {
        "actif": 3,
        "en_sommeil": 1,
        "interrompu": 1,
    }


def test_masked_groups_hold_at_least_five_links_together(bits: Bits) -> None:
    # QPV: oui 5, non 5, ne sait pas 1 (link 7), not given 1 (link 10): two masked links are too few.
    frame = indicators.choices(bits, "r1", THIS_YEAR, by="qpv")
    # Link 7, alone in « ne sait pas », left R1 untouched: shown as empty, it would tell the size of the group.
    assert groups(frame) == {"oui": "masked", "non": 5, "nsp": "masked", "non_renseigne": "masked"}
    # Status: 8 active, and groups of 1, 1 and 2: four links, so that the eight have to go too.
    assert set(groups(indicators.choices(bits, "r1", THIS_YEAR, by="status")).values()) == {"masked"}


def test_a_group_hidden_for_its_size_is_hidden_in_every_figure(bits: Bits) -> None:
    # B and C have four and three links, of which two and three answered D4; all five of A did.
    frame = indicators.choices(bits, "d4", THIS_YEAR, by="centre")
    assert groups(frame) == {"A": 5, "B": "masked", "C": "masked"}
    assert set(frame["group_label"]) == {"Centre A", "Centre B", "Centre C"}


def test_working_view_lifts_the_mask(bits: Bits) -> None:
    frame = indicators.choices(bits, "r1", THIS_YEAR, by="qpv", mask=False)
    assert groups(frame) == {"oui": 4, "non": 5, "nsp": "empty", "non_renseigne": 1}
    assert not frame["masked"].any()
    assert frame[frame["group"] == "nsp"]["missing"].iloc[0] == 1


def test_rate_of_return_is_never_masked(data: responses.Responses, bits: Bits) -> None:
    frame = indicators.summary(data, bits, Filters(campaign=("2025-2026",), view=("ecole",)))
    rate = one(frame, indicator="taux_retour")
    assert rate[["n", "base", "display"]].tolist() == [1, 5, "count"]
    assert set(frame[frame["indicator"] != "taux_retour"]["display"]) == {"masked"}


def test_frame_always_has_its_columns_and_dtypes(data: responses.Responses, bits: Bits) -> None:
    nobody = Filters(campaign=("2030-2031",))
    for frame in (
        indicators.everything(data, bits, THIS_YEAR),
        indicators.everything(data, bits, THIS_YEAR, by="etab_niveau"),
        indicators.everything(data, bits, nobody),
        indicators.everything(data, bits, nobody, by="level"),
        indicators.choices(bits, "l1", nobody),
    ):
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == DTYPES
    assert len(indicators.everything(data, bits, nobody, by="level")) == 0
    empty = indicators.everything(data, bits, nobody)
    assert set(empty[empty["indicator"] != "liens_recenses"]["display"]) == {"empty"}
    assert (empty["n"] == 0).all()


def test_empty_database_gives_frames_too() -> None:
    nothing = responses.build(small.of_rows([], CODEBOOK), CODEBOOK)
    frame = indicators.everything(nothing, Bits.pack(nothing), Filters())
    assert not frame["masked"].any()
    assert (frame["n"] == 0).all()
    assert one(frame, indicator="taux_retour")["base"] == 6  # five centres expected this year, one the year before


def test_everything_holds_the_same_rows_as_each_figure_alone(data: responses.Responses, bits: Bits) -> None:
    for by in (None, "level"):
        whole = indicators.everything(data, bits, THIS_YEAR, by=by)
        parts = [indicators.summary(data, bits, THIS_YEAR, by=by)]
        parts += [indicators.choices(bits, name, THIS_YEAR, by=by) for name in PROFILE | SINGLE | MULTIPLE]
        parts += [indicators.families(bits, name, THIS_YEAR, by=by) for name in MULTIPLE]
        parts += [
            indicators.scale(bits, FACTORS, THIS_YEAR, by),
            indicators.acquired(bits, FACTORS, THIS_YEAR, by),
        ]
        parts += [indicators.drivers(bits, THIS_YEAR, by=by)]
        keys = ["indicator", "question", "choice", "label", "group"]
        pd.testing.assert_frame_equal(
            whole.sort_values(keys, ignore_index=True), pd.concat(parts).sort_values(keys, ignore_index=True)
        )
