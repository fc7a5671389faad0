"""What one column asks for: the type that its header and its distinct texts speak for, how sure, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from lib.folding import fold
from lib.french import number
from lib.listing.split import tick
from lib.tabulate import headers, joined, scales
from lib.tabulate.cells import Cells, is_dont_know, read_day, read_number, read_serial
from lib.tabulate.joined import Joined
from lib.tabulate.question import Kind


class Guess(NamedTuple):
    kind: Kind
    confidence: float
    reason: str
    joined: Joined | None = None
    """How cells join their choices, where they do."""


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
_FIRST = 40
"""How many different texts tell that a column is not worth a closer look."""
_SENTENCE, _LONG = 80, 200
_BRACKET = re.compile(r"^(?:moins|plus) de \d|^(?:[<>]|under|over) ?\d|(?<!\d)\d+ ?(?:et|ou) (?:plus|moins)|\d\+$")
_AMOUNT = re.compile(r"(?:(?:moins|plus) de |de |entre |[<>] ?)?\d[\d ,.]*(?:\D.*)?", re.DOTALL)
_MOST_BRACKETS = 15


def guess(cells: Cells) -> Guess:
    """The type of a column."""
    header = cells.header
    if cells.is_metadata or headers.is_metadata(header, cells.levels):
        return Guess(Kind.identifier, 0.95, "colonne technique ou personnelle, d’après son en-tête")
    if not cells.counts:
        return Guess(Kind.text, 0.0, "colonne vide")
    for judge in (_personal, _area_code, _date, _surely_joined, _ordered, _numbers, _mostly_numbers, _joined):
        if found := judge(cells):
            return found
    return _words(cells)


def _share(cells: Cells, test: Callable[[str], object]) -> float:
    """Share of the answers for which the test holds; 0 where hardly any of the first ones does."""
    good = 0
    for at, (text, n) in enumerate(cells.counts.items()):
        good += n if test(text) else 0
        if at == _FIRST and not good:
            return 0.0
    return good / cells.n


def _personal(cells: Cells) -> Guess | None:
    for pattern, what in _PERSONAL:
        if _share(cells, lambda text, like=pattern: len(text) < _LONG and like.fullmatch(text)) >= 0.8:
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
    share = _share(cells, read_day)
    if share < _MOST:
        share = max(share, _share(cells, lambda text: read_day(text, month_first=True)))
    if share >= _MOST:
        return Guess(Kind.date, round(0.98 * share, 2), _how_many(share, "dates"))
    if headers.asks_date(cells.header) and not headers.asks_number(cells.header):
        share = _share(cells, read_serial)
        if share == 1:
            return Guess(Kind.date, 0.7, "dates en nombre de jours, comme Excel les compte")
    return None


def _how_many(share: float, what: str) -> str:
    return (
        f"toutes les réponses sont des {what}"
        if share == 1
        else f"{number(share * 100)} % des réponses sont des {what}"
    )


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
    values = {}
    for text in cells.counts:
        values[text] = read_number(text)
        if values[text] is None and not is_dont_know(text):
            return None
    values = {text: value for text, value in values.items() if value is not None}
    said = {text: cells.counts[text] for text in values}
    if not said:
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
    low, high = headers.bounds(header) or (1, 0)
    if low <= distinct[0] and distinct[-1] <= high and not headers.asks_number(header):
        return Guess(Kind.scale, 0.95, f"notes de {low} à {high}, d’après l’en-tête")
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
    if _share(cells, lambda text: read_number(text) is not None) < 0.3:
        return None
    said = {text: n for text, n in cells.counts.items() if not is_dont_know(text)}
    unread = [text for text in said if read_number(text) is None]
    if any(_BRACKET.search(fold(text)) for text in unread):
        return None  # « 0 », « 1 », « 2 et plus » are choices
    total = sum(said.values())
    good = total - sum(said[text] for text in unread)
    least = 0.6 if headers.asks_number(cells.header) else _MOST
    if 2 < good < total and good >= least * total:
        return Guess(Kind.number, round(0.9 * good / total, 2), _how_many(good / total, "nombres"))
    return None


def _surely_joined(cells: Cells) -> Guess | None:
    return _of_joined(joined.surely(cells))


def _joined(cells: Cells) -> Guess | None:
    return _of_joined(joined.likely(cells))


def _of_joined(found: Joined | None) -> Guess | None:
    return found and Guess(Kind.multiple, found.confidence, found.reason, found)


def _words(cells: Cells) -> Guess:
    """Words: a few that come back are choices, many that do not are free text."""
    if len(cells.counts) > max(_MOST_CHOICES, 0.9 * cells.n) and sum(map(len, cells.counts)) > 40 * len(cells.counts):
        return Guess(Kind.text, 0.9, "réponses presque toutes différentes")
    folded: Counter[str] = Counter()
    for text, n in cells.counts.items():
        folded[fold(text)] += n
    total, distinct = cells.n, len(folded)
    if distinct <= 2 and all(tick(text) is not None for text in cells.counts):
        return Guess(Kind.single, 0.9, "oui ou non") if distinct > 1 else _constant(cells)
    back = sum(n for n in folded.values() if n > 1) / total
    longest = max(map(len, folded))
    if distinct <= _MOST_BRACKETS and all(_AMOUNT.fullmatch(text) for text in folded):
        return Guess(Kind.single, 0.7, "tranches ou quantités en toutes lettres")
    if distinct == total:
        return _unlike(cells, longest)
    if headers.asks_text(cells.header) and (back < 0.9 or distinct > 10):
        return Guess(Kind.text, 0.85, "texte libre, d’après l’en-tête")
    if distinct == 1:
        return _constant(cells)
    repeated = sum(n > 1 for n in folded.values())
    if (
        repeated > _MOST_CHOICES
        or (distinct > _MOST_CHOICES and back < 0.6)
        or (longest > 3 * _SENTENCE and back < 0.9)
    ):
        return Guess(Kind.text, 0.8, f"{number(distinct)} réponses différentes")
    if (
        back >= 0.6
        or (back >= 0.4 and distinct <= 12 and longest <= _SENTENCE)
        or (total < 10 and longest <= _SENTENCE)
    ):
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
