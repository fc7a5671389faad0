"""What one record of a list says: answers typed through the codebook, quotations, and whose return it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lib.codebook import NONE, OTHER, Question
from lib.findings import Finding, find
from lib.french import join, quote
from lib.layout.plan import RETURN_GROUP, VERBATIM_GROUP, Plan
from lib.layout.values import error_code, is_error, near_mark, read_value
from lib.listing.codes import Codes, Coding, after_other, answer_text, is_words
from lib.listing.mapping import NOT_COUNTED, Mapping
from lib.listing.records import Field, Listing, Record
from lib.listing.split import tick
from lib.observation import NOWHERE, Place

IDENTITY = ("campagne", "regard", "centre_code", "centre_nom", "centre_commune")
"""Questions about the return that have a field of their own in `lib.observation.Return`."""
CITABLE, YES = "_citable", "oui"


@dataclass(slots=True)
class Draft:
    """One record as it was read.

    ``identity`` holds texts as they stand; ``whole`` the answers that hold for the whole return.
    """

    identity: dict[str, tuple[str, Place]] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    quotes: list[tuple[str, str, bool, Place]] = field(default_factory=list)
    """Text, dimension, citable, place."""
    start: Place = NOWHERE
    """The first cell of its row."""

    @property
    def is_empty(self) -> bool:
        return not self.answers and not self.quotes


class Reading:
    """Reads the records of one listing; what cannot be read is added to the findings."""

    def __init__(self, listing: Listing, plan: Plan, findings: list[Finding], mapping: Mapping | None = None) -> None:
        self.listing, self.plan, self.findings = listing, plan, findings
        self._coding = Coding(plan, mapping)
        self.all_no: dict[str, list[Place]] = {}
        self._at = {id(one): at for at, one in enumerate(listing.fields)}

    def drafts(self) -> list[Draft]:
        drafts = [self._draft(record) for record in self.listing.records]
        for name, places in self.all_no.items():
            question = self.plan.codebook[name]
            what = f"{len(places)} lignes" if len(places) > 1 else "une ligne"
            words = {"label": question.label, "what": what, "has_none": NONE in question.choice_by_name}
            self.findings.append(find("all_no", places[0], value=str(len(places)), **words))
        return drafts

    @cached_property
    def _columns(self) -> dict[str, tuple[list[Field], dict[str, list[Field]]]]:
        """Question → the columns that hold its whole answer, and those of each of its choices."""
        columns: dict[str, tuple[list[Field], dict[str, list[Field]]]] = {}
        for one in self.listing.fields:
            if one.match.is_used:
                whole, boxes = columns.setdefault(one.match.question, ([], {}))
                (boxes.setdefault(one.match.choice, []) if one.match.choice else whole).append(one)
        return columns

    def _text(self, record: Record, one: Field) -> str:
        return answer_text(record.texts[self._at[id(one)]])

    def _codes(self, one: Field) -> Codes:
        return self._coding.of(one.match.header, one.match.question)

    def _draft(self, record: Record) -> Draft:
        draft = Draft()
        if self.listing.fields:
            draft.start = record.place(self.listing.fields[0])
        for name, (whole, boxes) in self._columns.items():
            question, group = self.plan.codebook[name], self.plan.section_of[name]
            if name in IDENTITY:
                self._identity(draft, question, record, whole)
                ticked = self._ticked(draft, question, record, boxes)[0] if boxes else set()
                if len(ticked) == 1 and name not in draft.identity:
                    draft.identity[name] = (ticked.pop(), record.place(next(iter(boxes.values()))[0]))
            elif group == VERBATIM_GROUP:
                continue
            elif boxes or question.is_multiple:
                self._choices(draft, question, record, whole, boxes)
            else:
                self._value(draft, question, record, whole)
            if group == RETURN_GROUP and name in draft.answers:
                draft.whole[name] = draft.answers.pop(name)
        self._quotations(draft, record)
        return draft

    def _identity(self, draft: Draft, question: Question, record: Record, fields: Sequence[Field]) -> None:
        for one in fields:
            if text := self._text(record, one):
                if is_error(text):
                    self._say(error_code(text), record.place(one), value=text, label=question.label)
                else:
                    said = self._codes(one).said(text) if question.choices else None
                    draft.identity.setdefault(question.name, (text if said is None else said, record.place(one)))

    def _value(self, draft: Draft, question: Question, record: Record, fields: Sequence[Field]) -> None:
        """The answer to a question that has one; a second column that says something else is pointed at."""
        for one in fields:
            place = record.place(one)
            draft.places.setdefault(question.name, place)
            text = self._text(record, one)
            if value := text and self._typed(draft, question, one, text, place):
                self._keep(draft, question.name, value, place)

    def _keep(self, draft: Draft, name: str, value: str, place: Place) -> None:
        if draft.answers.setdefault(name, value) == value:
            draft.places[name] = draft.places.get(name, place)
            return
        first = draft.places.get(name, place)
        self._say("answered_twice", place, value=value, other=first.cell, on=first.sheet)

    def _typed(self, draft: Draft, question: Question, one: Field, text: str, place: Place) -> str:
        if not question.choices:
            typed = read_value(question, None, text)
        else:
            codes = self._codes(one)
            typed = codes.single(text)
            if typed.value == OTHER and codes.keeps(text):
                self._precision(draft, question, text, place, by_design=True)
            if typed.fault == "unknown_value" and codes.is_typed(text, typed.suggestion):
                self._precision(draft, question, text, place)  # it stands in the cell itself
                return OTHER
        if typed.fault:
            blocks = question.required and typed.fault == "unknown_value"
            code = "unknown_required" if blocks else typed.fault
            self._say(code, place, value=text, suggestion=typed.suggestion, label=question.label)
        return typed.value

    def _choices(
        self,
        draft: Draft,
        question: Question,
        record: Record,
        whole: Sequence[Field],
        boxes: dict[str, list[Field]],
    ) -> None:
        """Choices ticked in columns of their own, joined in one cell, or both."""
        joined, said = self._joined(draft, question, record, whole)
        ticked, explicit = self._ticked(draft, question, record, boxes)
        columns = [*whole, *(one for fields in boxes.values() for one in fields)]
        place = said or record.place(columns[0])
        chosen = joined | ticked
        if said and explicit and (covered := joined & boxes.keys()) != ticked:
            what = join([quote(choice.label) for choice in question.choices if choice.name in covered ^ ticked])
            value = self._text(record, whole[0])
            self._say("choices_disagree", place, value=value, label=question.label, what=what)
            return
        if not chosen and not said and explicit:
            denied = draft.places[question.name] = record.place(next(iter(boxes.values()))[0])
            self.all_no.setdefault(question.name, []).append(denied)
        if not chosen:
            return
        if not question.is_multiple and len(chosen) > 1:
            what = join([quote(c.label) for c in question.choices if c.name in chosen])
            self._say("several_for_one", place, value=" ".join(sorted(chosen)), label=question.label, what=what)
            return
        draft.answers[question.name] = " ".join(c.name for c in question.choices if c.name in chosen)
        draft.places[question.name] = place
        if NONE in boxes:
            draft.places[f"{question.name}/{NONE}"] = record.place(boxes[NONE][0])

    def _joined(
        self, draft: Draft, question: Question, record: Record, fields: Sequence[Field]
    ) -> tuple[set[str], Place | None]:
        """The choices that a joined cell names, and where; the place of a cell that says nothing is None."""
        chosen, said, unread = set(), None, False
        for one in fields:
            text, place = self._text(record, one), record.place(one)
            if not text:
                continue
            said = said or place
            if is_error(text):
                self._say(error_code(text), place, value=text, label=question.label)
                continue
            codes = self._codes(one)
            parts, rest = codes.joined(text)
            chosen |= set(parts.values()) - {NOT_COUNTED}
            for part in filter(codes.keeps, parts):
                self._precision(draft, question, part, place, by_design=True)
            for part in rest:
                near = codes.near(part)
                if codes.is_typed(part, near):
                    chosen.add(OTHER)
                    self._precision(draft, question, part, place)
                else:
                    unread = True
                    self._say("unknown_choice", place, value=part, suggestion=near, label=question.label)
        # « Aucun » beside something that cannot be read is not "none".
        return set() if unread and chosen == {NONE} else chosen, said

    def _ticked(
        self, draft: Draft, question: Question, record: Record, boxes: dict[str, list[Field]]
    ) -> tuple[set[str], bool]:
        """The choices whose boxes are ticked, and whether any box says anything, be it « non »."""
        ticked, explicit = set(), False
        for choice, fields in boxes.items():
            for one in fields:
                text, place = self._text(record, one), record.place(one)
                if not text:
                    continue
                name = self._codes(one).box(text, choice)
                explicit |= name is not None
                if name:
                    ticked.add(name)
                elif name is None and is_error(text):
                    self._say(error_code(text), place, value=text, label=question.label)
                elif name is None and choice == OTHER and is_words(text):
                    ticked.add(OTHER)
                    self._precision(draft, question, text, place, by_design=self.listing.source.writes_other)
                elif name is None:
                    self._say("unknown_mark", place, value=text, suggestion=near_mark(text))
        return ticked, explicit

    def _precision(self, draft: Draft, question: Question, text: str, place: Place, *, by_design: bool = False) -> None:
        """Keep what was typed for « Autre »."""
        if said := after_other(text):
            text, by_design = said, True
        name = f"{question.name}_{OTHER}"
        if name in self.plan.codebook:
            draft.answers[name] = f"{draft.answers[name]} ; {text}" if name in draft.answers else text
            draft.places.setdefault(name, place)
        if not by_design:
            self._say("other_from_text", place, value=text, label=question.label)

    def _quotations(self, draft: Draft, record: Record) -> None:
        """Sentences to remember; only a plain yes lets one be quoted."""
        for name, (fields, _) in self._columns.items():
            question = self.plan.codebook[name]
            if self.plan.section_of[name] != VERBATIM_GROUP or question.type != "text":
                continue
            for one in fields:
                if not (text := self._text(record, one)):
                    continue
                place = record.place(one)
                if is_error(text):
                    self._say(error_code(text), place, value=text, label=question.label)
                else:
                    draft.quotes.append((text, question.dimension, self._is_citable(name, record), place))

    def _is_citable(self, name: str, record: Record) -> bool:
        fields, boxes = self._columns.get(f"{name}{CITABLE}", ([], {}))
        for one in (*fields, *boxes.get(YES, ())):
            if text := self._text(record, one):
                said, mark = self._codes(one).said(text), tick(text.rstrip("; "))
                if said is not None:
                    return said == YES
                if mark is None:
                    near = {"x": "oui"}.get(near_mark(text), near_mark(text))
                    self._say("verbatim_citable", record.place(one), value=text, suggestion=near)
                return bool(mark)
        return False

    def _say(self, code: str, place: Place, **words: str) -> None:
        self.findings.append(find(code, place, **words))
