"""What is true: the records, the dates, the changes and what the citizen sees.

Pure functions over immutable values. Nothing here reads a clock, a file or a network, and
nothing but the standard library and pydantic is imported, so every floor above can call it.
"""
