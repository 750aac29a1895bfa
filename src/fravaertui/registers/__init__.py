"""Others' formats: bytes to records in our terms, each with where it stood, and back to bytes.

A module for each format reads it, and one maps what the Address Register says to our fields.
Nothing is fetched, opened or stored here: a reader takes a stream, and yields records or refusals.
"""
