"""What every test gets: a database file and a folder of the program's own state."""

from __future__ import annotations

import os

import pytest

LONG = ("tests/chaos/", "tests/cluster/", "tests/postgresql/")


def pytest_configure(config):
    """Let the threads of a worker end with their lines to PostgreSQL open.

    A pool has no way to tell them to hang up first; the program ends with them, a test does not.
    """
    left_open = "ignore:.*psycopg.* was deleted while still open:ResourceWarning"
    config.addinivalue_line("filterwarnings", left_open)


def pytest_collection_modifyitems(items):
    """Give each process of a run its part of what takes long, and that first: none is left alone
    with it at the end. The parts are what the scheduler of pytest-xdist deals out to begin with.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.nodeid.startswith(LONG)]
    short = [item for item in items if not item.nodeid.startswith(LONG)]
    size = -(-len(items) // processes)
    dealt = []
    for number in range(processes):
        first = long[number::processes]
        dealt += first + short[: size - len(first)]
        del short[: size - len(first)]
    items[:] = dealt


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Keep SQLite in a file: in memory it locks in other ways than for our users.

    On PostgreSQL each process of a run has a database of its own.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = "template0"  # several copy it at once


@pytest.fixture(autouse=True)
def _state_of_its_own(request, tmp_path):
    if {"db", "transactional_db", "django_db_setup"} & set(request.fixturenames):
        settings = request.getfixturevalue("settings")
        settings.STATE = tmp_path / ".campaign"  # never the checkout's: it may not be there
        backend = dict(settings.STORAGES["default"])
        settings.STORAGES = {
            "default": {**backend, "OPTIONS": {"location": str(tmp_path / "pics")}}
        }
