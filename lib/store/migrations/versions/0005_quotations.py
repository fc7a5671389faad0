"""Quotations are proof-read, tagged with themes and put in a basket, as events.

There is no way back: it would lose data.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "quotation_readings",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quotation", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("citable", sa.Boolean(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_quotation_readings")),
    )
    op.create_index(op.f("ix_quotation_readings_quotation"), "quotation_readings", ["quotation"])
    op.create_table(
        "quotation_tags",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quotation", sa.String(length=64), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_quotation_tags")),
    )
    op.create_index(op.f("ix_quotation_tags_quotation_theme"), "quotation_tags", ["quotation", "theme"])
    op.create_table(
        "baskets",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("quotations", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.name"], name=op.f("fk_baskets_campaign")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_baskets")),
    )
    op.create_index(op.f("ix_baskets_campaign"), "baskets", ["campaign"])
