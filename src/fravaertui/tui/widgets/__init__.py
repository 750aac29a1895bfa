"""Widgets that know nothing of absences."""
