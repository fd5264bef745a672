"""How each platform lets a person give this program the right to post: data, with its sources.

An adapter of somebody else's brings its own as a class attribute: ``sign_in = SignIn(…)``. One
without it asks for its ``secrets`` one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

CHECKED: Final = "2026-11-22"
META: Final = "v25.0"
LOOPBACK: Final = "loopback"  # the browser comes back to this very computer
PORT: Final = 8723  # where it does, for platforms that want to know the address beforehand


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """A second exchange: a token that lives for an hour becomes one that lives for months."""

    url: str
    grant: str
    token: str = "access_token"  # noqa: S105 - the name under which the short one is handed in
    method: str = "GET"
    names_app: bool = False  # it wants the app's id as well as its secret


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What a platform asks for. Without ``authorise`` there is no way but to paste.

    ``keeps`` maps the adapter's secrets to what the platform calls them; those in
    ``renewing`` are kept only when it gives a refresh token, and are called alike.
    """

    app: str = ""  # CAMPAIGN_…_CLIENT_ID and …_CLIENT_SECRET hold our app's id and secret
    register: str = ""  # … or the server makes us an app of its own, here
    authorise: str = ""  # where the browser is sent
    token: str = ""  # where the code becomes a token
    scopes: tuple[str, ...] = ()
    separator: str = " "
    pkce: bool = True
    proof: str = "body"  # how the app proves itself: "basic" in a header, "body" in the form
    redirect: str = LOOPBACK  # else the address the browser ends at, to be pasted; "": your own
    port: int = PORT  # of the way back to this computer; 0: any that is free
    longer: Longer | None = None
    accounts: str = ""  # lists the accounts one sign-in is good for, each with a token
    keeps: Mapping[str, str] = field(default_factory=lambda: {"token": "access_token"})
    renewing: tuple[str, ...] = ()
    paste: tuple[str, ...] = ("token",)  # the secrets to ask for one by one
    extra: Mapping[str, str] = field(default_factory=dict)  # more to paste, or to leave empty:
    # a secret that only serves where the channel has the option named behind it
    shown: frozenset[str] = frozenset()  # those of them that may be seen while they are typed
    advice: str = ""  # where a person finds what is asked for
    source: str = ""
    checked: str = CHECKED


RENEWING: Final = ("refresh_token", "client_id", "client_secret")

SIGN_INS: Final[Mapping[str, SignIn]] = MappingProxyType(
    {
        "x": SignIn(
            app="CAMPAIGN_X",
            authorise="https://x.com/i/oauth2/authorize",
            token="https://api.x.com/2/oauth2/token",  # noqa: S106 - an address
            scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
            proof="basic",
            keeps={"access_token": "access_token"},
            renewing=RENEWING,
            paste=("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
            advice="The four keys stand in X's developer console, under “Keys and tokens”.",
            source="https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code",
        ),
        "facebook": SignIn(
            app="CAMPAIGN_FACEBOOK",
            authorise=f"https://www.facebook.com/{META}/dialog/oauth",
            token=f"https://graph.facebook.com/{META}/oauth/access_token",
            scopes=(
                "pages_show_list",
                "pages_manage_posts",
                "pages_read_engagement",
                "read_insights",
            ),
            separator=",",
            pkce=False,
            redirect="https://www.facebook.com/connect/login_success.html",
            longer=Longer(
                url=f"https://graph.facebook.com/{META}/oauth/access_token",
                grant="fb_exchange_token",
                token="fb_exchange_token",  # noqa: S106 - a name
                method="POST",
                names_app=True,
            ),
            accounts=f"https://graph.facebook.com/{META}/me/accounts",
            extra={"app_secret": "app"},
            advice="What is asked for is the token of the Page, not your own. With the app's "
            "secret it can be renewed; without one, leave that empty.",
            source="https://developers.facebook.com/docs/facebook-login/guides/access-tokens",
        ),
        "instagram": SignIn(
            app="CAMPAIGN_INSTAGRAM",
            authorise="https://www.instagram.com/oauth/authorize",
            token="https://api.instagram.com/oauth/access_token",  # noqa: S106 - an address
            scopes=(
                "instagram_business_basic",
                "instagram_business_content_publish",
                "instagram_business_manage_insights",
            ),
            separator=",",
            pkce=False,
            redirect="",
            longer=Longer(
                url="https://graph.instagram.com/access_token", grant="ig_exchange_token"
            ),
            extra={"app_secret": "app"},
            advice="It stands in Meta's app dashboard, under “Generate access tokens”.",
            source="https://developers.facebook.com/docs/instagram-platform/"
            "instagram-api-with-instagram-login/business-login",
        ),
        "threads": SignIn(
            app="CAMPAIGN_THREADS",
            authorise="https://threads.net/oauth/authorize",
            token="https://graph.threads.net/oauth/access_token",  # noqa: S106 - an address
            scopes=(
                "threads_basic",
                "threads_content_publish",
                "threads_read_replies",
                "threads_manage_replies",
                "threads_manage_insights",
                "threads_delete",
            ),
            separator=",",
            pkce=False,
            redirect="",
            longer=Longer(url="https://graph.threads.net/access_token", grant="th_exchange_token"),
            advice="It stands in Meta's app dashboard, under “User token generator”.",
            source="https://developers.facebook.com/docs/threads/get-started",
        ),
        "linkedin": SignIn(
            app="CAMPAIGN_LINKEDIN",
            authorise="https://www.linkedin.com/oauth/v2/authorization",
            token="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106 - an address
            scopes=("w_organization_social", "r_organization_social"),
            pkce=False,
            renewing=RENEWING,
            advice="LinkedIn's developer portal makes one under “OAuth token tools”.",
            source="https://learn.microsoft.com/en-us/linkedin/shared/authentication",
        ),
        "mastodon": SignIn(
            register="/api/v1/apps",
            authorise="/oauth/authorize",
            token="/oauth/token",  # noqa: S106 - a path
            scopes=("read:accounts", "read:statuses", "write:statuses", "write:media"),
            port=0,
            advice="On your server: Preferences, Development, New application; “your access "
            "token” is what is asked for.",
            source="https://docs.joinmastodon.org/methods/oauth/",
        ),
        "bluesky": SignIn(
            paste=("identifier", "password"),
            shown=frozenset({"identifier"}),
            advice="The identifier is the account's handle. The password is an app password: "
            "Settings, Privacy and security, App passwords. Never the account's own.",
            source="https://bsky.app/settings/app-passwords",
        ),
    }
)
"""By platform. Endpoints and scopes are those of the sources; a channel's ``base_url`` stands in
for all of a platform's own servers."""

MEMBER: Final = ("openid", "profile", "w_member_social")
"""LinkedIn's scopes for a channel that speaks as a person; every app may ask for these."""
