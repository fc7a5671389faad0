"""What a cell looks like, before anything is known about its question."""

from __future__ import annotations

import re

from lib.folding import fold
from lib.layout.values import NOT_TICKED, TICKED, is_error

_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d))(?:[T ,].*)?|\d{1,2}:\d\d(?::\d\d)?", re.ASCII
)
_MARKS = (TICKED | NOT_TICKED | {"true", "false", "yes", "no", "n/a"}) - {"o", "n"}


def number(text: str) -> float | None:
    """The number that a text is, with a point or a decimal comma, perhaps a percentage; else None.

    >>> number("1 234,5"), number("42 %"), number("3 liens")
    (1234.5, 42.0, None)
    """
    if len(text) > 40:
        return None
    plain = _SPACES.sub("", text).rstrip("%")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def is_data(text: str) -> bool:
    """Whether a text is what answers look like and headers do not: a number, a date, a tick, an error.

    Years are left out: they are headers as well as answers.
    """
    if len(text) > 40:
        return False
    value = number(text)
    if value is not None:
        return not (1900 <= value <= 2100 and text.isdecimal())
    return is_error(text) or bool(_DATE.fullmatch(text)) or fold(text) in _MARKS
