"""Reading the schools that returns have named: who a school is, apart from what is said of its links."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, func, select

from lib.store.schema import schools

_SCHOOLS = {"id": "int64", "name": "str", "commune": "str", "level": "str", "uai": "str"}


def read_schools(connection: Connection) -> pd.DataFrame:
    """All schools by name, then commune; see `lib.store.Store.schools`."""
    statement = select(
        *(schools.c[name] for name in ("id", "name", "commune", "level")), func.coalesce(schools.c.uai, "")
    ).order_by(schools.c.name, schools.c.commune, schools.c.id)
    rows = list(map(tuple, connection.execute(statement)))
    return pd.DataFrame.from_records(rows, columns=list(_SCHOOLS)).astype(_SCHOOLS)
