"""A receiver of webhooks that takes its time, in a process of its own.

    with slow_receiver(0.05) as address:
        ...                                  # post messages to it
        arrivals(address)                    # webhook-id -> Unix time of its first arrival

It is small on purpose: what is measured is the program that speaks to it.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"


@contextmanager
def slow_receiver(delay: float) -> Iterator[str]:
    """Start one that answers each message after ``delay`` seconds; give its address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, delay), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/"
    finally:
        process.terminate()
        process.join()


def arrivals(address: str) -> dict[str, list[float]]:
    """Return when each message arrived, by its id, and forget it."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        found: dict[str, list[float]] = json.load(answer)
        return found


def _serve(pipe: Connection, delay: float) -> None:
    asyncio.run(_Receiver(delay).serve(pipe))


class _Receiver:
    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._arrivals: dict[str, list[float]] = {}

    async def serve(self, pipe: Connection) -> None:
        """Listen on a free port, say which, and go on until the process is ended."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            at = time.time()
            body = await self._body(head, reader, at)
            writer.write(OK + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever hangs up gets no answer
        finally:
            writer.close()

    async def _body(self, head: str, reader: asyncio.StreamReader, at: float) -> bytes:
        if head.startswith("GET "):
            said, self._arrivals = self._arrivals, {}
            return json.dumps(said).encode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        await reader.readexactly(int(headers["content-length"]))
        self._arrivals.setdefault(headers["webhook-id"], []).append(at)
        await asyncio.sleep(self._delay)
        return b"{}"
