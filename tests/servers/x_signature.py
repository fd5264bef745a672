"""Holds an OAuth 1.0a signature against the request it came with, as X does."""

from __future__ import annotations

from types import SimpleNamespace

from oauthlib.oauth1.rfc5849 import signature

SKEW = 300  # seconds by which a signature's time may be off


def fault(method: str, url: str, header: str, secrets: dict[str, str], now: float) -> str:
    """Return what is wrong with a request's signature; nothing when it is good."""
    given = dict(signature.collect_parameters(headers={"Authorization": header}))
    signed = header_parameters(header)
    if given.get("oauth_consumer_key") != secrets["consumer_key"]:
        return "unknown app"
    if signed.get("oauth_token") != secrets["access_token"]:
        return "unknown token"
    if abs(int(signed.get("oauth_timestamp", "0")) - now) > SKEW:
        return "timestamp out of bounds"
    query = url.partition("?")[2]
    parameters = signature.collect_parameters(
        uri_query=query, headers={"Authorization": header}, exclude_oauth_signature=True
    )
    request = SimpleNamespace(
        http_method=method,
        uri=url,
        params=parameters,
        signature=signed.get("oauth_signature", ""),
        client_key=signed.get("oauth_consumer_key"),
    )
    good = signature.verify_hmac_sha1(
        request, secrets["consumer_secret"], secrets["access_token_secret"]
    )
    return "" if good else "bad signature"


def header_parameters(header: str) -> dict[str, str]:
    """Return the parameters of an Authorization header, the signature among them."""
    return dict(
        signature.collect_parameters(
            headers={"Authorization": header}, exclude_oauth_signature=False
        )
    )
