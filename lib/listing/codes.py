"""Which choice a value stands for: what a person said of its column first, then how the questionnaire writes it.

Other tools write codes of their own (LimeSurvey ``A1``, ``SQ001``), people their own words. What nothing names is
never guessed: it is a finding with its cell, and put to a person with the choices of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from functools import cached_property

from lib.codebook import OTHER, Question
from lib.folding import fold
from lib.layout.plan import Plan
from lib.layout.values import Typed, error_code, is_error, near_choice, near_mark, read_choice
from lib.listing.mapping import NOT_COUNTED, Mapping
from lib.listing.split import split_known, tick

_BLANK = frozenset(("n/a", "na", "sans reponse", "no answer", "non repondu"))
"""What tools write where nobody was asked, or nobody answered."""
_OTHER_SAID = re.compile(r"(?:autres?|other)[^:]{0,20}:\s*(?=\S)", re.IGNORECASE)
_OTHER_CODE = "-oth-"
"""LimeSurvey's."""
_WORD = re.compile(r"[\w.+-]+", re.ASCII)
_CODE = re.compile(r"[a-z]{0,3}\d{1,4}", re.IGNORECASE | re.ASCII)
_STRONG, _WEAK = re.compile(r"\s*[;|\r\n]+\s*"), re.compile(r"[\s,]+")


def answer_text(cell: str) -> str:
    """What a cell says; nothing where a tool writes that nobody answered."""
    text = cell.strip()
    return "" if len(text) < 20 and fold(text) in _BLANK else text


def after_other(text: str) -> str:
    """What stands behind « Autre : », or nothing.

    >>> after_other("Autre : le gardien"), after_other("le gardien")
    ('le gardien', '')
    """
    said = _OTHER_SAID.match(text)
    return text[said.end() :] if said else ""


def is_code(text: str) -> bool:
    """Whether a text is a code and no word: « A1 », « SQ001 », « 12 »."""
    return bool(_CODE.fullmatch(text))


def is_words(text: str) -> bool:
    """Whether the box « Autre » holds what somebody typed, and no mark or code."""
    return not near_mark(text) and not is_code(text)


class Codes:
    """The ways of writing the choices of the question that a column answers.

    Parameters
    ----------
    said : mapping of str to str
        Value → choice or `NOT_COUNTED`, as a person said it; it stands against what the questionnaire names.
    """

    def __init__(self, question: Question, plan: Plan, said: Dictionary[str, str]) -> None:
        self.question, self.lookup = question, plan.lookups[question.name]
        self.has_precision = f"{question.name}_{OTHER}" in plan.codebook and OTHER in question.choice_by_name
        self._said = {text: choice for text, choice in said.items() if is_choice(choice, question)}
        self._exact = {**self.lookup.exact, **self._said}
        self._folded = _unambiguous(self._said)

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Every wording → its choice: what a person said, labels, names, aliases."""
        choices = self.question.choices
        labels = self._said | {one.label: one.name for one in choices if one.label not in self._said}
        for one in choices:
            for wording in (one.name, *one.aliases):
                labels.setdefault(wording, one.name)
        return labels

    @cached_property
    def _wordings(self) -> tuple[str, ...]:
        return tuple(self._labels)

    def said(self, text: str) -> str | None:
        """What a person said that a value stands for; None where nobody said anything."""
        return self._said.get(text, self._folded.get(fold(text))) if self._said else None

    def single(self, text: str) -> Typed:
        """The one choice of a cell; no value and no fault where a person said that it does not count."""
        name = self._exact.get(text)
        if name is not None:
            return Typed(name)  # most cells
        text = text.rstrip("; ") or text  # Microsoft Forms ends every choice with one
        said = self.said(text)
        if said is not None:
            return Typed(said)
        if text == _OTHER_CODE and OTHER in self.question.choice_by_name:
            return Typed(OTHER)
        return Typed(fault=error_code(text)) if is_error(text) else read_choice(self.lookup, text)

    def joined(self, text: str) -> tuple[dict[str, str], list[str]]:
        """The parts of a cell of joined choices, each with its choice, and those that nothing names."""
        matched, rest = split_known(text, self._words(text) or self._wordings)
        return {label: self._labels[label] for label in matched}, list(_parts(rest))

    def box(self, text: str, choice: str) -> str | None:
        """The choice that is ticked in its own column, nothing where it is not; None where the cell says neither."""
        said, mark = self.said(text), tick(text)
        if said is not None:
            return said
        if mark is None and self._labels.get(text) == choice:
            mark = True  # by hand, people also write the choice itself into its column
        return None if mark is None else choice if mark else NOT_COUNTED

    def near(self, part: str) -> str:
        """The label that a part of a joined cell may have meant."""
        return "" if after_other(part) else near_choice(self.lookup, part)

    def is_typed(self, text: str, near: str) -> bool:
        """Whether a text that nothing names is what somebody typed for « Autre »: words, and like no choice."""
        return self.has_precision and not near and not is_code(text)

    def keeps(self, text: str) -> bool:
        """Whether a person said « Autre » of a text that says which."""
        return self.said(text) == OTHER and self.has_precision and is_words(text)

    def _words(self, text: str) -> tuple[str, ...]:
        """The codes that are known where a cell is made of codes: then a space separates, even an unknown one."""
        words = text.split()
        is_coded = len(words) > 1 and all(map(_WORD.fullmatch, words))
        return self._coded if is_coded and any(word in self._coded for word in words) else ()

    @cached_property
    def _coded(self) -> tuple[str, ...]:
        said = (value for value in self._said if _WORD.fullmatch(value))
        return tuple(dict.fromkeys((*said, *self.question.choice_by_name)))


def is_choice(choice: str, question: Question) -> bool:
    """Whether a value can be said to stand for this."""
    return choice == NOT_COUNTED or choice in question.choice_by_name


def _unambiguous(said: Dictionary[str, str]) -> dict[str, str]:
    """Folded value → choice; two that are written alike and mean different things are told apart as they stand."""
    folded: dict[str, set[str]] = {}
    for text, choice in said.items():
        folded.setdefault(fold(text), set()).add(choice)
    return {text: choices.pop() for text, choices in folded.items() if len(choices) == 1}


def _parts(rest: str) -> Iterator[str]:
    """What stood apart in the unread rest of a cell: a semicolon always separates, a space between codes."""
    for part in filter(None, _STRONG.split(rest)):
        words = _WEAK.split(part)
        yield from words if len(words) > 1 and all(map(is_code, words)) else (part,)


class Coding:
    """The codes of every column of a list, as a mapping says them."""

    def __init__(self, plan: Plan, mapping: Mapping | None = None) -> None:
        self.plan, self._said = plan, mapping.values if mapping else {}
        self._known: dict[tuple[str, str], Codes] = {}

    def of(self, header: str, question: str) -> Codes:
        """The codes of one column; those of which a person said nothing share the codes of their question."""
        said = self._said.get(header, {})
        key = (question, header if said else "")
        if key not in self._known:
            self._known[key] = Codes(self.plan.codebook[question], self.plan, said)
        return self._known[key]
