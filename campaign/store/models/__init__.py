"""The tables. Only the modules beside this package change their rows."""

from __future__ import annotations

from campaign.store.models.alert import Alert
from campaign.store.models.approval import Approval
from campaign.store.models.attempt import Attempt
from campaign.store.models.beat import Beat
from campaign.store.models.blackout import Blackout
from campaign.store.models.channel import ChannelState
from campaign.store.models.charge import Charge
from campaign.store.models.credential import Credential
from campaign.store.models.digest import Digest
from campaign.store.models.event import Event
from campaign.store.models.exemption import Exemption
from campaign.store.models.external import ExternalFigure
from campaign.store.models.followers import FollowerCount
from campaign.store.models.hold import Hold
from campaign.store.models.live_case import CaseState
from campaign.store.models.person import PersonName
from campaign.store.models.post import Post
from campaign.store.models.reading import Reading
from campaign.store.models.service import Service

__all__ = [
    "Alert",
    "Approval",
    "Attempt",
    "Beat",
    "Blackout",
    "CaseState",
    "ChannelState",
    "Charge",
    "Credential",
    "Digest",
    "Event",
    "Exemption",
    "ExternalFigure",
    "FollowerCount",
    "Hold",
    "PersonName",
    "Post",
    "Reading",
    "Service",
]
