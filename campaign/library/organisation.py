"""Who speaks, and through which channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from campaign.library.settings import SlotRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One account of one organisation on one platform."""

    id: str  # unique in the campaign, such as "northshire-x"
    organisation: str
    platform: str  # "x", "facebook", … : whose limits and sections apply
    handle: str = ""
    network: str = "live"  # "sandbox": posts appear on the built-in network only
    base_url: str = ""  # of the server, for platforms that have many
    secrets: Mapping[str, str] = field(default_factory=dict)  # adapter's name -> variable's name
    options: Mapping[str, str] = field(default_factory=dict)  # the adapter's own settings
    slots: tuple[SlotRule, ...] = ()  # empty: the campaign's
    cap: int | None = None  # posts a day at the most; None: the campaign's default
    gap: int | None = None  # minutes between two posts; None: the campaign's default
    monthly_cap: Decimal | None = None  # US dollars at the most; None: no bound
    language: str = "en-GB"
    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def adapter(self) -> str:
        """Return the name of the adapter that delivers for this channel."""
        return "sandbox" if self.network == "sandbox" else self.platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A force, a governance office, an association or a partner."""

    id: str
    name: str
    kind: str  # force | governance | association | partner
    short_name: str = ""
    website: str = ""
    footage_link: str = ""
    contact: str = ""
    values: Mapping[str, str] = field(default_factory=dict)  # further {{ organisation.… }} names
    channels: tuple[Channel, ...] = ()
    welsh_required: bool = False  # every public message needs both languages
    handles: tuple[str, ...] = ()  # accounts its messages may name, with "@"
    domains: tuple[str, ...] = ()  # hosts its messages may link to, subdomains included
    digests: tuple[str, ...] = ()  # e-mail addresses that get its summary
    file: str = ""

    def names(self) -> dict[str, str]:
        """Return what a message may write as ``{{ organisation.… }}``."""
        own = {
            "name": self.name,
            "kind": self.kind,
            "short_name": self.short_name or self.name,
            "website": self.website,
            "footage_link": self.footage_link,
            "contact": self.contact,
        }
        return {**own, **self.values}
