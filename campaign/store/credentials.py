"""What channels sign in with: kept sealed, opened only to build an adapter.

Inside the seal a credential names its channel, platform and server. A row that was moved to
another channel, or whose channel now leads to another server, is not used: it would hand the
secret to somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import connection

from campaign.adapter import Deferred
from campaign.store import events, sealing
from campaign.store.barriers import aware
from campaign.store.models import Credential
from campaign.store.writing import writing


class CredentialError(Exception):
    """A kept credential cannot be used; the message says why and what to do."""


class Spoken(Protocol):
    """What of a channel its credential is bound to."""

    @property
    def id(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def base_url(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What a sign-in gave: secrets by the adapter's names, whom they speak as, how long."""

    secrets: Mapping[str, str] = field(repr=False)
    speaks_as: str = ""
    expires_at: datetime | None = None  # the secrets are good until then
    ends_at: datetime | None = None  # a person must sign in again before then
    renew_at: datetime | None = None  # when they are first renewed; None: never


def keep(channel: Spoken, signed_in: SignedIn, *, by: str, now: datetime) -> None:
    """Keep a credential, sealed, in place of whatever the channel had."""
    values = {
        "platform": channel.platform,
        "sealed": sealing.seal(inside(channel, signed_in.secrets)),
        "speaks_as": signed_in.speaks_as[:200],
        "expires_at": signed_in.expires_at,
        "ends_at": signed_in.ends_at,
        "renew_at": signed_in.renew_at,
        "connected_by": by,
        "connected_at": now,
        "renewed_at": None,
        "trouble": "",
    }
    with writing():
        Credential.objects.update_or_create(channel=channel.id, defaults=values)
        data = {"speaks_as": signed_in.speaks_as, "until": end_of(signed_in)}
        events.record("channel connected", actor=by, at=now, subject=channel.id, data=data)


def end_of(signed_in: SignedIn | Credential) -> datetime | None:
    """Return when a person must have signed in again, as far as it is known."""
    ends = [signed_in.ends_at]
    if signed_in.renew_at is None:
        ends.append(signed_in.expires_at)
    return min((end for end in ends if end is not None), default=None)


def inside(channel: Spoken, secrets: Mapping[str, str]) -> str:
    """Return what goes under the seal: the secrets, and whose they are."""
    whole = {
        "channel": channel.id,
        "platform": channel.platform,
        "base_url": channel.base_url,
        "secrets": dict(secrets),
    }
    return json.dumps(whole, sort_keys=True)


def secrets_of(channel: Spoken) -> dict[str, str] | None:
    """Open a channel's credential; ``None`` when none is kept.

    Raise ``CredentialError`` when it cannot be opened, or was given for another account.
    """
    row = Credential.objects.filter(pk=channel.id).first()
    return None if row is None else opened(row, channel)


def opened(row: Credential, channel: Spoken) -> dict[str, str]:
    """Open one credential; raise ``CredentialError`` as ``secrets_of`` does."""
    again = f"campaign channels connect {channel.id}"
    try:
        whole = json.loads(sealing.unseal(row.sealed))
    except sealing.WrongKey as exc:
        raise CredentialError(
            f"The sign-in of {channel.id} cannot be opened. {exc} Put the earlier key behind it, "
            f"or sign in again: {again}"
        ) from None
    except sealing.KeyTrouble as exc:
        raise CredentialError(f"The sign-in of {channel.id} cannot be opened. {exc}") from None
    bound = {name: whole.get(name) for name in ("channel", "platform", "base_url")}
    if bound != {"channel": row.pk, "platform": channel.platform, "base_url": channel.base_url}:
        raise CredentialError(
            f"The sign-in of {channel.id} was given for another platform or server than its "
            f"organisation's file names now: sign in again: {again}"
        )
    secrets: dict[str, str] = whole["secrets"]
    return secrets


def version(channel: str, now: datetime) -> str:
    """Return a mark that changes with a channel's credential; "" when none is kept.

    It changes when a renewal begins, too. Raise ``Deferred`` while the credential's time is
    over and a new one is being fetched: a call with the old one would be refused, and be
    taken for a sign-in that was withdrawn.
    """
    with connection.cursor() as cursor:  # asked before every call, so without the query's builder
        cursor.execute(
            "SELECT connected_at, renewed_at, expires_at, renew_at FROM store_credential"
            " WHERE channel = %s",
            [channel],
        )
        row = cursor.fetchone()
    if row is None:
        return ""
    connected_at, renewed_at, expires_at, renew_at = (at and aware(at) for at in row)
    if renew_at is not None and expires_at is not None and expires_at <= now:
        raise Deferred(f"The sign-in of {channel} has run out; “campaign run” renews it.")
    return f"{connected_at} {renewed_at} {renew_at}"


def forget(channel: str, *, by: str, now: datetime) -> bool:
    """Take a channel's credential away; False when none was kept."""
    with writing():
        gone, _ = Credential.objects.filter(pk=channel).delete()
        if gone:
            events.record("channel disconnected", actor=by, at=now, subject=channel)
    return bool(gone)


def seal_anew(*, by: str, now: datetime) -> int:
    """Seal every credential with the first key, all or none; return how many.

    Raise ``CredentialError``, with nothing changed, when one of them opens with no key.
    """
    with writing():
        rows = list(Credential.objects.select_for_update().order_by("pk"))
        for row in rows:
            try:
                row.sealed = sealing.seal_anew(row.sealed)
            except sealing.WrongKey as exc:
                raise CredentialError(
                    f"Nothing was changed, for the sign-in of {row.pk} cannot be opened. {exc} "
                    f"Put the earlier key behind it, or first: campaign channels disconnect "
                    f"{row.pk}"
                ) from None
            row.save(update_fields=["sealed"])
        events.record("credentials sealed anew", actor=by, at=now, data={"count": len(rows)})
    return len(rows)
