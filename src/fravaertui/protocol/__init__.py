"""What both ends of the wire know: the values that go over it, and the codes of its problems."""
