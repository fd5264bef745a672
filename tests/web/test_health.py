"""/healthz and /metrics over real rows and the real page server."""

from __future__ import annotations

import http.client
import json
from datetime import datetime, timedelta, timezone

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from prometheus_client.parser import text_string_to_metric_families

from campaign.lifecycle import State
from campaign.store import decisions, holds
from campaign.store.health import Level, look
from campaign.store.models import Alert, Attempt, Beat, ChannelState, Hold, Service
from campaign.web import health
from campaign.worker.server import PageServer
from tests.servers.ports import free_ports
from tests.servers.rows import channel, post

pytestmark = pytest.mark.django_db(transaction=True)

MONITOR = "monitor.northshire-police.example"
PUBLIC = "campaign.northshire-police.example"


def now():
    return datetime.now(timezone.utc)


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    """Keep no answer: these tests change the rows faster than any monitor asks."""
    for kept in (health._health, health._metrics):
        monkeypatch.setattr(kept, "_seconds", 0.0)


@pytest.fixture
def ask(settings, monkeypatch):
    # The server's threads end with the test, and their lines to the database with each answer.
    monkeypatch.setitem(connections["default"].settings_dict, "CONN_MAX_AGE", 0)
    settings.PUBLIC_HOST, settings.MONITORING_HOST = PUBLIC, MONITOR
    settings.ALLOWED_HOSTS = ["127.0.0.1", PUBLIC, MONITOR]
    [port] = free_ports(1)

    def asked(path, *, host="127.0.0.1", accept="*/*", method="GET"):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            line.request(method, path, headers={"Host": host, "Accept": accept})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    with PageServer(get_wsgi_application(), port):
        yield asked


@pytest.fixture
def ticking():
    return Beat.objects.create(worker="w", at=now(), started_at=now())


def parts(ask, status):
    answer, text = ask("/healthz")
    assert answer == status, text
    return json.loads(text)["parts"]


def figures(ask):
    status, text = ask("/metrics")
    assert status == 200, text
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


# Health


def test_all_is_well_while_a_worker_ticks_and_nothing_is_due(ask, ticking):
    status, text = ask("/healthz")
    told = json.loads(text)
    assert (status, told["level"], told["words"]) == (200, "well", "All is well.")
    names = ["worker", "publishing", "database", "storage", "alerts", "digests", "clock"]
    assert list(told["parts"]) == names
    assert {part["level"] for part in told["parts"].values()} == {"well"}
    assert 0 <= told["parts"]["worker"]["seconds_since_tick"] < 30


def test_the_same_is_said_in_plain_words(ask, ticking):
    status, text = ask("/healthz", accept="text/plain")
    assert status == 200
    assert text.startswith("All is well.\nworker: well. 1 worker ticking.\n")


def test_no_worker_at_all_is_wrong(ask):
    assert parts(ask, 503)["worker"]["words"] == "No worker has ticked yet."


def test_a_worker_that_ticked_thirty_one_seconds_ago_is_wrong(ask, ticking):
    Beat.objects.update(at=now() - timedelta(seconds=31))
    assert parts(ask, 503)["worker"]["words"].startswith("No worker ticks: the last tick was 31 s")


def test_a_worker_that_ticked_twenty_five_seconds_ago_is_well(ask, ticking):
    Beat.objects.update(at=now() - timedelta(seconds=25))
    assert parts(ask, 200)["worker"]["level"] == "well"


def test_a_worker_that_was_stopped_is_wrong(ask, ticking):
    Beat.objects.update(stopped_at=now())
    assert parts(ask, 503)["worker"]["words"].startswith("The worker was stopped")


def test_one_of_two_workers_that_fell_silent_is_to_be_looked_at(ask, ticking):
    Beat.objects.create(worker="v", at=now() - timedelta(minutes=3), started_at=now())
    found = parts(ask, 200)["worker"]
    assert found["level"] == "look at it"
    assert found["words"] == "1 worker ticking, but 1 worker fell silent."


def test_a_post_that_nobody_sends_is_wrong(ask, ticking):
    row = post(due=now() - timedelta(minutes=3))
    found = parts(ask, 503)["publishing"]
    assert found["why"] == "waits for its channel"
    assert (found["oldest_post"], found["due"]) == (row.pk, 1)
    assert 180 <= found["oldest_seconds"] < 240


def test_a_post_that_waits_for_a_minute_is_not_yet_wrong(ask, ticking):
    post(due=now() - timedelta(minutes=1))
    assert parts(ask, 200)["publishing"]["level"] == "well"


def test_one_channel_that_stands_still_while_others_publish_is_to_be_looked_at(ask, ticking):
    post(due=now() - timedelta(minutes=3))
    post(on="other-x", due=now(), state=State.PUBLISHED, published_at=now())
    found = parts(ask, 200)["publishing"]
    assert found["level"] == "look at it"
    assert found["words"].endswith("Others go out.")


