"""The questions of a table: columns that belong together, and what each asks for.

What a person corrected (``overrides``) rules over what is guessed; names come from the headers alone, so that a
correction keeps its question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from lib.codebook import Codebook
from lib.folding import fold
from lib.french import count, typeset
from lib.listing.table import Table
from lib.tabulate import groups, headers, joined, known, types
from lib.tabulate.cells import Cells, columns
from lib.tabulate.choices import shaped
from lib.tabulate.groups import Group, Marks
from lib.tabulate.question import Choice, Dummy, Kind, OverrideError, Question

_STYLES = {
    groups.LEVELS: "un choix par colonne, sous un en-tête commun",
    groups.BRACKET: "un choix par colonne, « question [choix] »",
    groups.SLASH: "un choix par colonne, « question/choix »",
    groups.DOT: "un choix par colonne, « question.choix »",
    groups.LOOSE: "un choix par colonne, même début d’en-tête",
    "": "des croix dans des colonnes voisines",
}
_SURE = {groups.LEVELS: 0.9, groups.BRACKET: 0.9, groups.SLASH: 0.9, groups.DOT: 0.85, groups.LOOSE: 0.75, "": 0.5}
_ANSWER = frozenset(("reponse", "response", "open-ended response", "reponse libre", "reponse ouverte"))
"""What SurveyMonkey writes below a question that has no choices."""


def detect(
    table: Table, *, codebook: Codebook | None = None, overrides: Mapping[str, str] | None = None
) -> list[Question]:
    """The questions that a table holds, in the order of its columns.

    Parameters
    ----------
    table : Table
        Any survey export (see `lib.listing.table`).
    codebook : Codebook, optional
        Its types, labels and choices rule over the columns that it knows.
    overrides : mapping of str to str, optional
        Name of a question → type (one of `Kind`), as a person corrected it.

    Raises
    ------
    OverrideError
        A correction that names no question of this table, or no type.
    """
    return of_cells(columns(table), table, codebook, overrides or {})


def of_cells(
    cells: Sequence[Cells], table: Table, codebook: Codebook | None, overrides: Mapping[str, str]
) -> list[Question]:
    """`detect`, for who has the cells of the columns already."""
    fixed = known.questions(table, cells, codebook) if codebook else []
    taken = {at for question, positions in fixed for at in positions}
    found = [*fixed, *guessed(cells, taken)]
    found.sort(key=lambda entry: min(entry[1]))
    questions = _named([question for question, _ in found])
    return _corrected(questions, cells, overrides)


def guessed(cells: Sequence[Cells], but: Collection[int] = ()) -> list[tuple[Question, list[int]]]:
    """Questions with the positions of their columns, told from the columns alone; not of those ``but``."""
    found = [(_of_group(group, cells), group.positions) for group in groups.find(cells, but)]
    taken = {at for _, positions in found for at in positions}.union(but)
    found += [(_of_column(c), [c.position]) for c in cells if c.position not in taken]
    return found


def _of_group(group: Group, cells: Sequence[Cells]) -> Question:
    sure = 0.98 if group.joined is not None else _SURE[group.style]
    if group.marks is Marks.WORDS and group.joined is None:
        sure -= 0.15
    reason = _STYLES[group.style] + f" ({group.marks.value})"
    values: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    dummies = group.dummies
    if group.joined is not None:
        reason += ", et la cellule qui les réunit"
        values, unknown = _joined_to(dummies, cells[group.joined])
    extra = dict.fromkeys(part for parts in unknown.values() for part in parts)
    dummies_options = tuple(Choice(dummy.value, code=dummy.code) for dummy in dummies)
    label = group.label
    if group.joined is not None and headers.is_code(group.parent):
        label = cells[group.joined].header
    return Question(
        name=group.parent,
        label=label,
        type=Kind.multiple,
        columns=tuple(cells[at].header for at in group.positions),
        confidence=round(sure, 2),
        reason=typeset(reason),
        cell=group.joined,
        dummies=dummies,
        values={text: (*names, *unknown.get(text, ())) for text, names in values.items()},
        options=(*dummies_options, *(Choice(part) for part in extra)),
    )


def _joined_to(dummies: Sequence[Dummy], cells: Cells) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """What the joined cells name: choices that have a column, and the rest, which is « Autre » if that has one."""
    other = next((dummy.value for dummy in dummies if headers.is_other(dummy.value)), "")
    value_of = {dummy.value: dummy.value for dummy in dummies}
    value_of.update({dummy.code: dummy.value for dummy in dummies if dummy.code})
    names = list(value_of)
    values, unknown = {}, {}
    for text in cells.counts:
        matched, rest = joined.named(text, names)
        values[text] = tuple(value_of[name] for name in matched)
        if rest and other:
            values[text] = tuple(dict.fromkeys((*values[text], other)))
        elif rest:
            unknown[text] = tuple(joined.split(rest, ";"))
    return values, unknown


def _of_column(cells: Cells) -> Question:
    guess = types.guess(cells)
    name, label = _title(cells)
    question = Question(
        name=name,
        label=label,
        type=guess.kind,
        columns=(cells.header,),
        confidence=guess.confidence,
        reason=typeset(guess.reason),
        cell=cells.position,
        warnings=_errors(cells),
    )
    return shaped(question, cells, guess.joined)


def _title(cells: Cells) -> tuple[str, str]:
    filled = [level for level in cells.levels if level]
    if len(filled) > 1 and cells.is_metadata:
        return filled[-1], filled[-1]
    if len(filled) > 1 and fold(filled[-1]) in _ANSWER:
        filled = filled[:-1]
        return headers.name_and_label(" / ".join(filled))
    if len(filled) > 1 and headers.is_code(filled[0]) and not headers.is_code(filled[-1]):
        return filled[0], " / ".join(filled[1:])
    return headers.name_and_label(cells.header or f"Colonne {cells.position + 1}")


def _errors(cells: Cells) -> tuple[str, ...]:
    if not cells.errors:
        return ()
    many = count(cells.errors, "cellule contient", "cellules contiennent")
    return (typeset(f"{many} une erreur de formule (#N/A, #REF! …) : comptées sans réponse."),)


def _named(questions: Sequence[Question]) -> list[Question]:
    """Names that stand once: a repeated « Précisez » takes the name of the question before it, else a number."""
    seen: set[str] = set()
    ranks: Counter[str] = Counter()
    named: list[Question] = []
    counts = Counter(question.name for question in questions)
    for question in questions:
        name, label = question.name, question.label
        if counts[name] > 1 and headers.is_detail(name) and named:
            closed = next((q for q in reversed(named) if q.type in (Kind.single, Kind.multiple)), None)
            if closed is not None:
                name, label = f"{closed.name} / {name}", f"{closed.label} / {label}"
        unique = name
        while unique in seen:
            ranks[name] += 1
            unique = f"{name} ({ranks[name] + 1})"
        seen.add(unique)
        named.append(replace(question, name=unique, label=label))
    return named


def _corrected(questions: list[Question], cells: Sequence[Cells], overrides: Mapping[str, str]) -> list[Question]:
    names = {question.name for question in questions}
    for name, kind in overrides.items():
        if name not in names:
            raise OverrideError(typeset(f"Aucune question ne s’appelle « {name} » dans ce fichier."))
        if kind not in Kind.__members__:
            raise OverrideError(typeset(f"Type inconnu : « {kind} ». Types possibles : {', '.join(Kind)}."))
    return [_retyped(q, cells, Kind(overrides[q.name])) if q.name in overrides else q for q in questions]


def _retyped(question: Question, cells: Sequence[Cells], kind: Kind) -> Question:
    said = replace(question, type=kind, confidence=1.0, reason="type corrigé à la main")
    if question.dummies and kind in (Kind.number, Kind.date, Kind.scale):
        text = f"« {question.label} » a une colonne par choix : ce ne peut être une {kind.french}."
        raise OverrideError(typeset(text.replace("une nombre", "un nombre")))
    if question.type is kind or question.dummies:
        return said  # columns of choices: one of them for each respondent, or several
    bare = replace(said, values={}, options=(), unknown={}, is_fixed=False)
    return shaped(bare, cells[question.cell])
