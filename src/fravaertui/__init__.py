"""Absences and substitutes at GP clinics, and what citizens are told about them."""

__version__ = "0.1.0"
