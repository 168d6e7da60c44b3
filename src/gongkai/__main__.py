"""`python -m gongkai` is the same as the command `gongkai`."""

import sys

from gongkai.cli import main

if __name__ == "__main__":
    sys.exit(main())
