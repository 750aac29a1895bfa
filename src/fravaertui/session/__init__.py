"""What belongs to one agent at work, with or without a screen."""
