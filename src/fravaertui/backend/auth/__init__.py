"""Who asks: access tokens, and the keys they are signed with."""
