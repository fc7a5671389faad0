"""Search in quotations: accents, case and signs do not matter, and what was found is marked in the text itself."""

from __future__ import annotations

import pytest

from lib.voices import search
from lib.voices.search import LONGEST, flat, matches, pieces, terms

TEXTS = (
    "La kermesse de l’École, c’est un temps de midi partagé.",
    "Le temps passé, à midi, avec les écoles.",
    "Les parents ne décolèrent pas : partage des rôles.",
    "Une œuvre en sœurs\u202f!",
)
FLAT = [flat(text) for text in TEXTS]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("ecole", [0, 1]),
        ("ÉCOLES", [1]),
        ("école kermesse", [0]),
        ("cole", []),
        ("partage", [0, 2]),
        ("temps midi", [0, 1]),
        ('"temps de midi"', [0]),
        ("« temps de midi »", [0]),
        ("“Temps  de Midi” ecole", [0]),
        ("l'ecole", [0]),
        ("oeuvre soeur", [3]),
        ("pas : partage", [2]),
        ("zèbre", []),
        ('"', [0, 1, 2, 3]),
        (".*", []),
    ],
)
def test_all_words_must_be_there_from_their_beginning(search: str, found: list[int]) -> None:
    assert [place for place, is_there in enumerate(matches(FLAT, search)) if is_there] == found


def test_a_word_is_looked_for_once_and_signs_around_it_are_dropped() -> None:
    assert terms('école, Ecole "pied d’école" ?') == ("pied d'ecole", "ecole")


def test_a_search_of_any_length_is_cut() -> None:
    assert sum(map(len, terms("a " * LONGEST + "zoo"))) == 1


def test_what_was_found_is_marked_as_it_stands_in_the_text() -> None:
    cut = pieces(TEXTS[0], "ecole MIDI")
    assert [piece.text for piece in cut if piece.is_found] == ["École", "midi"]
    assert "".join(piece.text for piece in cut) == TEXTS[0]


def test_marks_that_overlap_are_one() -> None:
    assert [piece.text for piece in pieces("temps de midi", '"temps de" temps midi') if piece.is_found] == [
        "temps de",
        "midi",
    ]


@pytest.mark.parametrize("text", ["œuvre", "Ǆ ﬁn e\u0301cole", "", "   ", "a\u00a0\u202f  b", "🙂 école 🙂"])
@pytest.mark.parametrize("search", ["oe", "fin", "ecole", "b", "zzz", ""])
def test_the_pieces_are_always_the_text(text: str, search: str) -> None:
    assert "".join(piece.text for piece in pieces(text, search)) == text


@pytest.mark.parametrize("text", [*TEXTS, "Ǆ ﬁn e\u0301cole", " \u00a0\u202f a\n\tb\x1cc ", "¨ ´ ½ Œ ß İ", "각\u0301"])
def test_both_ways_of_flattening_agree(text: str) -> None:
    """Texts are found by the quick one, and marked by the one that remembers where each sign stood."""
    assert search._flattened(text)[0] == flat(text)
