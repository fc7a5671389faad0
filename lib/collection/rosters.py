"""The roster of centres from a list and to a list.

A list is first read (`read_safely`), then held against the roster (`preview`) and shown; only `apply` writes. No
centre is ever taken off because a list lacks it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib import french_csv
from lib.collection.roster_file import FIELDS, RosterFile, examine
from lib.collection.roster_matching import Matching
from lib.findings import Finding, is_blocked
from lib.injection import neutralised
from lib.intake import guarded
from lib.store import Centre, Store, StoreError
from lib.worker import Worker

if TYPE_CHECKING:
    import pandas as pd

NEW, CHANGED, UNCHANGED, ABSENT = "new", "changed", "unchanged", "absent"
TITLES = ("Code", "Nom", "Commune", "Courriel")
"""Headers of an exported list, which reads back."""


class RosterChanged(StoreError):
    """The roster is no longer what the preview was held against: look at it again."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list would do to the roster; nothing is written yet.

    Attributes
    ----------
    new, unchanged : tuple of Centre
        Centres of the list, in its order.
    changed : tuple of (Centre, Centre)
        Before and after; what the list leaves empty stays.
    absent : tuple of Centre
        Centres of the roster that the list lacks; they stay.
    proposed : frozenset of str
        Codes that the list did not give.
    findings : tuple of Finding
        In the order of the file, those about the whole file first.
    """

    new: tuple[Centre, ...] = ()
    changed: tuple[tuple[Centre, Centre], ...] = ()
    unchanged: tuple[Centre, ...] = ()
    absent: tuple[Centre, ...] = ()
    proposed: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether the list cannot be taken as it is."""
        return is_blocked(list(self.findings))

    @property
    def listed(self) -> tuple[Centre, ...]:
        """Every centre of the list as it would stand in the roster, by code."""
        after = (*self.new, *(after for _, after in self.changed), *self.unchanged)
        return tuple(sorted(after, key=lambda centre: centre.code))


def read_safely(worker: Worker, data: bytes, filename: str) -> RosterFile:
    """Read a list in a worker process; whatever its bytes bring about is one blocking finding."""
    done = guarded(worker, examine, data, filename)
    return RosterFile(findings=(done,)) if isinstance(done, Finding) else done


def preview(file: RosterFile, known: Iterable[Centre] = ()) -> Preview:
    """Hold a list against the roster; pure.

    Parameters
    ----------
    known : iterable of Centre
        The roster as it is.
    """
    roster = {centre.code: centre for centre in known}
    matching = Matching(file, roster)
    listed = {}
    for entry in file.entries:
        centre = matching.centre(entry)
        if centre:
            listed[centre.code] = centre
    before = {code: roster[code] for code in listed if code in roster}
    return Preview(
        new=tuple(centre for code, centre in listed.items() if code not in before),
        changed=tuple((before[code], after) for code, after in listed.items() if before.get(code, after) != after),
        unchanged=tuple(centre for code, centre in listed.items() if before.get(code) == centre),
        absent=tuple(centre for code, centre in roster.items() if code not in listed),
        proposed=frozenset(matching.proposed),
        findings=(*file.findings, *matching.findings),
    )


def apply(store: Store, preview: Preview, campaign: str = "") -> None:
    """Write what was shown: add and change centres, and expect their returns if a campaign is named.

    Raises
    ------
    RosterChanged
        If somebody changed one of these centres in the meantime; nothing is written then.
    ValueError
        If the list is blocked.
    """
    if preview.blocked:
        raise ValueError("a blocked list cannot be applied")
    now = {centre.code: centre for centre in store.centres()}
    shown = {after.code: before for before, after in preview.changed} | {each.code: each for each in preview.unchanged}
    moved = [centre.code for centre in preview.listed if now.get(centre.code) != shown.get(centre.code)]
    if moved:
        raise RosterChanged(f"changed since the preview: {', '.join(moved)}")
    store.add_centres([*preview.new, *(after for _, after in preview.changed)])
    if campaign:
        store.invite(campaign, [centre.code for centre in preview.listed])


def frame(preview: Preview) -> pd.DataFrame:
    """The preview for reading.

    Returns
    -------
    DataFrame
        One row per centre, new ones first, then changed, unchanged and absent: change (``new``, ``changed``,
        ``unchanged``, ``absent``), code, name, commune, email, before_name, before_commune, before_email (empty
        unless changed) : str; proposed : bool, the code is our proposal.
    """
    import pandas as pd

    nobody = Centre("", "")
    rows = [
        *((NEW, centre, nobody) for centre in preview.new),
        *((CHANGED, after, before) for before, after in preview.changed),
        *((UNCHANGED, centre, nobody) for centre in preview.unchanged),
        *((ABSENT, centre, nobody) for centre in preview.absent),
    ]
    columns = ["change", *FIELDS, "before_name", "before_commune", "before_email"]
    texts = [
        (change, *(getattr(centre, name) for name in FIELDS), before.name, before.commune, before.email)
        for change, centre, before in rows
    ]
    proposed = [centre.code in preview.proposed and change != ABSENT for change, centre, _ in rows]
    return pd.DataFrame(texts, columns=columns, dtype="str").assign(proposed=pd.array(proposed, dtype="bool"))


def csv(centres: Iterable[Centre]) -> bytes:
    """The roster as a CSV that French Excel opens by double click; read again, it changes nothing."""
    rows = ([neutralised(text) for text in _texts(centre)] for centre in centres)
    return french_csv.written([TITLES, *rows])


def xlsx(centres: Iterable[Centre]) -> bytes:
    """The roster as a workbook of texts (a code « 01 » stays so); read again, it changes nothing."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    from lib.template.book import write
    from lib.template.package import to_bytes

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Centres"
    for number, texts in enumerate([TITLES, *map(_texts, centres)], start=1):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(number, column)
            write(cell, text or None)
            cell.number_format = "@"  # so that a code typed later stays as it is typed
            cell.font = Font(bold=number == 1)
    for letter, width in zip("ABCD", (16, 42, 28, 38), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    return to_bytes(workbook)


def _texts(centre: Centre) -> tuple[str, ...]:
    return tuple(getattr(centre, name) for name in FIELDS)
