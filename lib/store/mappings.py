"""What the columns of a list mean, remembered for each source; the newest that somebody said counts."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from lib.listing.mapping import Mapping
from lib.store.deposits import storable
from lib.store.schema import mappings


def newest(connection: Connection, source: str) -> Mapping | None:
    statement = select(mappings.c.columns).where(mappings.c.source == source).order_by(mappings.c.id.desc()).limit(1)
    columns = connection.execute(statement).scalar()
    return None if columns is None else Mapping(source, columns)


def remember(connection: Connection, mapping: Mapping, who: str) -> None:
    """Add a mapping, unless it is the newest of its source already."""
    columns = {storable(header): storable(target) for header, target in mapping.columns.items()}
    before = newest(connection, mapping.source)
    if before is not None and before.columns == columns:
        return
    last = connection.execute(select(func.coalesce(func.max(mappings.c.id), 0))).scalar_one()
    row = {
        "id": last + 1,
        "source": mapping.source,
        "columns": columns,
        "who": storable(who),
        "at": datetime.now(UTC),
    }
    connection.execute(insert(mappings), row)
