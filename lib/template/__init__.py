"""The workbook that a centre fills in, made from the codebook alone.

Sheets: « Lisez-moi », « Centre », « Liens », one grid per first-level group of questions, « Paroles », and two
hidden ones (identity, lists). All that is read back stands under the hidden codes of `lib.layout.marks`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, ZipFile

from lib.codebook import Codebook
from lib.layout import marks
from lib.observation import CENTRE, Return
from lib.template.book import LINK_GROUP, RETURN_GROUP, VERBATIM_GROUP, Book
from lib.template.grids import add_grid
from lib.template.package import entry, to_bytes
from lib.template.prose import TITLE, add_readme
from lib.template.styles import COLOURS
from lib.template.tables import add_centre, add_identity, add_links, add_verbatims

LANGUAGE = "fr-FR"
_MAX_NAME = 60


class Invited(Protocol):
    """A centre of the roster, as far as its template is concerned."""

    code: str
    name: str
    commune: str


def build(
    codebook: Codebook,
    *,
    campaign: str,
    centre_code: str,
    centre_name: str,
    centre_commune: str = "",
    view: str = CENTRE,
    ret: Return | None = None,
) -> bytes:
    """Make the workbook of one centre, campaign and view.

    Parameters
    ----------
    ret : Return, optional
        Answers and quotations to fill in; reading the workbook gives them back.

    Returns
    -------
    bytes
        An .xlsx file, the same bytes for the same arguments.

    Raises
    ------
    ValueError
        If ``ret`` has more links or quotations than the template has room for.
    """
    _check_room(ret)
    commune = centre_commune or (ret.centre_commune if ret else "")
    book = Book(codebook, campaign, centre_code, centre_name, commune, view, ret)
    book.workbook.active.title = TITLE
    add_centre(book)
    add_links(book)
    grids = grid_groups(codebook, view)
    for rank, (group, title) in enumerate(grids.items()):
        add_grid(book, group, title, COLOURS[rank % len(COLOURS)])
    add_verbatims(book, themes(codebook, view))
    add_identity(book)
    add_readme(book, [book.titles[group] for group in grids])
    book.lists.write_to(book.workbook)
    properties = book.workbook.properties
    properties.title = f"{codebook.title} – {centre_name} – {campaign}"
    properties.creator, properties.language = "Passerelle", LANGUAGE
    book.workbook.security.lockStructure = True
    return to_bytes(book.workbook)


def grid_groups(codebook: Codebook, view: str) -> dict[str, str]:
    """First-level groups that are laid as grids → title; questions of no group stand under the form's own."""
    tops = dict.fromkeys(codebook.top_group(question) for question in codebook if question.asked_of(view))
    return {
        name: codebook.group_by_name[name].label if name else codebook.title
        for name in tops
        if name not in (RETURN_GROUP, LINK_GROUP, VERBATIM_GROUP)
    }


def themes(codebook: Codebook, view: str) -> dict[str, str]:
    """Dimension → title of its sheet: what a quotation can be about."""
    found: dict[str, str] = {}
    for name, title in grid_groups(codebook, view).items():
        dimensions = (question.dimension for question in codebook.in_group(name) if question.dimension)
        if name and (dimension := next(dimensions, "")):
            found.setdefault(dimension, title)
    return found


def filename(campaign: str, centre_name: str, view: str) -> str:
    """A name that every system accepts.

    >>> filename("2025-2026", "Centre social A (exemple)", "ecole")
    'passerelle_2025-2026_centre-social-a-exemple_regard-ecole.xlsx'
    """
    return f"passerelle_{_slug(campaign)}_{_slug(centre_name)}_regard-{_slug(view)}.xlsx"


def roster_zip(
    codebook: Codebook,
    campaign: str,
    centres: Iterable[Invited],
    view: str,
    file: BinaryIO,
    progress: Callable[[int, int], None] | None = None,
    *,
    prefill: Callable[[Invited], Return | None] | None = None,
) -> None:
    """Write the templates of many centres into one zip file, one after the other.

    Parameters
    ----------
    file : binary file
        Written to as templates are made; need not be seekable.
    progress : callable, optional
        Called with (done, total) after each template.
    prefill : callable, optional
        Gives what to put beforehand into a centre's template, or None; see `lib.collection.carryover.prefill`.
    """
    centres = list(centres)
    taken: set[str] = set()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for done, centre in enumerate(centres, start=1):
            name = filename(campaign, centre.name, view)
            if name in taken:
                name = filename(campaign, f"{centre.name} {centre.code}", view)
            taken.add(name)
            archive.writestr(entry(name), _of_centre(codebook, campaign, centre, view, prefill))
            if progress:
                progress(done, len(centres))


def _of_centre(
    codebook: Codebook,
    campaign: str,
    centre: Invited,
    view: str,
    prefill: Callable[[Invited], Return | None] | None,
) -> bytes:
    return build(
        codebook,
        campaign=campaign,
        centre_code=centre.code,
        centre_name=centre.name,
        centre_commune=centre.commune,
        view=view,
        ret=prefill(centre) if prefill else None,
    )


def _check_room(ret: Return | None) -> None:
    if ret is None:
        return
    if any(not 1 <= seen.number <= marks.MAX_LINKS for seen in ret.observations):
        raise ValueError(f"link numbers must be 1 … {marks.MAX_LINKS}")
    if len(ret.verbatims) > marks.MAX_VERBATIMS:
        raise ValueError(f"{len(ret.verbatims)} quotations, room for {marks.MAX_VERBATIMS}")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:_MAX_NAME].rstrip("-") or "sans-nom"
