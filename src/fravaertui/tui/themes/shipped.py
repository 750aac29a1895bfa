"""Where the stylesheets and the themes of the program are."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[2]
STYLES = next(
    folder for folder in (_PACKAGE / "styles", _PACKAGE.parents[1] / "styles") if folder.is_dir()
)
"""Inside the package when installed from a wheel, at the top of a checkout."""

THEMES = STYLES / "themes"
