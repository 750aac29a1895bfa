"""One agent's session, with or without a screen: its state, its drafts, its way to the backend."""
