"""Whose return each record of a list is part of: campaign, centre and view, from its cells or from the deposit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.checks import Expected, normal_campaign
from lib.findings import Finding, find
from lib.folding import fold
from lib.french import count, join
from lib.layout.plan import Plan
from lib.layout.values import nearest
from lib.listing.reading import Draft
from lib.observation import NOWHERE, Place

Key = tuple[str, str, str, str]
"""Campaign, centre, view, and the name of a centre that has no code."""
SAID_HERE = ("campaign_missing", "centre_missing", "view_missing")
"""Findings of `lib.checks` that are said here once for the whole list, with where it should stand."""


@dataclass(frozen=True, slots=True)
class Whose:
    """The return that a record is part of; a name of the centre that nobody knows leaves ``centre`` empty."""

    campaign: str
    centre: str
    view: str
    name: str = ""
    commune: str = ""

    @property
    def key(self) -> Key:
        return self.campaign, self.centre, self.view, "" if self.centre else self.name


def whose_of(drafts: Sequence[Draft], plan: Plan, expected: Expected, findings: list[Finding]) -> list[Whose]:
    """For each draft, the return that it is part of; what is not said anywhere is empty, and a finding."""
    centres = _Centres(drafts, expected, findings)
    found = []
    for draft in drafts:
        code, name = centres.of(draft)
        found.append(
            Whose(
                campaign=normal_campaign(_said(draft, "campagne")) or expected.campaign,
                centre=code,
                view=plan.view_of(_said(draft, "regard")) or expected.view,
                name=name,
                commune=_said(draft, "centre_commune"),
            )
        )
    centres.say_unknown()
    for part, code in (("campaign", "list_campaign_missing"), ("view", "list_view_missing")):
        _say_missing(code, [d for d, one in zip(drafts, found, strict=True) if not getattr(one, part)], findings)
    nameless = [d for d, one in zip(drafts, found, strict=True) if not one.centre and not one.name]
    _say_missing("list_centre_missing", nameless, findings)
    codes = list(dict.fromkeys(one.centre for one in found if one.centre))
    if expected.centre and len(codes) > 1:
        names = {one.centre: one.name or one.centre for one in found}
        wanted = expected.centres.get(expected.centre, expected.centre)
        findings.append(
            find("several_centres", value=" ".join(codes), what=join([names[c] for c in codes]), expected=wanted)
        )
    return found


def _said(draft: Draft, name: str) -> str:
    return draft.identity.get(name, ("", NOWHERE))[0]


class _Centres:
    """Finds the code of a centre: written, or known by its name, or that of the deposit."""

    def __init__(self, drafts: Sequence[Draft], expected: Expected, findings: list[Finding]) -> None:
        self.expected, self.findings = expected, findings
        self.by_code = {fold(code): code for code in expected.centres}
        self.by_name: dict[str, str] = {}
        for code, name in expected.centres.items():
            self.by_name[fold(name)] = "" if fold(name) in self.by_name else code
        self.unknown: dict[str, Place] = {}
        names = {fold(_said(draft, "centre_nom")) for draft in drafts if not _said(draft, "centre_code")} - {""}
        self.only_one = len(names) == 1
        self.said_differs = False

    def of(self, draft: Draft) -> tuple[str, str]:
        """Code and name."""
        code, name = _said(draft, "centre_code"), _said(draft, "centre_nom")
        if code:
            code = self.by_code.get(fold(code), code)
            return code, name or self.expected.centres.get(code, "")
        if not name:
            return self.expected.centre, self.expected.centres.get(self.expected.centre, "")
        if known := self.by_name.get(fold(name)):
            return known, self.expected.centres[known]
        place = draft.identity["centre_nom"][1]
        if self.expected.centre and self.only_one:
            wanted = self.expected.centres.get(self.expected.centre, "")
            if wanted and not self.said_differs:
                self.said_differs = True
                self.findings.append(find("centre_named", place, value=name, expected=wanted))
            return self.expected.centre, wanted or name
        self.unknown.setdefault(name, place)
        return "", name

    def say_unknown(self) -> None:
        """One finding for each name that is not in the roster, with the one most like it."""
        for name, place in self.unknown.items():
            near = self.by_name.get(nearest(fold(name), self.by_name), "")
            suggestion = self.expected.centres.get(near, "")
            self.findings.append(find("list_centre_unknown", place, value=name, suggestion=suggestion))


def _say_missing(code: str, drafts: Sequence[Draft], findings: list[Finding]) -> None:
    if drafts:
        rows = count(len(drafts), "ligne", "lignes")
        findings.append(find(code, drafts[0].start, value=str(len(drafts)), what=rows))
