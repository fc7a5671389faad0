"""The acronyms: the study's list is there, and a text is explained only where it really uses one."""

from __future__ import annotations

import pytest

from lib import codebook
from lib.french import NBSP, THIN
from lib.help import acronyms
from lib.help.search import matches

STUDY = {
    *("REAAP", "CLAS", "CLSPD", "PRE", "EN", "REP", "CAF", "MPT", "ATD", "ATMF", "CPE", "AS", "CS", "CM2", "6e"),
    *("Prév", "Coordo", "péda", "Asso", "doc"),
    *("UAI", "QPV", "REP+", "DSDEN", "IEN", "EVS", "FCSF", "Cnaf", "Senacs", "OEPRE"),
}
CLAS = f"CLAS{NBSP}: contrat local d’accompagnement à la scolarité."


def said(*texts: str) -> list[str]:
    """The acronyms that are explained, in order."""
    words = acronyms.hints(texts)
    return [part.partition(NBSP)[0] for part in words.split(f"{THIN}; ")] if words else []


def test_the_list_of_the_study_is_whole() -> None:
    known = [each.sigle for each in acronyms.load()]
    assert len(known) == len(set(known))
    assert STUDY - set(known) == set()
    assert set(known) - STUDY == {"EP", "CM1"}  # ours: both stand on screen
    assert [each.sigle for each in acronyms.load() if not each.expansion] == []


def test_forms_are_not_shared() -> None:
    forms = [form for each in acronyms.load() for form in (each.sigle, *each.forms)]
    assert len(forms) == len(set(forms))


def test_one_line_names_each_acronym_once_in_the_order_of_the_texts() -> None:
    assert acronyms.hints(["Dispositif CLAS", "Encore le CLAS"]) == CLAS
    assert said("Dispositifs (REAAP, CLAS)", "Équipe du PRE", "REAAP") == ["REAAP", "CLAS", "PRE"]
    assert acronyms.hints([]) == acronyms.hints(["Aucun", "", None]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il y en a, et tu as raison", []),  # words, and not EN and AS
        ("AS du collège", ["AS"]),
        ("En QPV", ["QPV"]),
        ("L’EN et le CS", ["EN", "CS"]),
        ("Le rep du quartier", []),
        ("REP", ["REP"]),
        ("REP+", ["REP+"]),
        ("REP et REP+", ["REP", "REP+"]),
        ("REPAS, PRÉ, CASCADE, PRES", []),
        ("Transition (dont CM2/6e)", ["CM2", "6e"]),
        ("La 6ème", ["6ème"]),
        ("16e", []),
        ("Caf", ["Caf"]),
        ("ATD Quart Monde", ["ATD"]),
        ("Maison pour tous (MPT)", []),  # spelled out beside it
        ("VENIR EN CLASSE", []),  # all in capitals: EN is a word
        ("REAAP, CLAS", ["REAAP", "CLAS"]),
    ],
)
def test_only_what_is_an_acronym_is_explained(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_choices_of_the_questionnaire_leave_no_acronym_unexplained() -> None:
    """A word in capitals in a label is known, or spelled out there."""
    known = {form for each in acronyms.load() for form in (each.sigle, *each.forms)}
    labels = {choice.label for question in codebook.load() for choice in question.choices}
    words = {word.strip("(),.") for label in labels for word in label.replace("/", " ").split()}
    assert {word for word in words if len(word) > 1 and word.isupper() and not word.isdecimal()} - known == set()


def test_search_ignores_accents_case_and_the_order_of_words() -> None:
    texts = ["Réseau d’éducation prioritaire", "REP"]
    assert matches("PRIORITAIRE reseau", texts)
    assert matches("d'éducation", texts)
    assert matches("", texts)
    assert not matches("reseau ville", texts)
