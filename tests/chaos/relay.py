"""Ports of this host that lead to the same ports of another one: a program may speak to 127.0.0.1.

``python -m tests.chaos.relay HOST PORT…`` runs until it is stopped. Inside a network namespace
that is another host, and what it carries crosses the cable between the two.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from functools import partial

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def main(host: str, ports: list[int]) -> None:
    """Carry until the process ends."""
    for port in ports:
        await asyncio.start_server(partial(_carry, host, port), "127.0.0.1", port)
    print("ready", flush=True)
    await asyncio.Event().wait()


async def _carry(
    host: str, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(OSError):
        far_reader, far_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
    writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], [int(port) for port in sys.argv[2:]]))