def test_what_the_sandbox_publishes_does_not_hide_that_nothing_real_goes_out(ask, ticking):
    post(due=now() - timedelta(minutes=3), simulated=False)
    post(on="other-x", due=now(), state=State.PUBLISHED, published_at=now())
    assert parts(ask, 503)["publishing"]["level"] == "wrong"


@pytest.mark.parametrize("kept", ["held", "not approved", "embargo"])
def test_what_is_kept_on_purpose_is_well_and_says_by_what(ask, ticking, kept):
    embargo = now() + timedelta(days=1) if kept == "embargo" else None
    post(due=now() - timedelta(minutes=3), approved=kept != "not approved", valid_from=embargo)
    if kept == "held":
        holds.place(scope=Hold.Scope.ALL, value="", reason="Secret", by="Sam", now=now())
    found = parts(ask, 200)["publishing"]
    assert (found["level"], found["why"]) == ("well", kept)


def test_many_posts_kept_on_purpose_do_not_hide_one_that_should_be_out(ask, ticking):
    holds.place(scope=Hold.Scope.CHANNEL, value="held-x", reason="R", by="Sam", now=now())
    for number in range(150):
        post(on="held-x", due=now() - timedelta(minutes=10, seconds=number))
    row = post(due=now() - timedelta(minutes=3))
    found = parts(ask, 503)["publishing"]
    assert (found["oldest_post"], found["due"]) == (row.pk, 151)


def test_a_platform_in_trouble_is_wrong_once_nothing_goes_out(ask, ticking):
    post(due=now() - timedelta(minutes=3))
    ChannelState.objects.update(service="x")
    Service.objects.create(id="x", opened_at=now(), open_until=now() + timedelta(minutes=1))
    assert parts(ask, 503)["publishing"]["why"] == "platform in trouble"


def test_a_channel_that_its_platform_refused_is_wrong_once_nothing_goes_out(ask, ticking):
    post(due=now() - timedelta(minutes=3))
    ChannelState.objects.update(paused=True, why_paused="Token abc")
    assert parts(ask, 503)["publishing"]["why"] == "channel paused"


