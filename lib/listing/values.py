"""The values in the columns of a list and how each is read: what is put to a person beside the columns themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from itertools import islice

from lib.codebook import OTHER, Choice, Codebook
from lib.folding import fold
from lib.layout.plan import Plan
from lib.layout.values import is_error
from lib.listing.codes import Codes, Coding, answer_text, is_code, is_words
from lib.listing.mapping import Mapping
from lib.listing.match import Match
from lib.listing.records import Listing
from lib.listing.split import recurring, split_known

NAMED, SAID, TYPED, UNREAD = "named", "said", "typed", "unread"
"""How a value is read: the questionnaire names it, a person said it, it is text for « Autre », or not at all."""
TICKED = "x"
"""Choice of a value that ticks the box in whose column it stands, whichever that is."""
_RANK = {UNREAD: 0, TYPED: 1, SAID: 2, NAMED: 3}
_MOST, _LONGEST = 40, 80
"""Values of a column that are put to a person; longer ones are no codes but what somebody wrote."""

Counted = Counter[tuple[str, str | None, str]]
"""Value, choice and how it is read → in how many cells."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a column.

    Attributes
    ----------
    times : int
        In how many cells it stands.
    choice : str or None
        Name of the choice as which it is read, ``""`` for none, None where nobody knows.
    by : str
        `NAMED`, `SAID`, `TYPED` or `UNREAD`.
    """

    text: str
    times: int
    choice: str | None = None
    by: str = UNREAD


def values_of(listings: Iterable[Listing], plan: Plan, mapping: Mapping | None = None) -> dict[str, tuple[Value, ...]]:
    """The values of the columns of a list, by header, those that nothing names first, then the commonest.

    All values where a column holds one choice, be it doubtful; of joined choices and boxes those that the
    questionnaire does not name.
    """
    coding, found = Coding(plan, mapping), {}
    for listing in listings:
        for at, one in enumerate(listing.fields):
            question = plan.codebook[one.match.question] if one.match.target else None
            if question is None or not question.choices:
                continue
            cells = Counter(record.texts[at] for record in listing.records)
            texts: Counter[str] = Counter()
            for cell, times in cells.items():
                texts[answer_text(cell)] += times
            codes = coding.of(one.match.header, question.name)
            counted = found.setdefault(one.match.header, Counter())
            counted.update(_read(codes, {t: n for t, n in texts.items() if t and not is_error(t)}, one.match.choice))
    return {header: values for header, counted in found.items() if (values := _ordered(counted))}


def _read(codes: Codes, texts: Dictionary[str, int], box: str) -> Counted:
    """How often each value stands, with its choice and how it is read."""
    if box:
        return _read_boxes(codes, texts, box)
    return _read_joined(codes, texts) if codes.question.is_multiple else _read_single(codes, texts)


def _read_single(codes: Codes, texts: Dictionary[str, int]) -> Counted:
    counted: Counted = Counter()
    for text, times in texts.items():
        typed = codes.single(text)
        if not typed.fault:
            by = NAMED if codes.said(text) is None else SAID
            counted[text, typed.value, by] += times
        elif codes.is_typed(text, typed.suggestion):
            counted[text, OTHER, TYPED] += times
        else:
            counted[text, None, UNREAD] += times
    return counted


def _read_joined(codes: Codes, texts: Dictionary[str, int]) -> Counted:
    counted: Counted = Counter()
    rest: Counter[str] = Counter()
    for text, times in texts.items():
        chosen, unread = codes.joined(text)
        for part, choice in chosen.items():
            if codes.said(part) is not None:
                counted[part, choice, SAID] += times
        rest.update(dict.fromkeys(unread, times))
    for part, times in _apart(rest).items():
        is_typed = codes.is_typed(part, codes.near(part))
        counted[(part, OTHER, TYPED) if is_typed else (part, None, UNREAD)] += times
    return counted


def _apart(parts: Counter[str]) -> Counter[str]:
    """The words of a team stand joined by commas as well: taken apart where they come back in other company."""
    found = recurring(list(parts.elements()))
    if found is None or found[0] != ",":
        return parts
    words: Counter[str] = Counter()
    for part, times in parts.items():
        words.update(dict.fromkeys(split_known(part, found[1])[0], times))
    return words


def _read_boxes(codes: Codes, texts: Dictionary[str, int], box: str) -> Counted:
    counted: Counted = Counter()
    for text, times in texts.items():
        said, ticked = codes.said(text), codes.box(text, box)
        if said is not None:
            counted[text, said, SAID] += times
        elif ticked is None and not (box == OTHER and is_words(text)):
            counted[text, None, UNREAD] += times
    return counted


def _ordered(counted: Counted) -> tuple[Value, ...]:
    values = (Value(text, n, choice, by) for (text, choice, by), n in counted.items() if len(text) <= _LONGEST)
    return tuple(islice(sorted(values, key=lambda one: (_RANK[one.by], -one.times, one.text)), _MOST))


@dataclass(frozen=True, slots=True)
class Asked:
    """One value that is put to a person, once for all columns in which it is read alike."""

    text: str
    times: int
    headers: tuple[str, ...]
    choice: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values of the columns that offer the same choices; without ``choices`` they are boxes to tick."""

    headers: tuple[str, ...]
    choices: tuple[Choice, ...]
    asked: tuple[Asked, ...]


def groups(
    matches: Sequence[Match], values: Dictionary[str, Sequence[Value]], codebook: Codebook, *, everything: bool = False
) -> list[Group]:
    """What to ask about the values of some columns, in their order.

    Parameters
    ----------
    everything : bool
        Also the values that the questionnaire names; else only those beside which another one of their column is
        not read: codes that look like the questionnaire's own may mean something else there.
    """
    found: dict[tuple[Choice, ...], dict[tuple[str, str | None, str], list[tuple[str, int]]]] = {}
    for one in matches:
        every = values.get(one.header, ())
        is_open = any(value.by == UNREAD for value in every)
        for value in every:
            if everything or value.by != NAMED or is_open:
                choices = () if one.choice else codebook[one.question].choices
                choice = TICKED if one.choice and value.choice == one.choice else value.choice
                rows = found.setdefault(choices, {})
                rows.setdefault((value.text, choice, value.by), []).append((one.header, value.times))
    return [_group(choices, rows) for choices, rows in found.items()]


def _group(
    choices: tuple[Choice, ...], rows: Dictionary[tuple[str, str | None, str], Sequence[tuple[str, int]]]
) -> Group:
    asked = [
        Asked(text, sum(times for _, times in where), tuple(header for header, _ in where), choice, by)
        for (text, choice, by), where in rows.items()
    ]
    headers = dict.fromkeys(header for one in asked for header in one.headers)
    return Group(tuple(headers), choices, tuple(sorted(asked, key=_in_order)))


def _in_order(one: Asked) -> tuple[int, int, str]:
    """Those that nothing names first; « A2 » before « A10 », then words by the alphabet."""
    return _RANK[one.by], len(one.text) if is_code(one.text) else _LONGEST, fold(one.text)
