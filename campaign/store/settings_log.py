"""Changes of campaign.yaml in the audit log: what each setting was, and what it is now."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from campaign.library.settings import Campaign
from campaign.store import events
from campaign.store.models import Event

KIND = "settings changed"


def note(campaign: Campaign, *, actor: str, now: datetime) -> bool:
    """Write down what differs from what was last written down; False when nothing does."""
    last = Event.objects.filter(kind=KIND).order_by("-pk").values_list("data", flat=True).first()
    old: dict[str, Any] = json.loads(last)["settings"] if last else {}
    new: dict[str, Any] = json.loads(json.dumps(asdict(campaign), default=str))
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    if not names:
        return False
    changed = {name: [old.get(name), new.get(name)] for name in names} if last else {}
    data = {"changed": changed, "settings": new}
    events.record(KIND, actor=actor, at=now, subject="campaign.yaml", data=data)
    return True
