"""A list of centres in a spreadsheet or a text file → its entries. To be run in a worker: the bytes are hostile.

The columns are known by their headers, however these are typed, and wherever the header row stands; what a list
has besides (telephone, name of the director …) is not taken over, and said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib import reader
from lib.findings import Finding, find, is_blocked
from lib.folding import fold
from lib.observation import Place
from lib.reader import Sheet, address

CODE, NAME, COMMUNE, EMAIL = FIELDS = ("code", "name", "commune", "email")
HEADERS: Mapping[str, tuple[str, ...]] = {
    CODE: (
        *("Code", "Code centre", "Code du centre", "Code du centre social", "Code centre social", "centre_code"),
        *("Identifiant", "Id"),  # never « N° »: that is the rank of the line
    ),
    NAME: (
        *("Nom", "Name", "Nom du centre", "Nom du centre social", "Nom centre social", "centre_nom", "Centre"),
        *("Centre social", "Structure", "Nom de la structure", "Équipement", "Dénomination", "Libellé"),
    ),
    COMMUNE: ("Commune", "Ville", "Commune du centre", "Commune du centre social", "centre_commune", "Localité"),
    EMAIL: (
        *("Courriel", "Email", "E-mail", "Mail", "Mél", "Adresse courriel", "Adresse e-mail", "Adresse email"),
        *("Adresse mail", "Adresse mél", "Adresse électronique", "Adresse de courriel", "Messagerie"),
    ),
}
LONGEST = 200
"""Characters of a code, a name, a commune or an address; more is something else."""

_FIELD_OF = {fold(header): field for field, headers in HEADERS.items() for header in headers}
_FIRST_ROWS = 40
_AROUND_HEADER = re.compile(r"[\s*:.]+$")
_ADDRESS = re.compile(r"[\w.%+'-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII)
_ADDRESS_LIKE = re.compile(r"[^\s<>;,\"()]+@[^\s<>;,\"()]+")
_AS_TEXT = re.compile(r"'(?=\s*[=+\-@])")
"""The apostrophe that our own export puts before what a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list; what it does not say is empty. ``row`` is the 0-based row of its sheet."""

    row: int
    code: str = ""
    name: str = ""
    commune: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What one list says.

    Attributes
    ----------
    columns : mapping of str to int
        Field → 0-based column in which it stands.
    findings : tuple of Finding
        Blocking where there are no entries.
    """

    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()

    def place(self, entry: Entry, *fields: str) -> Place:
        """The cell of the first of the fields that the list has."""
        column = next((self.columns[name] for name in fields if name in self.columns), 0)
        return Place(self.sheet, address(entry.row, column))


def examine(data: bytes, filename: str) -> RosterFile:
    """Read one list; pure."""
    sheets, findings = reader.read(data, filename)
    if is_blocked(findings):
        return RosterFile(findings=tuple(findings))
    found = interpret(sheets)
    return RosterFile(found.sheet, found.columns, found.entries, (*findings, *found.findings))


def interpret(sheets: Sequence[Sheet]) -> RosterFile:
    """Find the list among the sheets: the visible one whose header row names most of the fields."""
    headed = [(sheet, *_header(sheet)) for sheet in sheets if not sheet.hidden]
    sheet, row, columns = max(headed, key=lambda found: len(found[2]), default=(None, 0, {}))
    if sheet is None or not columns.keys() & {CODE, NAME}:
        return RosterFile(findings=(find("roster_no_header"),))
    findings = _other_columns(sheet, row, columns)
    entries = []
    for number in range(row + 1, len(sheet.rows)):
        entry = _entry(sheet, number, columns, findings)
        if entry:
            entries.append(entry)
    if not entries:
        findings.append(find("roster_empty", Place(sheet.name)))
    return RosterFile(sheet.name, columns, tuple(entries), tuple(findings))


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address and nothing else."""
    return bool(_ADDRESS.fullmatch(text))


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The first row that names most of the fields, and where they stand in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(sheet.rows[:_FIRST_ROWS]):
        columns: dict[str, int] = {}
        for column, text in enumerate(row):
            if name := _FIELD_OF.get(_folded(text)):
                columns.setdefault(name, column)
        if len(columns) > len(best[1]):
            best = (number, columns)
    return best


def _folded(text: str) -> str:
    return fold(_AROUND_HEADER.sub("", text)) if len(text) <= LONGEST else ""


def _other_columns(sheet: Sheet, row: int, columns: Mapping[str, int]) -> list[Finding]:
    """One finding for each column that is not read."""
    findings = []
    for column, text in enumerate(sheet.rows[row]):
        if not text.strip() or column in columns.values():
            continue
        place = Place(sheet.name, address(row, column))
        name = _FIELD_OF.get(_folded(text))
        if name:
            first = sheet.rows[row][columns[name]]
            findings.append(find("roster_column_twice", place, value=text.strip(), other=first.strip()))
        else:
            findings.append(find("roster_column_unknown", place, value=text.strip()))
    return findings


def _entry(sheet: Sheet, number: int, columns: Mapping[str, int], findings: list[Finding]) -> Entry | None:
    """One line; None for one that is empty or cannot be a centre."""
    row = sheet.rows[number]
    given = {name: " ".join(row[column].split()) for name, column in columns.items() if column < len(row)}
    given = {name: _AS_TEXT.sub("", text, count=1) for name, text in given.items() if text}
    if not given:
        return None
    for name, text in given.items():
        if len(text) > LONGEST:
            findings.append(find("roster_too_long", Place(sheet.name, address(number, columns[name])), n=len(text)))
            return None
    if text := given.pop(EMAIL, ""):
        given[EMAIL] = _address(text, Place(sheet.name, address(number, columns[EMAIL])), findings)
    return Entry(number, **given)


def _address(text: str, place: Place, findings: list[Finding]) -> str:
    """The address in a cell, without the name that may stand beside it."""
    like = [each.removeprefix("mailto:").strip(".'") for each in _ADDRESS_LIKE.findall(text)]
    good = [each for each in like if is_address(each)]
    if not good:
        findings.append(find("roster_email", place, value=text))
        return ""
    if len(like) > 1:
        findings.append(find("roster_email_several", place, suggestion=good[0]))
    return good[0]
