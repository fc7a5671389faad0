"""What a new return changes for one centre: links that come and go, answers and quotations that change.

Links are told apart as the store does it: by UAI, else by name, commune and level; their numbers in the file never
matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lib import french
from lib.codebook import Codebook
from lib.layout.plan import plan_of
from lib.observation import Observation, Return, Verbatim
from lib.store.schools import identifying_uai, likeness

if TYPE_CHECKING:
    import pandas as pd

WHOLE = "Le centre dans son ensemble"
_LONGEST = 80
"""From which length a sentence quotes only the beginning of a text."""


class Kind(StrEnum):
    """What happened; the values are what people read."""

    LINK_ADDED = "lien ajouté"
    LINK_GONE = "lien retiré"
    ANSWER_ADDED = "réponse ajoutée"
    ANSWER_CHANGED = "réponse modifiée"
    ANSWER_GONE = "réponse retirée"
    VERBATIM_ADDED = "parole ajoutée"
    VERBATIM_CHANGED = "parole modifiée"
    VERBATIM_GONE = "parole retirée"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a new return changes.

    ``link`` names the school (« Le centre dans son ensemble » otherwise); ``question`` is its name and ``label``
    what people read; ``before`` and ``after`` are labels too, empty where there was or is nothing.
    """

    kind: Kind
    link: str
    question: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that a new return changes: links, then answers in the order of the questionnaire, then quotations."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def count(self, *kinds: Kind) -> int:
        return sum(change.kind in kinds for change in self.changes)

    @property
    def summary(self) -> str:
        """« 1 lien ajouté, 2 réponses modifiées. », or that nothing changes."""
        counted = Counter(change.kind for change in self.changes)
        parts = [french.count(counted[kind], kind, _plural(kind)) for kind in Kind if counted[kind]]
        return f"{', '.join(parts)}." if parts else "Ce retour ne change rien à celui qui est en vigueur."

    @property
    def sentences(self) -> list[str]:
        """One French sentence a change."""
        return [change.sentence for change in self.changes]

    def frame(self) -> pd.DataFrame:
        """One row per change, all columns str.

        Returns
        -------
        DataFrame
            « Changement », « Établissement », « Question », « Avant », « Après »; empty where nothing applies.
        """
        import pandas as pd

        rows = [(str(one.kind), one.link, one.label, one.before, one.after) for one in self.changes]
        columns = ["Changement", "Établissement", "Question", "Avant", "Après"]
        return pd.DataFrame(rows, columns=columns, dtype="str")


def compare(before: Return, after: Return, codebook: Codebook) -> Difference:
    """What changes when ``after`` takes the place of ``before``, the return in force of the centre and view."""
    labels = _Labels(codebook)
    pairs = _pairs(before.observations, after.observations)
    gone = [old for old, new in pairs if new is None]
    added = [new for old, new in pairs if old is None]
    changes = [Change(Kind.LINK_ADDED, _school(one), sentence=_of_link(one, "est ajouté")) for one in added]
    changes += [Change(Kind.LINK_GONE, _school(one), sentence=_of_link(one, "n’y est plus")) for one in gone]
    changes += labels.changes(WHOLE, before.answers, after.answers)
    for old, new in pairs:
        if old and new:
            changes += labels.changes(_school(new), old.answers, new.answers)
    schools = {id(ret): {seen.number: _school(seen) for seen in ret.observations} for ret in (before, after)}
    renamed = {_school(old): _school(new) for old, new in pairs if old and new}
    said_before = [_Said.of(one, schools[id(before)], renamed) for one in before.verbatims]
    said_after = [_Said.of(one, schools[id(after)], {}) for one in after.verbatims]
    changes += _of_verbatims(said_before, said_after, labels)
    return Difference(tuple(changes))


def _pairs(
    before: Sequence[Observation], after: Sequence[Observation]
) -> list[tuple[Observation | None, Observation | None]]:
    """Which link of one return is which of the other: by UAI, then by likeness unless two UAI tell them apart."""
    by_uai = {uai: one for one in before if (uai := _uai(one))}
    alike: defaultdict[str, list[Observation]] = defaultdict(list)
    for one in before:
        alike[_likeness(one)].append(one)
    match: dict[int, Observation] = {}
    for new in sorted(after, key=lambda new: not _uai(new)):  # as in the store, those with a UAI choose first
        old = by_uai.get(_uai(new))
        if old is None:
            old = next((one for one in alike[_likeness(new)] if not (_uai(one) and _uai(new))), None)
        if old is not None:
            match[id(new)] = old
            alike[_likeness(old)] = [one for one in alike[_likeness(old)] if one is not old]
            by_uai.pop(_uai(old), None)
    kept = {id(old) for old in match.values()}
    pairs = [(match.get(id(new)), new) for new in after]
    return pairs + [(old, None) for old in before if id(old) not in kept]


def _uai(seen: Observation) -> str:
    return identifying_uai(seen.answers.get("etab_uai", "")) or ""


def _likeness(seen: Observation) -> str:
    name, commune, level = (seen.answers.get(f"etab_{part}", "") for part in ("nom", "commune", "niveau"))
    return likeness(name.strip(), commune.strip(), level)


