"""Cells that hold several choices at once, taken apart against the labels that are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from lib.folding import fold
from lib.layout.values import read_mark

_TICKED = frozenset(("true", "yes", "y", "checked", "coche", "cochee", "1.0", "1,0"))
_NOT_TICKED = frozenset(("false", "no", "unchecked", "non coche", "non cochee", "0.0", "0,0"))
_SEPARATOR = re.compile(r"[;,|\r\n]+")
_BULLET = re.compile(r"[-–•*·]\s+")
_CODE = re.compile(r"[\w.+-]+", re.ASCII)
_STRONG = (";", "|", "\n")
_LIST_CODE, _LIST_CODES = re.compile(r"[a-z][a-z0-9_-]*|\d{1,2}", re.ASCII), re.compile(r"\s+")
_RARE = 20
"""A sign separates when one cell in so many has it."""
_ALWAYS = 3
"""So often two parts must have stood together, and never apart, to be one label."""
_LONGEST = 100


def tick(text: str) -> bool | None:
    """Whether a box is ticked, as `lib.layout.values` reads it, and as other tools write it; None = neither.

    >>> tick("X"), tick("Non"), tick("TRUE"), tick("CLAS"), tick("")
    (True, False, True, None, None)
    """
    mark = read_mark(text)
    if mark is not None:
        return mark
    folded = fold(text)
    return True if folded in _TICKED else False if folded in _NOT_TICKED else None


def split_known(cell: str, labels: Sequence[str]) -> tuple[list[str], str]:
    """Take a joined cell apart against known labels, whatever separates them and however the labels are typed.

    Labels may hold the separators themselves. Of all ways to read the cell, the one that leaves least unread
    counts; among these, the one with the longest label first.

    Parameters
    ----------
    cell : str
        Choices joined by ``;``, ``,``, ``|`` or line breaks, or codes joined by spaces.
    labels : sequence of str
        Labels, codes or both. Spaces separate only where every word is known, or is a code beside known codes.

    Returns
    -------
    matched : list of str
        The labels as they stand in ``labels``, in the order of the cell, each once.
    rest : str
        What is no label, with ``; `` between parts that stood apart; empty when everything matched.

    Examples
    --------
    >>> split_known("Café des parents, Légitimité reconnue, confiance;", ["Légitimité reconnue, confiance"])
    (['Légitimité reconnue, confiance'], 'Café des parents')
    """
    known, longest, all_codes = _known(tuple(labels))
    whole = known.get(fold(cell))
    if whole is not None:
        return [whole], ""
    words = cell.split()
    if len(words) > 1 and not _SEPARATOR.search(cell.strip()):
        named = [known.get(fold(word)) for word in words]
        if None not in named:
            return list(dict.fromkeys(named)), ""
        if all(map(_CODE.fullmatch, words)) and (all_codes or any("_" in (name or "") for name in named)):
            rest = [word for word, name in zip(words, named, strict=True) if name is None]
            return list(dict.fromkeys(name for name in named if name is not None)), "; ".join(rest)
    return _cover(cell, known, longest)


@lru_cache(maxsize=512)
def _known(labels: tuple[str, ...]) -> tuple[dict[str, str], int, bool]:
    """Folded label → label, the most pieces one of them has between separators, whether all are codes."""
    known: dict[str, str] = {}
    for label in labels:
        if folded := fold(label):
            known.setdefault(folded, label)
    pieces = [len(_pieces(label)) for label in labels]
    return known, max(pieces, default=1), all(map(_CODE.fullmatch, labels))


def _pieces(text: str) -> list[tuple[int, int]]:
    """Start and end of what stands between separators and is more than spaces, bullets left out."""
    ends = [(0, 0), *(found.span() for found in _SEPARATOR.finditer(text)), (len(text), len(text))]
    pieces = []
    for (_, start), (end, _) in pairwise(ends):
        while start < end and text[start].isspace():
            start += 1
        if bullet := _BULLET.match(text, start, end):
            start = bullet.end()
        if text[start:end].strip():
            pieces.append((start, end))
    return pieces


def _cover(cell: str, known: dict[str, str], longest: int) -> tuple[list[str], str]:
    """The reading of the pieces that leaves the fewest signs unread, worked out from the end of the cell."""
    pieces = _pieces(cell)
    # best[i]: (signs unread from piece i on, piece after the label that begins at i or i when none does, label).
    best: list[tuple[int, int, str]] = [(0, 0, "")] * (len(pieces) + 1)
    for at in range(len(pieces) - 1, -1, -1):
        start, end = pieces[at]
        choice = (end - start + best[at + 1][0], at, "")
        for after in range(at + 1, min(at + longest, len(pieces)) + 1):
            label = known.get(fold(cell[start : pieces[after - 1][1]]))
            if label is not None and best[after][0] <= choice[0]:
                choice = (best[after][0], after, label)
        best[at] = choice
    matched, rest, at = [], [], 0
    while at < len(pieces):
        _, after, label = best[at]
        if after > at:
            matched.append(label)
            at = after
            continue
        first = at
        while at < len(pieces) and best[at][1] == at:
            at += 1
        rest.append(cell[pieces[first][0] : pieces[at - 1][1]].strip())
    return list(dict.fromkeys(matched)), "; ".join(rest)


def recurring(cells: Sequence[str]) -> tuple[str, list[str]] | None:
    """The separator and the labels of cells that hold joined choices, found from what recurs across the cells.

    ``;``, ``|`` and line breaks separate wherever they stand. Commas may belong to labels: none separates within
    parentheses or before a small letter (where labels begin with capitals), nor parts that never stand apart.

    Parameters
    ----------
    cells : sequence of str
        The answers of one column; the empty ones do not matter.

    Returns
    -------
    (str, list of str) or None
        Separator (``;``, ``|``, ``\\n``, ``,`` or a space) and labels in the order in which they first appear.
        None where the cells are no joined choices: single answers, free text.

    Examples
    --------
    >>> recurring(["CLAS, Légitimité reconnue, confiance", "CLAS", "Légitimité reconnue, confiance"])
    (',', ['CLAS', 'Légitimité reconnue, confiance'])
    """
    filled = [cell for cell in cells if cell.strip()]
    for separator in _STRONG:
        if sum(separator in cell.strip() for cell in filled) * _RARE >= len(filled) > 0:
            split = [_unique(piece.strip() for piece in cell.split(separator)) for cell in filled]
            trailing = all(cell.rstrip().endswith(separator) for cell in filled)
            if trailing or _recur(split):
                return separator, _labels(split)
    split = [_unique(_LIST_CODES.split(cell.strip())) for cell in filled]
    if all(_LIST_CODE.fullmatch(piece) for pieces in split for piece in pieces) and _recur(split, 0.6):
        return (" ", _labels(split))
    split = _apart(filled)
    return (",", _labels(split)) if _recur(split) else None


def _unique(pieces: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(piece for piece in pieces if piece))


def _labels(split: Iterable[Sequence[str]]) -> list[str]:
    """Every piece, in order of appearance; long ones that stand once are no labels but what somebody wrote."""
    times = Counter(piece for pieces in split for piece in pieces)
    return [piece for piece, count in times.items() if count > 1 or len(piece) <= _LONGEST]


def _recur(split: Sequence[Sequence[str]], least: float = 0.5) -> bool:
    """Whether the pieces are choices: several stand in one cell, most come back, and in other company."""
    times = Counter(piece for pieces in split for piece in pieces)
    several = {tuple(pieces) for pieces in split if len(pieces) > 1}
    if not several or not times:
        return False
    again = sum(count for count in times.values() if count > 1)
    mixed = len({tuple(pieces) for pieces in split}) > 1
    return mixed and again >= least * times.total()


def _apart(cells: Sequence[str]) -> list[list[str]]:
    """The pieces between commas, put together again where a comma belongs to a label."""
    split = [_outside_parentheses(cell) for cell in cells]
    starts = Counter(piece[:1].islower() for pieces in split for piece in pieces[:1])
    if starts[False] >= 9 * starts[True]:
        split = [_put_together(pieces, lambda _, piece: piece[:1].islower()) for pieces in split]
    times = Counter(piece for pieces in split for piece in pieces)
    pairs = Counter(pair for pieces in split for pair in pairwise(pieces))

    def inseparable(left: str, right: str) -> bool:
        return times[left] == times[right] == pairs[left, right] >= _ALWAYS

    return [_unique(_put_together(pieces, inseparable)) for pieces in split]


def _put_together(pieces: Sequence[str], belongs: Callable[[str, str], bool]) -> list[str]:
    """Join each piece to the one before where it belongs to it."""
    whole: list[str] = []
    left = ""
    for piece in pieces:
        if whole and belongs(left, piece):
            whole[-1] += f", {piece}"
        else:
            whole.append(piece)
        left = piece
    return whole


def _outside_parentheses(cell: str) -> list[str]:
    """Cut at the commas that stand in no parentheses, nor between digits."""
    pieces, depth, start = [], 0, 0
    for at, sign in enumerate(cell):
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(depth - 1, 0)
        elif sign == "," and depth == 0 and not (cell[at - 1 : at].isdigit() and cell[at + 1 : at + 2].isdigit()):
            pieces.append(cell[start:at].strip())
            start = at + 1
    return [piece for piece in (*pieces, cell[start:].strip()) if piece]
