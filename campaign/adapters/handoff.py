"""The hand-off: a person posts it, from a folder that holds all it takes; no network, no sign-in.

For what has no way in for programs (Nextdoor, Neighbourhood Alert, WhatsApp Channels, an
intranet), and for any platform on the day its own way in fails: then it keeps to the limits of
the platform it stands in for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Can,
    Capabilities,
    Content,
    Deferred,
    Disconnected,
    PostKey,
    Processing,
)
from campaign.adapters import handoff_folder
from campaign.adapters.limits import LIMITS


class Handoff(Adapter):
    """One place where a person posts by hand."""

    name: ClassVar[str] = "handoff"
    capabilities: ClassVar[Capabilities] = LIMITS["handoff"]

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        vars(self)["capabilities"] = _limits(account)  # those of the place it is posted on

    @override
    def publish(self, content: Content, key: PostKey) -> Processing:
        """Lay everything out in a folder; the same key gives the same folder, byte for byte.

        From there on only a person can tell what becomes of it.
        """
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        account = self.account
        files = handoff_folder.files(
            content,
            key,
            text=self.capabilities.text_of(content),
            read=account.read,
            where=account.options.get("where") or self._title(),
            person=account.options.get("person", ""),
        )
        place = account.folder / "handoff" / account.channel / handoff_folder.name(content, key)
        try:
            handoff_folder.lay_out(place, files, account.permit)
        except OSError as exc:
            raise Deferred(
                f"The folder {place.parent} cannot be written ({exc.strerror}): make room on the "
                "disk, or give the program the right to write there."
            ) from exc
        return Processing(place.relative_to(account.folder).as_posix(), None)

    def _title(self) -> str:
        by_itself = self.account.platform in ("", "handoff")
        return self.account.channel if by_itself else self.capabilities.title

    @override
    def identify(self) -> str:
        options = self.account.options
        where, person = options.get("where", ""), options.get("person", "")
        return f"{where or self.account.handle or self.account.channel}, by hand" + (
            f" ({person})" if person else ""
        )


def _limits(account: Account) -> Capabilities:
    own = LIMITS["handoff"]
    if account.platform in ("", "handoff"):
        return replace(own, text_limit=_text_limit(account, own.text_limit))
    stands_for = LIMITS.get(account.platform, own)
    can = stands_for.can & {Can.REPLY}  # whoever posts by hand can reply where anyone can
    return replace(stands_for, can=can, strength=own.strength, key_lasts=own.key_lasts)


def _text_limit(account: Account, most: int) -> int:
    text = account.options.get("text_limit", "").replace(",", "")
    if not text:
        return most
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= most):
        raise Disconnected(
            f"The channel {account.channel} has the text_limit “{text[:40]}”: write a whole number "
            f"from 1 to {most} in its organisation's file."
        )
    return int(text)
