"""Notes of coordinators on the document's questions, and what of its homework is done, as events.

There is no way back: it would lose data.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "remarks",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('to_discuss', 'under_way', 'settled', 'dropped')", name=op.f("ck_remarks_status")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_subject"), "remarks", ["subject"])
    op.create_table(
        "ticks",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ticks")),
    )
    op.create_index(op.f("ix_ticks_task"), "ticks", ["task"])
