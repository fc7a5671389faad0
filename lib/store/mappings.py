"""What the columns and values of a list mean, remembered for each source; the newest that somebody said counts."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary

from sqlalchemy import Connection

from lib.listing.mapping import Mapping
from lib.store import events
from lib.store.deposits import storable
from lib.store.schema import mappings


def newest(connection: Connection, source: str) -> Mapping | None:
    row = events.newest(connection, mappings.c.source, source)
    return None if row is None else Mapping(source, row._mapping["columns"], row._mapping["values"] or {})


def remember(connection: Connection, mapping: Mapping, who: str) -> None:
    """Add a mapping, unless it is the newest of its source already."""
    columns = _storable(mapping.columns)
    values = {storable(header): _storable(said) for header, said in mapping.values.items() if said}
    before = newest(connection, mapping.source)
    if before is not None and (before.columns, before.values) == (columns, values):
        return
    row = {"source": mapping.source, "columns": columns, "values": values, "who": storable(who)}
    events.add(connection, mappings, [row])


def _storable(said: Dictionary[str, str]) -> dict[str, str]:
    return {storable(text): storable(meaning) for text, meaning in said.items()}
