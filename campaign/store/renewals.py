"""Renewing credentials: whose turn it is, who does it, and what came of it.

Whoever renews a credential first moves its ``renew_at`` on by a lease, with a conditional
UPDATE: of two that try, one has it. What comes of it is written only where the credential is
still the one that was taken, so that a person's new sign-in is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from campaign.adapter import Renewed
from campaign.secret import SecretUnreadable
from campaign.store import alerts, channels, credentials, events, sealing
from campaign.store.models import ChannelState, Credential
from campaign.store.speakers import Speaker, speaker
from campaign.store.writing import writing

LONGEST_AHEAD = timedelta(days=20)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=1)


def ahead_of(expires_at: datetime, since: datetime) -> datetime:
    """Return when to renew what is good from ``since`` to ``expires_at``.

    With a third of its life left, at most twenty days: two hours are renewed after eighty
    minutes, sixty days after forty, which leaves time for a platform's bad day.
    """
    return expires_at - min((expires_at - since) / 3, LONGEST_AHEAD)


@dataclass(frozen=True, slots=True)
class Turn:
    """A credential that is ours to renew until the lease is over."""

    speaker: Speaker
    connected_at: datetime
    renewed_at: datetime | None
    expires_at: datetime | None
    until: datetime  # of the lease, which is what ``renew_at`` says meanwhile
    worker: str
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    seal: Callable[[str], str] = field(default=sealing.seal, repr=False)  # with the key in hand

    @property
    def channel(self) -> str:
        """Return the channel's id."""
        return self.speaker.id


def due(now: datetime) -> list[str]:
    """Return the live channels whose credential is to be renewed."""
    live = ChannelState.objects.exclude(network="sandbox").values("pk")
    rows = Credential.objects.filter(renew_at__lte=now, channel__in=live)
    return list(rows.order_by("renew_at").values_list("pk", flat=True))


def take(channel: str, *, now: datetime, lease: timedelta, worker: str) -> Turn | None:
    """Take a credential to renew it; ``None`` when another was first, or it is not due.

    Raise ``CredentialError`` when it cannot be opened, and ``KeyTrouble`` or
    ``SecretUnreadable`` when what comes of it could not be sealed: then nothing is asked, for
    the answer might be lost, and its turn is put off.
    """
    row = Credential.objects.filter(pk=channel, renew_at__lte=now).first()
    state = ChannelState.objects.filter(pk=channel).first()
    if row is None or state is None:
        return None
    who = speaker(state)
    turn = Turn(
        who, row.connected_at, row.renewed_at, row.expires_at, until=now + lease, worker=worker
    )
    with writing():
        same = Credential.objects.filter(pk=channel, renew_at=row.renew_at)
        if not same.update(renew_at=turn.until):
            return None
    try:
        return replace(turn, secrets=credentials.opened(row, who), seal=sealing.sealer())
    except (credentials.CredentialError, sealing.KeyTrouble, SecretUnreadable) as exc:
        put_off(turn, str(exc), now=now)
        raise


def _ours(turn: Turn) -> QuerySet[Credential]:
    """Return the credential if it is still the one that was taken, whoever has its turn now."""
    return Credential.objects.filter(
        pk=turn.channel, connected_at=turn.connected_at, renewed_at=turn.renewed_at
    )


def _held(turn: Turn) -> QuerySet[Credential]:
    """Return the credential if the turn is still ours, too."""
    return _ours(turn).filter(renew_at=turn.until)


def finish(turn: Turn, renewed: Renewed, *, now: datetime) -> bool:
    """Keep the new secrets; False when a person has signed in, or out, meanwhile.

    It asks for no turn: with the answer in hand the old secrets may be good for nothing, and
    another worker that has the turn by now could only be refused with them.
    """
    secrets = {**turn.secrets, **renewed.secrets}
    expires_at = renewed.expires_at
    with writing():
        kept = _ours(turn).update(
            sealed=turn.seal(credentials.inside(turn.speaker, secrets)),
            expires_at=expires_at,
            renew_at=ahead_of(expires_at, now) if expires_at else None,
            renewed_at=now,
            trouble="",
        )
        if kept:
            data = {"until": expires_at}
            name = turn.channel
            events.record("sign-in renewed", actor=turn.worker, at=now, subject=name, data=data)
    return bool(kept)


def put_off(turn: Turn, why: str, *, now: datetime, wait: float = 0.0) -> None:
    """Try again later: it is not known, or not for good, that it cannot be renewed.

    It waits an eighth of the time that is left, from five minutes to an hour, and not less
    than the ``wait`` seconds the platform asked for. Nothing is written where the turn is not
    ours any more: a person has signed in, or another worker has it.
    """
    left = (turn.expires_at - now) / 8 if turn.expires_at else LONGEST_WAIT
    pause = max(min(max(left, SHORTEST_WAIT), LONGEST_WAIT), timedelta(seconds=wait))
    with writing():
        _held(turn).update(renew_at=now + pause, trouble=why)


def give_up(turn: Turn, why: str, *, now: datetime) -> bool:
    """Pause the channel and tell people: a person must sign in again."""
    name = turn.channel
    with writing():
        if not _held(turn).update(renew_at=None, trouble=why):
            return False
        key = f"token:{name}:lost:{turn.renewed_at or turn.connected_at:%Y-%m-%dT%H:%M:%S}"
        alerts.tell(
            key=key,
            kind=alerts.Kind.TOKEN,
            subject=f"{name} must sign in again",
            what=f"The sign-in of {name} could not be renewed: {why} The channel is paused.",
            advice=f"campaign channels connect {name}, and then: campaign channels use {name}",
            at=now,
        )
        channels.pause(name, why, actor=turn.worker, now=now, key=key)
    return True


def stop_renewing(turn: Turn) -> None:
    """Leave a credential as it is from now on: its adapter cannot renew it."""
    _held(turn).update(renew_at=None)
