"""Joined choices: split against what is known, or by what recurs."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lib.codebook import load
from lib.folding import fold
from lib.listing.split import recurring, split_known, tick

DISPOSITIFS = "Dispositifs (REAAP, CLAS, CLSPD, PRE)"
LEGITIMITE = "Légitimité reconnue, confiance"
LABELS = (DISPOSITIFS, LEGITIMITE, "Confiance", "Parents", "Café des parents", "Motivation, envie, intérêt")
CODES = ("parents", "parents_relais", "clas", "clas_2")

KNOWN = {
    "one": ("Parents", ["Parents"], ""),
    "labels with commas and parentheses": (
        f"{DISPOSITIFS}, Parents, {LEGITIMITE}",
        [DISPOSITIFS, "Parents", LEGITIMITE],
        "",
    ),
    "semicolons": (f"{LEGITIMITE};Café des parents", [LEGITIMITE, "Café des parents"], ""),
    "bars": (f"{LEGITIMITE} | Café des parents", [LEGITIMITE, "Café des parents"], ""),
    "lines": (f"{LEGITIMITE}\r\nCafé des parents\n", [LEGITIMITE, "Café des parents"], ""),
    "bullets": (f"- {LEGITIMITE}\n- Café des parents", [LEGITIMITE, "Café des parents"], ""),
    "trailing separator": ("Parents;Confiance;", ["Parents", "Confiance"], ""),
    "separators alone": (" ; ,; ", [], ""),
    "nothing": ("", [], ""),
    "typed otherwise": (
        "dispositifs (reaap,clas ,CLSPD, PRE) , LEGITIMITE  RECONNUE,confiance",
        [DISPOSITIFS, LEGITIMITE],
        "",
    ),
    "longest label first": ("Légitimité reconnue, confiance, Confiance", [LEGITIMITE, "Confiance"], ""),
    "a label within a label is not cited": ("Café des parents", ["Café des parents"], ""),
    "twice": ("Parents, Confiance, Parents", ["Parents", "Confiance"], ""),
    "free text": ("Parents, autre chose, encore; Confiance", ["Parents", "Confiance"], "autre chose, encore"),
    "free texts apart": ("troc; Parents; prêt de salle", ["Parents"], "troc; prêt de salle"),
    "free text alone": ("Nous verrons", [], "Nous verrons"),
    "words that are labels within a sentence": ("Parents confiance mitigée", [], "Parents confiance mitigée"),
}


@pytest.mark.parametrize(("cell", "matched", "rest"), KNOWN.values(), ids=KNOWN.keys())
def test_labels_are_split_against_what_is_known(cell: str, matched: list[str], rest: str) -> None:
    assert split_known(cell, LABELS) == (matched, rest)


CODED = {
    "spaces": ("parents_relais clas", ["parents_relais", "clas"], ""),
    "a code that begins another": ("parents_relais", ["parents_relais"], ""),
    "both": ("parents parents_relais clas_2", ["parents", "parents_relais", "clas_2"], ""),
    "unknown code": ("parents_relai clas", ["clas"], "parents_relai"),
    "unknown code alone": ("parents_rel", [], "parents_rel"),
    "commas": ("parents,clas", ["parents", "clas"], ""),
    "trailing space": ("clas ", ["clas"], ""),
}


@pytest.mark.parametrize(("cell", "matched", "rest"), CODED.values(), ids=CODED.keys())
def test_codes_are_split_at_spaces_and_matched_whole(cell: str, matched: list[str], rest: str) -> None:
    assert split_known(cell, CODES) == (matched, rest)


def test_codes_and_labels_may_be_known_together() -> None:
    known = ("ren_crise", "Situation de crise", "ren_confiance", LEGITIMITE)
    assert split_known("ren_crise ren_confiance", known) == (["ren_crise", "ren_confiance"], "")
    assert split_known("ren_crise ren_nouveau", known) == (["ren_crise"], "ren_nouveau")
    assert split_known(f"Situation de crise, {LEGITIMITE}", known) == (["Situation de crise", LEGITIMITE], "")


def test_the_reading_that_leaves_least_unread_counts() -> None:
    assert split_known("A, B, C", ("A, B", "B, C", "A")) == (["A", "B, C"], "")
    assert split_known("A, B, C", ("A, B", "B, C", "C")) == (["A, B", "C"], "")
    assert split_known("A, B, C", ("A", "B", "C", "A, B")) == (["A, B", "C"], "")


def test_every_multi_select_of_the_questionnaire_comes_back_from_its_own_labels() -> None:
    for question in load():
        if question.type != "select_multiple":
            continue
        labels, codes = [choice.label for choice in question.choices], [choice.name for choice in question.choices]
        for separator in (", ", ";", " | ", "\n"):
            assert split_known(separator.join(labels), labels) == (labels, ""), question.name
        assert split_known(" ".join(codes), codes) == (codes, ""), question.name


PART = st.text("abcdéèABC ()'-", min_size=1, max_size=8).filter(lambda part: fold(part).strip(" ()'-"))
LABEL = st.lists(PART, min_size=1, max_size=3).map(", ".join).map(str.strip)
LABEL = LABEL.filter(lambda label: not any(part.strip().startswith("-") for part in label.split(",")))  # bullets


@given(st.lists(LABEL, min_size=1, max_size=6, unique_by=fold), st.data())
def test_joined_labels_come_back_whatever_commas_they_hold(labels: list[str], data: st.DataObject) -> None:
    parts = {fold(part) for label in labels for part in label.split(",")}
    # Two labels that make up a third, or share a part, can be read in two ways: nobody could tell.
    assume(len(parts) == sum(len(label.split(",")) for label in labels))
    chosen = data.draw(st.lists(st.sampled_from(labels), min_size=1, max_size=6, unique=True))
    separator = data.draw(st.sampled_from((", ", ",", ";", "; ", " | ", "\n", "\r\n")))
    trailing = data.draw(st.sampled_from(("", separator)))
    matched, rest = split_known(separator.join(chosen) + trailing, labels)
    assert (matched, rest) == (chosen, "")


@given(st.text(" ,;|\nabAB()é-", max_size=30), st.lists(st.text(" ,;abAB()é", max_size=6), max_size=5))
def test_nothing_is_lost_or_invented(cell: str, labels: list[str]) -> None:
    matched, rest = split_known(cell, labels)
    assert set(matched) <= set(labels)
    letters = sorted({*fold(cell)} & {*"ab"})
    assert letters == sorted({*fold(" ".join(matched)), *fold(rest)} & {*"ab"})


RECURRING = {
    "commas, labels with commas and parentheses": (
        [f"{DISPOSITIFS}, {LEGITIMITE}", LEGITIMITE, "", f"CLAS, {LEGITIMITE}", "CLAS", DISPOSITIFS],
        (",", [DISPOSITIFS, LEGITIMITE, "CLAS"]),
    ),
    "a capital after the comma, never apart": (
        ["Accueil, CLAS, Parents", "Accueil, CLAS", "Parents", "Parents, Café", "Accueil, CLAS, Café"],
        (",", ["Accueil, CLAS", "Parents", "Café"]),
    ),
    "semicolons": (["CLAS;Café", "CLAS", "Sorties;CLAS"], (";", ["CLAS", "Café", "Sorties"])),
    "trailing semicolons": (["CLAS;", "Café;", "CLAS;Café;"], (";", ["CLAS", "Café"])),
    "semicolons with commas in labels": ([f"{LEGITIMITE};Café", LEGITIMITE, "Café"], (";", [LEGITIMITE, "Café"])),
    "lines": (["CLAS\nCafé", "CLAS", "Café"], ("\n", ["CLAS", "Café"])),
    "codes": (
        ["parents parents_relais", "parents", "clas parents", "clas"],
        (" ", ["parents", "parents_relais", "clas"]),
    ),
    "single answers with commas": (["Oui, tout à fait", "Oui, plutôt", "Non", "Oui, plutôt"], None),
    "single answers": (["CLAS", "Café", "CLAS"], None),
    "sentences": (
        ["Nous avons travaillé, merci", "Il faut du temps, beaucoup", "Rien", "On verra, un jour"],
        None,
    ),
    "sentences with semicolons": (["Il faut du temps; et de la patience", "Rien", "Tout va; on continue"], None),
    "decimal commas": (["1,5", "2,5", "1,5"], None),
    "names": (["Jean Moulin", "Jean Zay", "Jean Moulin"], None),
    "dates": (["2026-03-02", "2026-03-02", "02/03/2026"], None),
    "always the same": (["CLAS, Café", "CLAS, Café", "CLAS, Café"], None),
    "nothing": (["", " "], None),
}


@pytest.mark.parametrize(("cells", "found"), RECURRING.values(), ids=RECURRING.keys())
def test_labels_are_found_from_what_recurs(cells: list[str], found: tuple[str, list[str]] | None) -> None:
    assert recurring(cells) == found


MULTI = st.lists(
    st.lists(st.sampled_from(LABELS[:2] + LABELS[3:]), min_size=1, max_size=4, unique=True),
    min_size=12,
    max_size=30,
)


@given(MULTI, st.sampled_from((", ", ";", "|", "\n")))
def test_found_labels_read_the_cells_they_were_found_in(rows: list[list[str]], separator: str) -> None:
    cells = [separator.join(row) for row in rows]
    # Two choices that always stand together look like one.
    cited = {label for row in rows for label in row}
    assume(len({tuple(label in row for row in rows) for label in cited}) == len(cited))
    found = recurring(cells)
    assume(found is not None)
    assert found[0] == separator.strip(" ")
    assert [split_known(cell, found[1]) for cell in cells] == [(row, "") for row in rows]


def test_ticks_of_the_template_and_of_other_tools() -> None:
    assert [tick(text) for text in ("x", "Oui", "TRUE", "1", "Coché", "yes", "1.0")] == [True] * 7
    assert [tick(text) for text in ("non", "FALSE", "0", "Non coché", "No", "-")] == [False] * 6
    assert [tick(text) for text in ("", "CLAS", "n/a", "2", "oui ?")] == [None] * 5
