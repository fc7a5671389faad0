"""Reading sentences, whole. ``~`` stands for U+202F and ``_`` for U+00A0 in what is expected."""

from __future__ import annotations

import pytest

from lib import nouns, sentences
from tests.support import results
from tests.support.results import choices, frame, row, scale

TOO_FEW = "Résultat masqué (il reposerait sur moins de 5_liens, ou laisserait les retrouver par soustraction)."
NO_ANSWER = "Aucune réponse à cette question dans cette sélection_: élargissez les filtres."


def spaced(text: str) -> str:
    return text.replace("~", "\u202f").replace("_", "\u00a0")


def of(counts: dict[str, int], base: int, missing: int = 0, **words: str) -> str:
    return sentences.of_choices(frame(choices(counts, base, missing, **words)))


CHOICES = {
    "one leader and two behind": (
        of({"A": 10, "CLAS": 26, "B": 20, "C": 5}, 61, 7),
        "Le levier le plus souvent cité est «_CLAS_»_: 43~% des liens (26 sur 61 ayant répondu). "
        "Viennent ensuite «_B_» (33~%) et «_A_» (16~%).",
    ),
    "two leaders": (
        of({"A": 20, "B": 20, "C": 5}, 40, question="q1"),
        "Les partenaires les plus souvent cités, à égalité, sont «_A_» et «_B_»_: 50~% des liens chacun "
        "(20 sur 40 ayant répondu). Vient ensuite «_C_» (13~%).",
    ),
    "a tie that does not fit is left out whole": (
        of({"A": 20, "B": 9, "C": 9, "D": 9}, 40, question="p1"),
        "L’objectif le plus souvent cité est «_A_»_: 50~% des liens (20 sur 40 ayant répondu).",
    ),
    "many leaders": (
        of({"A": 4, "B": 4, "C": 4, "D": 4, "E": 1}, 16, question="c1"),
        "4 rôles sont cités à égalité en tête, dont «_A_», «_B_» et «_C_»_: 25~% des liens chacun "
        "(4 sur 16 ayant répondu).",
    ),
    "feminine": (
        of({"Violences": 6, "Tensions": 6, "Autre (préciser)": 12}, 12, question="l2"),
        "Les natures de crise les plus souvent citées, à égalité, sont «_Violences_» et «_Tensions_»_: "
        "50~% des liens chacune (6 sur 12 ayant répondu).",
    ),
    "any other question": (
        of({"Oui": 9, "Non": 3, "Ne sait pas": 20}, 12, question="o9"),
        "La réponse la plus fréquente est «_Oui_»_: 75~% des liens (9 sur 12 ayant répondu). "
        "Vient ensuite «_Non_» (25~%).",
    ),
    "a level is had and not cited": (
        of({"Maternelle": 3, "Collège": 9}, 12, question="etab_niveau"),
        "Le niveau le plus fréquent est «_Collège_»_: 75~% des liens (9 sur 12 ayant répondu). "
        "Vient ensuite «_Maternelle_» (25~%).",
    ),
    "statuses in a tie": (
        of({"Actif": 6, "Interrompu": 6}, 12, question="statut_lien"),
        "Les statuts les plus fréquents, à égalité, sont «_Actif_» et «_Interrompu_»_: 50~% des liens chacun "
        "(6 sur 12 ayant répondu).",
    ),
    "no level at all": (
        of({"Maternelle": 0, "Collège": 0}, 12, question="etab_niveau"),
        "Aucun niveau n’est donné (0 sur 12 ayant répondu).",
    ),
    "counts only": (
        of({"A": 5, "B": 1}, 8, 2),
        "Le levier le plus souvent cité est «_A_»_: 5 liens sur 8 ayant répondu. Vient ensuite «_B_» (1). "
        "Moins de 10_réponses_: effectifs seuls.",
    ),
    "nothing cited but none": (
        of({"A": 0, "B": 0, "Aucun": 12}, 12),
        "Aucun levier n’est cité (0 sur 12 ayant répondu).",
    ),
    "masked": (of({"A": 2}, 3), TOO_FEW),
    "nobody answered": (of({"A": 0}, 0, 9), NO_ANSWER),
    "no rows": (of({}, 0), NO_ANSWER),
}


