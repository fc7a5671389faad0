"""Suggested themes: stems, reasons, the weight of the dimension, and a measure that is worked out by hand."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lib.codebook import load
from lib.voices import suggest, themes
from lib.voices.suggest import Measure, PostIt, Suggester, stem, stems
from lib.voices.themes import Theme

FEAST = Theme("fete", "Fêtes de quartier", "leviers", wordings=("Kermesse | brocante",))
MEETING = Theme("reunion", "Réunions utiles", "durabilite")
PARENTS = Theme("parents", "Café des parents", "leviers")
CRISIS = Theme("crise", "Crise", "rencontre")
ALL = (FEAST, MEETING, PARENTS, CRISIS)


def codes(found: list[suggest.Suggestion]) -> list[str]:
    return [each.theme.code for each in found]


def test_stems_join_the_forms_of_a_word_and_leave_out_what_says_nothing() -> None:
    assert stem("Réunions") == stem("reunion") == stem("réunion")
    assert stems("Les réunions de l’École, qu’on a faites") == [stem("reunion"), stem("école"), stem("faites")]


def test_a_theme_is_proposed_with_the_words_as_they_stand() -> None:
    (found,) = Suggester(ALL).suggest("La RÉUNION du quartier ? Une réunion utile, sans CLAS.")[:1]
    assert found.theme is MEETING
    assert set(found.words) == {"RÉUNION", "utile"}
    assert 0 < found.score <= 1


def test_the_score_is_what_orders_and_counts_the_own_dimension_three_times() -> None:
    # One word each: a text of « crise » alone is as near « Crise » as can be, and shares nothing with the others.
    (crisis,) = Suggester((CRISIS, PARENTS)).suggest("crise", "rencontre")
    assert (crisis.theme, crisis.is_own, crisis.score) == (CRISIS, True, pytest.approx(3.0))
    (crisis,) = Suggester((CRISIS, PARENTS)).suggest("crise", "leviers")
    assert (crisis.is_own, crisis.score) == (False, pytest.approx(1.0))


def test_suggestions_stand_in_the_order_of_the_scores_that_are_shown() -> None:
    # Of the two words of the text each theme has one, of the same weight: cos 45° = 0.707, three times that 2.121.
    of = (Theme("l", "Fête", "leviers"), Theme("d", "Bilan", "durabilite"))
    found = Suggester(of, analyzer=stems).suggest("une fête et un bilan", "durabilite")
    assert [(each.theme.code, each.is_own, each.score) for each in found] == [
        ("d", True, pytest.approx(3 * 0.5**0.5)),
        ("l", False, pytest.approx(0.5**0.5)),
    ]


def test_words_that_no_theme_has_propose_nothing() -> None:
    assert Suggester(ALL).suggest("Zut alors.") == []
    assert Suggester(()).suggest("Crise") == []


def test_what_a_quotation_has_already_is_not_proposed() -> None:
    assert codes(Suggester(ALL).suggest("crise et kermesse", without=["crise"])) == ["fete"]


def test_the_dimension_of_the_quotation_weighs_three_times() -> None:
    twice = (Theme("l", "Projet commun", "leviers"), Theme("d", "Projet commun, dit", "durabilite"))
    suggester = Suggester(twice)
    assert codes(suggester.suggest("projet commun")) == ["l", "d"]
    assert codes(suggester.suggest("projet commun", "durabilite")) == ["d", "l"]


def test_at_most_three_are_proposed() -> None:
    many = tuple(Theme(f"t{number}", f"école numéro {number}", "leviers") for number in range(5))
    assert codes(Suggester(many).suggest("école")) == ["t0", "t1", "t2"]


def test_a_post_it_is_tried_without_whatever_was_written_from_it() -> None:
    examples = (
        # The label was written from this very post-it, and nothing else describes the theme: not to be tried.
        PostIt("p1", "la crise", "Crise", "crise", "post-it"),
        # Its own wording is taken away; « fêtes de quartier » remains and shares « quartier »: found first.
        PostIt("p2", "brocante du quartier", "Kermesse | brocante", "fete", "post-it"),
        # What remains of its theme, « Café des parents », shares nothing with it, « réunions » is another theme's.
        PostIt("p3", "la réunion du lundi", "Groupe", "parents", "note"),
        # Of no theme of this questionnaire.
        PostIt("p4", "le réseau", "Réseau", "ailleurs", "note"),
    )
    measure = Suggester(ALL, examples).measure(knows_dimension=False)
    assert measure == Measure(tried=2, first=1, top=1, left_out=1)
    assert (measure.first_share, measure.top_share) == (0.5, 0.5)


def test_the_dimension_brings_the_right_theme_to_the_front() -> None:
    of = (Theme("l", "Projet commun", "leviers"), Theme("d", "Projet commun, dit", "durabilite"))
    examples = (PostIt("p", "un projet commun", "Autre", "d", "post-it"),)
    suggester = Suggester(of, examples)
    assert suggester.measure(knows_dimension=False) == Measure(1, 0, 1, 0)
    assert suggester.measure(knows_dimension=True) == Measure(1, 1, 1, 0)


def test_nothing_tried_is_no_share() -> None:
    assert (Measure(0, 0, 0, 0).first_share, Measure(0, 0, 0, 0).top_share) == (0.0, 0.0)


def test_every_post_it_of_the_document_belongs_to_a_theme() -> None:
    known = themes.load(load())
    assert len(suggest.postits()) == 248
    assert {example.theme for example in suggest.postits()} <= set(known)
    assert {example.source for example in suggest.postits()} == {"post-it", "note", "list"}
    assert all(example.text and example.label for example in suggest.postits())


def test_themes_are_the_choices_and_the_factors_each_once() -> None:
    known = themes.load(load())
    assert {"dur_reciprocite", "lev_clas", "dur_fil_cpe", "qui_caf", "pq_reussite_enfants"} <= set(known)
    assert not {"aucun", "autre", "nsp", "3", "personne", "partagee_formalisee", "q2/qui_caf"} & set(known)
    assert known["qui_caf"].dimension == "partenaires"
    assert list(themes.dimensions(load()).items())[:2] == [("rencontre", "Rencontre"), ("leviers", "Leviers")]


@pytest.mark.parametrize("module", ["lib.voices.suggest", "lib.voices.quotations", "lib.voices.figures"])
def test_scikit_learn_is_imported_only_when_themes_are_proposed(module: str) -> None:
    told = f"import sys, {module}; print([name for name in sys.modules if name.split('.')[0] == 'sklearn'])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
