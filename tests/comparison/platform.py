"""The platform everybody publishes on: a process on loopback with an append-only ledger.

It takes every post it is sent, as most platforms do: there is no key it would know a repeat by.
It writes the post down when the request is whole, and answers 50 ms later; a caller killed in
between cannot know. Whoever wants to know can ask for the posts of a channel.

    python -m tests.comparison.platform PORT LEDGER
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

ANSWER = 0.05  # seconds from the whole request to its answer


class Platform:
    """Keeps what it was sent, in memory and in the ledger."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._said: dict[str, list[tuple[int, str]]] = {}
        self._count = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close the line."""
        try:
            method, path, body = await _request(reader)
            answer = await self._answer(method, path, body)
            head = (
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            writer.write(head.encode() + answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller was killed: that is what this is about
        finally:
            writer.close()

    async def _answer(self, method: str, path: str, body: bytes) -> bytes:
        if method == "GET":
            channel = unquote(urlsplit(path).path.rpartition("/")[2])
            said = self._said.get(channel, [])
            return json.dumps([{"id": number, "text": text} for number, text in said]).encode()
        post = json.loads(body)
        number = self._take(post["channel"], post["text"])
        await asyncio.sleep(ANSWER)
        return json.dumps({"id": number}).encode()

    def _take(self, channel: str, text: str) -> int:
        self._count += 1
        os.write(self._ledger, json.dumps([time.time(), channel, text]).encode() + b"\n")
        self._said.setdefault(channel, []).append((self._count, text))
        return self._count


async def _request(reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *headers = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    lengths = [row.split(":")[1] for row in headers if row.lower().startswith("content-length:")]
    return method, path, await reader.readexactly(int(lengths[0]) if lengths else 0)


async def _main(port: int, ledger: Path) -> None:
    platform = Platform(ledger)
    server = await asyncio.start_server(platform.serve, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), Path(sys.argv[2])))
