"""Which centre of the roster each line of a list is, and a code for one that has none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from lib.collection.roster_file import CODE, NAME, Entry, RosterFile
from lib.findings import Finding, find
from lib.folding import fold
from lib.french import join
from lib.store import Centre

_LONGEST_CODE = 16
_COMMON = frozenset(
    (
        *("centre", "centres", "social", "sociaux", "socioculturel", "socio", "culturel", "espace", "maison"),
        *("quartier", "association", "le", "la", "les", "l", "un", "une", "de", "du", "des", "d", "et", "a"),
        *("au", "aux", "en", "pour"),
    )
)
"""Words that tell no centre from another."""


def propose_code(name: str, commune: str, taken: Iterable[str]) -> str:
    """A code for a centre that has none, always the same for the same name while it is free.

    >>> propose_code("Centre social Les Tilleuls", "Cergy", ())
    'TILLEULS'
    >>> propose_code("Centre social Les Tilleuls", "Cergy", ("Tilleuls",))
    'TILLEULS-CERGY'
    """
    return _free_code(name, commune, {fold(code) for code in taken})


def _free_code(name: str, commune: str, used: set[str]) -> str:
    place = "-".join(_words(commune, frozenset()))[:_LONGEST_CODE].strip("-")
    own = "-".join(_words(name, _COMMON))[:_LONGEST_CODE].strip("-") or place or "CENTRE"
    if fold(own) in used and place and place != own:
        own = f"{own}-{place}"
    code, number = own, 1
    while fold(code) in used:
        number += 1
        code = f"{own}-{number}"
    return code


def _words(text: str, without: frozenset[str]) -> list[str]:
    words = re.findall(r"[a-z0-9]+", fold(text))
    return [word.upper() for word in words if word not in without]


class Matching:
    """Which centre each line of a list is, and what has to be said about it."""

    def __init__(self, file: RosterFile, roster: dict[str, Centre]) -> None:
        self.file, self.roster = file, roster
        self.findings: list[Finding] = []
        self.proposed: set[str] = set()
        self._lines: dict[str, int] = {}
        self._taken = {fold(code) for code in (*roster, *(entry.code for entry in file.entries)) if code}
        self._spelt: defaultdict[str, list[str]] = defaultdict(list)
        self._called: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._communes: defaultdict[str, set[str]] = defaultdict(set)
        for centre in roster.values():
            self._spelt[_spelling(centre.code)].append(centre.code)
            self._call(_calling(centre.name, centre.commune), centre.code)
        self._given = {self._spelt_as(entry.code) for entry in file.entries if entry.code}

    def centre(self, entry: Entry) -> Centre | None:
        """The centre as it would stand in the roster; None for a line that is left out."""
        code = self._known_code(entry) if entry.code else self._proposed_code(entry)
        before = self.roster.get(code)
        if not entry.name and not before:
            self._say("roster_name_missing", entry, CODE, value=entry.code)
            return None
        if not code:
            return None
        if code in self._lines:
            self._say("roster_duplicate", entry, CODE, NAME, value=code, other=self._lines[code] + 1)
            return None
        self._lines[code] = entry.row
        if entry.name and not before:
            self._say_namesakes(entry, code)
        before = before or Centre(code, "")
        return Centre(code, entry.name or before.name, entry.commune or before.commune, entry.email or before.email)

    def _known_code(self, entry: Entry) -> str:
        """The code as the roster writes it: « cs1 » is CS1, and « 7 » the 007 that a spreadsheet made a number."""
        code = self._spelt_as(entry.code)
        if code != entry.code:
            self._say("roster_code_spelling", entry, CODE, value=entry.code, suggestion=code)
        return code

    def _spelt_as(self, code: str) -> str:
        alike = self._spelt.get(_spelling(code), [])
        return alike[0] if code not in self.roster and len(alike) == 1 else code

    def _proposed_code(self, entry: Entry) -> str:
        if not entry.name:
            return ""
        called = self._alike(entry)
        if len(called) > 1:
            self._say("roster_ambiguous", entry, CODE, NAME, name=entry.name, codes=join(sorted(called), "ou"))
            return ""
        if called:
            if called[0] not in self._lines:  # else it is a repetition, which is said
                self._say("roster_code_known", entry, CODE, NAME, name=entry.name, suggestion=called[0])
            return called[0]
        code = _free_code(entry.name, entry.commune, self._taken)
        self._taken.add(fold(code))
        self.proposed.add(code)
        self._say("roster_code_proposed", entry, CODE, NAME, name=entry.name, suggestion=code)
        return code

    def _alike(self, entry: Entry) -> list[str]:
        """The known codes that it may have: same name and commune (or none said), and no other line's code."""
        name, commune = _calling(entry.name, entry.commune)
        if commune:
            found = self._called.get((name, commune)) or self._called.get((name, ""), [])
        else:
            found = [code for each in self._communes.get(name, ()) for code in self._called[(name, each)]]
        return [code for code in found if code not in self._given]

    def _say_namesakes(self, entry: Entry, code: str) -> None:
        calling = _calling(entry.name, entry.commune)
        if others := self._called.get(calling):
            self._say("roster_namesake", entry, NAME, name=entry.name, other=others[0])
        self._call(calling, code)

    def _call(self, calling: tuple[str, str], code: str) -> None:
        self._called[calling].append(code)
        self._communes[calling[0]].add(calling[1])

    def _say(self, finding: str, entry: Entry, *at: str, **words: object) -> None:
        self.findings.append(find(finding, self.file.place(entry, *at), **words))


def _spelling(code: str) -> str:
    return re.sub(r"[\s._-]+", "", fold(code)).lstrip("0")


def _calling(name: str, commune: str) -> tuple[str, str]:
    return tuple(" ".join(re.split(r"[\s'-]+", fold(text))).strip() for text in (name, commune))
