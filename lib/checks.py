"""What is wrong in a return once its cells are read: whose it is, its links, and answers that do not go together.

Works on the plain values of `lib.observation`, whatever layout they came from; every finding points at the cell
that the layout noted in ``Observation.places``. What cannot be kept is left out of the return, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.answers import check_answers, name_of
from lib.codebook import NONE, Codebook
from lib.filters import WISHED
from lib.findings import Finding, Severity, find
from lib.folding import fold
from lib.french import join
from lib.identifiers import uai_check_letter
from lib.layout.plan import Plan, plan_of
from lib.observation import NOWHERE, VIEWS, Observation, Place, Return, Verbatim, campaign_year

__all__ = ["Expected", "check", "normal_campaign", "school_year", "settle", "uai_check_letter"]

_NO_LIMIT = 9999
_SCHOOL_YEAR = re.compile(r"\D*(\d{4})\D+(\d{4})\D*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a deposit is awaited to be; empty means that anything goes.

    Attributes
    ----------
    centres : mapping of str to str
        The roster: code → name.
    campaigns : tuple of str
        The campaigns that exist.
    closed : tuple of str
        The campaigns that take no more returns; empty where the coordinator accepts late ones.
    """

    campaign: str = ""
    centre: str = ""
    view: str = ""
    centres: Mapping[str, str] = field(default_factory=dict)
    campaigns: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


def check(ret: Return, codebook: Codebook, expected: Expected) -> list[Finding]:
    """Everything that is wrong in a return; see `settle`."""
    return settle(ret, codebook, expected)[1]


def settle(
    ret: Return, codebook: Codebook, expected: Expected, found: Sequence[Finding] = ()
) -> tuple[Return, list[Finding]]:
    """Check a return and leave out of it what cannot be kept.

    Parameters
    ----------
    found : sequence of Finding
        What the layout already said: a cell that blocks is not reported a second time.

    Returns
    -------
    (Return, list of Finding)
        The return to keep (UAI in its normal form, doubtful answers gone) and the new findings.
    """
    plan = plan_of(codebook)
    campaign, findings = _campaign(ret, expected)
    findings += _centre_and_view(ret, expected, codebook)
    try:
        last_year = campaign_year(campaign)
    except ValueError:
        last_year = _NO_LIMIT
    blocked = {finding.place for finding in found if finding.severity is Severity.BLOCKING}
    observations = []
    for observation in ret.observations:
        findings += _required(observation, plan, blocked)
        answers = check_answers(observation, codebook, last_year, findings)
        observations.append(observation if answers == observation.answers else replace(observation, answers=answers))
    if not observations:
        findings.append(find("no_link"))
    findings += _duplicates(observations)
    findings += _untouched(observations, plan, ret.view)
    verbatims = [_shortened(verbatim, plan.longest_verbatim, findings) for verbatim in ret.verbatims]
    settled = replace(ret, campaign=campaign, observations=tuple(observations), verbatims=tuple(verbatims))
    return settled, findings


def school_year(text: str) -> str:
    """The name of a campaign, « Année 2025/2026 » as ``2025-2026``; empty unless its two years follow each other."""
    years = _SCHOOL_YEAR.fullmatch(text)
    return f"{years[1]}-{years[2]}" if years and int(years[2]) == int(years[1]) + 1 else ""


def normal_campaign(text: str) -> str:
    """A campaign as it is kept (see `school_year`); what is no school year stays as it is."""
    return school_year(text) or text


def _campaign(ret: Return, expected: Expected) -> tuple[str, list[Finding]]:
    """The campaign in its normal form, and what is wrong with it."""
    if not ret.campaign:
        return "", [find("campaign_missing")]
    campaign = school_year(ret.campaign)
    if not campaign:
        return ret.campaign, [find("campaign_unreadable", value=ret.campaign)]
    findings = []
    if campaign != ret.campaign:
        findings.append(find("campaign_format", value=ret.campaign, suggestion=campaign))
    if expected.campaign and campaign != expected.campaign:
        findings.append(find("campaign_wrong", value=campaign, expected=expected.campaign))
    elif expected.campaigns and campaign not in expected.campaigns:
        findings.append(find("campaign_new", value=campaign))
    elif campaign in expected.closed:
        findings.append(find("campaign_closed", value=campaign))
    return campaign, findings


