"""Small handmade returns, fresh databases, and what other processes do to a store in its tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import create_engine, text

from lib.observation import Observation, Return, Verbatim
from lib.store import Receipt, Store

CAMPAIGN = "2025-2026"


def fresh_url(folder: Path) -> str:
    """An empty database: an SQLite file, or the PostgreSQL database that ``TEST_DATABASE_URL`` lends (wiped!)."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        return f"sqlite:///{folder / 'passerelle.sqlite3'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def link(number: int, name: str = "École Jean-Moulin", uai: str = "", **answers: str) -> Observation:
    """A link with an elementary school of Cergy; an empty answer is left out."""
    identity = {"etab_nom": name, "etab_commune": "Cergy", "etab_niveau": "elementaire", "etab_uai": uai}
    given = {question: value for question, value in {**identity, **answers}.items() if value}
    return Observation(number, given)


def a_return(
    *links: Observation,
    campaign: str = CAMPAIGN,
    centre: str = "C01",
    view: str = "centre",
    verbatims: tuple[Verbatim, ...] = (),
    answers: Mapping[str, str] | None = None,
) -> Return:
    return Return(
        campaign,
        centre,
        view,
        centre_name=f"Centre {centre}",
        centre_commune="Cergy",
        observations=links or (link(1),),
        verbatims=verbatims,
        answers=answers or {},
        template="1",
        codebook="2026.1",
    )


def three_links() -> tuple[Observation, ...]:
    """Three links with ten answers each, identity included."""
    ticks = {f"q{number}": "oui" for number in range(7)}
    return tuple(link(number, f"École {number}", **ticks) for number in (1, 2, 3))


def open_and_deposit(url: str, data: bytes) -> Receipt:
    """What one person does in one process: open the database, hand in one file, go."""
    with Store.open(url) as store:
        return store.deposit(a_return(*three_links()), data=data, filename="retour.xlsx")


def deposit_for_ever(url: str) -> None:
    """Hand in one file after the other and print the number of each receipt, until killed."""
    with Store.open(url) as store:
        for round_ in range(100_000):
            data = f"fichier {round_}".encode() * 500
            receipt = store.deposit(
                a_return(*three_links(), verbatims=(Verbatim("Ça tient.", "durabilite", 2),)),
                data=data,
                filename=f"retour-{round_}.xlsx",
            )
            print(receipt.number, round_, flush=True)


if __name__ == "__main__":
    deposit_for_ever(sys.argv[1])
