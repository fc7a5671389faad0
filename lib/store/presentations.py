"""Presentations that coordinators keep under a name. Each saving is a row of its own, the newest holds.

What a slide is, the store does not ask: it keeps JSON. No figure is made of it, so the store's revision stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, select

from lib.store import events
from lib.store.connection import reading, writing
from lib.store.deposits import storable
from lib.store.schema import presentations, revision
from lib.store.values import StoreError

LONGEST_NAME = 80
MOST_SLIDES = 200
_REVISION = "revision"
"""Key within a stored slide: the revision of the store that it was chosen at, where it is older than the saving."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """One presentation as it was last saved.

    Attributes
    ----------
    number : int
        Of the saving, growing over all presentations: what a person has seen is known by it.
    slides : tuple of mapping
        As they were given, in order.
    revision : int
        Of the store when it was saved.
    revisions : tuple of int
        Of the store when each slide was chosen: a higher one by now means that its data are newer.
    at : datetime
        UTC, aware.
    """

    number: int
    name: str
    slides: tuple[Mapping[str, object], ...]
    revision: int
    who: str
    at: datetime
    revisions: tuple[int, ...]


class SavedMeanwhile(StoreError):
    """Somebody else saved the presentation in between: nothing was kept, ``newest`` holds (None: it was removed)."""

    def __init__(self, newest: Presentation | None) -> None:
        super().__init__("the presentation was saved in between")
        self.newest = newest


class Presenting:
    """What `lib.store.Store` can do for presentations."""

    _engine: Engine

    def presentations(self) -> list[Presentation]:
        """All that are there, by name; each as it was last saved."""
        with reading(self._engine) as connection:
            rows = connection.execute(events.holding(presentations.c.name))
            found = [_presentation(row) for row in rows if row.slides is not None]
        return sorted(found, key=lambda each: each.name.casefold())

    def save_presentation(
        self,
        name: str,
        slides: Sequence[Mapping[str, object]],
        *,
        seen: int | None,
        who: str = "",
        like: str = "",
        reread: bool = False,
    ) -> Presentation:
        """Save a presentation under a name, and give it back as it is kept.

        A slide that stood in it before keeps the revision of the data that it was chosen at.

        Parameters
        ----------
        seen : int or None
            Number of the saving that the person was shown; None for a name that is new.
        like : str
            For a name that is new: the presentation that slides are taken over from.
        reread : bool
            Somebody has looked at all slides as the data are now: this is their revision from now on.

        Raises
        ------
        SavedMeanwhile
            If another one than ``seen`` holds by now.
        ValueError
            For no name, one longer than `LONGEST_NAME`, or more slides than `MOST_SLIDES`.
        """
        kept = " ".join(storable(name).split())
        if not kept or len(kept) > LONGEST_NAME:
            raise ValueError(f"a presentation has a name of up to {LONGEST_NAME} characters")
        if len(slides) > MOST_SLIDES:
            raise ValueError(f"a presentation has up to {MOST_SLIDES} slides")
        return self._write(kept, [dict(slide) for slide in slides], seen, who, "" if reread else like or kept)

    def remove_presentation(self, name: str, *, seen: int, who: str = "") -> None:
        """Remove a presentation from the list; its savings stay in the database. Raises `SavedMeanwhile`."""
        self._write(name, None, seen, who)

    def _write(
        self, name: str, slides: list[dict[str, object]] | None, seen: int | None, who: str, before: str = ""
    ) -> Presentation:
        with writing(self._engine) as connection:
            newest = _of(connection, name)
            if (newest.number if newest else None) != seen:
                raise SavedMeanwhile(newest)
            of_data = connection.execute(select(revision.c.number)).scalar_one()
            if slides and (known := _of(connection, before)):
                slides = list(_dated(slides, known, of_data))
            row = {"name": name, "slides": slides, "revision": of_data, "who": storable(who)}
            events.add(connection, presentations, [row])
            return _presentation(events.newest(connection, presentations.c.name, name))


def _of(connection: Connection, name: str) -> Presentation | None:
    row = events.newest(connection, presentations.c.name, name)
    return None if row is None or row.slides is None else _presentation(row)


def _dated(slides: Sequence[dict[str, object]], before: Presentation, of_data: int) -> Iterator[dict[str, object]]:
    """The slides; one that stood there before with the revision it was chosen at, where the data are newer now."""
    known: dict[str, int] = {}
    for slide, chosen_at in zip(before.slides, before.revisions, strict=True):
        known[_key(slide)] = min(chosen_at, known.get(_key(slide), chosen_at))
    for slide in slides:
        chosen_at = known.get(_key(slide), of_data)
        yield slide if chosen_at == of_data else {**slide, _REVISION: chosen_at}


def _key(slide: Mapping[str, object]) -> str:
    return json.dumps(slide, sort_keys=True)


def _presentation(row: Row) -> Presentation:
    slides = [dict(slide) for slide in row.slides or ()]
    revisions = tuple(int(slide.pop(_REVISION, row.revision)) for slide in slides)
    return Presentation(**{**row._mapping, "slides": tuple(slides), "revisions": revisions})
