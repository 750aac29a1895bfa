"""Signing in with an OpenID provider: the device grant, the tokens and their file."""
