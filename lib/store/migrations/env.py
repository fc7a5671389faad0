"""Run by Alembic for `lib.store.upgrade`, which opens the transaction and hands over its connection."""

from alembic import context

from lib.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
