"""What both ends of the wire share: the values sent over it, and the codes of its problems."""
