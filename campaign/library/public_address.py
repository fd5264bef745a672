"""Whether an address can be opened from the internet, as far as it says so itself."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

# Names that only mean something inside a network (RFC 6762, RFC 8375, ICANN 2024, RFC 6761).
_PORTS = {"https": 443, "http": 80}
_INSIDE = ("local", "localhost", "internal", "intranet", "lan", "home.arpa", "test", "invalid")


def why_not_public(address: str) -> str:
    """Say why an address cannot be opened from the internet; "" when it looks as if it could."""
    host = host_of(address)
    if not host:
        return f"“{address[:60]}” is not the address of a server."
    if is_this_machine(host):
        return f"{host} is this very machine, which nobody else can open."
    if _is_ip(host):
        if not ip_address(host).is_global:
            return f"{host} belongs to a private network, which cannot be opened from the internet."
    elif "." not in host or host.endswith(tuple(f".{name}" for name in _INSIDE)):
        return f"{host} is a name inside a network, which is not known on the internet."
    if not address.startswith("https://"):
        return f"{address[:60]} begins with http://: platforms fetch pictures by https:// only."
    return ""


def host_of(address: str) -> str:
    """Return the host of an address in small letters; "" when it has none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def origin_of(address: str) -> str:
    """Return an address as a browser names where a form comes from; "" when it has no host.

    Small letters, and no port that the scheme has anyway (RFC 6454, section 4).
    """
    host = host_of(address)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if not host or parts.scheme not in _PORTS:
        return ""
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}{'' if port in (None, _PORTS[parts.scheme]) else f':{port}'}"


def is_this_machine(host: str) -> bool:
    """Tell whether a host is the machine the program runs on."""
    return host == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
