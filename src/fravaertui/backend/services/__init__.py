"""What the backend does, a transaction at a time."""
