"""What a codebook expects of the coded tables of the template, worked out once per codebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lib.codebook import Codebook, Question, per_codebook
from lib.folding import fold
from lib.layout import marks
from lib.layout.values import Lookup, lookups, read_choice
from lib.observation import VIEWS

RETURN_GROUP, LINK_GROUP, VERBATIM_GROUP = "retour", "lien", "paroles"
"""First-level groups with a sheet of their own kind; every other one is a grid, the section of a theme."""

RETURN_FIELDS = ("campagne", "regard", "centre_code", "centre_nom", "centre_commune")
"""Questions about the whole return that have a field of their own in `lib.observation.Return`."""

BOX, SLOT, VALUE = "box", "slot", "value"


class Step(NamedTuple):
    """What a row code stands for: one box, one slot, or the whole answer to a question."""

    kind: str
    question: Question
    choice: str = ""


@dataclass(frozen=True)
class Plan:
    """The row codes, lookups and sections of one codebook."""

    codebook: Codebook

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The first-level groups that are grids, in order; "" holds the questions of no group."""
        own = (RETURN_GROUP, LINK_GROUP, VERBATIM_GROUP)
        tops = dict.fromkeys(self.codebook.top_group(question) for question in self.codebook)
        return tuple(name for name in tops if name not in own)

    @cached_property
    def section_of(self) -> dict[str, str]:
        """Question name → its first-level group."""
        return {question.name: self.codebook.top_group(question) for question in self.codebook}

    @cached_property
    def lookups(self) -> dict[str, Lookup]:
        return lookups(self.codebook)

    @cached_property
    def rank(self) -> dict[str, dict[str, int]]:
        """``select_multiple`` → place of each choice in the codebook."""
        return {
            question.name: {choice.name: place for place, choice in enumerate(question.choices)}
            for question in self.codebook
            if question.is_multiple
        }

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Row code of a grid → what it stands for, for every way in which a question can be laid out."""
        steps: dict[str, Step] = {}
        for question in self.codebook:
            if not question.is_multiple:
                steps[question.name] = Step(VALUE, question)
                continue
            for choice in question.choices:
                steps[marks.box_code(question.name, choice.name)] = Step(BOX, question, choice.name)
            for slot in range(1, (question.max_selected or 0) + 1):
                steps[marks.slot_code(question.name, slot)] = Step(SLOT, question)
        return steps

    @cached_property
    def asked(self) -> dict[str, dict[str, tuple[Question, ...]]]:
        """View → section → the questions that its sheet puts."""
        return {view: {name: self.codebook.in_group(name, view) for name in self.sections} for view in ("", *VIEWS)}

    @cached_property
    def usual_rows(self) -> dict[str, frozenset[str]]:
        """View → every row code of its grids, as the template lays them: slots where few picks are allowed."""
        return {
            view: frozenset(
                code
                for questions in sections.values()
                for question in questions
                for code in self.rows_of(question, set(self.steps))
            )
            for view, sections in self.asked.items()
        }

    def title_of(self, group: str) -> str:
        """What the sheet of a first-level group is called."""
        known = self.codebook.group_by_name.get(group)
        return known.label if known else self.codebook.title

    def rows_of(self, question: Question, found: set[str]) -> tuple[str, ...]:
        """The row codes that a question must have, given those found: slots or boxes, whichever it has."""
        if not question.is_multiple:
            return (question.name,)
        if question.max_selected:
            slots = tuple(marks.slot_code(question.name, n) for n in range(1, question.max_selected + 1))
            if not found.isdisjoint(slots):
                return slots
        return tuple(marks.box_code(question.name, choice.name) for choice in question.choices)

    def label_of(self, code: str) -> str:
        """What people read in front of the row of a code."""
        step = self.steps[code]
        return step.question.choice_by_name[step.choice].label if step.kind == BOX else step.question.label

    @cached_property
    def link_questions(self) -> tuple[Question, ...]:
        return self.codebook.in_group(LINK_GROUP)

    @cached_property
    def required_of_link(self) -> tuple[Question, ...]:
        return tuple(question for question in self.link_questions if question.required)

    @cached_property
    def dimension_by_word(self) -> dict[str, str]:
        """Folded name or label of a section → dimension, as the theme of a quotation names it."""
        words: dict[str, str] = {}
        for question in self.codebook:
            section = self.section_of[question.name]
            if section in self.sections and question.dimension:
                for word in (question.dimension, section, self.title_of(section)):
                    words.setdefault(fold(word), question.dimension)
        return words

    @cached_property
    def themes(self) -> dict[str, str]:
        """Dimension → title of its sheet, as drop-downs show it."""
        titles: dict[str, str] = {}
        for question in self.codebook:
            section = self.section_of[question.name]
            if section in self.sections and question.dimension:
                titles.setdefault(question.dimension, self.title_of(section))
        return titles

    @cached_property
    def longest_verbatim(self) -> int:
        """Longest quotation in characters, as the codebook bounds its own sentences to remember."""
        lengths = [question.max_length for question in self.codebook.in_group(VERBATIM_GROUP)]
        return max((length for length in lengths if length), default=500)

    def view_of(self, text: str) -> str:
        """The view that a text names as the codebook's own question writes it; else the text."""
        lookup = self.lookups.get("regard")
        return (read_choice(lookup, text).value if lookup and text else "") or text


@per_codebook
def plan_of(codebook: Codebook) -> Plan:
    return Plan(codebook)
