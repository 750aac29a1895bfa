"""The database: SQLAlchemy Core, a module for each table or group of tables.

`database` opens it, `clinic_files` loads and saves clinic files, `history` and `idempotency` are
written in the same transaction. What is special to SQLite is in `sqlite` and `migrations/guards`.
"""
