"""The tables. Deposits and what hangs on them are only ever added to: undo is an event of its own.

``migrations/`` makes these tables; a test holds both against each other.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    exists,
    func,
    select,
)
from sqlalchemy.types import TypeDecorator

from lib.store.values import ACCEPTED, REFUSED

# Names that do not depend on the database: a later migration can only change a constraint that has one.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, in UTC also where the database knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id(name: str = "id") -> Column[int]:
    # Numbered by the store itself, inside the transaction that holds the lock: see deposits.py.
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


revision = Table(
    "revision",
    metadata,
    _id(),
    Column("number", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""One row: how often what counts has changed. Writers lock it first, so there is one of them at a time."""

campaigns = Table("campaigns", metadata, Column("name", String, primary_key=True))

centres = Table(
    "centres",
    metadata,
    Column("code", String, primary_key=True),
    _text("name"),
    _text("commune"),
    _text("email"),
)
"""The roster."""

invitations = Table(
    "invitations",
    metadata,
    Column("campaign", ForeignKey("campaigns.name"), primary_key=True),
    Column("centre", ForeignKey("centres.code"), primary_key=True),
)
"""Whose return is expected in which campaign."""

campaign_events = Table(
    "campaign_events",
    metadata,
    _id(),
    Column("campaign", ForeignKey("campaigns.name"), nullable=False, index=True),
    _text("kind"),
    Column("opens", Date),
    Column("closes", Date),
    _text("qpv_zoning"),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("kind IN ('opened', 'closed', 'reopened')", name="kind"),
)
"""What was decided about a campaign: each row says all that holds from then on, the newest one holds."""

schools = Table(
    "schools",
    metadata,
    _id(),
    Column("uai", String, unique=True),
    _text("name"),
    _text("commune"),
    _text("level"),
    Column("likeness", String, nullable=False, index=True),
)
"""``likeness`` is what a school without UAI is known by: folded name, commune and level."""

links = Table(
    "links",
    metadata,
    _id(),
    Column("centre", ForeignKey("centres.code"), nullable=False),
    Column("school", ForeignKey("schools.id"), nullable=False, index=True),
    UniqueConstraint("centre", "school"),
)
"""Kept from campaign to campaign, so that waves can be compared on the same links."""

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

deposits = Table(
    "deposits",
    metadata,
    _id("number"),
    Column("state", String, nullable=False),
    Column("sha256", ForeignKey("files.sha256"), nullable=False, index=True),
    _text("filename"),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
    # Without foreign keys: a refused file may well be refused because it names a centre nobody knows.
    _text("campaign"),
    _text("centre"),
    _text("view"),
    _text("template"),
    _text("codebook"),
    Column("findings", JSON, nullable=False),
    Column("links", Integer, nullable=False),
    Column("verbatims", Integer, nullable=False),
    CheckConstraint("state IN ('accepted', 'refused')", name="state"),
    Index(None, "campaign", "centre", "view"),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("deposit", ForeignKey("deposits.number"), primary_key=True, autoincrement=False),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
)
"""Deposits that were undone."""

corrections = Table(
    "corrections",
    metadata,
    Column("deposit", ForeignKey("deposits.number"), primary_key=True, autoincrement=False),
    Column("sheet", String, primary_key=True),
    Column("cell", String, primary_key=True),
    _text("before"),
    _text("after"),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
)
"""Cells that were corrected by hand: a deposit is its bytes as they were handed in, read with these in place."""

return_answers = Table(
    "return_answers",
    metadata,
    Column("deposit", ForeignKey("deposits.number"), primary_key=True, autoincrement=False),
    Column("question", String, primary_key=True),
    Column("value", String, nullable=False),
    sqlite_with_rowid=False,
)
"""Answers that hold for all links of a return."""

