"""The questions of a table: columns that belong together, and what each asks for.

What a person corrected (``overrides``) rules over what is guessed; names come from the headers alone, so that a
correction keeps its question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from lib.codebook import Codebook
from lib.folding import fold
from lib.french import count, typeset
from lib.listing.split import recurring, split_known
from lib.listing.table import Table
from lib.tabulate import groups, headers, known, scales, types
from lib.tabulate import joined as joining
from lib.tabulate.cells import Cells, as_written, columns, is_dont_know, read_number
from lib.tabulate.groups import Group, Marks
from lib.tabulate.joined import Joined
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
_TYPED = "Autre (texte libre)"
"""What is no label of a joined cell: what somebody wrote."""
_SEPARATORS = (";", "|", "\n", ",", " ")


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


def _joined_to(
    dummies: Sequence[Dummy], cells: Cells
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """What the joined cells name: choices that have a column, and the rest, which is « Autre » if that has one."""
    other = next((dummy.value for dummy in dummies if headers.is_other(dummy.value)), "")
    value_of = {dummy.value: dummy.value for dummy in dummies}
    value_of.update({dummy.code: dummy.value for dummy in dummies if dummy.code})
    names = list(value_of)
    values, unknown = {}, {}
    for text in cells.counts:
        matched, rest = split_known(text, names)
        values[text] = tuple(value_of[name] for name in matched)
        if rest and other:
            values[text] = tuple(dict.fromkeys((*values[text], other)))
        elif rest:
            unknown[text] = tuple(joining.split(rest, ";"))
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


def _named(questions: Sequence[Question]) -> list[Question]:
    """Names that stand once: a repeated « Précisez » takes the name of the question before it, else a number."""
    seen: set[str] = set()
    named: list[Question] = []
    counts = Counter(question.name for question in questions)
    for question in questions:
        name, label = question.name, question.label
        if counts[name] > 1 and headers.is_detail(name) and named:
            closed = next((q for q in reversed(named) if q.type in (Kind.single, Kind.multiple)), None)
            if closed is not None:
                name, label = f"{closed.name} / {name}", f"{closed.label} / {label}"
        unique, rank = name, 2
        while unique in seen:
            unique, rank = f"{name} ({rank})", rank + 1
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
    if question.type is kind or question.dummies:
        return said  # columns of choices: one of them for each respondent, or several
    bare = replace(said, values={}, options=(), unknown={}, is_fixed=False)
    return shaped(bare, cells[question.cell])
