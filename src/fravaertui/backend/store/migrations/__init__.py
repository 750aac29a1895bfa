"""Alembic's migrations; they run from `store.migrate`, never from a command line."""
