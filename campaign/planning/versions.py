"""The two versions of a message under test, dealt to its slots one by one."""

from __future__ import annotations

from collections.abc import Mapping

from campaign.library.message import A, B
from campaign.planning.rotation import spread


def choice(dealt: Mapping[str, int], *slot: str) -> str:
    """Return the version for a slot, A or B, from how often each was dealt before it.

    The one that is behind; of two that are level the one a fixed lot of the slot names. So slots
    come in pairs, each with an A and a B in an order by lot: neither version gets all the
    mornings, and they differ by one post at the most.
    """
    behind = dealt.get(A, 0) - dealt.get(B, 0)
    if behind:
        return B if behind > 0 else A
    return (A, B)[spread(*slot)[0] % 2]
