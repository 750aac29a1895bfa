"""`python -m fravaertui` is the same as `fravaertui`."""

import sys

from fravaertui.cli import main

if __name__ == "__main__":
    sys.exit(main())
