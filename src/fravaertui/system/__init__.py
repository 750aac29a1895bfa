"""The machine below the program: files nobody else may read, and the log of a session."""
