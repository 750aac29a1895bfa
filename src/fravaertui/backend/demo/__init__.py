"""Invented clinics: a few that show every case, and a whole country to try the size of things.

All names and numbers are invented and look it; nothing here is anybody's.
"""

from fravaertui.backend.demo.clinics import demo_files
from fravaertui.backend.demo.national import national_files

__all__ = ["demo_files", "national_files"]
