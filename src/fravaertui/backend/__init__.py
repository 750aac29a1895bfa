"""One serves the API, the other keeps the records: `api` and `store`, with `desk` between them.

Nothing is imported here: a program with a remote backend never pays for this one.
"""
