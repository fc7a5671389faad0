"""What there is to say about the columns of a list, and about what a person said of their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Dictionary

from lib.findings import Finding, find
from lib.french import join, quote
from lib.layout.plan import Plan
from lib.listing.codes import is_choice
from lib.listing.mapping import Mapping
from lib.listing.match import NAMED, Match, is_target
from lib.listing.records import Field, Listing, Lists
from lib.listing.values import SAID, Value
from lib.observation import Place

_NAMED = 12
"""How many columns or values a sentence names before it only counts."""


def about_columns(lists: Lists, plan: Plan, mapping: Mapping | None) -> Iterator[Finding]:
    """Columns to be confirmed, missing or not read, and what a mapping says that cannot be."""
    for header, target in (mapping.columns if mapping else {}).items():
        if not is_target(target, plan.codebook):
            yield find("mapping_unknown", value=header, what=target)
    yield from _about_mapped_values(lists, plan, mapping)
    for listing in lists.listings:
        yield from _needed(listing, plan)
        yield from _doubtful(listing, plan)
    for listing in lists.listings:
        unread = [one.match.header for one in listing.fields if one.match.is_unread]
        if unread:
            yield find("columns_unread", Place(listing.sheet), value=str(len(unread)), what=some(unread))
    for sheet in lists.unread:
        yield find("sheet_unread", Place(sheet), value=sheet)


def _about_mapped_values(lists: Lists, plan: Plan, mapping: Mapping | None) -> Iterator[Finding]:
    """Values that a mapping says, and that the question of their column cannot be answered with."""
    questions = {one.header: plan.codebook[one.question] for one in lists.matches if one.target}
    for header, said in (mapping.values if mapping else {}).items():
        for value, choice in said.items():
            if header in questions and not is_choice(choice, questions[header]):
                label = questions[header].label
                yield find("mapping_value_unknown", value=value, column=header, what=choice, label=label)


def about_values(lists: Lists, values: Dictionary[str, Sequence[Value]], plan: Plan) -> Iterator[Finding]:
    """How values are read of which a person said it, once for the columns in which they mean the same."""
    alike: dict[str, list[Field]] = {}
    for one in (one for listing in lists.listings for one in listing.fields if one.match.is_used):
        if said := [value for value in values.get(one.match.header, ()) if value.by == SAID]:
            alike.setdefault(_few([_meaning(value, one.match, plan) for value in said]), []).append(one)
    for what, fields in alike.items():
        headers = dict.fromkeys(one.match.header for one in fields)
        yield find("values_said", fields[0].header_place, value=str(len(headers)), columns=some(headers), what=what)


def _meaning(value: Value, match: Match, plan: Plan) -> str:
    if not value.choice:
        return f"{quote(value.text)} = pas compté"
    label = plan.codebook[match.question].choice_by_name[value.choice].label
    return f"{quote(value.text)} = {'coché' if value.choice == match.choice else quote(label)}"


def missing(listing: Listing, plan: Plan) -> dict[str, Place]:
    """Obligatory questions about a link that no column is used for → the likely column, else the sheet."""
    used = {target.partition("/")[0] for target in listing.targets}
    return {
        question.name: _likely_place(question.name, listing)
        for question in plan.required_of_link
        if question.name not in used
    }


def _likely_place(name: str, listing: Listing) -> Place:
    likely = (one.header_place for one in listing.fields if one.match.doubtful and one.match.question == name)
    return next(likely, Place(listing.sheet))


def _needed(listing: Listing, plan: Plan) -> Iterator[Finding]:
    for name, place in missing(listing, plan).items():
        yield find("column_needed", place, value=name, label=plan.codebook[name].label)


def _doubtful(listing: Listing, plan: Plan) -> Iterator[Finding]:
    fields = [one for one in listing.fields if one.match.doubtful]
    rivals: dict[str, list[Field]] = {}
    for one in fields:
        rivals.setdefault(one.match.target, []).append(one)
    for target, same in rivals.items():
        label = label_of(target, plan)
        if len(same) > 1 and all(one.match.score == NAMED for one in same):
            what = join([quote(one.match.header) for one in same])
            yield find("columns_alike", same[0].header_place, value=target, label=label, what=what)
            continue
        for one in same:
            yield find("column_doubtful", one.header_place, value=one.match.header, suggestion=label)


def label_of(target: str, plan: Plan) -> str:
    """What people read for what a column can be taken for: « Avec qui ? – Caf »."""
    question, _, choice = target.partition("/")
    if question not in plan.codebook:
        return target
    known = plan.codebook[question]
    return f"{known.label} – {known.choice_by_name[choice].label}" if choice else known.label


def some(headers: Iterable[str]) -> str:
    """« A », « B » et 3 autres."""
    return _few([quote(header) for header in headers])


def _few(texts: Sequence[str]) -> str:
    named, rest = list(texts[:_NAMED]), len(texts) - _NAMED
    return join([*named, f"{rest} autres" if rest > 1 else "une autre"] if rest > 0 else named)
