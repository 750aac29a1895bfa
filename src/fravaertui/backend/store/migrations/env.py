"""Where Alembic starts: on the connection and in the transaction that `migrate` has opened."""

from alembic import context

from fravaertui.backend.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
)
with context.begin_transaction():
    context.run_migrations()
