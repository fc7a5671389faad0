"""The French help texts: whole, true to the code, and set as French is."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from lib import codebook, dictionary, template
from lib.french import typeset
from lib.help import acronyms, facts, guides
from lib.help.guides import GuideError, parse
from lib.layout import marks
from lib.template.prose import TITLE
from tests.support import shown

HELP_SECTION = "Aide"
TEXTS = sorted(Path("data/help").rglob("*.md"))
PLACEHOLDER = re.compile(r"\{\w+\}")
QUOTED = re.compile("«\u00a0([^»]+)\u00a0»")
WRONG = {
    "straight apostrophe": re.compile(r"\w'\w"),
    "straight quotes": re.compile(r'"'),
    "three points": re.compile(r"\.\.\."),
    "plain space before a sign": re.compile(r"\w [;:!?%»]"),
    "no space before a sign": re.compile(r"[\wéè)][;!?%»]|[^\W\d]:(?!//|material)(?=\s)"),
    "plain space inside quotes": re.compile("« |«[^\u00a0]"),
    "hyphen for a dash": re.compile(r"\w - \w"),
}


def faults(text: str) -> list[str]:
    """What a French typesetter would mark in a text that is ready for the screen."""
    return [f"{name}: {found[0]!r}" for name, pattern in WRONG.items() if (found := pattern.search(text))]


def titles() -> dict[str, str]:
    """Short name → title of each page in the menu that shows figures or takes files."""
    return {
        name: title
        for section, pages in shown.menu().items()
        if section != HELP_SECTION
        for name, title in pages.items()
    }


def test_every_page_of_the_menu_has_a_guide_and_no_guide_is_left_over() -> None:
    assert set(guides.of_pages()) == set(titles())


def test_guides_bear_the_title_of_their_page_and_say_the_same_five_things() -> None:
    menu = titles()
    for name, guide in guides.of_pages().items():
        assert (guide.title, tuple(guide.sections)) == (menu.get(name), guides.SECTIONS)


def test_every_page_of_the_menu_is_a_file_and_every_file_is_in_the_menu() -> None:
    assert {name for pages in shown.menu().values() for name in pages} == set(shown.PAGES)


def test_facts_are_those_of_the_code() -> None:
    expected = {"masked": "5", "less": "4", "percent": "10", "below": "9", "years": "3", "factors": "8", "noted": "6"}
    assert expected.items() <= facts.rules().items()
    book = facts.workbook()
    assert (book["links"], book["quotations"]) == ("20", "60") == (str(marks.MAX_LINKS), str(marks.MAX_VERBATIMS))
    assert book["scale"] == "0 – Absent, 1 – Ébauché, 2 – Présent, 3 – Installé, Ne sait pas"
    sheets = [book[name].strip("«»\u00a0") for name in ("sheet_links", "first_sheet", "sheet_scale", "last_sheet")]
    assert sheets == ["Liens", "Rencontre", "Durabilité", "Questions ouvertes"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_texts_hold_no_fact_that_is_left_open(path: Path) -> None:
    known = facts.workbook() if path.stem == "repondre" else facts.rules()
    body = "\n".join(parse(path.stem, path.read_text(encoding="utf-8")).filled(known).sections.values())
    assert PLACEHOLDER.findall(body) == []


def test_answering_names_what_is_really_on_the_screens_and_in_the_workbook() -> None:
    """Each phrase between « » is a sheet, a page, a choice, or stands in the sources of the screens."""
    sources = "\n".join(
        typeset(path.read_text(encoding="utf-8"))
        for folder in ("pages", "lib/ui", "lib/template", "lib/findings.py")
        for path in ([Path(folder)] if folder.endswith(".py") else sorted(Path(folder).rglob("*.py")))
    )
    questions = codebook.load()
    labels = {choice.label for question in questions for choice in question.choices}
    sheets = {TITLE, *template.grid_groups(questions, "centre").values(), "Liens", "Paroles"}
    body = "\n".join(guides.answering().sections.values())
    named = set(QUOTED.findall(body)) - labels - sheets - {"non", "non, pas celle-là"}
    assert {phrase for phrase in named if phrase not in sources} == set()


def test_a_text_without_title_or_sections_is_refused() -> None:
    for text in ("Sans titre", "# Titre", "# Titre\n\nUn mot.\n\n## Base\n\nx", "# T\n\n## Base\n\n## Base\n\nx"):
        with pytest.raises(GuideError):
            parse("essai", text)
    with pytest.raises(GuideError, match="inconnu"):
        parse("essai", "# T\n\n## Base\n\n{rien}").filled({})


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_help_is_set_as_french_is(path: Path) -> None:
    assert faults(typeset(path.read_text(encoding="utf-8"))) == []


def test_acronyms_and_dictionary_are_set_as_french_is() -> None:
    for each in acronyms.load():
        assert faults(" | ".join((each.expansion, each.note))) == [], each.sigle
    for each in dictionary.load().values():
        assert faults(" | ".join((each.label, each.numerator, each.base))) == [], each.code


def test_readings_are_set_as_french_is() -> None:
    path = Path("data/codebook/readings.csv")
    for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()):
        assert faults(typeset(" | ".join(row.values()))) == [], row["code"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("l'école", "straight apostrophe"),
        ("quoi ?", "plain space before a sign"),
        ("quoi?", "no space before a sign"),
        ("10%", "no space before a sign"),
        ("« oui »", "plain space inside quotes"),
        ("l’un - l’autre", "hyphen for a dash"),
    ],
)
def test_the_typesetter_sees_what_is_wrong(text: str, wrong: str) -> None:
    assert any(fault.startswith(wrong) for fault in faults(text))


def test_causal_words_are_nowhere() -> None:
    """Texts may forbid such words, between quotation marks; they never use them."""
    causal = re.compile(r"\b(grâce à|fait durer|font durer|explique que|à cause de|entraîne)\b", re.IGNORECASE)
    for path in TEXTS:
        assert causal.findall(QUOTED.sub("", typeset(path.read_text(encoding="utf-8")))) == [], path.stem
