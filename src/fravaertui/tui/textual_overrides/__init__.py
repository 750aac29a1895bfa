"""All that stands on Textual's and Rich's private names, each with a test that names the trap."""
