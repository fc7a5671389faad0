"""The questions of a table as an XLSForm has them: its types, its labels, its choices in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.codebook import DONT_KNOW, OTHER, Codebook
from lib.codebook import Question as Definition
from lib.folding import fold
from lib.french import quote, typeset
from lib.layout.values import Lookup, make_lookup, near_choice, read_choice
from lib.listing.match import match
from lib.listing.split import split_known, tick
from lib.listing.table import Table
from lib.tabulate import joined
from lib.tabulate.cells import Cells
from lib.tabulate.question import Choice, Dummy, Kind, Question

_KINDS = {
    "select_one": Kind.single,
    "select_multiple": Kind.multiple,
    "integer": Kind.number,
    "decimal": Kind.number,
    "date": Kind.date,
    "text": Kind.text,
}
_OTHER_CODE = "-oth-"
"""What LimeSurvey writes for « Autre »."""
_REASON = typeset("d’après le questionnaire")


def questions(table: Table, cells: Sequence[Cells], codebook: Codebook) -> list[tuple[Question, list[int]]]:
    """The questions of the codebook that the table has, with the positions of their columns."""
    whole: dict[str, int] = {}
    boxes: dict[str, dict[str, int]] = {}
    for position, found in enumerate(match(table, codebook)):
        if not found.is_used:
            continue
        if found.choice:
            boxes.setdefault(found.question, {}).setdefault(found.choice, position)
        else:
            whole.setdefault(found.question, position)
    named = [definition for definition in codebook if definition.name in whole or definition.name in boxes]
    return [
        _question(definition, codebook, cells, whole.get(definition.name), boxes.get(definition.name, {}))
        for definition in named
    ]


def doubts(table: Table, codebook: Codebook) -> list[str]:
    """What a person should settle: columns that are only perhaps a question of the codebook."""
    return [
        typeset(f"La colonne « {found.header} » est peut-être {quote(_label(codebook, found.target))} : à confirmer.")
        for found in match(table, codebook)
        if found.doubtful and found.target
    ]


def _label(codebook: Codebook, target: str) -> str:
    question, _, choice = target.partition("/")
    label = codebook[question].label
    return f"{label} / {codebook[question].choice_by_name[choice].label}" if choice else label


def _question(
    definition: Definition,
    codebook: Codebook,
    cells: Sequence[Cells],
    cell: int | None,
    boxes: Mapping[str, int],
) -> tuple[Question, list[int]]:
    kind = Kind.scale if definition.is_scale else _KINDS.get(definition.type, Kind.text)
    positions = sorted([*boxes.values()] + ([] if cell is None else [cell]))
    texts = cells[cell].counts if cell is not None else {}
    values: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    beside: frozenset[str] = frozenset()
    options: tuple[Choice, ...] = ()
    if definition.choices:
        lookup = make_lookup(definition.choices)
        takes_other = OTHER in definition.choice_by_name and f"{definition.name}_{OTHER}" in codebook
        label_of = {choice.name: choice.label for choice in definition.choices}
        read = _read_several if definition.is_multiple else _read_one
        for text in texts:
            names, rest = read(definition, lookup, text, takes_other)
            values[text] = tuple(label_of[name] for name in names)
            if rest:
                unknown[text] = rest
        if not definition.is_multiple:
            beside = frozenset(t for t, names in values.items() if names == (label_of.get(DONT_KNOW),))
            values = {text: names for text, names in values.items() if text not in beside}
        options = tuple(Choice(c.label, code=c.name) for c in definition.choices if _counts(definition, c.name))
    question = Question(
        name=definition.name,
        label=definition.label,
        type=kind,
        columns=tuple(cells[at].header for at in positions),
        confidence=1.0,
        reason=_REASON,
        cell=cell,
        dummies=tuple(_dummy(definition, name, cells[at]) for name, at in boxes.items()),
        values=values,
        options=options,
        unknown=unknown,
        beside=beside,
        is_fixed=True,
        asked_if=definition.asked_if,
    )
    return question, positions


def _counts(definition: Definition, name: str) -> bool:
    """« Ne sait pas » leaves the base of a question with one answer; it is counted apart."""
    return definition.is_multiple or name != DONT_KNOW


def _read_one(
    definition: Definition, lookup: Lookup, text: str, takes_other: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    text = text.rstrip("; ") or text  # Microsoft Forms ends every choice with one
    if text == _OTHER_CODE and OTHER in definition.choice_by_name:
        return (OTHER,), ()
    typed = read_choice(lookup, text)
    if not typed.value and takes_other and not typed.suggestion:
        return (OTHER,), ()
    return ((typed.value,), ()) if typed.value else ((), (text,))


def _read_several(
    definition: Definition, lookup: Lookup, text: str, takes_other: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wordings = {wording: c.name for c in definition.choices for wording in (*c.aliases, c.label, c.name)}
    matched, rest = split_known(text, tuple(wordings))
    names = [wordings[wording] for wording in matched]
    strange = []
    for part in joined.split(rest, ";"):
        if takes_other and not near_choice(lookup, part):
            names.append(OTHER)
        else:
            strange.append(part)
    return tuple(dict.fromkeys(names)), tuple(strange)


def _dummy(definition: Definition, name: str, cells: Cells) -> Dummy:
    choice = definition.choice_by_name[name]
    own = {fold(wording) for wording in (choice.name, choice.label, *choice.aliases)}
    is_other = name == OTHER
    ticked = frozenset(
        text for text in cells.counts if tick(text) or fold(text) in own or (is_other and tick(text) is not False)
    )
    return Dummy(cells.position, choice.label, choice.name, ticked)
