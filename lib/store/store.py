"""The store, as the rest of Passerelle sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine, select

from lib.findings import Finding
from lib.listing.mapping import Mapping
from lib.observation import Edit, Return
from lib.store import deposits, mappings, recall
from lib.store.collecting import Collecting
from lib.store.connection import copy_sqlite, make_engine, reached, reading, writing
from lib.store.presentations import Presenting
from lib.store.quotations import Quoting
from lib.store.remarks import Remarking
from lib.store.schema import revision
from lib.store.upgrade import upgrade
from lib.store.values import UNSET, Correction, Receipt, Unset

if TYPE_CHECKING:
    import pandas as pd

    from lib.store.frames import Tables

_REVISION = select(revision.c.number)


class Store(Collecting, Presenting, Quoting, Remarking):
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

    def deposit(
        self,
        ret: Return,
        *,
        data: bytes,
        filename: str,
        findings: Iterable[Finding] = (),
        who: str = "",
        corrections: Iterable[Edit] = (),
        expected_replaces: int | Unset | None = UNSET,
        late: bool = False,
    ) -> Receipt:
        """Keep a return with its original bytes; it is then the one in force.

        The centre joins roster and expected returns if it is in neither. The same bytes with the same corrections
        as the return in force add nothing: the receipt is then a ``duplicate``.

        Parameters
        ----------
        corrections : iterable of Edit
            The cells that were corrected by hand before ``ret`` was read, one edit a cell.
        expected_replaces : int or None, optional
            Number of the return in force that the person was shown, None if there was none: what `in_force` gave.
        late : bool
            The coordinator accepts it although the campaign is closed.

        Raises
        ------
        CampaignClosed
            If the campaign is closed, unless ``late``.
        DuplicateLink
            If two of its links are the same school; nothing is kept then.
        Overtaken
            If another return than ``expected_replaces`` is in force by now; nothing is kept then.
        """
        file = deposits.handed(data, filename, who, findings, corrections)
        with writing(self._engine) as connection:
            return deposits.accept(connection, ret, file, expected_replaces, late=late)

    def deposit_all(
        self,
        returns: Iterable[Return],
        *,
        data: bytes,
        filename: str,
        findings: Iterable[Finding] = (),
        who: str = "",
        corrections: Iterable[Edit] = (),
        expected_replaces: Sequence[int | None] | Unset = UNSET,
        late: bool = False,
    ) -> tuple[Receipt, ...]:
        """Keep all the returns of one file, each as a deposit of its own with the same bytes; or none of them.

        ``expected_replaces`` goes with the returns, in order; else as `deposit`, which it raises like.
        """
        file = deposits.handed(data, filename, who, findings, corrections)
        given = list(returns)
        shown = [UNSET] * len(given) if expected_replaces is UNSET else expected_replaces
        with writing(self._engine) as connection:
            return tuple(
                deposits.accept(connection, ret, file, number, late=late)
                for ret, number in zip(given, shown, strict=True)
            )

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

    def corrections(self, number: int) -> list[Correction]:
        """The cells of a deposit that were corrected by hand, by sheet and cell; raises `UnknownDeposit`."""
        with reading(self._engine) as connection:
            deposits.findings_of(connection, number)
            return deposits.corrections_of(connection, number)

    def in_force(self, campaign: str, centre: str, view: str) -> tuple[int, Return] | None:
        """The return that counts for a centre (code) and view, with the number of its deposit; None if none does.

        It is what was handed in, except that the centre's name and commune are the roster's.
        """
        with reading(self._engine) as connection:
            return recall.in_force(connection, campaign, centre, view)

    def replaced(self, ret: Return, sha256: str, corrections: Iterable[Edit] = ()) -> tuple[int, int] | None:
        """Whether a file is an old version, which `deposit` would put in force again.

        Parameters
        ----------
        sha256 : str
            Of its bytes, as ``lib.intake.Examined.sha256``.
        corrections : iterable of Edit
            As given to `deposit`.

        Returns
        -------
        tuple of int, or None
            Number of the deposit of the same bytes, and of the one in force. They are equal where cells were
            corrected in it by hand, and the file comes without these corrections.
        """
        with reading(self._engine) as connection:
            return deposits.replaced(connection, ret, sha256, corrections)

    def history(self, campaign: str, centre: str, view: str) -> pd.DataFrame:
        """All accepted deposits of one centre and view, newest first; one row each.

        Returns
        -------
        DataFrame
            number, links, verbatims, corrections (cells corrected by hand) : int64; at, withdrawn_at (missing if
            not undone) : datetime64[us, UTC]; in_force, withdrawn : bool; who, withdrawn_by, filename : str.
        """
        from lib.store import frames

        with reading(self._engine) as connection:
            return frames.read_history(connection, campaign, centre, view)

    def findings(self, number: int) -> list[dict[str, str]]:
        """What was found in a deposit, as `lib.findings.Finding.as_dict`; raises `UnknownDeposit`."""
        with reading(self._engine) as connection:
            return deposits.findings_of(connection, number)

    def deposits(self, campaign: str | None = None) -> pd.DataFrame:
        """All deposits, refused, replaced and undone ones included, newest first; one row each.

        Returns
        -------
        DataFrame
            number, size (bytes), links : int64; at : datetime64[us, UTC]; in_force, withdrawn, waiting (see
            `waiting`) : bool; who, filename, sha256, campaign, centre (code), view, state (``accepted`` or
            ``refused``) : str. For a refused file, campaign, centre and view are what it claims, or empty.
        """
        from lib.store import frames  # pandas takes half a second to import: only for who reads frames

        with reading(self._engine) as connection:
            return frames.read_deposits(connection, campaign)

    def waiting(self) -> pd.DataFrame:
        """The refused files that still wait to be put right, newest first.

        A file waits no longer once the same bytes were accepted, or a later return of the campaign, centre and
        view that it claims.

        Returns
        -------
        DataFrame
            number, at, who, filename, campaign, centre (code), view, as `deposits` gives them.
        """
        from lib.store import frames

        with reading(self._engine) as connection:
            return frames.read_waiting(connection)

    def schools(self) -> pd.DataFrame:
        """All schools that a return has ever named, by name and commune; one row each.

        Returns
        -------
        DataFrame
            id : int64, as ``school`` in `tables`; name, commune, level, uai ("" if not known) : str.
        """
        from lib.store import directory

        with reading(self._engine) as connection:
            return directory.read_schools(connection)

    def tables(self) -> Tables:
        """All that counts, read at one moment; see `lib.store.frames.Tables`."""
        from lib.store import frames

        with reading(self._engine) as connection:
            return frames.read_tables(connection)

    def mapping(self, source: str) -> Mapping | None:
        """What the columns of a source mean, as it was last said; None if nobody has said it.

        Parameters
        ----------
        source : str
            The fingerprint of its headers, `lib.listing.mapping.fingerprint`.
        """
        with reading(self._engine) as connection:
            return mappings.newest(connection, source)

    def remember_mapping(self, mapping: Mapping, who: str = "") -> None:
        """Remember what the columns of a source mean; what was said before stays in the database."""
        with writing(self._engine) as connection:
            mappings.remember(connection, mapping, who)

    def backup(self, path: Path) -> None:
        """Copy a live SQLite database to a new file; raises `StoreError` for another database."""
        copy_sqlite(self._engine, path)
