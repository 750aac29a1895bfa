"""Signing in at an OpenID provider, and what is kept of it."""
