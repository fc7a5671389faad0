"""Cells that hold several choices at once, taken apart against the labels that are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from lib.folding import fold
from lib.layout.values import read_mark

_TICKED = frozenset(("true", "yes", "y", "checked", "coche", "cochee", "1.0", "1,0"))
_NOT_TICKED = frozenset(("false", "no", "unchecked", "non coche", "non cochee", "0.0", "0,0"))
_SEPARATOR = re.compile(r"[;,|\r\n]+")
_BULLET = re.compile(r"[-–•*·]\s+")
_CODE = re.compile(r"[\w.+-]+", re.ASCII)


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
        Labels, codes or both. Spaces separate only where all labels are codes, or where every word is one.

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
        if all_codes and all(map(_CODE.fullmatch, words)):
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
    """The separator and the labels of cells that hold joined choices; None where nothing recurs."""
    return None
