"""Which choice each value of a list stands for, remembered beside what its columns mean.

There is no way back: it would lose data.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    # SQLite would write the column behind the constraints: the table is made anew there, as it would be today.
    anew = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("mappings", recreate=anew) as mappings:
        mappings.add_column(sa.Column("values", sa.JSON(), nullable=True))
