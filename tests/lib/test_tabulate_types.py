"""What one column is taken for, and how sure that is: the columns that are easily mistaken."""

from __future__ import annotations

import pytest

from lib.listing.table import Column, Table
from lib.tabulate import OverrideError, tabulate
from lib.tabulate.cells import read_day, read_number
from lib.tabulate.scales import read_point, read_words


def column(header: str, *texts: str) -> Table:
    """A table of one column, behind one that numbers the rows."""
    columns = (Column("_id", ("_id",), 0), Column(header, (header,), 1))
    rows = tuple((str(at + 1), text) for at, text in enumerate(texts))
    return Table("Feuille", columns, rows, tuple(range(2, len(rows) + 2)))


def found(header: str, *texts: str, **how: object):
    return tabulate(column(header, *texts), **how).results[1]


@pytest.mark.parametrize(
    ("header", "texts", "kind"),
    [
        ("Sexe", ["1", "2", "2", "1"], "single"),
        ("Q7", ["1", "2", "3", "2"], "single"),
        ("Votre réponse", ["0", "1", "1", "0"], "single"),
        ("Note de satisfaction", ["7", "8", "10", "8"], "scale"),
        ("De 0 à 10, recommanderiez-vous ?", ["7", "8", "10", "8"], "scale"),
        ("Q8", ["7", "8", "10", "8"], "scale"),
        ("Âge", ["8", "9", "10", "8"], "number"),
        ("Quel est votre âge ?", ["34 ans", "41 ans", "29", "62"], "number"),
        ("Combien d’enfants ?", ["0", "1", "2", "1"], "number"),
        ("Q9", ["34", "41", "29", "62"], "number"),
        ("Année de naissance", ["1980", "1975", "1990", "1980"], "number"),
        ("Depuis", ["2019", "2021", "2019", "2020"], "number"),
        ("Montant", ["12,50 €", "1 250,00 €", "0", "3,5"], "number"),
        ("Nombre d’enfants", ["0", "1", "2", "3 et plus"], "single"),
        ("Tranche", ["18-25 ans", "26-64 ans", "Moins de 18 ans", "18-25 ans"], "single"),
        ("Code postal", ["95100", "95120", "95100", "95100"], "text"),
        ("Commune", ["01000", "01120", "95100", "69001"], "text"),
        ("Joindre", ["06 12 34 56 78", "0612345679", "+33 6 12 34 56 70", "01.39.81.00.00"], "identifier"),
        ("Contact", ["a@b.fr", "c@d.org", "e@f.net", "g@h.fr"], "identifier"),
        ("Clef", ["6f1f5c2e-0c1b-4d54-9c58-0a5a0d1c0001", "6f1f5c2e-0c1b-4d54-9c58-0a5a0d1c0002"], "identifier"),
        ("Prénom", ["Ali", "Eva", "Ali", "Eva"], "identifier"),
        ("Réponse", ["Oui", "non", "OUI", "Non"], "single"),
        ("Réponse", ["Oui", "Non", "Oui", "Ne sait pas"], "single"),
        ("Avis", ["Tout à fait d’accord", "Plutôt d’accord", "Pas du tout d’accord", "NSP"], "scale"),
        ("Avis", ["Très satisfait·e", "Peu satisfaite", "Satisfaits", "Très satisfait(e)"], "scale"),
        ("Fréquence", ["Jamais", "Souvent", "Parfois", "Toujours"], "scale"),
        ("Échelle", ["0 - Jamais", "4", "10 – Tout à fait", "7"], "scale"),
        ("Échelle", ["1", "2", "3 (ni l’un ni l’autre)", "5"], "scale"),
        ("Présence", ["0 – Absent", "1 – Ébauché", "3 – Installé", "1 – Ébauché"], "scale"),
        ("CSP", ["1. Agriculteurs", "3. Cadres", "2. Artisans", "3. Cadres"], "single"),
        ("Rythme", ["1 fois par semaine", "2 fois par mois", "1 fois par semaine", "3 fois"], "single"),
        ("Date de naissance", ["01/02/1980", "13/02/1975", "2/3/1990", "14/12/2001"], "date"),
        ("Depuis le", ["2025-03-01", "2025-03-02", "2025-03-02", "2025-04-01"], "date"),
        ("Passage", ["12/03/2025 10:11", "13/03/2025 - 09:40", "13/03/2025 09:41:12", "1/4/2025 8:00"], "date"),
        ("Date", ["45000", "45010", "45020", "45030"], "date"),
        ("Jour", ["12 mars 2025", "1er avril 2025", "2 mai 2025", "3 août 2025"], "date"),
        ("Autre : précisez", ["la radio", "", "les voisins", ""], "text"),
        ("Structure", ["Les Aulnes", "La Source", "Horizons", "Le Lien"], "text"),
        ("Un mot ?", ["Bonjour, merci", "Rien, merci", "Merci, bonjour à tous", "Non"], "text"),
        ("Vide", ["", "n/a", "", "-"], "text"),
        ("Toujours", ["a", "a", "a", "a"], "single"),
    ],
)  # fmt: skip
def test_type(header: str, texts: list[str], kind: str) -> None:
    question = found(header, *texts).question
    assert question.type == kind, question.reason
    assert 0 <= question.confidence <= 1
    assert question.reason


