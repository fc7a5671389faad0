"""« Paroles »: quotations, with the theme and the link that they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.findings import Finding, find
from lib.folding import fold
from lib.layout.plan import Plan
from lib.layout.shape import VERBATIM_COLUMNS
from lib.layout.tables import Table
from lib.layout.values import error_code, is_error, near_mark, nearest, read_mark
from lib.observation import Observation, Place, Verbatim

_NUMBER = re.compile(r"(?:lien\s?)?(?:n°|no)?[\s:]?(\d{1,3})(?=$|[\s:.)-])", re.ASCII)
_WHOLE_CENTRE = frozenset(
    ("-", "centre", "le centre", "centre social", "le centre social", "tous", "tous les liens", "tout le centre")
)


def read_verbatims(
    tables: Sequence[Table], plan: Plan, observations: Sequence[Observation], findings: list[Finding]
) -> list[Verbatim]:
    """Read the quotations; a text is always kept, even where its theme or its link cannot be told.

    Parameters
    ----------
    observations : sequence of Observation
        The links of the file, by whose number or school a quotation names its link.
    """
    links = _links(observations)
    verbatims = []
    for table in tables:
        theme_at = next((index for index, code in table.columns if code == "theme"), None)
        for row, _, cells in table.records(VERBATIM_COLUMNS):
            values = {code: (text, table.place(row, column)) for code, text, column in cells}
            if "texte" not in values:
                continue  # a link or a theme chosen in advance says nothing yet
            text, place = values["texte"]
            if is_error(text):
                findings.append(find(error_code(text), place, value=text, label=VERBATIM_COLUMNS["texte"]))
                continue
            verbatims.append(
                Verbatim(
                    text=text,
                    dimension=_dimension(
                        values.get("theme"),
                        place if theme_at is None else table.place(row, theme_at),
                        plan,
                        findings,
                    ),
                    link=_link(values.get("lien"), links, findings),
                    citable=_citable(values.get("citable"), findings),
                    time_code=values.get("minutage", ("",))[0],
                    place=place,
                )
            )
    return verbatims


def _links(observations: Sequence[Observation]) -> dict[str, int | None]:
    """Folded number or school name → link; a name that two links bear names neither."""
    links: dict[str, int | None] = {}
    for observation in observations:
        if name := fold(observation.answers.get("etab_nom", "")):
            links[name] = None if name in links else observation.number
    return links | {str(observation.number): observation.number for observation in observations}


def _link(cell: tuple[str, Place] | None, links: dict[str, int | None], findings: list[Finding]) -> int | None:
    if cell is None:
        return None
    text, place = cell
    folded = fold(text)
    if folded in _WHOLE_CENTRE:
        return None
    link = links.get(folded)
    if link is None and (number := _NUMBER.match(folded)):
        link = links.get(str(int(number[1])))
    if link is None:
        near = nearest(folded, [name for name, number in links.items() if number and not name.isdecimal()])
        suggestion = str(links[near]) if near else ""
        findings.append(find("verbatim_link", place, value=text, suggestion=suggestion))
    return link


def _dimension(cell: tuple[str, Place] | None, place: Place, plan: Plan, findings: list[Finding]) -> str:
    """``place`` is where the theme stands or should."""
    if cell is None:
        findings.append(find("verbatim_no_theme", place))
        return ""
    text, _ = cell
    dimension = plan.dimension_by_word.get(fold(text), "")
    if not dimension:
        near = plan.dimension_by_word.get(nearest(fold(text), plan.dimension_by_word), "")
        suggestion = plan.themes.get(near, "")
        findings.append(find("verbatim_theme", place, value=text, suggestion=suggestion))
    return dimension


def _citable(cell: tuple[str, Place] | None, findings: list[Finding]) -> bool:
    """Only a plain yes lets a quotation leave the working view."""
    if cell is None:
        return False
    citable = read_mark(cell[0])
    if citable is None:
        near = {"x": "oui"}.get(near_mark(cell[0]), near_mark(cell[0]))
        findings.append(find("verbatim_citable", cell[1], value=cell[0], suggestion=near))
    return bool(citable)