def _centre_and_view(ret: Return, expected: Expected, codebook: Codebook) -> list[Finding]:
    findings = []
    if not ret.centre_code:
        findings.append(find("centre_missing"))
    elif expected.centre and ret.centre_code != expected.centre:
        names = expected.centres
        wanted = names.get(expected.centre, expected.centre)
        name = ret.centre_name or names.get(ret.centre_code, ret.centre_code)
        findings.append(find("centre_wrong", value=name, expected=wanted))
    elif expected.centres and ret.centre_code not in expected.centres:
        findings.append(find("centre_new", value=ret.centre_code, name=ret.centre_name or ret.centre_code))
    if not ret.view:
        findings.append(find("view_missing"))
    elif ret.view not in VIEWS:
        findings.append(find("view_unknown", value=ret.view))
    elif expected.view and ret.view != expected.view:
        said, wanted = (_view_label(codebook, view) for view in (ret.view, expected.view))
        findings.append(find("view_wrong", value=ret.view, said=said, expected=wanted))
    return findings


def _view_label(codebook: Codebook, view: str) -> str:
    """A view as people read it; its code where the questionnaire does not ask who answers."""
    choices = codebook["regard"].choice_by_name if "regard" in codebook else {}
    return choices[view].label if view in choices else view


def _required(observation: Observation, plan: Plan, blocked: set[Place]) -> Iterable[Finding]:
    """Obligatory answers that are missing, or one finding if nobody said which school this is."""
    answers, places = observation.answers, observation.places
    missing = [question for question in plan.required_of_link if question.name not in answers]
    missing = [question for question in missing if places.get(question.name) not in blocked]
    if not missing:
        return
    if not any(question.name in answers or question.name in places for question in plan.link_questions):
        place = next(iter(places.values()), NOWHERE)
        yield find("link_unnamed", place, number=observation.number)
        return
    for question in missing:
        place = places.get(question.name, NOWHERE)
        yield find("required_missing", place, label=question.label, link=name_of(observation))


def _duplicates(observations: Sequence[Observation]) -> Iterable[Finding]:
    """Two links of one school: by UAI, or by name, commune and level unless two UAI tell them apart."""
    by_uai: dict[str, Observation] = {}
    by_name: dict[tuple[str, ...], list[Observation]] = {}
    for observation in observations:
        answers = observation.answers
        uai = answers.get("etab_uai", "")
        key = tuple(_likeness(answers.get(name, "")) for name in ("etab_nom", "etab_commune", "etab_niveau"))
        alike = by_name.setdefault(key, []) if all(key) else []
        same = by_uai.get(uai) if uai else None
        why = "même UAI"
        if same is None:
            why = "mêmes nom, commune et niveau"
            same = next((other for other in alike if not (uai and other.answers.get("etab_uai"))), None)
        alike.append(observation)
        if uai:
            by_uai.setdefault(uai, observation)
        if same is not None:
            place = observation.places.get("etab_nom", NOWHERE)
            yield find("duplicate_link", place, link=name_of(observation), other=same.number, why=why)


def _likeness(text: str) -> str:
    """A name as the store compares schools: « Jean-Moulin » and « Jean Moulin » are one."""
    return " ".join(re.split(r"[\s'-]+", fold(text))).strip()


def _untouched(observations: Sequence[Observation], plan: Plan, view: str) -> Iterable[Finding]:
    """One finding per section that some links leave empty; wished links are not awaited to fill any."""
    awaited = [seen for seen in observations if seen.answers.get("statut_lien") != WISHED]
    for section, questions in plan.asked.get(view, plan.asked[""]).items():
        names = {question.name for question in questions}
        # A place without an answer is a cell in which somebody wrote something.
        empty = [str(seen.number) for seen in awaited if names.isdisjoint((*seen.answers, *seen.places))]
        if questions and empty:
            several = len(empty) > 1
            yield find(
                "section_untouched",
                Place(plan.title_of(section)),
                value=" ".join(empty),
                what=f"les liens {join(empty)}" if several else f"le lien {empty[0]}",
                them="eux" if several else "lui",
                has_none=any(NONE in question.choice_by_name for question in questions),
            )


def _shortened(verbatim: Verbatim, limit: int, findings: list[Finding]) -> Verbatim:
    if len(verbatim.text) <= limit:
        return verbatim
    findings.append(find("verbatim_too_long", verbatim.place, n=len(verbatim.text), limit=limit))
    return replace(verbatim, text=verbatim.text[:limit])
