"""One column as a bag of distinct texts, and how a text is read as a number or as a date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from lib import french
from lib.folding import fold
from lib.layout.values import is_error, read_date
from lib.listing import kinds, sources
from lib.listing.split import tick
from lib.listing.table import Table
from lib.tabulate.headers import phrases

_NOTHING = phrases(
    """
    n/a | na | nan | null | - | -- | --- | #n/a | sans reponse | pas de reponse | non-reponse |
    non reponse | (vide) | <na> | no answer | no response
    """
)
_DONT_KNOW = phrases(
    """
    nsp | ne sait pas | je ne sait pas | je ne sais pas | ne se prononce pas | sans opinion |
    ne sais pas | sans avis | pas d'avis | non concerne | non concernee | non concerne(e) |
    pas concerne | nspp | dk | je ne suis pas concerne(e) | ne sait pas/non concerne | don't know |
    not applicable | ne s'applique pas
    """
)
_UNIT = re.compile(
    r"(?<=\d)\s*(?:€|euros?|ans?|km|kms|m²|m2|heures?|h|jours?|mois|minutes?|min|personnes?|enfants?|élèves?)\s*$",
    re.IGNORECASE,
)
_GROUPED_SPACES = re.compile(
    r"[+-]?\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?(?:\s?%)?|[+-]?\d+(?:[.,]\d+)?\s%|[+-]\s?\d+(?:[.,]\d+)?"
)
_GROUPED_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
_GROUPED_COMMAS = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
_LONG_DATE = re.compile(r"(?:\w+\s+)?(\d{1,2})(?:er)?\s+([a-z]{3,9})\.?\s+(\d{4})", re.ASCII)
_SLASHED_ISO = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}\s?[:h]\s?\d\d.*|[ap]m.*", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}|\d[/.-]\d\d?[/.-]\d\d", re.ASCII)
_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_EPOCH = date(1899, 12, 30)
_SERIALS = (20000, 60000)
"""Days that spreadsheets count from 1899: 1954 to 2064."""
_LONGEST = 60
_LONGEST_HEADER = 1000
_HUGE = 1e15
"""From here on figures are a key, or nonsense, and floats no longer tell neighbours apart."""
_STARTS = frozenset("nNsSpP(<#-–—−‐‑‒―")
_LONGEST_NOTHING = max(map(len, _NOTHING)) + 2


@dataclass(frozen=True, slots=True)
class Cells:
    """One column: its texts with ``""`` where there is no answer, and how often each other text stands in it."""

    position: int
    header: str
    levels: tuple[str, ...]
    texts: Sequence[str]
    counts: Counter[str]
    errors: int = 0
    is_metadata: bool = False

    @property
    def n(self) -> int:
        return self.counts.total()


def columns(table: Table) -> list[Cells]:
    """The columns of a table, left to right."""
    submission = sources.metadata(table.columns, sources.detect(table.columns))
    texts_of = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    found = []
    for at, (column, texts) in enumerate(zip(table.columns, texts_of, strict=True)):
        counts = Counter(texts)
        del counts[""]
        errors = sum(n for text, n in counts.items() if is_error(text))
        absent = [text for text in counts if is_blank(text)]
        if absent:
            for text in absent:
                del counts[text]
            texts = tuple(text if text in counts else "" for text in texts)
        found.append(Cells(at, column.header, column.levels, texts, counts, errors, at in submission))
    return found


def submitted(table: Table) -> tuple[Table, list[str]]:
    """The rows that were sent in: without the answers that LimeSurvey and Framaforms keep of those who gave up."""
    table = _with_short_headers(table)
    source = sources.detect(table.columns)
    sent = sources.column_of(table.columns, source.submitted)
    draft = sources.column_of(table.columns, source.draft)
    keep = [True] * len(table.rows)
    if sent is not None and any(row[sent] for row in table.rows):
        keep = [not is_blank(row[sent]) for row in table.rows]
    if draft is not None:
        keep = [kept and tick(row[draft]) is not True for kept, row in zip(keep, table.rows, strict=True)]
    if all(keep):
        return table, []
    left_out = french.count(keep.count(False), "ligne non envoyée, laissée", "lignes non envoyées, laissées")
    note = french.typeset(f"{left_out} de côté (réponses abandonnées ou brouillons).")
    rows = tuple(row for row, kept in zip(table.rows, keep, strict=True) if kept)
    numbers = tuple(n for n, kept in zip(table.row_numbers, keep, strict=True) if kept)
    return replace(table, rows=rows, row_numbers=numbers), [note]


def _with_short_headers(table: Table) -> Table:
    """Headers cut where nobody reads on: those of a hostile file would take long to compare."""
    if all(len(column.header) <= _LONGEST_HEADER for column in table.columns):
        return table
    cut = [
        replace(c, header=c.header[:_LONGEST_HEADER], levels=tuple(level[:_LONGEST_HEADER] for level in c.levels))
        for c in table.columns
    ]
    return replace(table, columns=tuple(cut))


def is_blank(text: str) -> bool:
    """Whether a cell says that there is no answer: nothing, « n/a », a dash, an error of a formula."""
    if len(text) > _LONGEST_NOTHING:
        return is_error(text)
    if text and text[0] not in _STARTS:
        return is_error(text)
    if text.casefold() == "na":
        return text == "NA"
    return not text or fold(text) in _NOTHING or is_error(text)


def is_dont_know(text: str) -> bool:
    """Whether somebody says to have no answer: that leaves the base of a scale or a number."""
    return len(text) <= _LONGEST and fold(text) in _DONT_KNOW


@lru_cache(maxsize=16384)
def read_number(text: str) -> float | None:
    """A number: point or decimal comma, spaces between thousands, perhaps a unit (« 34 ans », « 12 € »)."""
    if len(text) > _LONGEST:
        return None
    plain = _UNIT.sub("", text.strip())
    if len(plain.split()) > 1 and not _GROUPED_SPACES.fullmatch(plain):
        return None
    if _GROUPED_POINTS.fullmatch(plain):
        plain = plain.replace(".", "")
    elif _GROUPED_COMMAS.fullmatch(plain):
        plain = plain.replace(",", "")
    value = kinds.number(plain)
    return value if value is not None and abs(value) < _HUGE else None


def as_written(value: float) -> str:
    """A number as short as it is exact: « 3 », « 2.5 »."""
    return str(int(value)) if value.is_integer() else format(value, ".15g")


@lru_cache(maxsize=16384)
def read_day(text: str, *, month_first: bool = False) -> str:
    """The day that a text names, as ISO; nothing where it names none. The time of day is passed over."""
    if len(text) > _LONGEST or not _YEAR.search(text):
        return ""
    day, _, rest = text.strip().replace("T", " ", 1).partition(" ") if text[:1].isdigit() else (text, "", "")
    if rest and not _CLOCK.match(rest.strip()):
        day = text
    if slashed := _SLASHED_ISO.fullmatch(day):
        day = f"{slashed[1]}-{int(slashed[2]):02}-{int(slashed[3]):02}"
    if month_first and day.count("/") == 2:
        month, number, year = day.split("/")
        day = f"{number}/{month}/{year}"
    if not day[-1:].isdigit():
        return ""
    if any(map(str.isalpha, day)) and (found := _LONG_DATE.fullmatch(fold(day))):
        months = [at for at, name in enumerate(_MONTHS, 1) if found[2].startswith(name)]
        day = f"{found[1]}/{months[0]}/{found[3]}" if months else day
    return read_date(day).value


def read_serial(text: str) -> str:
    """The day that a spreadsheet's count of days means, as ISO."""
    value = kinds.number(text)
    if value is None or not _SERIALS[0] <= value <= _SERIALS[1]:
        return ""
    return (_EPOCH + timedelta(days=int(value))).isoformat()
