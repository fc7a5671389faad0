"""Whether a filled template still has its shape: its sheets, its hidden codes, its identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lib.codebook import Codebook
from lib.findings import Finding, find
from lib.french import join, quote
from lib.layout import marks
from lib.layout.plan import LINK_GROUP, RETURN_FIELDS, RETURN_GROUP, VERBATIM_GROUP, Plan
from lib.layout.tables import CENTRE, GRID, LINKS, VERBATIMS, Table
from lib.observation import Place

_GROUP_OF = {CENTRE: RETURN_GROUP, LINKS: LINK_GROUP, VERBATIMS: VERBATIM_GROUP}
VERBATIM_COLUMNS = {
    "lien": "Lien",
    "theme": "Thème",
    "texte": "Texte",
    "citable": "Citable",
    "minutage": "Minutage",
}
_NAMED = 3
"""How many missing rows a sentence names before it only counts."""


def check_identity(identity: Mapping[str, tuple[str, Place]], codebook: Codebook, *, present: bool) -> list[Finding]:
    """What the hidden sheet says of the template itself: its version and its questionnaire."""
    if not present:
        return [find("identity_missing")]
    template, form, version = (
        identity.get(name, ("", Place(marks.IDENTITY_SHEET)))[0] for name in ("template", "form_id", "codebook")
    )
    if form != codebook.form_id:
        return [find("other_questionnaire", value=form, expected=codebook.form_id)]
    if template != marks.TEMPLATE_VERSION:
        return [find("template_version", value=template, expected=marks.TEMPLATE_VERSION)]
    if version != codebook.version:
        return [find("codebook_version", value=version, expected=codebook.version)]
    return []


def check_shape(
    tables: Sequence[Table], plan: Plan, view: str, active: Sequence[int], *, strict: bool
) -> list[Finding]:
    """Sheets, rows and columns that are gone, and those that somebody added.

    Parameters
    ----------
    active : sequence of int
        The links that have content: columns of unused links may be deleted freely.
    strict : bool
        Whether the file was made with this very version of the questionnaire; rows of another version may
        rightly be missing.
    """
    view = view if view in plan.asked else ""
    findings = _missing_sheets(tables, plan)
    if strict:
        findings += _missing_rows([table for table in tables if table.kind == GRID], plan, view)
    for table in tables:
        if table.kind == LINKS:
            expected = {q.name: q.label for q in plan.link_questions if q.asked_of(view)}
            findings += _missing_columns(table, expected) if strict else []
            findings += _missing_links(table, active)
            findings += _unknown_columns(table, {q.name for q in plan.link_questions})
        elif table.kind == GRID:
            findings += _missing_columns(table, {marks.link_code(number): f"lien {number}" for number in active})
        elif table.kind == VERBATIMS:
            findings += _missing_columns(table, VERBATIM_COLUMNS)
        elif table.kind == CENTRE and strict:
            findings += _missing_answers(table, plan, view)
        if table.kind in (LINKS, GRID, VERBATIMS):
            rows, columns = table.strays()
            findings += [find("row_added", place) for place in rows]
            findings += [find("column_added", place) for place in columns if table.kind != VERBATIMS]
    return findings


def _missing_sheets(tables: Sequence[Table], plan: Plan) -> list[Finding]:
    kinds = {table.kind for table in tables}
    missing = [plan.title_of(group) for kind, group in _GROUP_OF.items() if kind not in kinds]
    return [find("sheet_missing", Place(title), value=title) for title in missing]


def _missing_rows(tables: Sequence[Table], plan: Plan, view: str) -> list[Finding]:
    found = set().union(*(table.row_codes for table in tables))
    if plan.usual_rows[view] <= found:
        return []
    findings = []
    for section, questions in plan.asked[view].items():
        codes = [code for question in questions for code in plan.rows_of(question, found)]
        missing = [code for code in codes if code not in found]
        if codes and len(missing) == len(codes):
            title = plan.title_of(section)
            findings.append(find("sheet_missing", Place(title), value=title))
        elif missing:
            table = next(table for table in tables if not table.row_codes.isdisjoint(codes))
            findings.append(
                find("rows_missing", Place(table.sheet.name), what=_named(plan.label_of(code) for code in missing))
            )
    return findings


def _missing_answers(table: Table, plan: Plan, view: str) -> list[Finding]:
    """« Centre » says who answers and when; who the centre is, the hidden sheet knows as well."""
    asked = [q for q in plan.codebook.in_group(RETURN_GROUP, view) if q.name not in RETURN_FIELDS]
    missing = [question.label for question in asked if question.name not in table.row_codes]
    return [find("rows_missing", Place(table.sheet.name), what=_named(missing))] if missing else []


def _missing_columns(table: Table, expected: Mapping[str, str]) -> list[Finding]:
    missing = [label for code, label in expected.items() if code not in table.column_codes]
    return [find("columns_missing", Place(table.sheet.name), what=_named(missing))] if missing else []


def _missing_links(table: Table, active: Iterable[int]) -> list[Finding]:
    missing = [f"lien {number}" for number in active if marks.link_code(number) not in table.row_codes]
    return [find("rows_missing", Place(table.sheet.name), what=_named(missing))] if missing else []


def _unknown_columns(table: Table, known: set[str]) -> list[Finding]:
    unknown = [code for _, code in table.columns if code not in known]
    return [
        find("code_unknown", table.place(table.top, index), value=code)
        for index, code in table.columns
        if code in unknown and any(table.records((code,)))
    ]


def _named(labels: Iterable[str]) -> str:
    """« a », « b » et 4 autres."""
    labels = list(labels)
    named = [quote(label) for label in labels[:_NAMED]]
    rest = len(labels) - len(named)
    return join([*named, f"{rest} autres" if rest > 1 else "une autre"] if rest else named)
