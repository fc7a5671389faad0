"""What one cell says: ticks, choices, numbers and dates, typed through the codebook.

Nothing here knows where a cell stands. A cell that cannot be read gives the code of a finding and, if something
is near, a suggestion; the answer is then left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from lib.codebook import Choice, Codebook, Question, per_codebook
from lib.folding import fold
from lib.reader.rawcells import UNCALCULATED

TICKED = frozenset(("x", "✓", "✔", "oui", "o", "1", "vrai"))
NOT_TICKED = frozenset(("non", "n", "0", "faux", "-"))
_LIKE, _LIKE_A_PART = 67, 88
"""From which likeness (0–100) a suggestion helps more than it misleads: of the whole text, of a part of it."""
_LONGEST = 200
"""Longer texts are like no label, and would take long to compare."""
_NUMBER = re.compile(r"(\d{1,9})(?:[.,]0+)?", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", re.ASCII)
_FRENCH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?:[T ].*)?", re.ASCII)


class Typed(NamedTuple):
    """A value in the encoding of `lib.observation`, or the code of a finding and perhaps a suggestion."""

    value: str = ""
    fault: str = ""
    suggestion: str = ""


class Lookup(NamedTuple):
    """The ways of writing each choice of a list: as it stands, and folded."""

    exact: dict[str, str]
    folded: dict[str, str]
    choices: tuple[Choice, ...]


def read_mark(text: str) -> bool | None:
    """Whether a box is ticked; None when the text says neither.

    >>> read_mark(" X "), read_mark("non"), read_mark("peut-être")
    (True, False, None)
    """
    if text == "x":
        return True  # nearly every box: chosen in the drop-down
    mark = fold(text)
    if mark in TICKED:
        return True
    return False if mark in NOT_TICKED else None


def is_error(text: str) -> bool:
    """Whether a cell holds what a formula that went wrong leaves: ``#N/A``, ``#REF!``, ``#NOM?`` …"""
    return text[:1] == "#" and text.isupper() and (text in ("#N/A", "#N/D") or text[-1] in "!?")


def error_code(text: str) -> str:
    """The code of the finding for a cell in which `is_error` holds."""
    return "formula_uncalculated" if text == UNCALCULATED else "cell_error"


def near_mark(text: str) -> str:
    """What a box that cannot be read may have meant: « x » for « x ? », « xx » or « ouii », else nothing."""
    letters = "".join(sign for sign in fold(text) if sign.isalnum())
    if letters and (set(letters) == {"x"} or letters in ("true", "yes", "ok", "v")):
        return "x"
    if letters in ("false", "no"):
        return "non"
    near = nearest(letters, ("oui", "vrai", "non", "faux"))
    return {"oui": "x", "vrai": "x", "non": "non", "faux": "non"}.get(near, "")


def make_lookup(choices: Iterable[Choice]) -> Lookup:
    """Every wording of every choice; a wording that two choices share names neither, labels before aliases."""
    choices = tuple(choices)
    exact = {choice.name: choice.name for choice in choices}
    for choice in choices:
        exact.setdefault(choice.label, choice.name)
    labels: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for choice in choices:
        _add(labels, (choice.name, choice.label), choice.name)
        _add(aliases, _other_wordings(choice), choice.name)
    return Lookup(exact, {key: name for key, name in (aliases | labels).items() if name}, choices)


def _other_wordings(choice: Choice) -> Iterable[str]:
    yield from choice.aliases
    if choice.name.isdecimal():
        # « 2 – Présent » is also typed « 2 Présent » or « 2 : présent ».
        yield from (f"{choice.name}{sign}{alias}" for alias in choice.aliases for sign in (" ", ":", "-", "="))


def _add(wordings: dict[str, str], texts: Iterable[str], name: str) -> None:
    for key in {fold(text) for text in texts}:
        if wordings.setdefault(key, name) != name:
            wordings[key] = ""


@per_codebook
def lookups(codebook: Codebook) -> dict[str, Lookup]:
    """The lookup of each question that has choices, by its name."""
    return {question.name: make_lookup(question.choices) for question in codebook if question.choices}


def read_choice(lookup: Lookup, text: str) -> Typed:
    """The choice that a text names by its code, label or alias."""
    name = lookup.exact.get(text)
    if name is None:
        folded = fold(text)
        number = _NUMBER.fullmatch(folded)
        name = lookup.folded.get(number[1] if number else folded)
    return Typed(name) if name else Typed(fault="unknown_value", suggestion=near_choice(lookup, text))


def near_choice(lookup: Lookup, text: str) -> str:
    """The label of the choice most like a text, or nothing."""
    found = nearest(fold(text).rstrip(" ?!."), lookup.folded)
    return next((choice.label for choice in lookup.choices if choice.name == lookup.folded.get(found)), "")


def read_integer(text: str) -> Typed:
    """A whole number; of a text around a year, the year is suggested."""
    number = _NUMBER.fullmatch("".join(text.split()))
    if number:
        return Typed(str(int(number[1])))
    year = _YEAR.search(text)
    return Typed(fault="not_a_number", suggestion=year[0] if year else "")


def read_date(text: str) -> Typed:
    """A date, from ISO or day/month/year, as ISO."""
    iso, french = _ISO_DATE.fullmatch(text), _FRENCH_DATE.fullmatch(text)
    if iso:
        year, month, day = iso.groups()
    elif french:
        day, month, year = french.groups()
        year = year if len(year) == 4 else f"20{year}"
    else:
        return Typed(fault="not_a_date")
    try:
        return Typed(date(int(year), int(month), int(day)).isoformat())
    except ValueError:
        return Typed(fault="not_a_date")


def read_decimal(text: str) -> Typed:
    number = "".join(text.split()).replace(",", ".")
    return Typed(number) if re.fullmatch(r"-?\d+(\.\d+)?", number, re.ASCII) else Typed(fault="not_a_number")


def read_value(question: Question, lookup: Lookup | None, text: str) -> Typed:
    """Read a cell that holds the whole answer to a question; ``text`` is stripped and not empty."""
    if is_error(text):
        return Typed(fault=error_code(text))
    if lookup is not None:
        return read_choice(lookup, text)
    if question.type == "integer":
        return read_integer(text)
    if question.type == "date":
        return read_date(text)
    return read_decimal(text) if question.type == "decimal" else Typed(text)


def nearest(text: str, candidates: Iterable[str]) -> str:
    """The candidate most like a folded text, as a whole or, from four letters on, by a part; else nothing."""
    if len(text) > _LONGEST:
        return ""
    from rapidfuzz import fuzz, process  # only a file with a fault pays for it

    candidates = list(candidates)
    found = process.extractOne(text, candidates, scorer=fuzz.ratio, score_cutoff=_LIKE)
    if found is None and len(text) >= 4:
        found = process.extractOne(text, candidates, scorer=fuzz.WRatio, score_cutoff=_LIKE_A_PART)
    return found[0] if found else ""
