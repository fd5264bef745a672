"""Where the program starts: ``campaign`` and ``python -m campaign``."""

from __future__ import annotations

import sys

from campaign.cli.start import start


def main() -> None:
    """Run one command and leave with its exit code."""
    sys.exit(start(sys.argv[1:]))


if __name__ == "__main__":
    main()
