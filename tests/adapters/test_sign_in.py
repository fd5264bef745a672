"""Every platform's sign-in, against a server that is strict about it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

import pytest

from campaign.adapter import Refused
from campaign.adapters.oauth import App, SignInRefused, Visit, redeem, register
from campaign.adapters.sign_in import MEMBER, SIGN_INS
from campaign.registry import adapter_class
from tests.servers.fake_browser import visit
from tests.servers.fake_oauth import APP, APP_SECRET, DAYS, HOUR, FakeOAuth, asked_for

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
AWAY = "https://www.northshire-police.example/signed-in"
BY_BROWSER = [name for name, data in SIGN_INS.items() if data.authorise]


@pytest.fixture
def server():
    with FakeOAuth() as running:
        yield running
        assert running.violations == []


def begun(server, platform, **changes):
    data = SIGN_INS[platform]
    server.pkce, server.basic = data.pkce, data.proof == "basic"
    app = App(APP, APP_SECRET)
    if data.register:
        app = register(data, base_url=server.url, redirect=AWAY, scopes=data.scopes)
    settings = {"base_url": server.url, "scopes": data.scopes, **changes}
    return Visit(data, platform, app, AWAY, **settings)


def back(one):
    """Send the browser, and return what it comes back with."""
    address = visit(one.address, stop_at=AWAY)[-1][1]
    return dict(parse_qsl(urlsplit(address).query))


def granted(server, platform):
    one = begun(server, platform)
    return redeem(one, back(one), lambda: NOW)


@pytest.mark.parametrize("platform", BY_BROWSER)
def test_each_platform_gives_the_secrets_its_adapter_wants(server, platform):
    found = granted(server, platform)
    secrets = found.choices[0].secrets if found.choices else found.secrets
    kind = adapter_class(platform)
    sets = (kind.secrets, *kind.other_secrets)
    assert any(set(one) <= set(secrets) for one in sets), set(secrets)
    assert all(secrets.values())


@pytest.mark.parametrize("platform", BY_BROWSER)
def test_each_platform_is_asked_for_its_own_rights(server, platform):
    asked = asked_for(begun(server, platform).address)
    assert asked["scope"] == SIGN_INS[platform].separator.join(SIGN_INS[platform].scopes)
    assert asked["redirect_uri"] == AWAY
    assert ("code_challenge" in asked) is (platform in {"x", "mastodon"})


@pytest.mark.parametrize("platform", sorted(SIGN_INS))
def test_what_is_pasted_is_a_set_the_adapter_can_work_with(platform):
    kind = adapter_class(platform)
    assert set(SIGN_INS[platform].paste) in [set(kind.secrets), *map(set, kind.other_secrets)]


def test_x_is_good_for_two_hours_and_can_be_renewed(server):
    found = granted(server, "x")
    assert found.expires_at == NOW + timedelta(hours=2)
    assert found.ends_at is None
    assert set(found.secrets) == {"access_token", "refresh_token", "client_id", "client_secret"}


def test_an_x_app_without_a_secret_keeps_none(server):
    server.apps["public"] = ""
    data = SIGN_INS["x"]
    one = Visit(data, "X", App("public"), AWAY, server.url, data.scopes)
    found = redeem(one, back(one), lambda: NOW)
    assert set(found.secrets) == {"access_token", "refresh_token", "client_id"}


@pytest.mark.parametrize("platform", ["instagram", "threads"])
def test_metas_hour_becomes_sixty_days(server, platform):
    server.lives, server.gives_refresh = HOUR, False
    found = granted(server, platform)
    assert found.expires_at == NOW + timedelta(days=60)
    assert found.secrets["token"] == server.given[-1]
    assert server.asked("longer")


def test_instagrams_list_of_one_is_understood(server):
    server.lives, server.gives_refresh = None, False
    plain = server.do_token
    server.do_token = lambda request: {"data": [plain(request)]}
    assert granted(server, "instagram").secrets["token"] == server.given[-1]


def test_facebook_gives_a_token_for_each_page(server):
    server.gives_refresh = False
    server.pages.append({"id": "222", "name": "Roads", "access_token": "page-t0ken-222"})
    found = granted(server, "facebook")
    assert [(one.id, one.title) for one in found.choices] == [
        ("111", "Northshire Police"),
        ("222", "Roads"),
    ]
    assert found.choices[1].secrets == {"token": "page-t0ken-222"}
    assert found.expires_at is None


def test_facebook_without_a_page_is_told(server):
    server.pages = []
    with pytest.raises(SignInRefused, match="You may publish on no page of facebook"):
        granted(server, "facebook")


def test_linkedins_token_is_over_after_sixty_days(server):
    server.lives, server.gives_refresh = 60 * DAYS, False
    found = granted(server, "linkedin")
    assert found.expires_at == NOW + timedelta(days=60)
    assert set(found.secrets) == {"token"}


def test_linkedins_partners_get_a_year(server):
    server.lives, server.refresh_lives = 60 * DAYS, 365 * DAYS
    found = granted(server, "linkedin")
    assert found.ends_at == NOW + timedelta(days=365)
    assert set(found.secrets) == {"token", "refresh_token", "client_id", "client_secret"}


def test_linkedins_rights_with_commas_are_understood(server):
    server.scopes = "r_organization_social,w_organization_social,extra"
    assert granted(server, "linkedin").secrets["token"]
    assert "w_member_social" in MEMBER


def test_mastodons_server_makes_an_app_for_each_sign_in(server):
    server.lives, server.gives_refresh = None, False
    found = granted(server, "mastodon")
    assert set(found.secrets) == {"token"}
    assert found.expires_at is None
    [request] = server.asked("register")
    assert request.form()["redirect_uris"] == AWAY


def test_a_code_is_good_once(server):
    one = begun(server, "x")
    query = back(one)
    redeem(one, query, lambda: NOW)
    with pytest.raises(SignInRefused, match="did not take the sign-in"):
        redeem(one, query, lambda: NOW)


def test_a_code_that_was_stolen_is_worth_nothing_without_its_proof(server):
    one, thief = begun(server, "x"), begun(server, "x")
    query = {**back(one), "state": thief.state}
    with pytest.raises(SignInRefused, match="did not take the sign-in"):
        redeem(thief, query, lambda: NOW)


def test_another_redirect_address_is_refused(server):
    one = begun(server, "linkedin")
    query = back(one)
    other = Visit(one.sign_in, one.title, one.app, AWAY + "/", server.url, one.scopes, one.state)
    with pytest.raises(SignInRefused):
        redeem(other, query, lambda: NOW)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"code": "c"}, "another sign-in"),
        ({"code": "c", "state": ""}, "another sign-in"),
        ({"state": "STATE"}, "without a code"),
        ({"state": "STATE", "code": "a\nb"}, "without a code"),
        ({"state": "STATE", "code": "a" * 5000}, "without a code"),
        ({"state": "STATE", "error": "access_denied"}, "was declined on linkedin"),
        ({"state": "STATE", "error": "user_cancelled_login"}, "was declined on linkedin"),
        (
            {"state": "STATE", "error": "unauthorized_scope_error", "error_description": "No\n x"},
            r"did not let you sign in \(No x\)",
        ),
    ],
)
def test_what_is_no_sign_in_has_its_own_sentence(server, query, words):
    one = begun(server, "linkedin")
    given = {name: value.replace("STATE", one.state) for name, value in query.items()}
    with pytest.raises(SignInRefused, match=words):
        redeem(one, given, lambda: NOW)
    assert server.asked("token") == []


def test_what_a_platform_says_is_told_without_secrets(server):
    one = begun(server, "linkedin")
    query = back(one)
    words = f"bad code {query['code']} of {APP_SECRET}"
    server.befall("token", (400, {"error": "x", "error_description": words}))
    with pytest.raises(SignInRefused) as caught:
        redeem(one, query, lambda: NOW)
    assert "bad code … of …" in str(caught.value)
    assert "error_description" not in str(caught.value)


@pytest.mark.parametrize("body", ["<html>", [], {}, {"access_token": 7}, {"access_token": "ä\n"}])
def test_an_answer_that_is_no_token_is_none(server, body):
    one = begun(server, "linkedin")
    query = back(one)
    server.befall("token", (200, body))
    with pytest.raises(Exception, match="not in words we can read"):
        redeem(one, query, lambda: NOW)


@pytest.mark.parametrize("lives", [-1, 0, True, "7200", 10**12])
def test_a_life_that_cannot_be_is_not_believed(server, lives):
    server.lives = lives
    assert granted(server, "linkedin").expires_at is None


def test_a_server_without_an_address_is_told():
    with pytest.raises(Refused, match="names no server"):
        register(SIGN_INS["mastodon"], base_url="", redirect=AWAY, scopes=())


def test_nothing_of_a_visit_shows_a_secret(server):
    one = begun(server, "x")
    shown = repr(one) + repr(App(APP, APP_SECRET)) + repr(granted(server, "x"))
    for secret in (one.state, one.verifier, *server.given):
        assert secret not in shown