def test_a_storage_that_cannot_be_written_is_wrong(ask, ticking, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    backend = settings.STORAGES["default"]["BACKEND"]
    place = {"location": "/proc/nowhere"}
    settings.STORAGES = {"default": {"BACKEND": backend, "OPTIONS": place}}
    assert parts(ask, 503)["storage"]["level"] == "wrong"


def test_looking_leaves_nothing_in_the_storage_and_writes_no_row(ask, ticking, tmp_path):
    (tmp_path / "pics").mkdir()
    before = Beat.objects.values().get()
    parts(ask, 200)
    assert list((tmp_path / "pics").iterdir()) == []
    assert Beat.objects.values().get() == before


def test_alerts_that_reach_nobody_are_to_be_looked_at(ask, ticking):
    Alert.objects.create(key="k", kind="k", subject="S", what="W", advice="A", at=now())
    assert parts(ask, 200)["alerts"] == {
        "level": "well", "words": "No alert is waiting for long.", "waiting": 1, "unheard": 0
    }  # fmt: skip
    Alert.objects.update(at=now() - timedelta(minutes=6))
    assert parts(ask, 200)["alerts"]["words"] == "1 alert may not have reached anybody."


def test_alerts_whose_matter_is_settled_reach_nobody_and_need_not(ask, ticking):
    rows = [post(on=name, state=State.FAILED, attempt=1) for name in ("one-x", "two-x")]
    for row in rows:
        key, at = f"failed:{row.pk}:1", now() - timedelta(minutes=6)
        Alert.objects.create(key=key, kind="failed", subject="S", what="W", advice="A", at=at)
    assert parts(ask, 200)["alerts"]["unheard"] == 2
    decisions.cancel(rows[0].pk, by="Kim", now=now())
    assert parts(ask, 200)["alerts"]["words"] == "1 alert may not have reached anybody."
    decisions.cancel(rows[1].pk, by="Kim", now=now())
    assert parts(ask, 200)["alerts"]["level"] == "well"


def test_a_tick_in_the_future_says_that_a_clock_is_wrong(ask, ticking):
    Beat.objects.update(at=now() + timedelta(seconds=20))
    assert parts(ask, 200)["clock"]["level"] == "look at it"
    Beat.objects.update(at=now() + timedelta(hours=1))
    assert parts(ask, 503)["clock"]["level"] == "wrong"


# What may be known, and by whom


def test_neither_page_names_a_message_an_account_or_a_reason(ask, ticking):
    channel("secret-channel-x", handle="@secret-handle", why_paused="secret-why", paused=True)
    due = now() - timedelta(minutes=3)
    row = post(
        "secret text", on="secret-channel-x", due=due, message="secret/message",
        title="secret title", theme="secret-theme", author="Secret Author", cause="secret cause",
    )  # fmt: skip
    Attempt.objects.create(post=row, number=1, worker="secret-host:1", started_at=due)
    holds.place(scope=Hold.Scope.THEME, value="secret-theme", reason="secret", by="S", now=now())
    Alert.objects.create(key="secret", kind="k", subject="secret", what="secret", advice="", at=due)
    Beat.objects.update(worker="secret-host:1", trouble="secret trouble")
    for path, accept in (("/healthz", "*/*"), ("/healthz", "text/plain"), ("/metrics", "*/*")):
        _, text = ask(path, accept=accept)
        assert len(text) > 100
        assert "secret" not in text.lower()


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_a_monitor_reaches_them_by_its_own_name(ask, ticking, path):
    assert ask(path, host=MONITOR)[0] == 200


@pytest.mark.parametrize(
    "path", ["/", "/platforms", "/report/", "/shared/x", "/healthz/", "/healthz/../", "/metricsx"]
)
def test_by_that_name_there_is_nothing_else(ask, ticking, path):
    assert ask(path, host=MONITOR)[0] == 404


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_the_public_address_tells_nobody_how_it_stands(ask, ticking, path):
    assert ask(path, host=PUBLIC)[0] == 404


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_another_name_and_another_method_are_refused(ask, ticking, path):
    assert ask(path, host="elsewhere.example")[0] == 400
    assert ask(path, method="POST")[0] == 405


def test_an_answer_is_kept_for_a_moment(ask, ticking, monkeypatch):
    monkeypatch.setattr(health._health, "_seconds", 60.0)
    first = ask("/healthz")
    Beat.objects.all().delete()
    assert ask("/healthz") == first
    monkeypatch.setattr(health._health, "_until", 0.0)


# Figures


def test_the_figures_are_those_of_the_rows(ask, ticking):
    due = now() - timedelta(hours=1)
    out = post(
        due=due, state=State.PUBLISHED, published_at=due + timedelta(seconds=1.2), simulated=False
    )
    later = due + timedelta(seconds=100)
    gone = post(due=due, state=State.DELETED, published_at=later, simulated=False)
    post(on="other-x", due=due, approved=False)
    post(due=due, state=State.PUBLISHED, published_at=later, handed=True)
    for number, outcome in enumerate(["scheduled", "published"], start=1):
        Attempt.objects.create(post=out, number=number, worker="w", started_at=due, outcome=outcome)
    Attempt.objects.create(post=gone, number=1, worker="w", started_at=due)
    holds.place(scope=Hold.Scope.CHANNEL, value="northshire-x", reason="R", by="S", now=now())
    Service.objects.create(id="x", opened_at=due, open_until=now() + timedelta(hours=1))
    Service.objects.create(id="bluesky")
    Alert.objects.create(key="k", kind="k", subject="S", what="W", advice="A", at=now())
    found = figures(ask)

    def value(name, **labels):
        return found[(name, *sorted(labels.items()))]

    assert value("campaign_posts", state="published", network="live") == 1
    assert value("campaign_posts", state="published", network="sandbox") == 1
    assert value("campaign_posts", state="uncertain", network="live") == 0
    assert value("campaign_posts_due", state="pending") == 1
    assert value("campaign_attempts_total", platform="x", outcome="published") == 1
    assert value("campaign_attempts_total", platform="x", outcome="scheduled") == 1
    assert value("campaign_attempts_total", platform="x", outcome="under way") == 1
    late = {
        labels["le"]: number
        for (name, *pairs), number in found.items()
        if name == "campaign_lateness_seconds_bucket"
        and (labels := dict(pairs))["network"] == "live"
    }
    assert (late["1.0"], late["2.0"], late["60.0"], late["300.0"], late["+Inf"]) == (0, 1, 1, 2, 2)
    assert value("campaign_lateness_seconds_sum", network="live") == pytest.approx(101.2, abs=0.01)
    assert value("campaign_lateness_seconds_count", network="sandbox") == 0
    assert value("campaign_holds", scope="channel") == 1
    assert value("campaign_breaker_open", service="x") == 1
    assert value("campaign_breaker_open", service="bluesky") == 0
    assert value("campaign_alerts", state="waiting") == 1
    assert value("campaign_workers") == 1
    assert 0 <= value("campaign_seconds_since_tick") < 30
    assert value("campaign_oldest_due_seconds") >= 3600


def test_a_whole_second_late_is_within_a_second(ask, ticking):
    due = datetime(2026, 3, 1, 8, 30, tzinfo=timezone.utc)
    for minute in range(60):
        at = due + timedelta(minutes=minute)
        post(due=at, state=State.PUBLISHED, published_at=at + timedelta(seconds=1))
    found = figures(ask)
    assert found["campaign_lateness_seconds_bucket", ("le", "1.0"), ("network", "sandbox")] == 60


def test_the_figures_say_what_healthz_answers(ask, ticking):
    assert figures(ask)[("campaign_healthy",)] == 1
    Beat.objects.update(at=now() - timedelta(minutes=1))
    assert figures(ask)[("campaign_healthy",)] == 0
    assert figures(ask)["campaign_part_level", ("part", "worker")] == 2
    assert look(now()).level is Level.WRONG
