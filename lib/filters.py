"""What part of the responses a figure speaks of."""

from __future__ import annotations

from dataclasses import dataclass, fields

COLUMN_OF = {
    "campaign": "campaign",
    "view": "view",
    "level": "etab_niveau",
    "priority": "education_prioritaire",
    "qpv": "qpv",
    "status": "statut_lien",
    "territory": "territory",
    "centre": "centre",
}
"""Filter → column of the responses frame that it narrows."""

WISHED = "souhaite"
"""Status of a link that does not exist yet: left out unless it is asked for by name."""


@dataclass(frozen=True, slots=True)
class Filters:
    """A selection of observations: an empty tuple takes every value of its column.

    By default the view is ``centre`` and wished links are left out (``status`` empty means every status but
    ``souhaite``). ``campaign`` empty takes every campaign: only for what is never added up across campaigns.
    """

    campaign: tuple[str, ...] = ()
    view: tuple[str, ...] = ("centre",)
    level: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    qpv: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    centre: tuple[str, ...] = ()

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Column of the frame → values kept, for the filters that narrow anything."""
        return {COLUMN_OF[field.name]: values for field in fields(self) if (values := getattr(self, field.name))}

    def keeps(self, column: str, value: str) -> bool:
        """Whether an observation with this value can be in the selection, as far as this column decides."""
        values = self.chosen().get(column)
        return value in values if values else not (column == COLUMN_OF["status"] and value == WISHED)
