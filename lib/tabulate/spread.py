"""How numbers and dates are spread: a few intervals or periods that a chart can show."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from datetime import date

from lib import french
from lib.tabulate.question import Choice, Result

_BINS = 8
_DECIMALS = 3
_STEPS = (1, 2, 2.5, 5, 10)
_MOST_MONTHS = 18


def intervals(seen: Mapping[float, int], result: Result) -> tuple[Choice, ...]:
    """Numbers by about eight round intervals; each value by itself where there are few."""
    if len(seen) <= _BINS + 2:
        return tuple(Choice(result.written(value, _DECIMALS), seen[value]) for value in sorted(seen))
    low, high = min(seen), max(seen)
    step = _round_step((high - low) / _BINS)
    first, last = math.floor(low / step), math.floor(high / step)
    bins = Counter()
    for value, n in seen.items():
        bins[math.floor(value / step)] += n
    whole = step >= 1 and float(step).is_integer() and all(value.is_integer() for value in seen)
    return tuple(Choice(_interval(at, step, whole, result), bins[at]) for at in range(first, last + 1))


def _round_step(width: float) -> float:
    scale = 10 ** math.floor(math.log10(width))
    return next(step * scale for step in _STEPS if step * scale >= width * 0.999)


def _interval(at: int, step: float, whole: bool, result: Result) -> str:
    low, high = at * step, (at + 1) * step - whole
    first, last = (result.written(float(f"{end:.12g}"), _DECIMALS) for end in (low, high))
    if not whole:
        return f"de {first} à moins de {last}"
    return first if low == high else f"{first} à {last}"


def periods(seen: Mapping[str, int]) -> tuple[Choice, ...]:
    """Dates by month, or by year where there would be too many months."""
    months: Counter[str] = Counter()
    for day, n in seen.items():
        months[day[:7]] += n
    if not months:
        return ()
    first, last = min(months), max(months)
    place = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last)]
    if place[1] - place[0] >= _MOST_MONTHS:
        years = Counter(dict.fromkeys(map(str, range(int(first[:4]), int(last[:4]) + 1)), 0))
        for month, n in months.items():
            years[month[:4]] += n
        return tuple(Choice(year, n) for year, n in sorted(years.items()))
    between = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(place[0], place[1] + 1)]
    return tuple(Choice(_month(month), months[month], month) for month in between)


def _month(month: str) -> str:
    return french.date(date(int(month[:4]), int(month[5:]), 2)).removeprefix("2 ")
