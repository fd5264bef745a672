"""Renews sign-ins ahead of time, and counts the days of those that only a person can renew."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections

from campaign.adapter import AdapterError, Can, Deferred, Ended, Renewed, Withheld
from campaign.delivery import trail
from campaign.delivery.desk import Build
from campaign.secret import SecretUnreadable
from campaign.store import endings, renewals
from campaign.store.credentials import CredentialError
from campaign.store.renewals import Turn
from campaign.store.sealing import KeyTrouble

_KNOWN = (AdapterError, CredentialError, KeyTrouble, SecretUnreadable)  # their words are sentences

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # well over a call's total deadline of one minute
WAITS = (0.1, 0.3, 1.0, 3.0, 10.0, 20.0)  # seconds between tries to keep what was fetched


class Renewer:
    """Renews the credentials whose turn it is.

    A renewed credential is kept before anything uses it: many platforms take the old one back
    with the very answer that holds the new one. ``Desks`` see that it changed, and make the
    channel's adapter anew.
    """

    def __init__(self, build: Build, *, worker: str, clock: Callable[[], datetime]) -> None:
        self._build, self._worker, self._clock = build, worker, clock

    def renew(self) -> int:
        """Renew what is due and warn of what ends; return how many were renewed."""
        count = sum(self._renew(channel) for channel in renewals.due(self._clock()))
        endings.warn(self._clock())
        return count

    def _renew(self, channel: str) -> bool:
        """Renew one; whatever goes wrong with it keeps no other from being renewed."""
        with trail.about(channel=channel):
            return self._try(channel)

    def _try(self, channel: str) -> bool:
        try:
            turn = renewals.take(channel, now=self._clock(), lease=LEASE, worker=self._worker)
            return turn is not None and self._with(turn)
        except _KNOWN as error:
            logger.warning("The sign-in of %s was not renewed yet: %s", channel, error)
        except Exception:
            logger.exception("Renewing the sign-in of %s failed", channel)
        return False

    def _with(self, turn: Turn) -> bool:
        try:
            return self._ask(turn)
        except Exception as error:
            if not isinstance(error, _KNOWN):
                logger.exception("Renewing the sign-in of %s failed", turn.channel)
            self._put_off(turn, error)
            return False

    def _ask(self, turn: Turn) -> bool:
        adapter = self._build(turn.speaker, _nothing_is_sent)
        if Can.RENEW not in adapter.capabilities.can:
            renewals.stop_renewing(turn)
            return False
        try:
            renewed = adapter.renew()
        except Ended as error:  # every other no says nothing about the credential
            self._give_up(turn, error)
            return False
        return self._keep(turn, renewed)

    def _keep(self, turn: Turn, renewed: Renewed) -> bool:
        """Keep it, and try for a while whatever goes wrong: it cannot be fetched twice."""
        for wait in (*WAITS, None):
            try:
                return renewals.finish(turn, renewed, now=self._clock())
            except Exception:
                if wait is None:
                    raise
                logger.warning("The renewed sign-in of %s could not be kept yet", turn.channel)
                close_old_connections()
                time.sleep(wait)
        return False

    def _give_up(self, turn: Turn, error: Ended) -> None:
        logger.warning("The sign-in of %s cannot be renewed: %s", turn.channel, error)
        renewals.give_up(turn, str(error), now=self._clock())

    def _put_off(self, turn: Turn, error: Exception) -> None:
        known = isinstance(error, _KNOWN)
        why = str(error) if known else f"Something unforeseen happened ({type(error).__name__})."
        logger.warning("The sign-in of %s was not renewed yet: %s", turn.channel, why)
        wait = error.retry_after if isinstance(error, Deferred) and error.retry_after else 0.0
        renewals.put_off(turn, why, now=self._clock(), wait=wait)


def _nothing_is_sent() -> None:
    raise Withheld("A sign-in is being renewed; nothing is sent.")
