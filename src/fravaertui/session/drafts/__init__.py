"""What is typed in the forms: as it is typed, what it comes to, and how it survives."""
