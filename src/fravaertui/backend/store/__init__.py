"""Where clinic files are kept: SQLAlchemy Core, one unit of work per call.

`database` opens it, `files` loads and saves clinic files, `history` and `answers` stand beside
them in the same transaction. What is special to SQLite is in `sqlite` and `migrations/guards`.
"""
