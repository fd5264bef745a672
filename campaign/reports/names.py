"""What things are called in a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from campaign.adapter import Capabilities
from campaign.library.organisation import Organisation
from campaign.library.settings import Campaign


@dataclass(frozen=True, slots=True)
class Names:
    """Titles from the campaign's settings; what has none is called by its id, tidied."""

    campaign: str = ""
    hashtag: str = ""
    zone: str = "Europe/London"
    themes: Mapping[str, str] = field(default_factory=dict)
    platforms: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        campaign: Campaign | None,
        platforms: Mapping[str, Capabilities] | None = None,
        organisations: Mapping[str, Organisation] | None = None,
    ) -> Names:
        """Take the titles from what the caller knows of the campaign."""
        titles = {key: limits.title for key, limits in (platforms or {}).items()}
        speakers = {key: one.short_name or one.name for key, one in (organisations or {}).items()}
        if campaign is None:
            return cls(platforms=titles, organisations=speakers)
        return cls(
            campaign.name,
            campaign.hashtag,
            campaign.zone,
            {theme.id: theme.title for theme in campaign.themes},
            titles,
            speakers,
        )

    def theme(self, key: str) -> str:
        """Return a theme's title."""
        return self.themes.get(key) or _tidy(key)

    def platform(self, key: str) -> str:
        """Return a platform's title."""
        return self.platforms.get(key) or _tidy(key)

    def organisation(self, key: str) -> str:
        """Return an organisation's name."""
        return self.organisations.get(key) or _tidy(key)

    def language(self, key: str) -> str:
        """Return a language's English name."""
        return _LANGUAGES.get(key.partition("-")[0], key) if key else "Not recorded"

    @property
    def clock(self) -> ZoneInfo:
        """Return the zone whose days the report counts."""
        return ZoneInfo(self.zone)


_LANGUAGES = {"en": "English", "cy": "Welsh", "ga": "Irish", "gd": "Gaelic", "pl": "Polish"}


def _tidy(key: str) -> str:
    words = key.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else "None"
