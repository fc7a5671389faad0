"""How the words of a quotation are put on screen: they are somebody else's, and must never become Markdown."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.french import NBSP, THIN
from lib.ui import voicing
from lib.voices.names import Warned
from lib.voices.suggest import Measure, Suggestion
from lib.voices.themes import Theme

HOSTILE = "Voir [ici](https://exemple.invalid/ecole) ![x](https://exemple.invalid/e.png) :red[**école**] $x$ <b>`"


def draw(said: str, words: str) -> None:
    from lib.ui import voicing

    voicing.text(said, words)


def drawn(said: str, words: str) -> AppTest:
    return AppTest.from_function(draw, args=(said, words)).run()


@pytest.mark.parametrize("words", ["", "zèbre"])
def test_words_without_marks_are_plain_text(words: str) -> None:
    test = drawn(HOSTILE, words)
    assert [element.value for element in test.text] == [f"«{NBSP}{HOSTILE}{NBSP}»"]
    assert len(test.markdown) == 0


def test_what_was_found_is_marked_and_the_rest_is_escaped() -> None:
    (element,) = drawn(HOSTILE, "ecole").markdown
    assert element.value == (
        f"«{NBSP}"
        r"Voir \[ici\]\(https\:\/\/exemple\.invalid\/".replace(r"\/", "/")
        + r":primary[**ecole**]\) \!\[x\]\(https\://exemple\.invalid/e\.png\) \:red\[\*\*:primary[**école**]"
        + rf"\*\*\] \$x\$ \<b\>\`{NBSP}»"
    )


def test_lines_cannot_become_code_or_lists() -> None:
    (element,) = drawn("Oui.\n\n    école\n- un\n# deux", "ecole").markdown
    assert "\n" not in element.value
    assert element.value.endswith(rf"    :primary[**école**] \- un \# deux{NBSP}»")


@pytest.mark.parametrize(
    ("warned", "said"),
    [
        (Warned(("Dupont",), ()), f"Pourrait nommer une personne{NBSP}: «{NBSP}Dupont{NBSP}»."),
        (
            Warned(("Karim", "Zoé"), ("La Fontaine",)),
            f"Pourrait nommer une personne{NBSP}: «{NBSP}Karim{NBSP}» et «{NBSP}Zoé{NBSP}»{THIN}; un lieu de "
            f"l’enquête{NBSP}: «{NBSP}La Fontaine{NBSP}».",
        ),
    ],
)
def test_the_warning_says_who_may_be_named(warned: Warned, said: str) -> None:
    assert voicing.warning(warned) == said


def test_the_page_says_how_often_suggestions_are_right() -> None:
    said = voicing.measured(Measure(200, 150, 171, 10), Measure(200, 100, 141, 10))
    assert said == (
        f"Propositions d’après les mots, mesurées sur 200 fragments du document de 2018, chacun essayé sans ses "
        f"propres mots{NBSP}: la bonne étiquette vient en premier dans 75{THIN}% des cas, et parmi les trois dans "
        f"86{THIN}% (50{THIN}% et 71{THIN}% quand le thème n’est pas connu)."
    )


def test_a_suggestion_gives_its_reason() -> None:
    found = Suggestion(Theme("t", "T", "leviers"), 0.4249, ("fête", "quartier"))
    assert voicing._reason(found) == f"d’après «{NBSP}fête{NBSP}» et «{NBSP}quartier{NBSP}» (proximité 0,42)"
