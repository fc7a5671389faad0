"""The acronyms of schools and centres, and which of them a text on screen uses."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from lib.codebook import DEFAULT_PATH
from lib.folding import fold
from lib.french import NBSP, THIN, typeset

PATH = DEFAULT_PATH / "acronyms.csv"
_COLUMNS = ("sigle", "expansion", "forms", "spellings", "note")
_WORD = re.compile(r"[^\W_]+\+?")


@dataclass(frozen=True, slots=True)
class Acronym:
    """One acronym.

    Attributes
    ----------
    sigle : str
        As it is best written.
    expansion : str
        What it stands for, as it would be written within a sentence.
    forms : tuple of str
        Other forms under which a text may use it (« Caf »); exact, as the acronym itself: « as » is a word.
    spellings : tuple of str
        Further words under which people may look for it.
    note : str
        What else is good to know.
    """

    sigle: str
    expansion: str
    forms: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    note: str = ""


@cache
def load() -> tuple[Acronym, ...]:
    """Every acronym, in the order of the file."""
    with PATH.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_acronym(row) for row in csv.DictReader(file))


def _acronym(row: dict[str, str]) -> Acronym:
    sigle, expansion, forms, spellings, note = (typeset((row[name] or "").strip()) for name in _COLUMNS)
    return Acronym(sigle, expansion, _parts(forms), _parts(spellings), note)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def hints(texts: Iterable[str]) -> str:
    """Spell out the acronyms that some texts use, in one line.

    Parameters
    ----------
    texts : iterable of str
        What stands on screen: labels of choices, a title. Missing values are passed over.

    Returns
    -------
    str
        Each acronym once, in the order in which they are met; "" where there is none.

    Examples
    --------
    >>> hints(["Dispositif CLAS", "Liaison CM2", "Dispositif CLAS"]).replace(NBSP, " ").replace(THIN, " ")
    'CLAS : contrat local d’accompagnement à la scolarité ; CM2 : cours moyen deuxième année.'
    """
    expansions = {form: each.expansion for text in texts if isinstance(text, str) for form, each in _in_text(text)}
    if not expansions:
        return ""
    return f"{THIN}; ".join(f"{form}{NBSP}: {expansion}" for form, expansion in expansions.items()) + "."


@lru_cache(maxsize=4096)
def _in_text(text: str) -> tuple[tuple[str, Acronym], ...]:
    """The acronyms of one text, each with the form it has there.

    One that the text spells out itself needs no help. A text all in capitals says nothing about which of its words
    are acronyms (« VENIR EN CLASSE »), unless all are.
    """
    known, folded = _by_form(), fold(text)
    words = _WORD.findall(text)
    if text.isupper() and any(word not in known and not word.isdecimal() for word in words):
        return ()
    return tuple((word, known[word]) for word in words if word in known and fold(known[word].expansion) not in folded)


@cache
def _by_form() -> dict[str, Acronym]:
    return {form: each for each in load() for form in (each.sigle, *each.forms)}
