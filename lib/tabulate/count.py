"""What respondents answered: base, non-responses, choices, means.

A multiple choice is answered when a choice is ticked; boxes that are all expressly « non » are no answer, as in
our own template (LimeSurvey writes « Non » under what nobody looked at). Where an export tells such rows from rows
with nothing at all, the latter were not asked. « Ne sait pas » leaves the base of a scale.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lib import french
from lib.codebook import Codebook
from lib.french import count, typeset
from lib.listing.table import Table
from lib.tabulate import known
from lib.tabulate.cells import Cells, columns, is_dont_know, read_day, read_number, read_serial, submitted
from lib.tabulate.detect import of_cells
from lib.tabulate.question import Choice, Kind, Question, Result
from lib.tabulate.spread import intervals, periods

_EXAMPLES = 3
_ROWS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Survey:
    """Every question of a table, counted; ``notes`` is what was passed over or should be looked at, in French."""

    sheet: str
    rows: int
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Result:
        return next(result for result in self.results if result.question.name == name)


def tabulate(table: Table, *, codebook: Codebook | None = None, overrides: Mapping[str, str] | None = None) -> Survey:
    """Detect the questions of a table and count them (parameters as for `lib.tabulate.detect`)."""
    table, notes = submitted(table)
    cells = columns(table)
    questions = of_cells(cells, table, codebook, overrides or {})
    if codebook:
        notes += known.doubts(table, codebook)
    results = _all(questions, cells, table)
    return Survey(table.sheet, len(table.rows), tuple(results), (*table.dropped, *notes))


def counted(questions: Sequence[Question], table: Table) -> list[Result]:
    """Count questions that were detected in the same table."""
    return _all(questions, columns(table), table)


def _all(questions: Sequence[Question], cells: Sequence[Cells], table: Table) -> list[Result]:
    results = [_counted(question, cells, table.row_numbers) for question in questions]
    by_name = {question.name: question for question in questions}
    return [_with_asked(result, by_name, cells) for result in results]


def _counted(question: Question, cells: Sequence[Cells], row_numbers: Sequence[int]) -> Result:
    if question.dummies:
        return _of_dummies(question, cells, row_numbers)
    column = cells[question.cell]
    if question.type is Kind.number:
        return _of_numbers(question, column)
    if question.type is Kind.date:
        return _of_dates(question, column)
    if question.type in (Kind.text, Kind.identifier):
        return Result(question, len(column.texts), column.n, warnings=question.warnings)
    return _of_choices(question, column)


def _of_choices(question: Question, column: Cells) -> Result:
    seen: Counter[str] = Counter()
    base = dont_know = 0
    for text, n in column.counts.items():
        if text in question.beside:
            dont_know += n
        names = question.values.get(text, ())
        base += n if names else 0
        for name in names:
            seen[name] += n
    result = Result(
        question,
        len(column.texts),
        base,
        dont_know=dont_know,
        choices=_choices(question, seen),
        unknown=_unknown(question, column),
        warnings=question.warnings,
    )
    return _with_mean(result, question, seen) if question.type is Kind.scale else result


def _choices(question: Question, seen: Mapping[str, int]) -> tuple[Choice, ...]:
    return tuple(Choice(c.value, seen.get(_key(question, c), 0), c.code) for c in question.options)


def _key(question: Question, choice: Choice) -> str:
    """How the cells of a question name a choice: a guessed scale by its point, all else by the value."""
    is_point = question.type is Kind.scale and choice.code and not question.is_fixed
    return choice.code if is_point else choice.value


def _unknown(question: Question, column: Cells) -> tuple[Choice, ...]:
    if not question.is_fixed:
        return ()
    seen: Counter[str] = Counter()
    for text, parts in question.unknown.items():
        for part in parts:
            seen[part] += column.counts[text]
    return tuple(Choice(part, n) for part, n in seen.most_common())


def _with_mean(result: Result, question: Question, seen: Mapping[str, int]) -> Result:
    """Mean and median of a scale whose points are numbers; words alone are an order and no numbers."""
    points = [(read_number(choice.code), seen.get(_key(question, choice), 0)) for choice in question.options]
    if not points or any(point is None for point, _ in points):
        return result
    return _measured(result, Counter({point: n for point, n in points if n}))


def _measured(result: Result, seen: Counter[float]) -> Result:
    if not seen:
        return result
    total = seen.total()
    ordered = sorted(seen)
    return replace(
        result,
        mean=math.fsum(value * n for value, n in seen.items()) / total,
        median=_median(seen, ordered, total),
        minimum=ordered[0],
        maximum=ordered[-1],
    )


def _median(seen: Mapping[float, int], ordered: Sequence[float], total: int) -> float:
    passed, lower = 0, None
    for value in ordered:
        passed += seen[value]
        if lower is None and passed > (total - 1) // 2:
            lower = value
        if passed > total // 2:
            return (lower + value) / 2
    return ordered[-1]


def _of_numbers(question: Question, column: Cells) -> Result:
    seen: Counter[float] = Counter()
    unread: Counter[str] = Counter()
    dont_know = 0
    for text, n in column.counts.items():
        value = read_number(text)
        if value is not None:
            seen[value] += n
        elif is_dont_know(text):
            dont_know += n
        else:
            unread[text] += n
    result = Result(
        question,
        len(column.texts),
        seen.total(),
        dont_know=dont_know,
        warnings=(*question.warnings, *_unread(unread, "un nombre", "des nombres")),
    )
    result = _measured(result, seen)
    return replace(result, spread=intervals(seen, result))


def _unread(unread: Counter[str], what: str, whats: str) -> tuple[str, ...]:
    if not unread:
        return ()
    examples = ", ".join(french.quote(text[:40]) for text in list(unread)[:_EXAMPLES])
    many = count(unread.total(), f"réponse n’est pas {what}", f"réponses ne sont pas {whats}")
    return (typeset(f"{many} : hors de la base ({examples})."),)


def _of_dates(question: Question, column: Cells) -> Result:
    month_first = _is_month_first(column)
    seen: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    for text, n in column.counts.items():
        day = read_day(text, month_first=month_first) or read_serial(text)
        (seen if day else unread)[day or text] += n
    days = sorted(seen)
    return Result(
        question,
        len(column.texts),
        seen.total(),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        spread=periods(seen),
        warnings=(*question.warnings, *_unread(unread, "une date", "des dates")),
    )


def _is_month_first(column: Cells) -> bool:
    """Whether more days can be read with the month before the day."""
    usual = [bool(read_day(text)) for text in column.counts]
    return not all(usual) and sum(usual) < sum(bool(read_day(t, month_first=True)) for t in column.counts)


def _of_dummies(question: Question, cells: Sequence[Cells], row_numbers: Sequence[int]) -> Result:
    """Boxes, and the joined cell beside them; where they do not agree, the answer is left out and said."""
    boxes = [(dummy, cells[dummy.position].texts) for dummy in question.dummies]
    joined = cells[question.cell].texts if question.cell is not None else None
    own = {dummy.value for dummy in question.dummies}
    rows = len(cells[question.dummies[0].position].texts)
    seen: Counter[str] = Counter()
    base = none_ticked = untouched = 0
    contradicted: list[int] = []
    several = 0
    for row, line in enumerate(zip(*(texts for _, texts in boxes), strict=True)):
        ticked = {d.value for (d, _), text in zip(boxes, line, strict=True) if text and text in d.ticked}
        is_explicit, said = any(line), joined is not None and joined[row]
        named = set(question.values.get(joined[row], ())) if said else set()
        chosen = named | ticked
        if said and is_explicit and named & own != ticked:
            contradicted.append(row_numbers[row])
            chosen = set()
        seen.update(chosen)
        base += bool(chosen)
        several += len(chosen) > 1
        none_ticked += is_explicit and not chosen and not said
        untouched += not is_explicit and not said
    warnings = [*question.warnings, *_contradictions(contradicted)]
    if none_ticked:
        many = count(
            none_ticked, "ligne sans aucune case cochée : comptée", "lignes sans aucune case cochée : comptées"
        )
        warnings.append(typeset(f"{many} sans réponse."))
    if question.type is Kind.single and several:
        warnings.append(typeset(f"{count(several, 'ligne a', 'lignes ont')} plusieurs cases cochées."))
    return Result(
        question,
        rows,
        base,
        not_asked=untouched if none_ticked else 0,
        none_ticked=none_ticked,
        choices=_choices(question, seen),
        unknown=_unknown_of_dummies(question, cells),
        warnings=tuple(warnings),
    )


def _contradictions(rows: Sequence[int]) -> list[str]:
    if not rows:
        return []
    shown = french.join([str(row) for row in rows[:_ROWS_NAMED]])
    more = f" et {len(rows) - _ROWS_NAMED} autres" if len(rows) > _ROWS_NAMED else ""
    where = f"ligne {shown}" if len(rows) == 1 else f"lignes {shown}{more}"
    return [
        typeset(
            f"Les cases et la cellule qui les réunit se contredisent ({where} du fichier) : "
            "réponse laissée de côté, à vérifier."
        )
    ]


def _unknown_of_dummies(question: Question, cells: Sequence[Cells]) -> tuple[Choice, ...]:
    return _unknown(question, cells[question.cell]) if question.cell is not None else ()


def _with_asked(result: Result, questions: Mapping[str, Question], cells: Sequence[Cells]) -> Result:
    """Rows that the questionnaire did not ask: no condition of ``relevant`` holds, and nothing was answered."""
    conditions = [(questions[name], code) for name, code in result.question.asked_if if name in questions]
    if not conditions or len(conditions) < len(result.question.asked_if):
        return result
    asked = [False] * result.rows
    for question, code in conditions:
        for row, codes in enumerate(_codes(question, cells)):
            asked[row] = asked[row] or code in codes
    answered = [any(names) for names in _codes(result.question, cells)]
    not_asked = sum(not a and not b for a, b in zip(asked, answered, strict=True))
    return replace(result, not_asked=not_asked)


def _codes(question: Question, cells: Sequence[Cells]) -> list[set[str]]:
    """The codes of the choices that each row names; a text that is no choice stands for itself."""
    code_of = {choice.value: choice.code or choice.value for choice in question.options}
    rows: list[set[str]] = [set() for _ in cells[0].texts]
    if question.cell is not None:
        for row, text in enumerate(cells[question.cell].texts):
            if text:
                names = question.values.get(text, () if question.options else (text,))
                rows[row].update(code_of.get(name, name) for name in names)
    for dummy in question.dummies:
        for row, text in enumerate(cells[dummy.position].texts):
            if text in dummy.ticked:
                rows[row].add(dummy.code or dummy.value)
    return rows
