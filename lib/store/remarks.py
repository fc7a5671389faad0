"""What coordinators write on the document's questions, and what of its homework is done.

Each note and each tick is a row of its own, the newest one holds, and none is ever changed. They last from one
campaign to the next: the questions are the project's and not of one round. No figure is made of them, so the
store's revision stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Column, Connection, Engine, Row, Table, select

from lib.store import events
from lib.store.connection import reading, writing
from lib.store.deposits import storable
from lib.store.schema import remarks, ticks
from lib.store.values import StoreError

TO_DISCUSS, UNDER_WAY, SETTLED, DROPPED = "to_discuss", "under_way", "settled", "dropped"
STATUSES = (TO_DISCUSS, UNDER_WAY, SETTLED, DROPPED)
"""What becomes of a question: nobody took it up yet, somebody has, the group answered it, the group left it."""

LONGEST = 2000
"""Characters of one note."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a question, with the status of the question from then on.

    Attributes
    ----------
    number : int
        Of the event, growing over all notes: what a person has seen is known by it.
    subject : str
        Code of the question (``data/codebook/open_questions.csv``).
    text : str
        Free text of a user, may be empty.
    campaign : str
        Campaign whose figures were on the screen, "" if there was none.
    at : datetime
        UTC, aware.
    """

    number: int
    subject: str
    status: str
    text: str
    campaign: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tick:
    """A piece of homework ticked or unticked.

    Attributes
    ----------
    number : int
        Of the event, growing over all ticks.
    task : str
        Code of the task (``data/codebook/open_questions.csv``).
    day : date or None
        When it was done, as somebody said it; None: it is not done (any more).
    """

    number: int
    task: str
    day: date | None
    who: str
    at: datetime


Event = TypeVar("Event", Remark, Tick)


class WrittenMeanwhile(StoreError):
    """Somebody else wrote on the same subject in between: nothing was kept, ``newest`` is what holds now."""

    def __init__(self, newest: Remark | Tick) -> None:
        super().__init__(f"event {newest.number} came in between")
        self.newest = newest


class Remarking:
    """What `lib.store.Store` can do for notes and homework.

    ``seen`` is the number of the event that the person was shown, None if there was none. If another one holds by
    now, writing raises `WrittenMeanwhile`, unless it says the very same.
    """

    _engine: Engine

    def remarks(self) -> dict[str, Remark]:
        """Subject → the note that holds, for the subjects on which anybody wrote."""
        with reading(self._engine) as connection:
            held = connection.execute(events.holding(remarks.c.subject))
            return {row.subject: _event(Remark, row) for row in held}

    def remark_history(self, subject: str) -> list[Remark]:
        """All notes on one subject, newest first."""
        with reading(self._engine) as connection:
            return [_event(Remark, row) for row in _events(connection, remarks, remarks.c.subject == subject)]

    def add_remark(
        self, subject: str, status: str, text: str = "", *, seen: int | None, campaign: str = "", who: str = ""
    ) -> Remark:
        """Write a note and give it back as it is kept; what already holds word for word is not written again.

        Raises
        ------
        WrittenMeanwhile
            If the note that holds is not the one that was ``seen``.
        ValueError
            For an unknown status, or a text longer than `LONGEST`.
        """
        kept = storable(text).strip()
        if status not in STATUSES:
            raise ValueError(f"not a status: {status!r}; known are {', '.join(STATUSES)}")
        if len(kept) > LONGEST:
            raise ValueError(f"a note of {len(kept)} characters; {LONGEST} at the most")
        said = {"status": status, "text": kept}
        about = {"campaign": storable(campaign), "who": storable(who)}
        with writing(self._engine) as connection:
            return _write(connection, Remark, remarks.c.subject, subject, seen, said, about)

    def ticks(self) -> dict[str, Tick]:
        """Task → its newest tick, for the tasks that anybody ever ticked."""
        with reading(self._engine) as connection:
            return {row.task: _event(Tick, row) for row in connection.execute(events.holding(ticks.c.task))}

    def tick_history(self) -> list[Tick]:
        """Everything that was ticked and unticked, newest first."""
        with reading(self._engine) as connection:
            return [_event(Tick, row) for row in _events(connection, ticks)]

    def tick(self, task: str, day: date | None, *, seen: int | None, who: str = "") -> Tick:
        """Say that a task was done on ``day``, or with None that it is not done (any more).

        Raises
        ------
        WrittenMeanwhile
            If the tick that holds is not the one that was ``seen``.
        """
        with writing(self._engine) as connection:
            return _write(connection, Tick, ticks.c.task, task, seen, {"day": day}, {"who": storable(who)})


def _event(kind: type[Event], row: Row) -> Event:
    return kind(**row._mapping)


def _events(connection: Connection, table: Table, *which: object) -> list[Row]:
    return list(connection.execute(select(table).where(*which).order_by(table.c.number.desc())))


def _write(
    connection: Connection,
    kind: type[Event],
    about: Column[str],
    subject: str,
    seen: int | None,
    said: dict[str, object],
    beside: dict[str, object],
) -> Event:
    """Add an event on a subject, or give back the one that holds where it says the same already."""
    if (row := events.newest(connection, about, subject)) is not None:
        before = _event(kind, row)
        if all(row._mapping[name] == value for name, value in said.items()):
            return before
        if before.number != seen:
            raise WrittenMeanwhile(before)
    events.add(connection, about.table, [{about.name: subject, **said, **beside}])
    return _event(kind, events.newest(connection, about, subject))
