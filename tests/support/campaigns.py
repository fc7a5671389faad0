"""A few links over several campaigns, with only what a test is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib import responses
from lib.codebook import load
from lib.tally import Bits
from tests.support import small

WAVES = ("2023-2024", "2024-2025", "2025-2026")


@dataclass(frozen=True)
class Taken:
    """What figures are taken from."""

    responses: responses.Responses
    bits: Bits


def taken(rows: list[dict[str, str]]) -> Taken:
    found = responses.build(small.of_rows(rows, load()), load())
    return Taken(found, Bits.pack(found))


def many(
    here: Mapping[str, Iterable[int]],
    level: Mapping[int, str] | None = None,
    centre: Mapping[int, str] | None = None,
    own: Mapping[int, Mapping[str, str]] | None = None,
    **answers: str,
) -> Taken:
    """Links by campaign, all with the same answers; ``level``, ``centre`` and ``own`` say those of some.

    Links are of the centre A and of a collège, active, and « centre » made their first step, unless it is said.
    """
    rows = [
        {"lien": str(link), "centre": (centre or {}).get(link, "A"), "campagne": wave, "regard": "centre"}
        | {"statut_lien": "actif", "r2": "centre", "d4": "centre", "etab_niveau": (level or {}).get(link, "college")}
        | answers
        | dict((own or {}).get(link, {}))
        for wave, links in here.items()
        for link in links
    ]
    return taken(rows)
