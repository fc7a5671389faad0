"""The foundation: roster, schools and links, deposits and what they say.

There is no way back: it would lose data.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    counter = op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_revision_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.bulk_insert(counter, [{"id": 1, "number": 0}])
    _create_roster()
    _create_schools()
    _create_deposits()
    _create_content()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _create_roster() -> None:
    op.create_table(
        "campaigns",
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "centres",
        sa.Column("code", sa.String(), nullable=False),
        _text("name"),
        _text("commune"),
        _text("email"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_centres")),
    )
    op.create_table(
        "invitations",
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("centre", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.name"], name=op.f("fk_invitations_campaign")),
        sa.ForeignKeyConstraint(["centre"], ["centres.code"], name=op.f("fk_invitations_centre")),
        sa.PrimaryKeyConstraint("campaign", "centre", name=op.f("pk_invitations")),
    )


def _create_schools() -> None:
    op.create_table(
        "schools",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uai", sa.String(), nullable=True),
        _text("name"),
        _text("commune"),
        _text("level"),
        sa.Column("likeness", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("uai", name=op.f("uq_schools_uai")),
    )
    op.create_index(op.f("ix_schools_likeness"), "schools", ["likeness"])
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.String(), nullable=False),
        sa.Column("school", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre"], ["centres.code"], name=op.f("fk_links_centre")),
        sa.ForeignKeyConstraint(["school"], ["schools.id"], name=op.f("fk_links_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("centre", "school", name=op.f("uq_links_centre_school")),
    )
    op.create_index(op.f("ix_links_school"), "links", ["school"])


def _create_deposits() -> None:
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "deposits",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _text("filename"),
        _text("who"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("campaign"),
        _text("centre"),
        _text("view"),
        _text("template"),
        _text("codebook"),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("verbatims", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('accepted', 'refused')", name=op.f("ck_deposits_state")),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_deposits_sha256")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deposits")),
    )
    op.create_index(op.f("ix_deposits_campaign_centre_view"), "deposits", ["campaign", "centre", "view"])
    op.create_index(op.f("ix_deposits_sha256"), "deposits", ["sha256"])
    op.create_table(
        "withdrawals",
        sa.Column("deposit", sa.Integer(), autoincrement=False, nullable=False),
        _text("who"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deposit"], ["deposits.number"], name=op.f("fk_withdrawals_deposit")),
        sa.PrimaryKeyConstraint("deposit", name=op.f("pk_withdrawals")),
    )


def _create_content() -> None:
    op.create_table(
        "return_answers",
        sa.Column("deposit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deposit"], ["deposits.number"], name=op.f("fk_return_answers_deposit")),
        sa.PrimaryKeyConstraint("deposit", "question", name=op.f("pk_return_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deposit", sa.Integer(), nullable=False),
        sa.Column("link", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deposit"], ["deposits.number"], name=op.f("fk_observations_deposit")),
        sa.ForeignKeyConstraint(["link"], ["links.id"], name=op.f("fk_observations_link")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint("deposit", "link", name=op.f("uq_observations_deposit_link")),
    )
    op.create_index(op.f("ix_observations_link"), "observations", ["link"])
    op.create_table(
        "answers",
        sa.Column("observation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["observation"], ["observations.id"], name=op.f("fk_answers_observation")),
        sa.PrimaryKeyConstraint("observation", "question", name=op.f("pk_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "verbatims",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deposit", sa.Integer(), nullable=False),
        sa.Column("observation", sa.Integer(), nullable=True),
        _text("dimension"),
        _text("text"),
        sa.Column("citable", sa.Boolean(), nullable=False),
        _text("time_code"),
        sa.ForeignKeyConstraint(["deposit"], ["deposits.number"], name=op.f("fk_verbatims_deposit")),
        sa.ForeignKeyConstraint(["observation"], ["observations.id"], name=op.f("fk_verbatims_observation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verbatims")),
    )
    op.create_index(op.f("ix_verbatims_deposit"), "verbatims", ["deposit"])
    op.create_index(op.f("ix_verbatims_observation"), "verbatims", ["observation"])
