"""What part of the responses a figure speaks of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

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

FIELD_OF = {column: name for name, column in COLUMN_OF.items()}
"""Column of the responses frame → the filter that narrows it."""

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
        return {column: values for name, column in COLUMN_OF.items() if (values := getattr(self, name))}

    def keeps(self, column: str, value: str) -> bool:
        """Whether an observation with this value can be in the selection, as far as this column decides."""
        values = self.chosen().get(column)
        return value in values if values else not (column == COLUMN_OF["status"] and value == WISHED)

    def on(self, column: str, *values: str) -> Filters:
        """The same but for the filter on one column: these values, none for all. Another column changes nothing."""
        return replace(self, **{FIELD_OF[column]: values}) if column in FIELD_OF else self

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Which rows of a frame with these columns the filters keep, as `lib.tally.Bits` keeps observations."""
        import numpy as np  # the processes that read files know the filters by name only, and start sooner without

        status = COLUMN_OF["status"]
        rows = np.ones(len(frame), dtype=bool)
        if not self.status and status in frame:
            rows &= (frame[status] != WISHED).to_numpy()
        for column, values in self.chosen().items():
            rows &= frame[column].isin(values).to_numpy() if column in frame else False
        return rows
