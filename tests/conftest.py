"""What every test gets: a database file and a folder of the program's own state."""

from __future__ import annotations

import pytest


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