def _school(seen: Observation) -> str:
    return seen.answers.get("etab_nom") or f"Lien {seen.number}"


def _of_link(seen: Observation, what: str) -> str:
    commune = seen.answers.get("etab_commune", "")
    return f"Le lien avec {_school(seen)}{f' ({commune})' if commune else ''} {what}."


def _plural(kind: Kind) -> str:
    return " ".join(f"{word}s" for word in kind.split())


class _Labels:
    """The words of one questionnaire."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._themes = plan_of(codebook).themes

    def changes(self, link: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
        """The answers about one link that differ, in the order of the questionnaire."""
        known = [question.name for question in self._codebook]
        names = dict.fromkeys([*known, *before, *after])
        for name in names:
            old, new = before.get(name, ""), after.get(name, "")
            if self._said(name, old) != self._said(name, new):
                yield self._change(link, name, old, new)

    def theme(self, dimension: str) -> str:
        return self._themes.get(dimension, dimension)

    def _change(self, link: str, name: str, old: str, new: str) -> Change:
        kind = Kind.ANSWER_CHANGED if old and new else Kind.ANSWER_ADDED if new else Kind.ANSWER_GONE
        label = self._codebook[name].label if name in self._codebook else name
        before, after = (french.typeset(" ; ".join(self._said(name, value))) for value in (old, new))
        if kind is Kind.ANSWER_ADDED:
            what = f"la réponse {_quoted(after)} est ajoutée"
        elif kind is Kind.ANSWER_GONE:
            what = f"la réponse {_quoted(before)} est retirée"
        elif self._is_multiple(name):
            what = self._ticks(name, old, new)
        else:
            what = f"{_quoted(before)} devient {_quoted(after)}"
        return Change(kind, link, name, label, before, after, f"{link}, {_quoted(label)}{french.NBSP}: {what}.")

    def _ticks(self, name: str, old: str, new: str) -> str:
        """What was ticked and unticked in a multiple choice."""
        before, after = self._said(name, old), self._said(name, new)
        added = [_quoted(label) for label in after if label not in before]
        gone = [_quoted(label) for label in before if label not in after]
        parts = [(added, "ajouté", "ajoutés"), (gone, "retiré", "retirés")]
        return ", ".join(f"{french.join(them)} {one if len(them) == 1 else all_}" for them, one, all_ in parts if them)

    def _is_multiple(self, name: str) -> bool:
        return name in self._codebook and self._codebook[name].is_multiple

    def _said(self, name: str, value: str) -> list[str]:
        """An answer in words; the choices of several in the order of the questionnaire."""
        if not value or name not in self._codebook:
            return [value] if value else []
        question = self._codebook[name]
        if question.is_multiple:
            chosen = value.split()
            return [choice.label for choice in question.choices if choice.name in chosen] + [
                name for name in chosen if name not in question.choice_by_name
            ]
        choice = question.choice_by_name.get(value)
        return [choice.label if choice else value]


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation with its school in place of its number."""

    text: str
    link: str
    dimension: str
    citable: bool
    time_code: str

    @classmethod
    def of(cls, verbatim: Verbatim, schools: Mapping[int, str], renamed: Mapping[str, str]) -> _Said:
        school = schools.get(verbatim.link, WHOLE)
        link = renamed.get(school, school)
        return cls(verbatim.text, link, verbatim.dimension, verbatim.citable, verbatim.time_code)


def _of_verbatims(before: Sequence[_Said], after: Sequence[_Said], labels: _Labels) -> Iterator[Change]:
    """A quotation is known by its text; one that is said twice is there twice."""
    same = Counter(before) & Counter(after)
    left_before, left_after = _without(before, same), _without(after, same)
    former = {said.text: said for said in reversed(left_before)}
    for said in left_after:
        quoted = _quoted(said.text)
        if old := former.pop(said.text, None):
            left_before.remove(old)
            shown = (_about(old, labels), _about(said, labels))
            sentence = f"La parole {quoted} change{french.NBSP}: {shown[0]} devient {shown[1]}."
            yield Change(Kind.VERBATIM_CHANGED, said.link, "", said.text, *shown, sentence)
        else:
            sentence = f"La parole {quoted} est ajoutée ({said.link})."
            yield Change(Kind.VERBATIM_ADDED, said.link, after=said.text, sentence=sentence)
    for said in left_before:
        sentence = f"La parole {_quoted(said.text)} n’y est plus ({said.link})."
        yield Change(Kind.VERBATIM_GONE, said.link, before=said.text, sentence=sentence)


def _without(all_: Sequence[_Said], same: Counter[_Said]) -> list[_Said]:
    left, rest = [], Counter(same)
    for said in all_:
        if rest[said]:
            rest[said] -= 1
        else:
            left.append(said)
    return left


def _about(said: _Said, labels: _Labels) -> str:
    """What stands beside a quotation: « École A, Durabilité, citable »."""
    theme = labels.theme(said.dimension) if said.dimension else "sans thème"
    parts = [said.link, theme, "citable" if said.citable else "non citable", said.time_code]
    return ", ".join(part for part in parts if part)


def _quoted(text: str) -> str:
    return french.quote(french.shortened(text, _LONGEST))
