"""The answers about one link, checked together: years, UAI, « Aucun » beside ticks, choices among ticked ones.

Everything that can be is derived from the codebook (bounds, lengths, « Autre », lists shared by two questions);
only what a school or a link is (UAI, level, status) is known here by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lib.codebook import NONE, OTHER, Codebook, Question, per_codebook
from lib.findings import Finding, find
from lib.french import join, quote
from lib.identifiers import read_uai, uai_check_letter
from lib.observation import NOWHERE, Observation, Place

_PRIORITY = ("rep", "rep_plus")
_NO_LIMIT = 10**9
_YEARS = ("annee_debut", "annee_fin")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a codebook asks of the answers about one link."""

    integers: tuple[Question, ...]
    texts: tuple[tuple[Question, int], ...]
    others: tuple[tuple[Question, Question], ...]
    """A question with « Autre », and the text question that says which."""
    multiples: tuple[Question, ...]
    picks: tuple[tuple[Question, Question], ...]
    """A question whose answers are to be chosen among those ticked at another."""
    conditional: tuple[Question, ...]
    """Choices that are only asked for where another answer calls for them."""
    ended: Mapping[str, str]
    """The statuses with which a link may have a year of its end → their labels; empty: any."""


@per_codebook
def _rules_of(codebook: Codebook) -> _Rules:
    multiples = tuple(question for question in codebook if question.is_multiple)
    return _Rules(
        integers=tuple(q for q in codebook if q.type == "integer"),
        texts=tuple((q, q.max_length) for q in codebook if q.max_length),
        others=tuple(
            (q, codebook[f"{q.name}_{OTHER}"])
            for q in codebook
            if OTHER in q.choice_by_name and f"{q.name}_{OTHER}" in codebook
        ),
        multiples=multiples,
        picks=tuple(
            (q, among)
            for q in codebook
            for among in multiples
            if q is not among and q.list_name == among.list_name and q.group == among.group and not among.max_selected
        ),
        conditional=tuple(q for q in codebook if q.choices and q.asked_if),
        ended=_statuses_with_end(codebook),
    )


def _statuses_with_end(codebook: Codebook) -> dict[str, str]:
    if "annee_fin" not in codebook or "statut_lien" not in codebook:
        return {}
    labels = codebook["statut_lien"].choice_by_name
    pairs = codebook["annee_fin"].asked_if
    return {name: labels[name].label for question, name in pairs if question == "statut_lien" and name in labels}


def name_of(observation: Observation) -> str:
    """A link as sentences name it: « lien 3 (École Jean-Moulin) »."""
    school = observation.answers.get("etab_nom", "")
    return f"lien {observation.number} ({school})" if school else f"lien {observation.number}"


def check_answers(
    observation: Observation, codebook: Codebook, last_year: int, findings: list[Finding]
) -> dict[str, str]:
    """Check one link; the answers to keep are returned, what is wrong is added to ``findings``.

    Parameters
    ----------
    last_year : int
        The year in which the campaign ends: nothing begins or ends after it.
    """
    rules = _rules_of(codebook)
    link = _Link(observation, findings)
    _check_texts(link, rules)
    _check_school(link, codebook)
    _check_numbers(link, rules, last_year)
    _check_others(link, rules)
    _check_multiples(link, rules)
    _check_picks(link, rules)
    _check_asked(link, rules)
    return link.answers


class _Link:
    """One link while it is checked: the answers kept so far, and where its cells stand."""

    def __init__(self, observation: Observation, findings: list[Finding]) -> None:
        self.observation, self.findings = observation, findings
        self.answers = dict(observation.answers)

    def say(self, code: str, *at: str, value: str = "", suggestion: str = "", **words: object) -> None:
        """Add a finding, at the first of the named cells that is known."""
        places = self.observation.places
        place: Place = next((places[name] for name in at if name in places), NOWHERE)
        words["link"] = name_of(self.observation)
        self.findings.append(find(code, place, value=value, suggestion=suggestion, **words))


def _check_asked(link: _Link, rules: _Rules) -> None:
    """An answer that nothing called for is kept and counted: somebody knew something, and forgot a box elsewhere."""
    for question in rules.conditional:
        called = any(choice in link.answers.get(name, "").split() for name, choice in question.asked_if)
        if question.name in link.answers and link.answers[question.name] != NONE and not called:
            link.say("answer_not_called_for", question.name, label=question.label)


