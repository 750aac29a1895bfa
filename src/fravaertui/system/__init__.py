"""What the program needs of the machine: private files, locks, a session log, less garbage."""
