"""The dictionary of indicators as people read it: searched, in a table, as a file, with the rules of display."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from lib import dictionary, french_csv
from lib.dictionary import Definition
from lib.french import NBSP, NOTHING, THIN
from lib.help import facts
from lib.help.search import matches
from lib.injection import neutralised

OF_CENTRES = ("taux_retour",)
"""Counts centres and not links: never masked."""
WITHOUT_INTERVAL = ("completude",)
"""A share of things that are not independent of each other: it has no interval."""
FILES_ONLY = "fichiers téléchargés seulement"
_HEADERS = {
    "code": "Code",
    "label": "Indicateur",
    "numerator": "Ce qui est compté",
    "base": "Parmi (base)",
    "unit": "Unité",
    "where": "Où le voir",
    "readings": "Lectures croisées",
}


def found(typed: str, titles: Mapping[str, str]) -> tuple[Definition, ...]:
    """The indicators that a search finds, in the order of the dictionary: all of them for an empty one.

    ``titles`` are short name of a page → its title, which is searched too.
    """
    return tuple(each for each in dictionary.load().values() if matches(typed, _texts(each, titles)))


def _texts(each: Definition, titles: Mapping[str, str]) -> tuple[str, ...]:
    texts = (each.code, each.label, each.numerator, each.base, each.unit)
    return (*texts, *each.questions, *each.readings, *(titles.get(page, page) for page in each.where))


def table(definitions: Iterable[Definition], titles: Mapping[str, str]) -> pd.DataFrame:
    """One row per indicator, French headers, every cell a string."""
    rows = [_row(each, titles) for each in definitions]
    return pd.DataFrame(rows, columns=list(_HEADERS.values()), dtype="str")


def _row(each: Definition, titles: Mapping[str, str]) -> dict[str, str]:
    cells = {name: getattr(each, name) for name in ("code", "label", "numerator", "base", "unit")}
    cells["where"] = ", ".join(titles.get(page, page) for page in each.where) or FILES_ONLY
    cells["readings"] = ", ".join(each.readings) or NOTHING
    return {_HEADERS[name]: text for name, text in cells.items()}


def csv(definitions: Sequence[Definition], titles: Mapping[str, str]) -> bytes:
    """The same table as a CSV that French Excel opens by double click, each with its rule of display."""
    told = zip(definitions, table(definitions, titles).to_numpy().tolist(), strict=True)
    rows = ([neutralised(text) for text in (*row, rule(each))] for each, row in told)
    return french_csv.written([[*_HEADERS.values(), "Affichage"], *rows])


def rule(each: Definition) -> str:
    """How the indicator is displayed according to its base, in one French sentence."""
    known = facts.rules()
    if each.code in OF_CENTRES:
        return f"Compte des centres sociaux{NBSP}: jamais masqué."
    masked = f"masqué si la base est de moins de {known['masked']}"
    if each.unit != "%":
        return f"Donné à partir d’une base de {known['masked']}{THIN}; {masked}."
    interval = "" if each.code in WITHOUT_INTERVAL else ", avec son intervalle de Wilson dans le fichier"
    counts = f"effectifs de {known['masked']} à {known['below']}"
    return f"Pourcentage à partir d’une base de {known['percent']}{interval}{THIN}; {counts}{THIN}; {masked}."
