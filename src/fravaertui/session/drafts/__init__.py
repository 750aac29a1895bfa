"""Drafts: what is typed in the forms, the changes it makes, and its storage on disk."""
