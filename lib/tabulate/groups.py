"""Which columns are the choices of one question: one column a choice, perhaps with the joined cell beside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from lib.folding import fold
from lib.layout.values import TICKED
from lib.listing.split import tick
from lib.tabulate.cells import Cells
from lib.tabulate.headers import (
    BRACKET,
    DOT,
    LEVELS,
    LOOSE,
    SLASH,
    Part,
    is_code,
    is_detail,
    is_metadata,
    is_other,
    parts,
)
from lib.tabulate.joined import named
from lib.tabulate.question import Dummy

_RANK = {LEVELS: 0, BRACKET: 1, SLASH: 2, DOT: 3, LOOSE: 4}
_MOST_TEXTS = 6
"""Ways of typing a tick that one column may mix (« x », « X », « oui », « non » …)."""


class Marks(Enum):
    """What stands in the cells of a column that may be a choice."""

    EMPTY = "rien"
    MARK = "croix"
    DIGITS = "0/1 ou vrai/faux"
    WORDS = "oui/non"
    LABEL = "le libellé"
    OTHER = "autre chose"


@dataclass(frozen=True, slots=True)
class Group:
    """The columns of one multiple choice; ``joined`` is the column of the joined cell."""

    style: str
    parent: str
    label: str
    dummies: tuple[Dummy, ...]
    marks: Marks
    joined: int | None = None

    @property
    def positions(self) -> list[int]:
        return sorted([dummy.position for dummy in self.dummies] + ([] if self.joined is None else [self.joined]))


def marks_of(cells: Cells) -> Marks:
    """How a column is ticked, if it is."""
    if not cells.counts:
        return Marks.EMPTY
    if len(cells.counts) > _MOST_TEXTS:
        return Marks.OTHER
    ticks = {tick(text) for text in cells.counts}
    folded = {fold(text) for text in cells.counts}
    if None in ticks:
        return Marks.LABEL if len(folded) == 1 else Marks.OTHER
    if ticks == {True} and folded.isdisjoint(("oui", "o", "yes", "y")):
        return Marks.MARK
    return Marks.WORDS if folded & {"oui", "non", "o", "n", "yes", "no", "y"} else Marks.DIGITS


def find(columns: Sequence[Cells], but: Collection[int] = ()) -> list[Group]:
    """The groups of columns that are choices of one question, in the order of the table.

    ``columns`` are all there are; those ``but`` are known to be something else.
    """
    marks = [Marks.OTHER if c.is_metadata or is_metadata(c.header) else marks_of(c) for c in columns]
    headers: dict[str, int] = {}
    for cells in columns:
        headers.setdefault(fold(cells.header), cells.position)
        headers.setdefault(fold([cells.header, *filter(None, cells.levels)][-1]), cells.position)
    families: dict[tuple[str, str], list[tuple[int, Part]]] = {}
    for cells in columns:
        for part in parts(cells.header, cells.levels):
            families.setdefault(part.key, []).append((cells.position, part))
    taken: set[int] = set(but)
    groups = []
    for family in sorted(families.values(), key=lambda family: _order(family, headers)):
        for run in _runs([entry for entry in family if entry[0] not in taken]):
            group = _group(run, columns, marks, headers, taken)
            if group is not None:
                groups.append(group)
                taken.update(group.positions)
    groups += _bare_runs(columns, marks, taken)
    return sorted(groups, key=lambda group: group.positions[0])


def _order(family: list[tuple[int, Part]], headers: dict[str, int]) -> tuple:
    """Questions whose joined cell stands beside them first; then the surest way of writing.

    Of ``lien/l1/caf`` the longest beginning is the question, of « Question / Parents/relais » the shortest.
    """
    part = family[0][1]
    length = len(part.parent) if not is_code(part.parent) else -len(part.parent)
    return fold(part.parent) not in headers, _RANK[part.style], length


def _runs(family: list[tuple[int, Part]]) -> list[list[tuple[int, Part]]]:
    """The columns of one beginning; where a choice comes a second time, another question begins.

    A header row names what stands next to each other; a code names its question wherever it stands.
    """
    runs: list[list[tuple[int, Part]]] = []
    seen: set[str] = set()
    for position, part in family:
        apart = runs and part.style in (LEVELS, LOOSE) and position > runs[-1][-1][0] + 1
        repeated = fold(part.child) in seen and not is_detail(part.child)
        if not runs or apart or repeated:
            runs.append([])
            seen = set()
        seen.add(fold(part.child))
        runs[-1].append((position, part))
    return runs


def _group(
    run: list[tuple[int, Part]],
    columns: Sequence[Cells],
    marks: list[Marks],
    headers: dict[str, int],
    taken: set[int],
) -> Group | None:
    typed = [(at, part) for at, part in run if is_other(part.child) and marks[at] in (Marks.OTHER, Marks.LABEL)]
    typed = [(at, part) for at, part in typed if not _repeats_header(columns[at], part)]
    members = [
        (at, part)
        for at, part in run
        if marks[at] is not Marks.OTHER and (at, part) not in typed and not _is_words(part, columns[at])
    ]
    filled = [(at, part) for at, part in members if marks[at] is not Marks.EMPTY]
    if not filled:
        return None
    inside = {at for at, _ in members}
    strangers = [at for at, part in run if at not in inside and not is_detail(part.child)]
    joined = headers.get(fold(run[0][1].parent))
    if joined is not None and (joined in inside or joined in taken or not _is_joined(columns[joined], members)):
        joined = None
    kind = _common([marks[at] for at, _ in filled])
    if kind is None or (joined is None and not _is_likely(members, filled, strangers, kind, columns)):
        return None
    first = members[0][1]
    dummies = [_dummy(columns[at], part, kind) for at, part in members]
    if not any(is_other(part.child) for _, part in members):
        dummies += [_typed(columns[at], part) for at, part in typed[:1]]
    label = first.label or first.parent
    return Group(first.style, first.parent, label, tuple(dummies), kind, joined)


def _repeats_header(cells: Cells, part: Part) -> bool:
    return any(fold(text) == fold(part.child) for text in cells.counts)


def _typed(cells: Cells, part: Part) -> Dummy:
    """« Autre » whose box holds what was typed (LimeSurvey, Framaforms): whatever stands there ticks it."""
    ticked = frozenset(text for text in cells.counts if tick(text) is not False)
    return Dummy(cells.position, part.child, part.code, ticked)


def _is_words(part: Part, cells: Cells) -> bool:
    """Whether a column that could be a choice holds the words that go with « Autre »."""
    if _repeats_header(cells, part) or (cells.counts and all(tick(text) is not None for text in cells.counts)):
        return False
    return is_detail(part.child) and not is_other(part.child)


def _common(found: list[Marks]) -> Marks | None:
    """How the columns of one question are ticked: all in one way, but a column may be without « non »."""
    kinds = set(found)
    if len(kinds) == 1:
        return kinds.pop()
    if kinds <= {Marks.MARK, Marks.DIGITS}:
        return Marks.DIGITS
    if kinds <= {Marks.MARK, Marks.LABEL}:
        return Marks.LABEL
    return None


def _is_likely(
    members: list[tuple[int, Part]],
    filled: list[tuple[int, Part]],
    strangers: list[int],
    kind: Marks,
    columns: Sequence[Cells],
) -> bool:
    """Whether columns without a joined cell beside them are choices, and not questions of one section."""
    style, parent = members[0][1].style, members[0][1].parent
    if len(members) < 2 or (strangers and kind not in (Marks.MARK, Marks.LABEL)):
        return False
    if kind is Marks.LABEL and not _are_labels(filled, columns):
        return False
    if kind is Marks.WORDS and style in (SLASH, DOT) and is_code(parent):
        return len(members) > 2
    if style == LOOSE and is_code(parent):
        numbered = all(part.child.isdecimal() for _, part in members)
        return numbered or (parent[-1:].isdigit() and kind is not Marks.WORDS)
    return style != LOOSE or kind is not Marks.WORDS or "?" in parent or " " in parent


def _are_labels(filled: list[tuple[int, Part]], columns: Sequence[Cells]) -> bool:
    """Whether each column repeats one text of its own: that of its header, or one that no other column has."""
    texts = [fold(next(iter(columns[at].counts))) for at, _ in filled]
    own = [text == fold(part.child) for text, (_, part) in zip(texts, filled, strict=True)]
    own = [is_own or tick(text) is True for is_own, text in zip(own, texts, strict=True)]
    return all(own) or (len(set(texts)) == len(texts) > 2 and not any(text.isdecimal() for text in texts))


def _is_joined(cells: Cells, members: list[tuple[int, Part]]) -> bool:
    """Whether the cells of a column hold the choices that the columns beside it stand for."""
    names = [name for _, part in members for name in (part.child, part.code) if name]
    if not cells.counts:
        return True
    read = sum(n for text, n in cells.counts.items() if named(text, names)[0])
    return read * 2 > cells.n


def _dummy(cells: Cells, part: Part, kind: Marks) -> Dummy:
    value = part.child
    ticked = frozenset(text for text in cells.counts if kind is Marks.LABEL or tick(text))
    if kind is Marks.LABEL and ticked and fold(value) not in TICKED:
        text = next(iter(ticked))
        if tick(text) is None and fold(text) != fold(value):
            value = text  # a code above the column, the words in it
    return Dummy(cells.position, value, part.code, ticked)


def _bare_runs(columns: Sequence[Cells], marks: list[Marks], taken: set[int]) -> list[Group]:
    """Crosses side by side under headers without a common question: its choices, as people lay them out."""
    runs: list[list[Cells]] = []
    for cells in columns:
        text = fold(next(iter(cells.counts), ""))
        is_cross = marks[cells.position] is Marks.MARK and not text.isdecimal()
        is_own = marks[cells.position] is Marks.LABEL and text == fold(cells.header)
        if cells.position in taken or not (is_cross or is_own):
            continue
        if not runs or runs[-1][-1].position + 1 != cells.position:
            runs.append([])
        runs[-1].append(cells)
    groups = []
    for run in (run for run in runs if len(run) > 1):
        names = f"{run[0].header} … {run[-1].header}"
        parts_ = [Part("", names, cells.header) for cells in run]
        dummies = tuple(_dummy(cells, part, Marks.LABEL) for cells, part in zip(run, parts_, strict=True))
        dummies = tuple(replace(dummy, value=cells.header) for dummy, cells in zip(dummies, run, strict=True))
        groups.append(Group("", names, names, dummies, Marks.MARK))
    return groups
