"""The choices that a column holds, once its type is known: what each cell names, and in which order they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lib.folding import fold
from lib.listing.split import recurring
from lib.tabulate import headers, scales
from lib.tabulate import joined as joining
from lib.tabulate.cells import Cells, as_written, is_dont_know, read_number
from lib.tabulate.joined import Joined
from lib.tabulate.question import Choice, Kind, Question

_TYPED = "Autre (texte libre)"
"""What is no label of a joined cell: what somebody wrote."""
_SEPARATORS = (";", "|", "\n", ",", " ")


def shaped(question: Question, cells: Cells, joined: Joined | None = None) -> Question:
    """Give a question of one column the choices that its type calls for."""
    if question.type is Kind.multiple:
        return _multiple(question, cells, joined.labels if joined else _any_labels(cells))
    if question.type is Kind.single:
        return _single(question, cells)
    return _scale(question, cells) if question.type is Kind.scale else question


def _any_labels(cells: Cells) -> Sequence[str]:
    """The labels of cells that a person says are joined."""
    if found := recurring([text for text in cells.texts if text]):
        return found[1]
    seen = {sign: sum(n for text, n in cells.counts.items() if sign in text.strip(sign)) for sign in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda sign: seen[sign])
    return joining.labels_of(cells.counts, separator)


def _multiple(question: Question, cells: Cells, labels: Sequence[str]) -> Question:
    values: dict[str, tuple[str, ...]] = {}
    seen: Counter[str] = Counter()
    labels = tuple(labels)
    typed = next((label for label in labels if headers.is_other(label)), _TYPED)
    for text, n in cells.counts.items():
        matched, rest = joining.parted(text, labels)
        names = [*matched, typed] if rest else matched
        values[text] = tuple(dict.fromkeys(map(_other, names)))
        for name in values[text]:
            seen[name] += n
    return replace(question, values=values, options=tuple(Choice(name) for name in _by_count(seen)))


_OTHER = re.compile(r"(autres?|other)\s*[:：]\s*\S.*", re.IGNORECASE | re.DOTALL)


def _other(text: str) -> str:
    """« Autre : la voisine » is the choice « Autre »."""
    found = _OTHER.fullmatch(text)
    return found[1] if found and not re.search(r"(?i)pr[ée]cise", text) else text


def _by_count(seen: Counter[str]) -> list[str]:
    """Numbers in their order; words by how often they come, the first seen first among equals."""
    if all(read_number(name) is not None for name in seen):
        return sorted(seen, key=lambda name: read_number(name) or 0)
    return [name for name, _ in seen.most_common()]


def _single(question: Question, cells: Cells) -> Question:
    spellings: dict[str, Counter[str]] = {}
    for text, n in cells.counts.items():
        shown = _other(text)
        value = read_number(text)
        if value is not None and not text.startswith("0"):
            shown = as_written(value) if re.fullmatch(r"\d+[.,]0+", text) else text
        spellings.setdefault(fold(shown) or shown, Counter())[shown] += n
    name_of = {key: forms.most_common(1)[0][0] for key, forms in spellings.items()}
    values = {}
    for text in cells.counts:
        shown = _other(text)
        if re.fullmatch(r"\d+[.,]0+", text) and not text.startswith("0"):
            shown = as_written(read_number(text) or 0)
        values[text] = (name_of[fold(shown) or shown],)
    seen = Counter({name_of[key]: forms.total() for key, forms in spellings.items()})
    return replace(question, values=values, options=tuple(Choice(name) for name in _in_order(seen)))


_BRACKET_OF_NUMBERS = re.compile(r"(?:moins de|plus de|de|entre|a partir de|under|over)?\s*(\d+(?:[.,]\d+)?)\b.*")


def _in_order(seen: Counter[str]) -> list[str]:
    """Numbers and brackets of numbers (« 18-25 ans ») in their order, other words by how often they come."""
    starts = {name: _BRACKET_OF_NUMBERS.fullmatch(fold(name)) for name in seen}
    if len(seen) > 2 and all(starts.values()):

        def place(name: str) -> tuple[float, int]:
            words = fold(name)
            below = words.startswith(("moins de", "under"))
            above = words.startswith(("plus de", "over")) or "et plus" in words
            return float(starts[name][1].replace(",", ".")), above - below

        return sorted(seen, key=place)
    return _by_count(seen)


def _scale(question: Question, cells: Cells) -> Question:
    texts = [text for text in cells.counts if not is_dont_know(text)]
    if scale := scales.read_scale(texts):
        values = {text: (str(point),) for text, point in scale.points.items()}
        options = tuple(Choice(scale.labels[point], code=str(point)) for point in scale.numbers)
    elif ranks := scales.read_words(texts):
        # Two wordings of one rank (« Peu », « Un peu ») stay apart: they are two answers.
        common = sorted(ranks, key=lambda text: -cells.counts[text])
        shown = {fold(text): text for text in reversed(common)}
        ordered = sorted(shown.values(), key=lambda text: ranks[text])
        values = {text: (shown[fold(text)],) for text in texts}
        options = tuple(Choice(text) for text in ordered)
    else:
        plain = _single(question, cells)
        numbered = {t: read_number(t) for t in texts}
        values = {text: names for text, names in plain.values.items() if text in numbered}
        options = tuple(choice for choice in plain.options if not is_dont_know(choice.value))
        if None not in numbered.values():
            values = {text: (as_written(value),) for text, value in numbered.items()}
            options = tuple(Choice(as_written(v), code=as_written(v)) for v in sorted(set(numbered.values())))
    beside = frozenset(text for text in cells.counts if is_dont_know(text))
    return replace(question, values=values, options=options, beside=beside)