observations = Table(
    "observations",
    metadata,
    _id(),
    Column("deposit", ForeignKey("deposits.number"), nullable=False),
    Column("link", ForeignKey("links.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    UniqueConstraint("deposit", "link"),
)

answers = Table(
    "answers",
    metadata,
    Column("observation", ForeignKey("observations.id"), primary_key=True, autoincrement=False),
    Column("question", String, primary_key=True),
    Column("value", String, nullable=False),
    sqlite_with_rowid=False,
)
"""By far the largest table, so kept as one tree in the order in which it is read."""

verbatims = Table(
    "verbatims",
    metadata,
    _id(),
    Column("deposit", ForeignKey("deposits.number"), nullable=False, index=True),
    Column("observation", ForeignKey("observations.id"), index=True),
    _text("dimension"),
    _text("text"),
    Column("citable", Boolean, nullable=False),
    _text("time_code"),
)

mappings = Table(
    "mappings",
    metadata,
    _id(),
    Column("source", String, nullable=False, index=True),
    Column("columns", JSON, nullable=False),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
    # None in what was said before there were any.
    Column("values", JSON(none_as_null=True)),
)
"""What columns and values of a list mean, as somebody said it; only added to, the newest of a source counts."""


presentations = Table(
    "presentations",
    metadata,
    _id("number"),
    Column("name", String, nullable=False, index=True),
    Column("slides", JSON(none_as_null=True)),
    Column("revision", Integer, nullable=False),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
)
"""Slides kept under a name; each saving is a row, the newest of a name holds, without slides it is removed."""


remarks = Table(
    "remarks",
    metadata,
    _id("number"),
    # Codes of data/codebook/open_questions.csv; the campaign is a word of its own: there may be none yet.
    Column("subject", String, nullable=False, index=True),
    _text("status"),
    _text("text"),
    _text("campaign"),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("status IN ('to_discuss', 'under_way', 'settled', 'dropped')", name="status"),
)
"""Notes on the document's questions; only added to, the newest of a subject holds."""

ticks = Table(
    "ticks",
    metadata,
    _id("number"),
    Column("task", String, nullable=False, index=True),
    Column("day", Date),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
)
"""What of the document's homework is done; only added to, the newest of a task holds."""


quotation_readings = Table(
    "quotation_readings",
    metadata,
    _id("number"),
    # The fingerprint of its words (`lib.voices.quotations`), and no id: a corrected return brings them anew.
    Column("quotation", String(64), nullable=False, index=True),
    _text("text"),
    Column("citable", Boolean, nullable=False),
    Column("is_read", Boolean, nullable=False),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
)
"""Quotations as somebody proof-read them; only added to, the newest of a quotation holds."""

quotation_tags = Table(
    "quotation_tags",
    metadata,
    _id("number"),
    Column("quotation", String(64), nullable=False),
    _text("theme"),
    Column("holds", Boolean, nullable=False),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "quotation", "theme"),
)
"""Themes given to quotations and taken off; only added to, the newest of a quotation and theme holds."""

baskets = Table(
    "baskets",
    metadata,
    _id("number"),
    Column("campaign", ForeignKey("campaigns.name"), nullable=False, index=True),
    Column("quotations", JSON, nullable=False),
    _text("who"),
    Column("at", UtcDateTime, nullable=False),
)
"""The quotations chosen for the meeting, in order: each row is the whole basket, the newest of a campaign holds."""


def counting(*key: object) -> Select[tuple[int]]:
    """The deposits that may be in force: accepted, not undone; ``key`` narrows them."""
    return select(deposits.c.number).where(
        deposits.c.state == ACCEPTED, deposits.c.number.not_in(select(withdrawals.c.deposit)), *key
    )


def in_force() -> Select[tuple[int]]:
    """The newest counting deposit of each campaign, centre and view."""
    newest = counting().with_only_columns(func.max(deposits.c.number).label("number"))
    return newest.group_by(deposits.c.campaign, deposits.c.centre, deposits.c.view)


def waiting() -> ColumnElement[bool]:
    """Whether a deposit is a refused file that still waits: neither its bytes nor a later return took its place."""
    later = deposits.alias("later")
    same_return = (later.c[name] == deposits.c[name] for name in ("campaign", "centre", "view"))
    counts = (later.c.state == ACCEPTED, later.c.number.not_in(select(withdrawals.c.deposit)))
    # Apart from one another: each of them has an index of its own.
    same_bytes = exists().where(later.c.sha256 == deposits.c.sha256, *counts)
    came_after = exists().where(*same_return, later.c.number > deposits.c.number, *counts)
    return and_(deposits.c.state == REFUSED, ~same_bytes, ~came_after)
