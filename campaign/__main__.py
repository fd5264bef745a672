"""Where the program starts: ``campaign`` and ``python -m campaign``."""

from __future__ import annotations

import sys

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main() -> None:
    """Run one command and leave with its exit code."""
    try:
        from campaign.cli.start import start  # noqa: PLC0415 - Ctrl-C may come this early

        code = start(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    except ModuleNotFoundError as exc:
        sys.stderr.write(
            f"Campaign is not installed completely: {exc.name} is missing. “make run” in its "
            "folder installs what it needs.\n"
        )
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