def test_a_scale_with_three_points_seen_has_the_mean_of_what_was_said() -> None:
    result = found("Note de 0 à 10", "7", "8", "10", "8", "", "Ne sait pas")
    assert [(choice.value, choice.n) for choice in result.choices] == [("7", 1), ("8", 2), ("10", 1)]
    assert (result.base, result.missing, result.dont_know, result.mean) == (4, 2, 1, 8.25)


def test_words_at_the_ends_are_points_like_the_others() -> None:
    """« 10 » and « 10 – Tout à fait » are one point, and the words name it."""
    result = found("Échelle", "0 - Jamais", "10", "10 – Tout à fait", "5", "0")
    assert [(choice.value, choice.n) for choice in result.choices] == [
        ("0 - Jamais", 2),
        ("5", 1),
        ("10 – Tout à fait", 2),
    ]
    assert (result.mean, result.median, result.minimum, result.maximum) == (5.0, 5.0, 0, 10)


def test_words_of_an_order_come_in_it_and_have_no_mean() -> None:
    result = found("Avis", "Tout à fait d’accord", "Pas du tout d’accord", "Plutôt d’accord", "Plutôt d'accord")
    assert [(choice.value, choice.n) for choice in result.choices] == [
        ("Pas du tout d’accord", 1),
        ("Plutôt d’accord", 2),
        ("Tout à fait d’accord", 1),
    ]
    assert result.mean is None


def test_spellings_of_one_answer_are_one_choice() -> None:
    result = found("Lieu", "Mairie", "mairie ", "MAIRIE", "École", "Ecole", "Mairie")
    assert [(choice.value, choice.n) for choice in result.choices] == [("Mairie", 4), ("École", 2)]


def test_brackets_of_age_come_in_their_order() -> None:
    result = found("Tranche", "65 ans et plus", "18-25 ans", "Moins de 18 ans", "18-25 ans", "26-64 ans")
    assert [choice.value for choice in result.choices] == [
        "Moins de 18 ans",
        "18-25 ans",
        "26-64 ans",
        "65 ans et plus",
    ]


def test_a_number_that_cannot_be_read_leaves_the_base_and_is_said() -> None:
    result = found("Âge", "34", "41", "trente", "29", "n/a")
    assert (result.base, result.missing, result.median) == (3, 2, 34)
    assert [w.replace("\u00a0", " ") for w in result.warnings] == [
        "1 réponse n’est pas un nombre : hors de la base (« trente »)."
    ]


