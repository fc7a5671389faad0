"""The `grid` layout: our own template, read by its hidden codes and by nothing else.

Labels, positions, the order of rows, columns and sheets, and what formulas have cached never matter: whatever a
centre has sorted, moved or inserted, a cell means its row code and its column code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lib.codebook import NONE, OTHER, Codebook, Question
from lib.findings import Finding, find
from lib.folding import fold
from lib.french import join
from lib.layout import marks
from lib.layout.plan import BOX, RETURN_FIELDS, SLOT, Plan, plan_of
from lib.layout.shape import check_identity, check_shape
from lib.layout.tables import CENTRE, GRID, IDENTITY, LINKS, VERBATIMS, Table, find_tables
from lib.layout.values import error_code, is_error, near_mark, read_mark, read_value
from lib.layout.verbatims import read_verbatims
from lib.observation import Observation, Place, Return
from lib.reader import Sheet

UNREAD = ("template_version", "other_questionnaire")
"""Findings after which nothing of a file is read: its codes may not mean what they seem to."""

_LINK_NUMBER = {marks.link_code(number): number for number in range(1, 1000)}
_Values = Mapping[str, tuple[str, Place]]


def recognise(sheets: Sequence[Sheet]) -> bool:
    """Whether the sheets are our template: at least one of them holds a coded table."""
    return bool(find_tables(sheets))


def parse(sheets: Sequence[Sheet], codebook: Codebook) -> tuple[Return, list[Finding]]:
    """Read a filled template.

    Answers that cannot be read are left out, each with a finding. What the answers say together (years, UAI,
    « Aucun » beside ticks …) is not judged here: that is `lib.checks`.

    Parameters
    ----------
    sheets : sequence of Sheet
        All sheets of the workbook, hidden ones included.

    Returns
    -------
    (Return, list of Finding)
        Of another questionnaire or of an unknown version of the template nothing is read but its identity.
    """
    plan = plan_of(codebook)
    tables = find_tables(sheets)
    identity, whole = _values(tables, IDENTITY), _values(tables, CENTRE)
    findings = check_identity(identity, codebook, present=any(table.kind == IDENTITY for table in tables))
    if any(finding.code in UNREAD for finding in findings):
        return _return(plan, identity, whole), findings
    findings += _changed_by_hand(plan, identity, whole)
    reading = _Reading(plan, findings)
    for table in tables:
        if table.kind == LINKS:
            reading.links(table)
        elif table.kind == GRID:
            reading.grid(table)
    observations = reading.observations()
    ret = _return(
        plan,
        identity,
        whole,
        answers=reading.whole(whole),
        observations=tuple(observations),
        verbatims=tuple(read_verbatims([t for t in tables if t.kind == VERBATIMS], plan, observations, findings)),
    )
    active = [observation.number for observation in observations]
    strict = ret.codebook == codebook.version
    return ret, check_shape(tables, plan, ret.view, active, strict=strict) + findings


def _values(tables: Sequence[Table], kind: str) -> _Values:
    """Row code → (text, place) of the tables that have one column, `marks.VALUE`; the first filled counts."""
    values: dict[str, tuple[str, Place]] = {}
    for table in tables:
        if table.kind == kind:
            for row, code, cells in table.records((marks.VALUE,)):
                values.setdefault(code, (cells[0][1], table.place(row, cells[0][2])))
    return values


def _changed_by_hand(plan: Plan, identity: _Values, whole: _Values) -> Iterator[Finding]:
    """Where « Centre » shows another campaign, centre or view than the hidden sheet: nobody knows which is meant."""
    for name in ("campagne", "centre_code", "regard"):
        if name in identity and name in whole and name in plan.codebook:
            question, (meant, _), (shown, place) = plan.codebook[name], identity[name], whole[name]
            said = plan.view_of(shown) if name == "regard" else shown
            if fold(said) != fold(meant):
                known = question.choice_by_name.get(meant)
                expected = known.label if known else meant
                yield find("identity_differs", place, label=question.label, value=shown, expected=expected)


def _return(plan: Plan, identity: _Values, whole: _Values, **content: object) -> Return:
    """The return, its identity taken from the hidden sheet and, where that is silent, from « Centre »."""

    def known(name: str) -> str:
        return identity.get(name, whole.get(name, ("",)))[0]

    return Return(
        campaign=known("campagne"),
        centre_code=known("centre_code"),
        view=plan.view_of(known("regard")),
        centre_name=whole.get("centre_nom", identity.get("centre_nom", ("",)))[0],
        centre_commune=known("centre_commune"),
        template=known("template"),
        codebook=known("codebook"),
        **content,
    )


@dataclass(slots=True)
class _Draft:
    """One link while its cells come in, from several sheets and in any order."""

    answers: dict[str, str] = field(default_factory=dict)
    picks: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


class _Reading:
    """The links of one file as they are gathered, and what could not be read."""

    def __init__(self, plan: Plan, findings: list[Finding]) -> None:
        self.plan, self.findings = plan, findings
        self.drafts: dict[int, _Draft] = {}
        self.unticked: dict[str, dict[int, Place]] = {}
        """Question → link → the first of its boxes that says « non »."""
        self.unread: dict[tuple[int, str], Place] = {}
        """Link and question → the first of its cells that could not be read."""

    def whole(self, values: _Values) -> dict[str, str]:
        """The answers of « Centre » that are not identity."""
        answers: dict[str, str] = {}
        for name, (text, place) in values.items():
            if name in RETURN_FIELDS:
                continue
            if name not in self.plan.codebook:
                self.findings.append(find("code_unknown", place, value=name))
            elif value := self._typed(self.plan.codebook[name], text, place):
                answers[name] = value
        return answers

    def links(self, table: Table) -> None:
        """« Liens »: one link a row."""
        questions = {question.name: question for question in self.plan.link_questions}
        required = {question.name for question in self.plan.required_of_link}
        column_of = {name: index for index, name in reversed(table.columns) if name in required}
        for row, code, cells in table.records(questions):
            number = _LINK_NUMBER.get(code)
            if number is None:
                self._unknown(table, row, code)
                continue
            draft = self._draft(number)
            for name, text, column in cells:
                place = table.place(row, column)
                if value := self._typed(questions[name], text, place):
                    self._keep(draft, name, value, place)
            # Where an obligatory answer is missing, its cell is what has to be pointed at.
            for name, column in column_of.items():
                draft.places.setdefault(name, table.place(row, column))

    def grid(self, table: Table) -> None:
        """One sheet of a theme: items down, links across."""
        for row, code, cells in table.records(_LINK_NUMBER):
            step = self.plan.steps.get(code)
            if step is None:
                self._unknown(table, row, code)
                continue
            kind, question, choice = step
            for link, text, column in cells:
                number = _LINK_NUMBER[link]
                if kind == BOX:
                    ticked = read_mark(text)
                    if ticked:
                        self._pick(number, question.name, choice, table, row, column)
                    elif ticked is None:
                        self._unclear_box(number, question, choice, text, table.place(row, column))
                    else:
                        self.unticked.setdefault(question.name, {}).setdefault(number, table.place(row, column))
                elif value := self._typed(question, text, table.place(row, column)):
                    if kind == SLOT:
                        self._pick(number, question.name, value, table, row, column)
                        self.drafts[number].places[f"{question.name}/{value}"] = table.place(row, column)
                    else:
                        self._keep(self._draft(number), question.name, value, table.place(row, column))
                else:
                    self.unread.setdefault((number, question.name), table.place(row, column))

    def observations(self) -> list[Observation]:
        """The links that have anything in them, in the order of their numbers.

        A question to which somebody wrote « non » everywhere, or nothing that could be read, has a place and no answer.
        """
        observations = []
        self._say_all_no()
        for (number, name), place in self.unread.items():
            if number in self.drafts:
                self.drafts[number].places.setdefault(name, place)
        for number, draft in sorted(self.drafts.items()):
            for name, chosen in draft.picks.items():
                draft.answers[name] = " ".join(sorted(chosen, key=self.plan.rank[name].__getitem__))
            observations.append(Observation(number, draft.answers, draft.places))
        return observations

    def _say_all_no(self) -> None:
        """One finding per question of which some links tick nothing and deny something: that is no answer."""
        for name, links in self.unticked.items():
            denied = [(number, place) for number, place in sorted(links.items()) if self._says_nothing(number, name)]
            for number, place in denied:
                self.drafts[number].places.setdefault(name, place)
            if denied:
                numbers, question = [str(number) for number, _ in denied], self.plan.codebook[name]
                what = f"{'liens' if len(numbers) > 1 else 'lien'} {join(numbers)}"
                words = {"label": question.label, "what": what, "has_none": NONE in question.choice_by_name}
                self.findings.append(find("all_no", denied[0][1], value=" ".join(numbers), **words))

    def _says_nothing(self, number: int, name: str) -> bool:
        """Whether a link that is described ticks no box, says no « Autre » and has nothing that could not be read."""
        draft = self.drafts.get(number)
        if draft is None or (number, name) in self.unread:
            return False
        return name not in draft.picks and f"{name}_{OTHER}" not in draft.answers

    def _draft(self, number: int) -> _Draft:
        draft = self.drafts.get(number)
        if draft is None:
            draft = self.drafts[number] = _Draft()
        return draft

    def _typed(self, question: Question, text: str, place: Place) -> str:
        """Type one cell; what cannot be read becomes a finding and an empty answer."""
        lookup = self.plan.lookups.get(question.name)
        if lookup and (name := lookup.exact.get(text)):
            return name  # nearly every cell: chosen in a drop-down
        typed = read_value(question, lookup, text)
        if typed.fault:
            required = question.required and typed.fault == "unknown_value"
            code = "unknown_required" if required else typed.fault
            self.findings.append(find(code, place, value=text, suggestion=typed.suggestion, label=question.label))
        return typed.value

    def _keep(self, draft: _Draft, name: str, value: str, place: Place) -> None:
        """Keep a single answer; a second, different one to the same question comes from a copied sheet or row."""
        if draft.answers.setdefault(name, value) != value:
            first = draft.places[name]
            self.findings.append(find("answered_twice", place, value=value, other=first.cell, on=first.sheet))
        else:
            draft.places.setdefault(name, place)

    def _pick(self, number: int, name: str, choice: str, table: Table, row: int, column: int) -> None:
        draft = self._draft(number)
        chosen = draft.picks.get(name)
        if chosen is None:
            draft.picks[name] = {choice}
            draft.places[name] = table.place(row, column)
        else:
            chosen.add(choice)
        if choice == NONE:
            draft.places[f"{name}/{NONE}"] = table.place(row, column)

    def _unclear_box(self, number: int, question: Question, choice: str, text: str, place: Place) -> None:
        """A box that is neither ticked nor not: text in « Autre » is its precision, anything else is left out."""
        if is_error(text):
            self.unread.setdefault((number, question.name), place)
            self.findings.append(find(error_code(text), place, value=text, label=question.label))
            return
        near = near_mark(text)
        precision = f"{question.name}_{OTHER}"
        if choice == OTHER and not near and len(text) > 2 and precision in self.plan.codebook:
            draft = self._draft(number)
            draft.picks.setdefault(question.name, set()).add(OTHER)
            draft.places.setdefault(question.name, place)
            self._keep(draft, precision, text, place)
            self.findings.append(find("text_in_box", place, value=text))
            return
        self.unread.setdefault((number, question.name), place)
        self.findings.append(find("unknown_mark", place, value=text, suggestion=near))

    def _unknown(self, table: Table, row: int, code: str) -> None:
        self.findings.append(find("code_unknown", table.place(row, table.left), value=code))