def _check_texts(link: _Link, rules: _Rules) -> None:
    for question, limit in rules.texts:
        text = link.answers.get(question.name, "")
        if len(text) > limit:
            link.answers[question.name] = text[:limit]
            link.say("text_too_long", question.name, label=question.label, n=len(text), limit=limit)


def _check_school(link: _Link, codebook: Codebook) -> None:
    """UAI in its normal form or not at all; no priority education in a lycée."""
    answers = link.answers
    if text := answers.get("etab_uai"):
        uai = read_uai(text)
        answers["etab_uai"] = uai.code
        if uai.fault == "zero":
            link.say("uai_zero", "etab_uai", value=text, suggestion=uai.code)
        elif uai.fault:
            del answers["etab_uai"]
            letter = uai_check_letter(uai.code[:7]) if uai.fault == "letter" else ""
            link.say(f"uai_{uai.fault}", "etab_uai", value=text, letter=letter)
    priority = answers.get("education_prioritaire")
    if priority in _PRIORITY and answers.get("etab_niveau") == "lycee":
        label = codebook["education_prioritaire"].choice_by_name[priority].label
        link.say("rep_lycee", "education_prioritaire", value=label)


def _check_numbers(link: _Link, rules: _Rules, last_year: int) -> None:
    answers = link.answers
    for question in rules.integers:
        if question.name not in answers:
            continue
        value = int(answers[question.name])
        low = question.minimum if question.minimum is not None else 0
        high = question.maximum if question.maximum is not None else _NO_LIMIT
        if question.name in _YEARS:
            high = min(high, last_year)
        if not low <= value <= high:
            del answers[question.name]
            link.say("number_out_of_range", question.name, value=str(value), label=question.label, low=low, high=high)
    start, end = answers.get("annee_debut"), answers.get("annee_fin")
    if start and end and int(end) < int(start):
        del answers["annee_fin"]
        link.say("end_before_start", "annee_fin", value=end, start=start)
    status = answers.get("statut_lien")
    if "annee_fin" in answers and rules.ended and status and status not in rules.ended:
        expected = join(list(rules.ended.values()), "ou")
        link.say("end_without_stop", "annee_fin", value=answers["annee_fin"], expected=expected)


def _check_others(link: _Link, rules: _Rules) -> None:
    """A precision without its « Autre »: the text is what was meant, so the box counts as ticked."""
    answers = link.answers
    for question, precision in rules.others:
        if precision.name not in answers:
            continue
        text, answer = answers[precision.name], answers.get(question.name, "")
        if OTHER in answer.split():
            continue
        if answer and not question.is_multiple:
            label = question.choice_by_name[answer].label
            link.say("other_elsewhere", precision.name, value=text, label=question.label, answer=label)
            continue
        chosen = {*answer.split(), OTHER}
        answers[question.name] = " ".join(choice.name for choice in question.choices if choice.name in chosen)
        link.say("other_without_box", precision.name, value=text, label=question.label)


def _check_multiples(link: _Link, rules: _Rules) -> None:
    """« Aucun » gives way to ticks; more than may be chosen cannot be kept."""
    answers = link.answers
    for question in rules.multiples:
        chosen = answers.get(question.name, "").split()
        if len(chosen) < 2:
            continue
        if NONE in chosen:
            chosen.remove(NONE)
            answers[question.name] = " ".join(chosen)
            none = question.choice_by_name[NONE].label
            at = (f"{question.name}/{NONE}", question.name)
            link.say("none_with_ticks", *at, label=question.label, none=none)
        if question.max_selected and len(chosen) > question.max_selected:
            del answers[question.name]
            link.say("too_many", question.name, label=question.label, n=len(chosen), limit=question.max_selected)


def _check_picks(link: _Link, rules: _Rules) -> None:
    """What is picked out of a question should be ticked there."""
    for question, among in rules.picks:
        picked = link.answers.get(question.name, "").split()
        ticked = link.answers.get(among.name, "").split()
        strange = [name for name in picked if name not in ticked and name != NONE]
        if strange:
            labels = [question.choice_by_name[name].label for name in strange]
            link.say(
                "pick_not_ticked",
                f"{question.name}/{strange[0]}",
                question.name,
                value=" ".join(strange),
                what=join([quote(label) for label in labels]),
                label=question.label,
                among=among.label,
            )
