"""A PostgreSQL of our own for a test run: no service, no fixed port, gone afterwards.

    with postgresql() as dsn:                  # postgresql://postgres@127.0.0.1:PORT/postgres
        mine = clone(dsn, "test_1")            # another database on it, some 50 ms

PostgreSQL refuses to run as root, so root drops to the user ``postgres`` or ``nobody``.
It is told not to wait for the disk: a power cut in the middle of a test loses nothing we need.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.servers.need import missing
from tests.servers.ports import free_ports

DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def postgresql(**settings: str) -> Iterator[str]:
    """Start a server and give the address of its first database.

    ``settings`` are lines of postgresql.conf, such as ``max_connections="200"``.
    """
    with serving(**settings) as server:
        yield server.address


@contextmanager
def serving(**settings: str) -> Iterator[Server]:
    """Start a server and give it, for a test that stops it and starts it again."""
    found = programs()
    home = Path(tempfile.mkdtemp(prefix="campaign-postgresql-"))
    try:
        server = Server(found, home, settings)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def clone(dsn: str, name: str, template: str = "template1") -> str:
    """Make the database ``name``, a copy of ``template``, and return its address.

    A database of that name is replaced. Nobody may be connected to the template.
    """
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(dsn, autocommit=True) as connection:
        drop = "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
        connection.execute(sql.SQL(drop).format(**names))
        connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
    return urlunsplit(urlsplit(dsn)._replace(path="/" + quote(name)))


class Server:
    """One server in its folder ``home``."""

    def __init__(self, programs: Path, home: Path, settings: dict[str, str]) -> None:
        self._programs, self._home = programs, home
        self._data = home / "data"
        self._user = _unprivileged(home)
        self.port = free_ports(1)[0]
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(home),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "64MB",
            "max_connections": "60",
        } | settings

    @property
    def address(self) -> str:
        """Return the address of its first database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Lay the empty database cluster down; its only locale is C, for none may be installed."""
        trust = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
        self._run("initdb", f"--pgdata={self._data}", *trust, "--no-sync")
        lines = [f"{name} = '{value}'\n" for name, value in self._settings.items()]
        with (self._data / "postgresql.auto.conf").open("a") as file:
            file.writelines(lines)

    def admit(self, network: str) -> None:
        """Let everybody of a network in, such as 198.18.0.0/16, without a password."""
        with (self._data / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {network} trust\n")
        self._run("pg_ctl", "reload")

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        self._run("pg_ctl", "--wait", "--timeout=60", f"--log={self._home}/log", "start")

    def stop(self) -> None:
        """End it at once, as a crash would; what was committed to disk is there at a next start."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        # The server inherits pg_ctl's output: a pipe would never close, a file does no harm.
        said = self._home / f"{program}.out"
        with said.open("w") as output:
            code = subprocess.run(
                [self._programs / program, *arguments],
                check=False,
                cwd=self._home,
                env={"PGDATA": str(self._data), "PATH": os.environ.get("PATH", "")},
                stdout=output,
                stderr=subprocess.STDOUT,
                **self._user,
            ).returncode
        if code:
            log = self._home / "log"
            words = said.read_text() + (log.read_text() if log.exists() else "")
            raise RuntimeError(f"PostgreSQL's {program} failed:\n{words}")


def _unprivileged(home: Path) -> dict[str, Any]:
    """Say whom to run as, for ``subprocess``; root gives ``home`` away."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(home, user.pw_uid, user.pw_gid)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return missing("A user PostgreSQL may run as", "add the user postgres")


def programs() -> Path:
    """Return the folder of PostgreSQL's own programs: Debian's newest, else the one on PATH."""
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return missing("The PostgreSQL server", "run .ci/install")
