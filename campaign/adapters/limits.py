"""Every platform's limits as data: adapters, checks, docs and pages read them here.

``can``, ``strength`` and ``key_lasts`` speak of the adapter that ships with this program.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import inf
from types import MappingProxyType

from campaign.adapter import Can, Capabilities, Costs, Metrics, Strength
from campaign.text import bluesky, facebook, instagram, linkedin, mastodon, threads, x
from campaign.text.graphemes import graphemes

CHECKED = "2026-11-22"
MB = 1_000_000  # bytes: the smaller of the two readings of "MB" is safe under both

GRAPH_VERSION, THREADS_VERSION = "v25.0", "v1.0"  # that were tried
FEED_ITEMS = 50  # in a feed, unless its channel says otherwise

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"

X = Capabilities(
    title="X",
    text_limit=280,
    comments=True,
    text_length=x.length,
    images=4,
    image_bytes=5 * MB,
    image_types=(JPEG, PNG, WEBP),  # a GIF needs the way of uploading that videos take
    alt_text_limit=1000,
    can=frozenset(
        {Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.RELEASE, Can.RENEW, Can.REPLY}
    ),
    strength=Strength.LOOKED_UP,
    refuses_repeats=True,  # 403, “duplicate content”; how long it remembers is not documented
    costs=Costs(
        post=Decimal("0.015"),
        post_with_link=Decimal("0.200"),
        picture=Decimal("0.005"),
        reading=Decimal("0.005"),
        deletion=Decimal("0.010"),
        count=Decimal("0.010"),
        source="https://docs.x.com/x-api/getting-started/pricing",
        checked=CHECKED,
    ),
    metrics=("impressions", "reactions", "comments", "shares", "saves", "link_clicks"),
    batch=100,
    source="https://docs.x.com/fundamentals/counting-characters",
    checked=CHECKED,
)

FACEBOOK = Capabilities(
    title="Facebook",
    text_limit=63_206,
    text_length=facebook.length,
    images=10,  # no maximum is documented; its own page stops here
    image_bytes=4 * MB,  # the reference says 10 MB, its error 1366046 says 4 MB
    alt_text_limit=0,  # not documented
    can=frozenset({Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.RELEASE, Can.RENEW}),
    strength=Strength.EXACT,  # with “two_phase: no” looked up
    key_lasts=inf,  # the number of the unpublished post
    metrics=("impressions", "reach", "reactions", "comments", "shares", "link_clicks"),
    options={
        "page": "the number of the Page",
        "two_phase": "no: publish in one step, instead of first unpublished and then shown",
        "version": f"the version of the Graph API ({GRAPH_VERSION} if left out)",
        "app": "the number of the app, where its credential is to be renewed",
    },
    source="https://developers.facebook.com/docs/graph-api/reference/page/photos",
    checked=CHECKED,
)

INSTAGRAM = Capabilities(
    title="Instagram",
    text_limit=2200,
    text_length=instagram.length,
    images=10,
    image_required=True,
    image_bytes=8 * MB,
    image_types=(JPEG, PNG),  # it takes JPEG only, which is made of either
    alt_text_limit=1000,
    can=frozenset({Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.RELEASE, Can.RENEW}),
    strength=Strength.EXACT,
    key_lasts=inf,  # the number of the container
    shared_pictures=True,
    token_days=60,
    metrics=("impressions", "reach", "reactions", "comments", "shares", "saves"),
    options={
        "login": "facebook: the account is connected through its Facebook Page",
        "user": "the number of the Instagram account; needed with “login: facebook”",
        "version": f"the version of the Graph API ({GRAPH_VERSION} if left out)",
        "app": "with “login: facebook”: the number of the app, to renew the credential",
    },
    source="https://developers.facebook.com/docs/instagram-platform/content-publishing",
    checked=CHECKED,
)

THREADS = Capabilities(
    title="Threads",
    text_limit=500,
    comments=True,
    text_length=threads.length,
    images=20,
    image_bytes=8 * MB,
    alt_text_limit=1000,
    can=frozenset(
        {Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.RELEASE, Can.RENEW, Can.REPLY}
    ),
    strength=Strength.EXACT,
    key_lasts=inf,  # the number of the container
    shared_pictures=True,
    token_days=60,
    metrics=("impressions", "reactions", "comments", "shares"),
    options={
        "user": "the number of the Threads account (whose credential it is, if left out)",
        "version": f"the version of the Threads API ({THREADS_VERSION} if left out)",
    },
    source="https://developers.facebook.com/docs/threads/posts",
    checked=CHECKED,
)

LINKEDIN = Capabilities(
    title="LinkedIn",
    text_limit=3000,
    text_length=linkedin.length,
    images=20,
    image_types=(JPEG, PNG, GIF),
    alt_text_limit=4086,
    can=frozenset({Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.RELEASE, Can.RENEW}),
    strength=Strength.LOOKED_UP,  # a page; a member's own posts only a person can look up
    card=True,
    refuses_repeats=True,  # 422, DUPLICATE_POST; how long it remembers is not documented
    token_days=60,
    metrics=("impressions", "reach", "reactions", "comments", "shares", "link_clicks"),
    batch=20,  # ours: no maximum is documented, but an address has one
    options={
        "author": "whom it speaks as: urn:li:organization:12345 or urn:li:person:AbC123",
        "api_version": "the month of LinkedIn's interface, such as 202608",
    },
    source="https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares",
    checked=CHECKED,
)

MASTODON = Capabilities(
    title="Mastodon",
    text_limit=500,  # the default: a server may allow more
    text_length=mastodon.length,
    images=4,
    image_bytes=16 * MB,
    image_types=(JPEG, PNG, GIF, WEBP),
    alt_text_limit=1500,
    can=frozenset({Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.RELEASE, Can.REPLY}),
    strength=Strength.EXACT,
    key_lasts=50 * 60,  # the server forgets it after an hour
    metrics=("reactions", "comments", "shares"),
    batch=20,  # the server's DEFAULT_STATUSES_LIMIT
    source="https://docs.joinmastodon.org/user/posting/",
    checked=CHECKED,
)

BLUESKY = Capabilities(
    title="Bluesky",
    text_limit=300,
    text_length=bluesky.length,
    text_bytes=3000,
    images=4,
    image_bytes=2 * MB,
    image_types=(JPEG, PNG, WEBP),
    alt_text_limit=0,  # its record has no maximum
    can=frozenset({Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.REPLY}),
    strength=Strength.EXACT,
    key_lasts=inf,  # it names the record
    card=True,
    card_bytes=1 * MB,
    metrics=("reactions", "comments", "shares", "saves"),
    batch=25,
    source="https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky",
    checked=CHECKED,
)

WEBHOOK = Capabilities(
    title="Webhook",
    text_limit=10_000,  # ours: the standard names none
    text_length=graphemes,
    images=20,
    image_bytes=5 * MB,  # ours: where pictures have no public address they travel inside
    image_types=(JPEG, PNG, GIF, WEBP),
    can=frozenset({Can.DELETE}),
    strength=Strength.EXACT,
    key_lasts=inf,  # a receiver takes an id once
    card=True,
    options={"organisation": "who speaks, as the receiver is told; otherwise its handle"},
    source="https://www.standardwebhooks.com",
    checked=CHECKED,
)

FEED = Capabilities(
    title="Feed",
    text_limit=10_000,  # ours: the formats name none
    text_length=graphemes,
    images=20,
    image_bytes=5 * MB,  # ours
    image_types=(JPEG, PNG, GIF, WEBP),
    can=frozenset({Can.DELETE, Can.FIND}),
    strength=Strength.EXACT,
    key_lasts=inf,  # an item's identity is its key
    card=True,
    options={
        "title": "what the feed is called; otherwise the channel's handle or name",
        "description": "one sentence on what is in it",
        "home": "the address of the website it belongs to; otherwise that of the feed",
        "items": f"how many of the newest posts it holds; {FEED_ITEMS} unless said otherwise",
    },
    source="https://www.rssboard.org/rss-specification",
    checked=CHECKED,
)

HANDOFF = Capabilities(
    title="Hand-off",
    text_limit=8192,  # Nextdoor's; a channel's option “text_limit” says where it is less
    images=10,
    image_bytes=10 * MB,
    image_types=(JPEG, PNG),
    strength=Strength.PERSON,
    key_lasts=inf,  # of the folder: what a person posts, only a person can tell
    options={
        "where": "where it is posted, as people call it: Nextdoor",
        "person": "who posts it, a name or a role: Neighbourhood team",
        "text_limit": "the most characters of a text, where there may be fewer than 8,192",
    },
    source="https://developer.nextdoor.com",
    checked=CHECKED,
)

SANDBOX = Capabilities(
    title="Sandbox",
    text_limit=5000,
    text_length=graphemes,
    images=20,
    image_types=(JPEG, PNG, GIF, WEBP),
    can=frozenset({Can.DELETE, Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.REPLY}),
    strength=Strength.EXACT,
    key_lasts=inf,
    card=True,
    metrics=Metrics.names(),
    batch=1000,
    source="this program",
    checked=CHECKED,
)

LIMITS: Mapping[str, Capabilities] = MappingProxyType(
    {
        "x": X,
        "facebook": FACEBOOK,
        "instagram": INSTAGRAM,
        "threads": THREADS,
        "linkedin": LINKEDIN,
        "mastodon": MASTODON,
        "bluesky": BLUESKY,
        "webhook": WEBHOOK,
        "feed": FEED,
        "handoff": HANDOFF,
        "sandbox": SANDBOX,
    }
)
"""Each platform by the name that messages and channels use."""
