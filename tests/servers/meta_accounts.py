"""Speaking to the fakes of Meta's networks: what to say, and as whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from campaign.adapter import Account, Content
from campaign.adapters.facebook import Facebook
from campaign.testing import TEXT, account, pictures
from tests.servers import fake_facebook
from tests.servers.picture_host import PictureHost

POST = Content(TEXT)
PICTURED = replace(POST, images=pictures(2))
MINUTE = timedelta(minutes=1)


def now() -> datetime:
    return datetime.now(timezone.utc)


def page_at(url: str, **options: str) -> Facebook:
    """Return the adapter of the Page of a fake Facebook."""
    there = fake_facebook.channel(url)
    plain = account(base_url=url, secrets=there["secrets"], platform="facebook")
    return Facebook(replace(plain, options={**there["options"], **options}))


def account_at(there: dict[str, Any], host: PictureHost, **options: str) -> Account:
    """Return an account for what a fake's ``channel`` gave, whose pictures lie at a host."""
    plain = account(
        base_url=there["base_url"], secrets=there["secrets"], platform=there["platform"]
    )
    return replace(plain, options={**there["options"], **options}, share=host.share)