@pytest.mark.parametrize(("sentence", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_of_choices(sentence, expected):
    assert sentence == spaced(expected)


def test_a_part_of_the_answers_is_not_called_the_most_cited_of_all():
    short = nouns.OF_QUESTION["l1"].of_short_list()
    told = [choices(counts, 61) for counts in ({"CLAS": 26, "Fête": 9}, {"CLAS": 9, "Fête": 9}, {"CLAS": 0})]
    assert sentences.of_choices(frame(told[0]), noun=short) == spaced(
        "En tête de la liste courte vient «_CLAS_»_: 43~% des liens (26 sur 61 ayant répondu). "
        "Vient ensuite «_Fête_» (15~%)."
    )
    assert sentences.of_choices(frame(told[1]), noun=short).startswith(
        spaced("En tête de la liste courte viennent, à égalité, «_CLAS_» et «_Fête_»_: 15~% des liens chacun")
    )
    assert sentences.of_choices(frame(told[2]), noun=short).startswith("Aucun levier de la liste courte n’est cité")
    assert sentences.of_choices(frame(told[0]), noun=nouns.SCHEME).startswith("Le dispositif le plus souvent cité est")


def test_families_are_called_families():
    rows = [row(n, 20, question="q1", label=name, family=name) for name, n in {"Parents": 15, "École": 5}.items()]
    assert sentences.of_choices(frame(rows)) == spaced(
        "La famille la plus souvent citée est «_Parents_»_: 75~% des liens (15 sur 20 ayant répondu). "
        "Vient ensuite «_École_» (25~%)."
    )


def test_driving_partners_are_counted_among_the_links_that_cite_them():
    rows = [
        row(n, base, indicator="partenaire_moteur", question="q2", choice=label, label=label)
        for label, n, base in [("Caf", 9, 40), ("Direction", 8, 10), ("Police", 4, 16)]
    ]
    assert sentences.of_choices(frame(rows)) == spaced(
        "Le partenaire le plus souvent désigné comme moteur est «_Direction_»_: 80~% des liens "
        "(8 sur 10 citant ce partenaire). Viennent ensuite «_Police_» (25~%, 4 sur 16) "
        "et «_Caf_» (23~%, 9 sur 40)."
    )


def test_factors_that_are_acquired_are_told_as_such():
    rows = [
        row(n, base, indicator="facteur_acquis", question=label, label=label)
        for label, n, base in [("Réciprocité", 10, 20), ("Rythme", 20, 40), ("Hiérarchie", 1, 20)]
    ]
    assert sentences.of_choices(frame(rows)) == spaced(
        "Les facteurs les plus souvent acquis, à égalité, sont «_Réciprocité_» et «_Rythme_»_: "
        "50~% des liens chacun (10 sur 20 et 20 sur 40). Vient ensuite «_Hiérarchie_» (5~%, 1 sur 20)."
    )


def test_counts_with_bases_of_their_own_say_each_base():
    rows = [
        row(n, base, indicator="facteur_acquis", question=label, label=label)
        for label, n, base in [("Réciprocité", 7, 9), ("Rythme", 6, 8), ("Hiérarchie", 5, 7)]
    ]
    assert sentences.of_choices(frame(rows)) == spaced(
        "Le facteur le plus souvent acquis est «_Réciprocité_»_: 7 liens sur 9 ayant noté le facteur. "
        "Viennent ensuite «_Rythme_» (6 sur 8) et «_Hiérarchie_» (5 sur 7). "
        "Moins de 10_réponses_: effectifs seuls."
    )


def test_groups_are_told_one_by_one_and_the_hidden_ones_are_named():
    rows = [
        *choices({"A": 3, "B": 12}, 20, group="mat", group_label="Maternelle"),
        *choices({"A": 4, "B": 4}, 8, group="col", group_label="Collège"),
        *choices({"A": 2, "B": 1}, 3, group="lyc", group_label="Lycée"),
        *choices({"A": 0, "B": 0}, 0, group="aut", group_label="Autre"),
    ]
    assert sentences.of_choices(frame(rows)) == spaced(
        "En tête par groupe_: Maternelle, «_B_» (60~%, 12 sur 20)~; Collège, «_A_» et «_B_» (4 sur 8). "
        "Effectif trop faible_: Lycée."
    )


SCALES = {
    "best and worst": (
        scale({"Réciprocité": (2, 3, 5, 10), "Rythme": (5, 5, 5, 5), "Hiérarchie": (10, 6, 4, 0)}),
        "Le facteur le mieux noté est «_Réciprocité_»_: 2,2 sur 3 en moyenne (20 liens)~; "
        "le moins bien noté est «_Hiérarchie_»_: 0,7 sur 3 en moyenne (20 liens).",
    ),
    "means that read alike are a tie": (
        scale({"A": (0, 0, 50, 50), "B": (0, 0, 51, 50), "C": (10, 0, 0, 0)}),
        "Les facteurs les mieux notés, à égalité, sont «_A_» et «_B_»_: 2,5 sur 3 en moyenne "
        "(100 et 101 liens)~; le moins bien noté est «_C_»_: 0,0 sur 3 en moyenne (10 liens).",
    ),
    "four alike are named": (
        scale({**dict.fromkeys("ABCD", (0, 0, 10, 0)), "E": (0, 10, 0, 0)}),
        "Les facteurs les mieux notés, à égalité, sont «_A_», «_B_», «_C_» et «_D_»_: 2,0 sur 3 en moyenne "
        "(10 liens chacun)~; le moins bien noté est «_E_»_: 1,0 sur 3 en moyenne (10 liens).",
    ),
    "of five alike there would be no end": (
        scale({**dict.fromkeys("ABCDE", (0, 0, 10, 0)), "F": (0, 10, 0, 0)}),
        "5 facteurs sont à égalité en tête_: 2,0 sur 3 en moyenne~; le moins bien noté est «_F_»_: 1,0 sur 3 en "
        "moyenne (10 liens).",
    ),
    "one factor": (
        scale({"A": (0, 10, 0, 0)}),
        "Le facteur le mieux noté est «_A_»_: 1,0 sur 3 en moyenne (10 liens).",
    ),
    "a masked factor takes no part": (
        scale({"A": (0, 10, 0, 0), "B": (0, 0, 0, 3)}),
        "Le facteur le mieux noté est «_A_»_: 1,0 sur 3 en moyenne (10 liens).",
    ),
    "all masked": (scale({"A": (1, 1, 1, 0)}), TOO_FEW),
    "no answers": (scale({"A": (0, 0, 0, 0)}), NO_ANSWER),
}


@pytest.mark.parametrize(("rows", "expected"), SCALES.values(), ids=SCALES.keys())
def test_of_scale(rows, expected):
    assert sentences.of_scale(frame(rows)) == spaced(expected)


FIGURES = {
    "share": (row(18, 23, label="Taux de retour"), "Taux de retour_: 78~% (18 sur 23)."),
    "counts": (row(3, 8, label="Liens durables"), "Liens durables_: 3 sur 8."),
    "masked": (
        row(1, 3, label="Liens durables"),
        "Liens durables_: résultat masqué (il reposerait sur moins de 5_liens, ou laisserait les retrouver par "
        "soustraction).",
    ),
    "empty": (row(0, 0, label="Liens durables"), "Liens durables_: pas de réponse."),
    "mean of points": (
        row(54, 54, value=2.06, unit="points (0–3)", label="Indice de durabilité"),
        "Indice de durabilité_: 2,1 sur 3 (base_: 54).",
    ),
    "mean of things": (
        row(61, 61, value=1.5, unit="leviers par lien", label="Nombre moyen de leviers"),
        "Nombre moyen de leviers_: 1,5 levier par lien (base_: 61).",
    ),
    "median": (
        row(40, 40, value=6.0, unit="années", label="Ancienneté médiane"),
        "Ancienneté médiane_: 6 années (base_: 40).",
    ),
}


@pytest.mark.parametrize(("single", "expected"), FIGURES.values(), ids=FIGURES.keys())
def test_of_figure(single, expected):
    assert sentences.of_figure(frame([single]).iloc[0]) == spaced(expected)


def test_a_number_without_base_stands_alone():
    links = frame([row(1061, 20, label="Liens recensés")]).iloc[0].copy()
    links["base"], links["share"] = None, None
    assert sentences.of_figure(links) == spaced("Liens recensés_: 1~061.")


@pytest.mark.parametrize(
    ("received", "expected", "sentence"),
    [
        (18, 23, "18 retours reçus sur 23 attendus."),
        (1, 1, "1 retour reçu sur 1 attendu."),
        (0, 23, "0 retour reçu sur 23 attendus."),
        (3, 0, "3 retours reçus~; la liste des centres attendus est vide."),
    ],
)
def test_coverage(received, expected, sentence):
    assert sentences.coverage(received, expected) == spaced(sentence)


BASES = {
    "several answers": (
        choices({"A": 40, "B": 40}, 61, 7),
        "61 liens sur 68 ont répondu à la question~; plusieurs réponses possibles, le total dépasse 100~%.",
    ),
    "one answer": (choices({"A": 40, "B": 21}, 61), "61 liens sur 61 ont répondu à la question."),
    "groups": (
        [
            *choices({"A": 1}, 12, group="a", group_label="REP"),
            *choices({"A": 1}, 2, group="b", group_label="REP+"),
        ],
        "Base_: REP 12, REP+ effectif trop faible.",
    ),
    "factors of different bases": (
        scale({"A": (5, 5, 5, 5), "B": (10, 10, 10, 10), "C": (0, 0, 0, 0)}),
        "Base_: de 20 à 40 liens.",
    ),
    "factors that as many were asked about": (
        [row(5, base, 40 - base, choice="2", question=str(base), indicator="score_facteur") for base in (30, 38)],
        "Base_: de 30 à 38 liens sur 40.",
    ),
    "bases of their own": (
        [row(5, base, 9, indicator="facteur_acquis", question=str(base)) for base in (8, 9)],
        "Base_: de 8 à 9 liens ayant noté le facteur.",
    ),
    "one base of links that cite": (
        [row(5, 8, 9, indicator="partenaire_moteur", question="q2", choice="a")],
        "Base_: 8 liens citant ce partenaire.",
    ),
    "masked": (choices({"A": 1}, 2), TOO_FEW),
    "empty": (choices({"A": 0}, 0), NO_ANSWER),
}


@pytest.mark.parametrize(("rows", "expected"), BASES.values(), ids=BASES.keys())
def test_base_line(rows, expected):
    assert sentences.base_line(frame(rows)) == spaced(expected)


def test_no_sentence_claims_a_cause():
    told = [sentence for sentence, _ in CHOICES.values()]
    told += [sentences.of_scale(results.frame(rows)) for rows, _ in SCALES.values()]
    for word in ("grâce", "parce", "cause", "fait durer", "permet", "explique"):
        assert not [sentence for sentence in told if word in sentence.lower()]


def many_groups() -> list[dict[str, object]]:
    """Seven groups: A leads in four, B in one, both in one, and one is masked."""
    counts = [(8, 2), (8, 2), (8, 2), (8, 2), (2, 8), (5, 5), (1, 1)]
    bases = [10, 11, 12, 13, 14, 15, 3]
    return [
        part
        for number, ((a, b), base) in enumerate(zip(counts, bases, strict=True))
        for part in choices({"A": a, "B": b}, base, group=f"g{number}", group_label=f"G{number}")
    ]


def test_of_many_groups_the_sentence_counts_who_leads_where() -> None:
    assert sentences.of_choices(frame(many_groups())) == spaced(
        "En tête, sur 6 groupes_: «_A_» dans 5 et «_B_» dans 2. Effectif trop faible pour 1 groupe."
    )


def test_of_many_groups_the_base_is_a_span() -> None:
    assert sentences.short_base(frame(many_groups())) == spaced(
        "de 10 à 15 liens par groupe (6 groupes~; effectif trop faible pour 1)"
    )


def test_of_many_groups_the_factors_are_counted_as_well() -> None:
    best = {"A": (0, 0, 0, 10), "B": (10, 0, 0, 0)}
    rows = [part for number in range(7) for part in scale(best, group=f"g{number}", group_label=f"G{number}")]
    assert sentences.of_scale(frame(rows)) == spaced("En tête, sur 7 groupes_: «_A_» dans 7.")
    masked = scale({"A": (1, 1, 1, 0)}, group="x", group_label="X")
    few = scale(best, group="g", group_label="G") + masked
    assert sentences.of_scale(frame(few)).endswith(spaced("Effectif trop faible_: X."))
