"""« Télécharger mon fichier annoté »: the centre's own workbook with its cells coloured and commented.

Only what is ours is added: a sheet « À corriger », comments, and conditional formats for the colours, which show
above whatever format a cell has and leave it as it is. No cell, formula, drop-down or macro is written again, so
that the annotated file is read exactly like the original. openpyxl would lose the results of formulas, and the
drop-downs of files that Excel has saved (those that name another sheet stand in an extension): parts are changed
in place instead (`lib.correcting.ooxml`). What cannot be annotated with certainty becomes a list of its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from python_calamine import load_workbook

from lib import reader
from lib.correcting import findings_sheet, notes
from lib.correcting.findings_sheet import TITLE, Looks, only
from lib.correcting.ooxml import MAIN, RELATIONS, NotWritable, Package, Part, attribute, whole
from lib.findings import Finding, Severity
from lib.intake import guarded
from lib.layout.marks import FINDINGS_CORNER
from lib.reader import archive
from lib.reader.archive import Limits
from lib.worker import Worker

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_WEIGHT = {Severity.BLOCKING: 0, Severity.CHECK: 1, Severity.INFO: 2}
_ALWAYS = 'N("Passerelle")=0'
"""A condition that always holds, and by which our conditional formats are known again."""
_OURS = re.compile(r"N\((?:\"|&quot;|&#34;)Passerelle(?:\"|&quot;|&#34;)\)")
_SHEET_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FRAGILE = ("_xmlsignatures/", "xl/revisions/")
"""Signed and shared workbooks: a change from outside would break them."""
_SUFFIX = " - annoté"
_HOW = (
    "Corrigez les cellules colorées (leur adresse y mène, l’explication est en commentaire), enregistrez ce "
    "classeur et redéposez-le. Cette feuille n’est pas lue : vous pouvez la laisser."
)
_HOW_ELSEWHERE = "Corrigez ces points dans votre fichier, enregistrez-le et redéposez-le."


@dataclass(frozen=True, slots=True)
class Annotated:
    """A file to hand out; ``in_place`` tells the centre's own workbook from a mere list of its findings."""

    data: bytes = field(repr=False)
    filename: str
    in_place: bool


def annotate_safely(worker: Worker, data: bytes, filename: str, findings: Sequence[Finding]) -> Annotated:
    """Annotate a file in a worker process; one that brings it down is answered with the list."""
    done = guarded(worker, annotate, data, filename, tuple(findings))
    return list_of(filename, findings) if isinstance(done, Finding) else done


def annotate(data: bytes, filename: str, findings: Sequence[Finding], limits: Limits = reader.LIMITS) -> Annotated:
    """Colour and comment the cells of the findings in a copy of the file. To be run in a worker.

    Only .xlsx and .xlsm are written (told by their content); for any other file, and for one that cannot be
    changed with certainty, the findings come as a list. What an earlier annotation left gives way to this one.
    """
    try:
        if len(data) > limits.file_bytes or not data.startswith(archive.HEADER):
            raise NotWritable("no workbook in parts")
        package = Package.unpack(data, limits)
        _Book(package, data).annotate(_worst_first(findings))
    except (NotWritable, archive.Unreadable):
        return list_of(filename, findings)
    name = PurePath(filename)
    return Annotated(package.pack(), f"{name.stem.removesuffix(_SUFFIX)}{_SUFFIX}{name.suffix}", in_place=True)


def list_of(filename: str, findings: Sequence[Finding]) -> Annotated:
    """The findings as a workbook of their own."""
    package = findings_sheet.empty_workbook()
    looks = Looks.add(package, "xl/styles.xml")
    sheet = findings_sheet.sheet_of(_worst_first(findings), looks, frozenset(), _HOW_ELSEWHERE)
    package.parts["xl/worksheets/sheet1.xml"] = sheet
    return Annotated(package.pack(), f"{PurePath(filename).stem} - à corriger.xlsx", in_place=False)


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: _WEIGHT[finding.severity])


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


