"""The store, as the rest of Passerelle sees it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine, select

from lib.findings import Finding
from lib.observation import Return
from lib.store import deposits, roster
from lib.store.connection import copy_sqlite, make_engine, reached, reading, writing
from lib.store.schema import revision
from lib.store.upgrade import upgrade
from lib.store.values import Centre, Receipt

if TYPE_CHECKING:
    import pandas as pd

    from lib.store.frames import Tables

_REVISION = select(revision.c.number)


class Store:
    """Deposits and what they say, in one database. Safe to share between threads; open it once per process.

    Everything that writes is one transaction, on the disk before the method returns. Every method can raise
    `lib.store.StoreUnavailable`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """Open a database and bring it to the present tables.

        Parameters
        ----------
        url : str, optional
            A database URL of SQLAlchemy. By default what ``DATABASE_URL`` says, else the SQLite file
            ``data/passerelle.sqlite3``, which is made if it is not there.

        Raises
        ------
        NewerDatabase, ForeignDatabase
            If the database is not one that this version may change.
        """
        engine = make_engine(url)
        try:
            upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def revision(self) -> int:
        """A number that grows with every change in what counts: the key of whatever is computed from it."""
        with reached(), self._engine.connect() as connection:
            return connection.execute(_REVISION).scalar_one()

    def add_campaign(self, name: str) -> None:
        with writing(self._engine) as connection:
            if roster.add_campaign(connection, name):
                roster.advance(connection)

    def campaigns(self) -> list[str]:
        """Newest first."""
        with reading(self._engine) as connection:
            return roster.campaign_names(connection)

    def add_centres(self, centres: Iterable[Centre]) -> None:
        """Add centres to the roster; those already in it take the new words (empty ones change nothing)."""
        with writing(self._engine) as connection:
            if roster.add_centres(connection, centres):
                roster.advance(connection)

    def centres(self) -> list[Centre]:
        """The roster, by code."""
        with reading(self._engine) as connection:
            return roster.roster(connection)

    def invite(self, campaign: str, codes: Iterable[str]) -> None:
        """Expect a return of these centres; raises `UnknownCentre` for one that is not in the roster."""
        with writing(self._engine) as connection:
            if roster.invite(connection, campaign, codes):
                roster.advance(connection)

    def expected(self, campaign: str) -> list[Centre]:
        """The centres whose return is expected (« retours attendus »), by code."""
        with reading(self._engine) as connection:
            return roster.roster(connection, campaign)

    def deposit(
        self, ret: Return, *, data: bytes, filename: str, findings: Iterable[Finding] = (), who: str = ""
    ) -> Receipt:
        """Keep a return with its original bytes; it is then the one in force.

        The centre joins roster and expected returns if it is in neither. The same bytes as the return in force
        add nothing: the receipt is then a ``duplicate``.

        Raises
        ------
        DuplicateLink
            If two of its links are the same school; nothing is kept then.
        """
        file = deposits.handed(data, filename, who, findings)
        with writing(self._engine) as connection:
            return deposits.accept(connection, ret, file)

    def refuse(
        self,
        *,
        data: bytes,
        filename: str,
        findings: Iterable[Finding],
        who: str = "",
        ret: Return | None = None,
    ) -> Receipt:
        """Keep the bytes of a file that cannot be accepted, with what is wrong in it; it never counts."""
        file = deposits.handed(data, filename, who, findings)
        with writing(self._engine) as connection:
            return deposits.refuse(connection, file, ret)

    def undo(self, number: int, who: str = "") -> None:
        """Take an accepted deposit back: the one before it, if any, is in force again. Both stay in the store.

        Raises
        ------
        UnknownDeposit, NothingToUndo
            If there is no such deposit, or if it was refused.
        """
        with writing(self._engine) as connection:
            deposits.undo(connection, number, who)

    def original(self, number: int) -> tuple[str, bytes]:
        """File name and bytes of a deposit, exactly as handed in; raises `UnknownDeposit`."""
        with reading(self._engine) as connection:
            return deposits.original(connection, number)

    def findings(self, number: int) -> list[dict[str, str]]:
        """What was found in a deposit, as `lib.findings.Finding.as_dict`; raises `UnknownDeposit`."""
        with reading(self._engine) as connection:
            return deposits.findings_of(connection, number)

    def deposits(self, campaign: str | None = None) -> pd.DataFrame:
        """All deposits, refused, replaced and undone ones included, newest first; one row each.

        Returns
        -------
        DataFrame
            number, size (bytes), links : int64; at : datetime64[us, UTC]; in_force, withdrawn : bool; who,
            filename, sha256, campaign, centre (code), view, state (``accepted`` or ``refused``) : str. For a
            refused file, campaign, centre and view are what it claims, or empty.
        """
        from lib.store import frames  # pandas takes half a second to import: only for who reads frames

        with reading(self._engine) as connection:
            return frames.read_deposits(connection, campaign)

    def tables(self) -> Tables:
        """All that counts, read at one moment; see `lib.store.frames.Tables`."""
        from lib.store import frames

        with reading(self._engine) as connection:
            return frames.read_tables(connection)

    def backup(self, path: Path) -> None:
        """Copy a live SQLite database to a new file; raises `StoreError` for another database."""
        copy_sqlite(self._engine, path)
