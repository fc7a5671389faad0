"""What coordinators do with quotations: proof-read them, tag them with themes, choose some for the meeting.

A quotation is known by the fingerprint of its words (`lib.voices.quotations.fingerprint`), so that what was done
with it survives a corrected return. Everything is an event, the newest one holds, and none is ever changed. No
figure of links is made of them, so the store's revision stays as it is: `Quoting.quotation_stamp` is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, Engine, select

from lib.store import events
from lib.store.connection import reached, reading, writing
from lib.store.deposits import storable
from lib.store.schema import baskets, quotation_readings, quotation_tags
from lib.store.values import UNSET, StoreError, Unset

Stamp = tuple[int, int, int]
"""Numbers of the newest reading, tag and basket: another one means that something was done."""

LONGEST = 2000
"""Characters of a proof-read text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A quotation as it was proof-read.

    Attributes
    ----------
    quotation : str
        Fingerprint.
    text : str
        The words as they may be shown; those that the centre wrote stay in its return.
    citable : bool
        The coordinator's word; it counts only where the centre said yes.
    is_read : bool
        Whether it is proof-read (« relue »).
    number : int
        Of the event: what a person has seen is known by it. 0 for one that is not kept yet.
    """

    quotation: str
    text: str
    citable: bool = True
    is_read: bool = True
    who: str = ""
    at: datetime | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Notes:
    """All that holds about quotations at one moment: fingerprint → reading, and → themes in the order given."""

    stamp: Stamp = (0, 0, 0)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class ReadMeanwhile(StoreError):
    """Somebody else proof-read the quotation in between: nothing was kept, ``newest`` is what holds now."""

    def __init__(self, newest: Reading) -> None:
        super().__init__(f"reading {newest.number} came in between")
        self.newest = newest


class Quoting:
    """What `lib.store.Store` can do for quotations."""

    _engine: Engine

    def quotation_stamp(self) -> Stamp:
        """What everything that depends on `quotation_notes` and `basket` is kept under; costs three look-ups."""
        with reached(), self._engine.connect() as connection:
            return _stamp(connection)

    def quotation_notes(self) -> Notes:
        """Readings and themes that hold, of all campaigns."""
        with reading(self._engine) as connection:
            return Notes(_stamp(connection), _readings(connection), _themes(connection))

    def proof_read(self, given: Reading, *, seen: int | Unset = UNSET, who: str = "") -> None:
        """Keep a quotation as somebody proof-read it; what already holds word for word is not written again.

        Parameters
        ----------
        seen : int, optional
            Number of the reading that the person was shown, 0 if there was none.

        Raises
        ------
        ReadMeanwhile
            If another reading than ``seen`` holds by now, and says something else.
        ValueError
            For a text without a word, or of more than `LONGEST` characters.
        """
        self.proof_read_all([given], seen=seen, who=who)

    def proof_read_all(self, given: Iterable[Reading], *, seen: int | Unset = UNSET, who: str = "") -> None:
        """Keep several, all or none; raises like `proof_read`."""
        with writing(self._engine) as connection:
            for each in given:
                _read(connection, each, seen, who)

    def tag(self, quotation: str, themes: Iterable[str] = (), *, without: Iterable[str] = (), who: str = "") -> None:
        """Give themes to a quotation, and take others off it; its other themes stay as they are."""
        wanted = {storable(theme): True for theme in themes} | {storable(theme): False for theme in without}
        with writing(self._engine) as connection:
            held = set(_themes(connection, quotation).get(quotation, ()))
            given = [
                {"quotation": quotation, "theme": theme, "holds": holds, "who": storable(who)}
                for theme, holds in wanted.items()
                if holds != (theme in held)
            ]
            events.add(connection, quotation_tags, given)

    def basket(self, campaign: str) -> tuple[str, ...]:
        """Fingerprints of the quotations chosen for the meeting, in their order."""
        with reading(self._engine) as connection:
            return _basket(connection, campaign)

    def put_in_basket(self, campaign: str, quotation: str, who: str = "") -> None:
        """Put a quotation at the end of the basket, unless it is in it."""
        self._rearrange(campaign, lambda held: held if quotation in held else (*held, quotation), who)

    def take_from_basket(self, campaign: str, quotation: str, who: str = "") -> None:
        self._rearrange(campaign, lambda held: tuple(each for each in held if each != quotation), who)

    def move_in_basket(self, campaign: str, quotation: str, steps: int, who: str = "") -> None:
        """Move a quotation towards the front (steps below 0) or the end of the basket, no further than that."""
        self._rearrange(campaign, lambda held: _moved(held, quotation, steps), who)

    def _rearrange(self, campaign: str, change: Callable[[tuple[str, ...]], tuple[str, ...]], who: str) -> None:
        with writing(self._engine) as connection:
            held = _basket(connection, campaign)
            if (changed := change(held)) != held:
                row = {"campaign": campaign, "quotations": changed, "who": storable(who)}
                events.add(connection, baskets, [row])


def _stamp(connection: Connection) -> Stamp:
    newest = (events.last(table).scalar_subquery() for table in (quotation_readings, quotation_tags, baskets))
    return tuple(connection.execute(select(*newest)).one())


def _readings(connection: Connection, quotation: str | None = None) -> Mapping[str, Reading]:
    about = quotation_readings.c.quotation
    rows = connection.execute(events.holding(about, where=() if quotation is None else [about == quotation]))
    return MappingProxyType({row.quotation: Reading(**row._mapping) for row in rows})


def _read(connection: Connection, given: Reading, seen: int | Unset, who: str) -> None:
    text = storable(given.text).strip()
    if not text or len(text) > LONGEST:
        raise ValueError(f"a proof-read text of {len(text)} characters; 1 to {LONGEST} are kept")
    before = _readings(connection, given.quotation).get(given.quotation)
    said = {"text": text, "citable": given.citable, "is_read": given.is_read}
    if before is not None:
        if all(getattr(before, name) == value for name, value in said.items()):
            return
        if seen is not UNSET and before.number != seen:
            raise ReadMeanwhile(before)
    events.add(connection, quotation_readings, [{"quotation": given.quotation, **said, "who": storable(who)}])


def _themes(connection: Connection, quotation: str | None = None) -> Mapping[str, tuple[str, ...]]:
    table = quotation_tags
    one = () if quotation is None else [table.c.quotation == quotation]
    held = events.holding(table.c.quotation, table.c.theme, where=one).where(table.c.holds)
    themes: dict[str, list[str]] = {}
    for row in connection.execute(held.order_by(table.c.number)):
        themes.setdefault(row.quotation, []).append(row.theme)
    return MappingProxyType({of: tuple(given) for of, given in themes.items()})


def _basket(connection: Connection, campaign: str) -> tuple[str, ...]:
    row = events.newest(connection, baskets.c.campaign, campaign)
    return tuple(row.quotations or ()) if row else ()


def _moved(held: tuple[str, ...], quotation: str, steps: int) -> tuple[str, ...]:
    if quotation not in held:
        return held
    others = [each for each in held if each != quotation]
    others.insert(min(max(held.index(quotation) + steps, 0), len(others)), quotation)
    return tuple(others)
