"""The `list` layout: one row per link (× view), as survey tools export it or as people write it by hand.

One file can hold several centres, campaigns and views: each becomes a return of its own. Which column answers
which question is found by `lib.listing.match`; how each tool writes answers, and which of its rows are none, is
told in `lib.listing.sources`. Cells are typed by the same code as those of our template.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field

from lib.checks import Expected, settle
from lib.codebook import Codebook
from lib.findings import Finding, find
from lib.folding import fold
from lib.french import count
from lib.layout.plan import Plan, plan_of
from lib.listing.doubts import about_columns, about_values, label_of, missing
from lib.listing.mapping import Mapping, fingerprint
from lib.listing.match import Match
from lib.listing.reading import Draft, Reading
from lib.listing.records import Listing, Lists, listings
from lib.listing.sources import HAND
from lib.listing.table import tables
from lib.listing.values import TYPED, UNREAD, Value, values_of
from lib.listing.whose import SAID_HERE, Key, Whose, whose_of
from lib.observation import Observation, Place, Return, Verbatim
from lib.reader import Sheet

_FEWEST = 2
"""A sheet in which fewer columns are recognised is no list, unless a person or a tool says that it is."""
_BROKEN_TEMPLATE = 3
"""So many sheets called like those of our template are the template without its codes, not a list."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the columns of a file are taken for, to be confirmed by a person.

    Attributes
    ----------
    source : str
        What the mapping is remembered by.
    tool : str
        What wrote the file, see `lib.listing.sources`.
    values : mapping of str to tuple of Value
        Header → what stands in the column, and how it is read; see `lib.listing.values.values_of`.
    said : mapping of str to mapping of str to str
        What a person said of values already, as in `lib.listing.mapping.Mapping`.
    """

    source: str
    tool: str
    matches: tuple[Match, ...]
    values: Dictionary[str, tuple[Value, ...]] = field(default_factory=dict)
    said: Dictionary[str, Dictionary[str, str]] = field(default_factory=dict)

    @property
    def mapping(self) -> Mapping:
        """What is used without anybody having to confirm it."""
        columns = {one.header: one.target for one in self.matches if not one.doubtful}
        return Mapping(self.source, columns, self.said)

    def as_dict(self, codebook: Codebook) -> dict[str, object]:
        """For JSON, and itself a mapping.

        ``to_confirm`` is what a person would move to ``columns``; in ``values`` a null is to be replaced by one of
        the ``choices`` of that column, or by an empty text for a value that is not counted.
        """
        plan = plan_of(codebook)
        asked = {header: [v.text for v in values if v.by in (UNREAD, TYPED)] for header, values in self.values.items()}
        asked = {one.header: texts for one in self.matches if (texts := asked.get(one.header))}
        questions = {one.header: codebook[one.question] for one in self.matches if one.header in asked}
        return {
            **self.mapping.as_dict(),
            "values": {
                header: {**dict.fromkeys(asked.get(header, ())), **self.said.get(header, {})}
                for header in asked | self.said
            },
            "choices": {
                header: {choice.name: choice.label for choice in question.choices}
                for header, question in questions.items()
            },
            "to_confirm": {one.header: one.target for one in self.matches if one.doubtful},
            "tool": self.tool,
            "proposal": [
                {
                    "header": one.header,
                    "target": one.target,
                    "label": label_of(one.target, plan) if one.target else "",
                    "score": one.score,
                    "doubtful": one.doubtful,
                    "samples": list(one.samples),
                }
                for one in self.matches
            ],
        }


def propose(sheets: Sequence[Sheet], codebook: Codebook, mapping: Mapping | None = None) -> Proposal | None:
    """What the columns of each header are taken for; None where no sheet holds a table."""
    return _proposal(listings(tables(sheets), codebook, mapping), plan_of(codebook), mapping)


def _proposal(lists: Lists, plan: Plan, mapping: Mapping | None) -> Proposal | None:
    if not lists.matches or lists.source is None:
        return None
    source = fingerprint(one.header for one in lists.matches)
    values, said = values_of(lists.listings, plan, mapping), mapping.values if mapping else {}
    return Proposal(source, lists.source.tool, lists.matches, values, said)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a list says: its returns, already checked; what is wrong in them; what its columns are taken for."""

    returns: tuple[Return, ...]
    findings: list[Finding]
    proposal: Proposal | None


