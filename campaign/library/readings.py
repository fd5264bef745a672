"""When the engagement of posts is read: at ages that grow, for most happens early."""

from __future__ import annotations

HOUR, DAY = 3600, 86_400
AGES = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 28 * DAY)
"""Ages of a post, in seconds, at which it is read unless the campaign says otherwise."""

ALL = "all"  # stands for every platform that is not named