def test_errors_of_formulas_are_no_answers_and_are_said() -> None:
    result = found("Lieu", "Mairie", "#REF!", "Mairie", "#N/A", "École")
    assert (result.base, result.missing) == (3, 2)
    assert "2 cellules contiennent une erreur de formule" in result.warnings[0]


def test_dates_with_the_month_first_are_told_by_those_that_can_be_nothing_else() -> None:
    result = found("Passage", "03/01/2025", "12/25/2024", "01/31/2025")
    assert (result.question.type, result.first, result.last) == ("date", "2024-12-25", "2025-03-01")


def test_many_different_others_do_not_make_a_choice_a_text() -> None:
    answers = ["Le centre", "La mairie", "L’école"] * 60 + [f"Chez {n} et compagnie" for n in range(70)]
    assert found("Où ?", *answers).question.type == "single"


def test_a_correction_rules_over_the_guess() -> None:
    texts = ("1", "2", "3", "2")
    assert found("Q7", *texts).question.type == "single"
    corrected = found("Q7", *texts, overrides={"Q7": "number"})
    assert (corrected.question.type, corrected.question.confidence, corrected.mean) == ("number", 1.0, 2.0)
    scale = found("Q7", *texts, overrides={"Q7": "scale"})
    assert [(choice.value, choice.n) for choice in scale.choices] == [("1", 1), ("2", 2), ("3", 1)]
    several = found("Qui ?", "Caf, Mairie", "Caf", "Mairie, Caf", overrides={"Qui ?": "single"})
    assert [(choice.value, choice.n) for choice in several.choices] == [
        ("Caf, Mairie", 1),
        ("Caf", 1),
        ("Mairie, Caf", 1),
    ]
    joined = found("Qui ?", "Caf+Mairie", "Caf; Mairie", overrides={"Qui ?": "multiple"})
    assert [(choice.value, choice.n) for choice in joined.choices] == [
        ("Caf+Mairie", 1),
        ("Caf", 1),
        ("Mairie", 1),
    ]


@pytest.mark.parametrize("overrides", [{"Q8": "number"}, {"Q7": "camembert"}])
def test_a_correction_that_names_nothing_is_refused(overrides: dict[str, str]) -> None:
    with pytest.raises(OverrideError, match=r"Q8|camembert"):
        found("Q7", "1", "2", overrides=overrides)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,5", 12.5), ("1 234,5", 1234.5), ("1\u202f234", 1234), ("1.234,56", 1234.56), ("1,234.56", 1234.56),
     ("42 %", 42), ("34 ans", 34), ("-3", -3), ("1 3", None), ("12 34 56", None), ("18-25", None), ("", None)],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [("01/02/2025", "2025-02-01"), ("2025-02-01T10:00:00.000+01:00", "2025-02-01"), ("10:11", ""), ("12.5", ""),
     ("2025/2/1 2:08:05 PM UTC+1", "2025-02-01"), ("01/02/2025 - 10:11", "2025-02-01"), ("31/02/2025", ""),
     ("1er février 2025", "2025-02-01")],
)  # fmt: skip
def test_days(text: str, day: str) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "point"),
    [("7", (7, "")), ("0 - Jamais", (0, "Jamais")), ("10 – Tout à fait", (10, "Tout à fait")), ("7/10", (7, "")),
     ("5 (neutre)", (5, "(neutre)")), ("Jamais (0)", (0, "Jamais")), ("4 et plus", None), ("2 enfants", None),
     ("18-25", None)],
)  # fmt: skip
def test_points(text: str, point: tuple[int, str] | None) -> None:
    assert read_point(text) == point


def test_yes_and_no_alone_are_no_scale() -> None:
    assert read_words(["Oui", "Non"]) is None
    assert read_words(["Oui", "Plutôt oui", "Plutôt non", "Non"]) == {
        "Non": 0, "Plutôt non": 1, "Plutôt oui": 3, "Oui": 4,
    }  # fmt: skip
