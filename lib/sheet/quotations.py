"""What one centre said and allows to be quoted, by the rules of `lib.voices`.

Outside the working view those rules show nothing here: on the sheet of one centre every quotation names its centre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lib.codebook import Codebook
from lib.filters import Filters
from lib.gallery.figure import Source
from lib.store.quotations import Notes
from lib.voices import quotations


@dataclass(frozen=True, slots=True)
class Said:
    """One quotation as it may be quoted; ``about`` says its theme, its time code, and whether it is proof-read."""

    text: str
    about: str


def citable(source: Source, notes: Notes, filters: Filters, centre: str, mask: bool = True) -> tuple[Said, ...]:
    """The quotations of one return that may be quoted, in the order in which they were given."""
    of_centre = replace(filters, centre=(centre,))
    gathered = quotations.gather(source.responses, notes)
    told = quotations.shown(gathered, source.responses, of_centre, mask).quotations
    codebook = source.responses.codebook
    return tuple(Said(row["text"], _about(row, codebook)) for row in told[told["citable"]].to_dict("records"))


def _about(row: Mapping[str, object], codebook: Codebook) -> str:
    group = codebook.group_by_name.get(str(row["dimension"]))
    theme = group.label if group else str(row["dimension"])
    read = "relue" if row["is_read"] else "à relire avant de la citer"
    return ", ".join(str(part) for part in (theme, row["time_code"], read) if part)
