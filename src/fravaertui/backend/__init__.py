"""The server: `api` is what goes over HTTP, `services` the transactions, `store` the tables.

`auth` checks access tokens, `middleware` is what every request passes first, and `demo` invents
clinics.

Nothing is imported here: a program with a remote backend never pays for this one.
"""
