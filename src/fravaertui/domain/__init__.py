"""The rules: records, dates, changes, findings and what the citizen sees.

Pure functions over immutable values. Nothing here reads a clock, a file or a network, and nothing
but the standard library and pydantic is imported, so every layer above can call it.
"""
