"""Speaking to the fakes of Instagram and Threads, with a place for the pictures they fetch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from campaign.adapter import Account
from campaign.testing import account
from tests.servers.picture_host import PictureHost


def account_at(there: dict[str, Any], host: PictureHost, **options: str) -> Account:
    """Return an account for what a fake's ``channel`` gave."""
    plain = account(
        base_url=there["base_url"], secrets=there["secrets"], platform=there["platform"]
    )
    return replace(plain, options={**there["options"], **options}, share=host.share)
