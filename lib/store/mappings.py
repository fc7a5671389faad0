"""What the columns of a list mean, remembered for each source; the newest that somebody said counts."""

from __future__ import annotations

from sqlalchemy import Connection

from lib.listing.mapping import Mapping
from lib.store import events
from lib.store.deposits import storable
from lib.store.schema import mappings


def newest(connection: Connection, source: str) -> Mapping | None:
    row = events.newest(connection, mappings.c.source, source)
    return None if row is None else Mapping(source, row._mapping["columns"])


def remember(connection: Connection, mapping: Mapping, who: str) -> None:
    """Add a mapping, unless it is the newest of its source already."""
    columns = {storable(header): storable(target) for header, target in mapping.columns.items()}
    before = newest(connection, mapping.source)
    if before is not None and before.columns == columns:
        return
    events.add(connection, mappings, [{"source": mapping.source, "columns": columns, "who": storable(who)}])
