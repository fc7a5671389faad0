"""CSV files as French Excel opens them by double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons, UTF-8 with its mark, CRLF. Texts of users must be `lib.injection.neutralised` before.

    >>> written([("Nom", "Liens"), ("École A", 3)]).decode("utf-8-sig")
    'Nom;Liens\\r\\nÉcole A;3\\r\\n'
    """
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")
