"""Secrets come from the environment: NAME, or NAME_FILE that names a file."""

from __future__ import annotations

import os
from pathlib import Path


class SecretUnreadable(Exception):
    """NAME_FILE points at something that cannot be read."""


def secret(name: str) -> str:
    """Return the secret called ``name``, or "" when it is not set.

    Raise ``SecretUnreadable`` with a sentence for the person when NAME_FILE is set and its
    file cannot be read: silently going on without it would be worse.
    """
    file = os.environ.get(f"{name}_FILE")
    if file is None:
        return os.environ.get(name, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise SecretUnreadable(
            f"{name}_FILE is set to {file}, which cannot be read: give the right path, "
            f"or set {name} instead."
        ) from exc
