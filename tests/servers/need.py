"""What a test needs from the machine: skipped at home when missing, a failure in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str, remedy: str) -> NoReturn:
    """Skip with one clear line, or fail where everything is meant to be installed."""
    reason = f"{what} is not on this machine: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