class _Book:
    """One workbook while it is annotated."""

    def __init__(self, package: Package, data: bytes) -> None:
        self._package, self._data = package, data
        if any(name.startswith(_FRAGILE) for name in package.parts):
            raise NotWritable("signed or shared")
        self._part = self._related("", "officeDocument")
        self._xml = Part(package.parts[self._part], ("sheet", "definedName", "workbookView"))
        if MAIN not in self._xml.root.attributes.values():
            raise NotWritable("the strict variant of the format")
        self._sheets = list(self._read_sheets())

    def _related(self, part: str, kind: str) -> str:
        found = [name for type_, name in self._package.relations(part).values() if type_.endswith(f"/{kind}")]
        if len(found) != 1 or found[0] not in self._package.parts:
            raise NotWritable(f"{len(found)} parts of the kind {kind}")
        return found[0]

    def _read_sheets(self) -> list[_Sheet]:
        relations = self._package.relations(self._part)
        sheets = []
        for sheet in self._xml.all("sheet"):
            given = sheet.attributes
            relation = next((value for name, value in given.items() if name.endswith(":id")), "")
            kind, part = relations.get(relation, ("", ""))
            # Charts and dialogs are sheets too; they have no cells.
            known = part if kind.endswith("/worksheet") and part in self._package.parts else ""
            sheets.append(_Sheet(given.get("name", ""), known, given.get("state", "visible") != "visible"))
        return sheets

    def annotate(self, findings: Sequence[Finding]) -> None:
        looks = Looks.add(self._package, self._related(self._part, "styles"))
        ours = self._former_list()
        for sheet in self._sheets:
            if sheet.part and sheet is not ours:
                self._annotate_sheet(sheet, [one for one in findings if one.place.sheet == sheet.name], looks)
        reachable = frozenset(sheet.name for sheet in self._sheets if not sheet.hidden)
        self._add_list(ours, findings_sheet.sheet_of(findings, looks, reachable, _HOW))

    def _former_list(self) -> _Sheet | None:
        """The list that an earlier annotation left, whatever program wrote the file since."""
        for sheet in self._sheets:
            if sheet.part and sheet.name.startswith(TITLE):
                book = load_workbook(io.BytesIO(self._data))
                rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False, nrows=1)
                if rows and rows[0][:1] == [FINDINGS_CORNER]:
                    return sheet
        return None

    def _annotate_sheet(self, sheet: _Sheet, findings: Sequence[Finding], looks: Looks) -> None:
        cells: dict[str, list[Finding]] = {}
        for finding in findings:
            if reader.position(finding.place.cell):
                cells.setdefault(finding.place.cell, []).append(finding)
        xml = Part(self._package.parts[sheet.part], ("sheetView", "cfRule"))
        for view in xml.all("sheetView"):
            if view.attributes.get("tabSelected") in ("1", "true"):
                xml.set(view, tabSelected="0")  # else what is typed would go into the list as well
        _colour(xml, {cell: there[0].severity for cell, there in cells.items()}, looks)
        self._package.parts[sheet.part] = xml.changed()
        notes.annotate(self._package, sheet.part, {cell: _note(there) for cell, there in cells.items()})

    def _add_list(self, ours: _Sheet | None, content: bytes) -> None:
        package, xml = self._package, self._xml
        if ours:
            package.parts[ours.part] = content
        else:
            name = package.free_name("xl/worksheets/passerelle{}.xml")
            package.parts[name] = content
            package.declare(name, _SHEET_KIND)
            self._insert_first(package.relate(self._part, "worksheet", name))
        for view in xml.all("workbookView"):
            xml.set(view, activeTab=str(self._sheets.index(ours) if ours else 0), firstSheet="0")
        package.parts[self._part] = xml.changed()

    def _insert_first(self, relation: str) -> None:
        """Make room for the list among the sheets; names that belong to a sheet know it by its rank."""
        xml = self._xml
        taken = {sheet.name.casefold() for sheet in self._sheets}
        titles = [TITLE, *(f"{TITLE} ({number})" for number in range(2, len(taken) + 3))]
        title = next(title for title in titles if title.casefold() not in taken)
        ids = [whole(sheet.attributes.get("sheetId", "0")) for sheet in xml.all("sheet")]
        about = f'name={attribute(title)} sheetId="{max(ids, default=0) + 1}"'
        xml.insert(only(xml, "sheets").inner, f'<sheet {about} xmlns:r="{RELATIONS}" r:id="{relation}"/>')
        for defined in xml.all("definedName"):
            if local := defined.attributes.get("localSheetId"):
                xml.set(defined, localSheetId=str(whole(local) + 1))


def _colour(xml: Part, cells: Mapping[str, Severity], looks: Looks) -> None:
    """Colour cells above all other conditional formats; colours of an earlier annotation go."""
    theirs = []
    for group in xml.all("conditionalFormatting"):
        rules = xml.all("cfRule", within=group)
        ours = [rule for rule in rules if _OURS.search(xml.text(rule))]
        theirs += [rule for rule in rules if rule not in ours]
        for gone in [group] if len(ours) == len(rules) else ours:
            xml.remove(gone)
    groups = [(severity, [cell for cell, worst in cells.items() if worst is severity]) for severity in _WEIGHT]
    groups = [(severity, there) for severity, there in groups if there]
    for rule in theirs if groups else ():
        if (priority := rule.attributes.get("priority", "")).isdecimal():
            xml.set(rule, priority=str(int(priority) + len(groups)))
    rules = "".join(
        f'<conditionalFormatting sqref="{" ".join(there)}"><cfRule type="expression" '
        f'dxfId="{looks.colours[severity]}" priority="{rank}"><formula>{_ALWAYS}</formula></cfRule>'
        "</conditionalFormatting>"
        for rank, (severity, there) in enumerate(groups, start=1)
    )
    if rules:
        xml.insert(notes.place_of(xml, "conditionalFormatting"), rules)


def _note(findings: Sequence[Finding]) -> tuple[str, str]:
    """Heading and text of the comment on a cell with these findings, the worst first."""
    return findings[0].severity.value, "\n\n".join(f"{finding.said}\n→ {finding.remedy}" for finding in findings)
