"""What one column asks for: the type that its header and its distinct texts speak for, how sure, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from lib.folding import fold
from lib.french import count, number, quote, typeset
from lib.listing.split import recurring, split_known, tick
from lib.tabulate import headers, scales
from lib.tabulate.cells import Cells, is_dont_know, read_day, read_number, read_serial
from lib.tabulate.question import Kind


class Guess(NamedTuple):
    kind: Kind
    confidence: float
    reason: str
    joined: tuple[str, tuple[str, ...]] | None = None
    """Separator and labels of a cell that holds several choices."""


_UUID = re.compile(r"(?:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.\w{2,}")
_PHONE = re.compile(r"(?:\+33|0033|0)[\s.]?[1-9](?:[\s.-]?\d\d){4}", re.ASCII)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){3,}[0-9a-f:]*", re.ASCII | re.IGNORECASE)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_KEY = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w-]{6,40}", re.ASCII)
_PERSONAL = (
    (_UUID, "identifiants uniques"),
    (_EMAIL, "adresses électroniques"),
    (_PHONE, "numéros de téléphone"),
    (_IP, "adresses IP"),
    (_URL, "adresses web"),
)
_LEADING_ZERO = re.compile(r"0\d+", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_MOST = 0.9
"""Share of the answers that must read as numbers or dates: the others are reported, one by one."""
_MOST_CHOICES = 60
_SENTENCE = 80
_ROWS_OF_CODES = {
    ",": re.compile(r"\d{1,3}(?:, ?\d{1,3}){2,}|\d{1,3}, \d{1,3}", re.ASCII),
    " ": re.compile(r"\d{1,2}(?: \d{1,2})+", re.ASCII),
}
"""Several codes in a cell; « 1,3 » alone would be a decimal, « 1 200 » a thousand."""
_JOINING = re.compile(r"[;|\n\r]|, |\S \S|,")


def guess(cells: Cells) -> Guess:
    """The type of a column."""
    header = cells.header
    if headers.is_metadata(header, cells.levels):
        return Guess(Kind.identifier, 0.95, "colonne technique ou personnelle, d’après son en-tête")
    if not cells.counts:
        return Guess(Kind.text, 0.0, "colonne vide")
    for judge in (_personal, _area_code, _date, _joined_surely, _ordered, _numbers, _mostly_numbers, _joined):
        if found := judge(cells):
            return found
    return _words(cells)


def _share(cells: Cells, test) -> float:
    return sum(n for text, n in cells.counts.items() if test(text)) / cells.n


def _personal(cells: Cells) -> Guess | None:
    for pattern, what in _PERSONAL:
        if _share(cells, pattern.fullmatch) >= 0.8:
            return Guess(Kind.identifier, 0.95, what)
    if headers.is_personal(cells.header):
        share = _share(cells, lambda text: tick(text) is not None or text.isalpha())
        if share < 0.5:
            return Guess(Kind.identifier, 0.8, "coordonnées, d’après l’en-tête")
    return None


def _area_code(cells: Cells) -> Guess | None:
    if headers.is_area_code(cells.header) and _share(cells, re.compile(r"[\dA-Za-z][\w\s]{1,9}").fullmatch) >= 0.8:
        return Guess(Kind.text, 0.8, "codes (postal, commune, établissement), qui ne sont pas des nombres")
    return None


def _date(cells: Cells) -> Guess | None:
    share = max(_share(cells, read_day), _share(cells, lambda text: read_day(text, month_first=True)))
    if share >= _MOST:
        return Guess(Kind.date, round(0.98 * share, 2), _how_many(share, "dates"))
    if headers.asks_date(cells.header) and not headers.asks_number(cells.header):
        share = _share(cells, read_serial)
        if share == 1:
            return Guess(Kind.date, 0.7, "dates en nombre de jours, comme Excel les compte")
    return None


def _how_many(share: float, what: str) -> str:
    return f"toutes les réponses sont des {what}" if share == 1 else f"{number(share * 100)} % des réponses sont des {what}"


def _ordered(cells: Cells) -> Guess | None:
    """Scales that words give away: points with words at the ends, or levels of a known order."""
    texts = list(cells.counts)
    if len(texts) > 2 * _MOST_CHOICES:
        return None
    if ranks := scales.read_words(texts):
        seen = len(set(ranks.values()))
        return Guess(Kind.scale, 0.9 if seen > 2 else 0.75, "niveaux d’une échelle connue")
    scale = scales.read_scale(texts)
    if scale is None or not scale.has_words:
        return None
    worded = [p for text in scale.points if (p := scales.read_point(text)).words]
    bare = {point for text, point in scale.points.items() if text.isdecimal()}
    low, high = scale.numbers[0], scale.numbers[-1]
    if low < -10 or high > 20:
        return None
    if bare - {point.number for point in worded}:
        return Guess(Kind.scale, 0.95, f"points de {low} à {high}, dont certains portent des mots")
    if any(scales.is_order_word(point.words) for point in worded) or headers.asks_scale(cells.header):
        return Guess(Kind.scale, 0.85, f"points de {low} à {high} avec des mots")
    if low == 0 and len(scale.numbers) > 2 and _contiguous(scale.numbers):
        return Guess(Kind.scale, 0.7, f"points de 0 à {high} avec des mots")
    return None


def _contiguous(numbers: list[int]) -> bool:
    return all(second == first + 1 for first, second in pairwise(numbers))


def _numbers(cells: Cells) -> Guess | None:
    """A column where every answer is a number (« ne sait pas » aside): scale, codes of choices, key or number."""
    said = {text: n for text, n in cells.counts.items() if not is_dont_know(text)}
    values = {text: read_number(text) for text in said}
    if not said or None in values.values():
        return None
    header = cells.header
    if any(_LEADING_ZERO.fullmatch(text) for text in said):
        return _codes(said)
    distinct = sorted(set(values.values()))
    if any(not value.is_integer() for value in distinct):
        return Guess(Kind.number, 0.95, "nombres à décimales")
    if all(_DIGITS.fullmatch(text) and len(text) >= 8 for text in said):
        return Guess(Kind.identifier, 0.8, "longues suites de chiffres")
    if cells.position == 0 and len(distinct) == len(cells.texts) > 2 and list(values.values()) == distinct:
        return Guess(Kind.identifier, 0.7, "numéros qui se suivent")
    if named := headers.bounds(header):
        if named[0] <= distinct[0] and distinct[-1] <= named[1] and not headers.asks_number(header):
            return Guess(Kind.scale, 0.95, f"notes de {named[0]} à {named[1]}, d’après l’en-tête")
    if headers.asks_number(header) and not headers.asks_kind(header):
        return Guess(Kind.number, 0.9, "nombres, d’après l’en-tête et les réponses")
    if distinct[0] >= 0 and distinct[-1] <= 10:
        return _small(distinct, header)
    if headers.asks_scale(header) and distinct[0] >= 0 and distinct[-1] <= 100:
        return Guess(Kind.scale, 0.7, "notes, d’après l’en-tête")
    return Guess(Kind.number, 0.85 if len(distinct) > 5 else 0.65, "toutes les réponses sont des nombres")


def _codes(said: dict[str, int]) -> Guess:
    """« 01 », « 0612345678 »: figures whose leading zero says that they are no amount."""
    if len(said) < sum(said.values()) and all(len(text) <= 3 for text in said):
        return Guess(Kind.single, 0.6, "codes à zéro initial, qui reviennent")
    return Guess(Kind.text, 0.7, "codes à zéro initial, qui ne sont pas des nombres")


def _small(distinct: list[float], header: str) -> Guess:
    """Whole numbers from 0 to 10: notes, or the codes of choices."""
    low, high = int(distinct[0]), int(distinct[-1])
    if headers.asks_scale(header) and not headers.asks_kind(header):
        return Guess(Kind.scale, 0.85, f"notes de {low} à {high}")
    if headers.asks_kind(header) or set(distinct) <= {0, 1} or (high <= 3 and low > 0):
        return Guess(Kind.single, 0.6, "quelques codes : peut-être une échelle ou un nombre")
    reason = f"nombres entiers de {low} à {high} : peut-être des codes ou un nombre"
    return Guess(Kind.scale, 0.65 if len(distinct) > 3 or high > 5 else 0.5, reason)


def _mostly_numbers(cells: Cells) -> Guess | None:
    said = {text: n for text, n in cells.counts.items() if not is_dont_know(text)}
    total = sum(said.values())
    good = sum(n for text, n in said.items() if read_number(text) is not None)
    if total and good < total and good >= (0.6 if headers.asks_number(cells.header) else _MOST) * total and good > 2:
        return Guess(Kind.number, round(0.9 * good / total, 2), _how_many(good / total, "nombres"))
    return None


def _joined_surely(cells: Cells) -> Guess | None:
    """Cells that all end with a separator, as Microsoft Forms writes even a single choice; numbers in a row."""
    texts = list(cells.counts)
    if all(text.endswith(";") for text in texts):
        return Guess(Kind.multiple, 0.95, "toutes les cellules se terminent par « ; »", (";", labels_of(texts, ";")))
    for separator in (",", " "):
        if any(map(_ROWS_OF_CODES[separator].fullmatch, texts)) and all(
            part.isdecimal() and len(part) < 4 for text in texts for part in split(text, separator)
        ):
            reason = "numéros de choix à la suite"
            return Guess(Kind.multiple, 0.75, reason, (separator, labels_of(texts, separator)))
    return None


def labels_of(texts: Iterable[str], separator: str) -> tuple[str, ...]:
    """Every part of joined cells; numbers in their order, words as they come."""
    labels = list(dict.fromkeys(part for text in texts for part in split(text, separator)))
    return tuple(sorted(labels, key=int)) if all(map(str.isdecimal, labels)) else tuple(labels)


def split(text: str, separator: str) -> list[str]:
    """The parts of a cell; what is nothing but a trailing separator is none."""
    pieces = text.split() if separator == " " else text.replace("\r", "\n").split(separator)
    return [piece for part in pieces if (piece := part.strip())]


def _joined(cells: Cells) -> Guess | None:
    """Cells that hold several choices, whose labels come back from cell to cell."""
    if headers.asks_text(cells.header) or not any(_JOINING.search(text) for text in cells.counts):
        return None
    texts = [text for text in cells.texts if text]
    found = recurring(texts)
    if found is None:
        return None
    separator, labels = found
    read = {text: split_known(text, labels) for text in cells.counts}
    several = sum(cells.counts[text] for text, (matched, _) in read.items() if len(matched) > 1)
    whole = sum(cells.counts[text] for text, (matched, rest) in read.items() if matched and not rest)
    if not several or whole < 0.5 * cells.n:
        return None
    shown = {" ": "l’espace", "\n": "un saut de ligne"}.get(separator, f"« {separator.strip()} »")
    confidence = round(0.6 + 0.35 * whole / cells.n, 2)
    reason = f"{number(len(labels))} libellés qui reviennent, séparés par {shown}"
    return Guess(Kind.multiple, confidence, reason, (separator, tuple(labels)))


def _words(cells: Cells) -> Guess:
    """Words: a few that come back are choices, many that do not are free text."""
    folded = Counter()
    for text, n in cells.counts.items():
        folded[fold(text)] += n
    total, distinct = cells.n, len(folded)
    if distinct <= 2 and all(tick(text) is not None for text in cells.counts):
        return Guess(Kind.single, 0.9, "oui ou non") if distinct > 1 else _constant(cells)
    back = sum(n for n in folded.values() if n > 1) / total
    longest = max(map(len, folded))
    if distinct == total:
        return _unlike(cells, longest)
    if headers.asks_text(cells.header) and (back < 0.9 or distinct > 10):
        return Guess(Kind.text, 0.85, "texte libre, d’après l’en-tête")
    if distinct == 1:
        return _constant(cells)
    if distinct > _MOST_CHOICES or (longest > 3 * _SENTENCE and back < 0.9):
        return Guess(Kind.text, 0.8, f"{number(distinct)} réponses différentes")
    if back >= 0.6 or (back >= 0.4 and distinct <= 12 and longest <= _SENTENCE) or (total < 10 and longest <= _SENTENCE):
        confidence = round(min(0.95, 0.35 + 0.6 * back), 2)
        return Guess(Kind.single, confidence, f"{number(distinct)} réponses différentes, qui reviennent")
    return Guess(Kind.text, round(0.9 - 0.5 * back, 2), "réponses presque toutes différentes")


def _constant(cells: Cells) -> Guess:
    text = next(iter(cells.counts))
    if len(text) > _SENTENCE:
        return Guess(Kind.text, 0.5, "une seule réponse, longue")
    return Guess(Kind.single, 0.5, f"une seule réponse, toujours la même : « {text} »")


def _unlike(cells: Cells, longest: int) -> Guess:
    """Every answer stands once."""
    if cells.n > 2 and longest <= 40 and _share(cells, _KEY.fullmatch) == 1:
        return Guess(Kind.identifier, 0.7, "codes tous différents")
    if cells.n <= 3 and longest <= 30 and not headers.asks_text(cells.header):
        return Guess(Kind.text, 0.4, "trop peu de réponses pour dire si elles reviennent")
    return Guess(Kind.text, 0.9 if longest > 40 or cells.n > 10 else 0.7, "réponses toutes différentes")
