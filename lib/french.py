"""Numbers, dates and lists as French people read them.

The only module that formats for reading: decimal comma, narrow no-break space before ``%`` and between
thousands, plural from 2. What a machine reads again (CSV, Excel) keeps raw numbers and is written elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date as Date
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
"""Before « : » and inside « »."""
THIN = "\u202f"
"""Before ; ! ? % and between thousands."""
NOTHING = "–"
"""Stands where there is no number."""

TIME_ZONE = ZoneInfo("Europe/Paris")
# The system's French locale may not be installed, so the names are ours.
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def is_missing(value: object) -> bool:
    """Whether a cell holds no number: None, ``NaN`` or ``pandas.NA`` (without importing pandas)."""
    if value is None:
        return True
    try:
        return math.isnan(value)  # type: ignore[arg-type]
    except TypeError:  # pandas.NA refuses to become a float
        return True


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Round half up on the written digits, as a reader does by hand: 0,145 gives 0,15 and not 0,14."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=4096)
def number(value: float, decimals: int = 0) -> str:
    """Format a number.

    Examples
    --------
    >>> number(12345.678, 1)
    '12\\u202f345,7'
    """
    return NOTHING if is_missing(value) else _written(rounded(value, decimals))


def _written(value: Decimal) -> str:
    text = f"{value:,}".replace(",", THIN).replace(".", ",")
    if text.startswith("-"):
        return text[1:] if not text.strip("-0," + THIN) else "−" + text[1:]
    return text


@lru_cache(maxsize=4096)
def percent(share: float, decimals: int = 0) -> str:
    """Format a share between 0 and 1: ``percent(0.42)`` is « 42 % »."""
    return NOTHING if is_missing(share) else f"{_written(rounded(share, decimals + 2).scaleb(2))}{THIN}%"


def count(n: float, singular: str, plural: str, decimals: int = 0) -> str:
    """Format a number with its noun, plural from 2: « 0 lien », « 1,5 lien », « 2 liens »."""
    if is_missing(n):
        return f"{NOTHING} {plural}"
    return f"{number(n, decimals)} {plural if abs(rounded(n, decimals)) >= 2 else singular}"


def points(value: float, decimals: int = 1) -> str:
    """Format a mean on a scale, or a gap: « 2,1 points »."""
    return count(value, "point", "points", decimals)


def date(day: Date) -> str:
    """« 1er octobre 2025 », « 23 novembre 2025 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def today() -> Date:
    """The day it is in France."""
    return datetime.now(TIME_ZONE).date()


def datetime_(moment: datetime) -> str:
    """« 23 novembre 2025 à 14 h 08 », in French legal time; a time without zone is taken as it stands."""
    local = moment.astimezone(TIME_ZONE) if moment.tzinfo else moment
    return f"{date(local)} à {local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def join(parts: Sequence[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def inside(text: str) -> str:
    """A heading as it stands inside a sentence: without its first capital, with those of its abbreviations."""
    return text[:1].lower() + text[1:]


def shortened(text: str, longest: int) -> str:
    """The text, or its first signs and an ellipsis.

    >>> shortened("Le gardien", 20), shortened("Le gardien", 3)
    ('Le gardien', 'Le…')
    """
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


def typeset(text: str) -> str:
    """Turn the plain spaces of French punctuation into no-break ones; what has them already is left as it is."""
    text = re.sub(" ([;!?%])", THIN + r"\1", text)
    return text.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»").replace(" :", f"{NBSP}:")


def quote(text: str) -> str:
    """Put text between « » with no-break spaces inside."""
    return f"«{NBSP}{text}{NBSP}»"