def read(
    sheets: Sequence[Sheet], codebook: Codebook, expected: Expected, mapping: Mapping | None = None
) -> Parsed | None:
    """Read and check the lists of a file.

    Parameters
    ----------
    mapping : Mapping, optional
        What a person said of its columns.

    Returns
    -------
    Parsed or None
        None where there is nothing that could be a list, not even after a person has said what its columns are.
        Without returns where nothing is recognised yet.
    """
    found = tables(sheets)
    lists, plan = listings(found, codebook, mapping), plan_of(codebook)
    proposal = _proposal(lists, plan, mapping)
    if proposal is None or _is_broken_template(sheets, plan):
        return None
    if not _is_list(lists, mapping):
        return Parsed((), [find("not_our_template")], proposal)
    findings = [*about_columns(lists, plan, mapping), *about_values(lists, proposal.values, plan)]
    for table in found:
        findings += [find("list_passed_over", Place(table.sheet), what=said.rstrip(".")) for said in table.dropped]
    drafts = [draft for listing in lists.listings for draft in _drafts(listing, plan, findings, mapping)]
    whose = whose_of(drafts, plan, expected, findings)
    template = lists.source.tool + (f"+{mapping.digest}" if mapping else "")
    returns = _returns(drafts, whose, template, findings)
    settled = []
    for ret in returns:
        kept, more = settle(ret, codebook, expected, findings)
        settled.append(kept)
        findings = findings + [one for one in more if one.code not in SAID_HERE and one.code != "no_link"]
    if not any(ret.observations for ret in settled):
        findings.append(find("no_link"))
    return Parsed(tuple(settled), list(dict.fromkeys(findings)), proposal)


def _is_list(lists: Lists, mapping: Mapping | None) -> bool:
    targets = [len(listing.targets) for listing in lists.listings]
    named = sum(1 for one in lists.matches if one.target)
    is_export = lists.source is not None and lists.source.tool != HAND and named > 0
    return bool(targets) and (bool(mapping) or is_export or max(targets) >= _FEWEST or named > _FEWEST)


def _is_broken_template(sheets: Sequence[Sheet], plan: Plan) -> bool:
    titles = {fold(plan.title_of(name)) for name in plan.sections}
    return len(titles & {fold(sheet.name) for sheet in sheets}) >= min(_BROKEN_TEMPLATE, len(titles))


def _drafts(listing: Listing, plan: Plan, findings: list[Finding], mapping: Mapping | None) -> list[Draft]:
    """The records that say something; of those that say nothing there is one finding."""
    if listing.unsubmitted:
        rows = count(listing.unsubmitted, "ligne", "lignes")
        findings.append(find("not_submitted", Place(listing.sheet), value=str(listing.unsubmitted), what=rows))
    drafts = Reading(listing, plan, findings, mapping).drafts()
    empty = sum(draft.is_empty for draft in drafts) + listing.childless
    if empty:
        rows = count(empty, "ligne", "lignes")
        findings.append(find("rows_without_link", Place(listing.sheet), value=str(empty), what=rows))
    needed = missing(listing, plan)
    for draft in drafts:
        for name, place in needed.items():
            draft.places.setdefault(name, place)
    return [draft for draft in drafts if not draft.is_empty]


def _returns(drafts: Sequence[Draft], whose: Sequence[Whose], template: str, findings: list[Finding]) -> list[Return]:
    """The drafts of each campaign, centre and view as one return, links numbered in the order of the file."""
    groups: dict[Key, list[tuple[Draft, Whose]]] = {}
    for draft, one in zip(drafts, whose, strict=True):
        groups.setdefault(one.key, []).append((draft, one))
    returns = []
    for (campaign, centre, view, _), members in groups.items():
        observations, verbatims, whole = [], [], {}
        for number, (draft, _) in enumerate(members, start=1):
            observations.append(Observation(number, draft.answers, draft.places))
            verbatims += [Verbatim(text, theme, number, may, "", place) for text, theme, may, place in draft.quotes]
            for name, value in draft.whole.items():
                if whole.setdefault(name, value) != value:
                    findings.append(find("whole_differs", draft.places[name], value=value, other=whole[name]))
        returns.append(
            Return(
                campaign=campaign,
                centre_code=centre,
                view=view,
                centre_name=next((one.name for _, one in members if one.name), ""),
                centre_commune=next((one.commune for _, one in members if one.commune), ""),
                observations=tuple(observations),
                verbatims=tuple(verbatims),
                answers=whole,
                template=template,
            )
        )
    return returns
