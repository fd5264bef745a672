"""The page's server keeps to what a page needs: small bodies, few lines."""

from __future__ import annotations

import socket

from campaign.worker.server import LONGEST_BODY, PageServer
from tests.servers.ports import free_ports


def application(environ, start):
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]


def post(port: int, size: int, body: bytes = b"") -> bytes:
    head = (
        f"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head.encode() + body)
        found = b""
        while part := line.recv(4096):
            found += part
        return found


def test_a_body_of_any_size_is_not_read() -> None:
    [port] = free_ports(1)
    with PageServer(application, port):
        assert post(port, 300_000_000).startswith(b"HTTP/1.1 413")
        assert post(port, 5, b"hello").endswith(b"\r\n5")


def test_the_forms_of_the_page_fit_well() -> None:
    [port] = free_ports(1)
    with PageServer(application, port):
        size = LONGEST_BODY - 1
        assert post(port, size, b"x" * size).endswith(str(size).encode())
