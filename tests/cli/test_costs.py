"""Money on the screen: what a plan will cost, and what a month has cost so far."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, POLICE, write_campaign
from tests.servers.command import campaign

LIVE = POLICE.replace(
    'handle: "@NorthshirePolice", network: sandbox',
    'handle: "@NorthshirePolice", network: live, monthly_cap: CAP',
)
POLICE_FILE = "organisations/northshire-police.yaml"
MESSAGE = "behind-the-badge/walking-home.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_campaign(tmp_path, {MESSAGE: GOOD, POLICE_FILE: LIVE.replace("CAP", "20")})


def test_plan_prints_the_months_cost_and_where_the_prices_come_from(folder: Path) -> None:
    shown = campaign(folder, "plan", "--weeks", "2").out
    assert "What it costs, in US dollars" in shown
    [row, *_] = re.findall(r"^ +\w+ 20\d\d +northshire-x +(.*)$", shown, re.MULTILINE)
    posts = re.match(r"(\d+) posts?: \$([\d.]+) +\$([\d.]+) +\$0\.00 +\$([\d.]+) of \$20\.00$", row)
    number, planned, readings, whole = (float(one) for one in posts.groups())
    assert planned == pytest.approx(number * 0.015)
    assert whole == pytest.approx(planned + readings)
    assert re.search(r"Prices of X as of \w{3} \d+ \w{3} 20\d\d: ", shown)
    assert "https://docs.x.com/x-api/getting-started/pricing" in shown


def test_plan_says_when_a_cap_will_hold_posts(folder: Path) -> None:
    write_campaign(folder, {POLICE_FILE: LIVE.replace("CAP", "0.01")})
    assert "MORE THAN ITS CAP: posts will be held" in campaign(folder, "plan").out.replace(
        "\n", " "
    ).replace("  ", "")


def test_plan_speaks_of_no_money_where_none_is_charged(tmp_path: Path) -> None:
    write_campaign(tmp_path, {MESSAGE: GOOD})
    assert "costs" not in campaign(tmp_path, "plan").out


def test_status_shows_what_is_spent_of_the_cap_and_which_posts_it_holds(folder: Path) -> None:
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    assert "northshire-x  $0.00 of $20.00" in campaign(folder, "status").out
    now = datetime.now(timezone.utc)
    database(
        folder,
        "INSERT INTO store_charge (channel, at, month, what, dollars) VALUES"
        " ('northshire-x', ?, ?, 'post', 19.99)",
        f"{now:%Y-%m-%d %H:%M:%S}",
        f"{now:%Y-%m}",
    )
    shown = campaign(folder, "status").out
    assert f"Spent in {now:%B %Y}" in shown
    assert "northshire-x  $19.99 of $20.00" in shown


def test_status_says_since_when_money_holds_readings_back(folder: Path) -> None:
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    now = datetime.now(timezone.utc)
    database(
        folder,
        "INSERT INTO store_event (at, actor, kind, subject, data, previous, hash) VALUES"
        " (?, 'worker', 'readings held back', 'northshire-x', ?, '', '')",
        f"{now:%Y-%m-%d %H:%M:%S}",
        json.dumps({"month": f"{now:%Y-%m}"}),
    )
    shown = campaign(folder, "status").out
    assert "Readings of northshire-x are held back since" in shown


@pytest.mark.parametrize("typed", ["a little", "-5", "1,000", "€20"])
def test_a_cap_that_is_no_amount_is_told_in_plain_words(tmp_path: Path, typed: str) -> None:
    live = POLICE.replace("network: sandbox}", f'network: sandbox, monthly_cap: "{typed}"}}', 1)
    write_campaign(tmp_path, {MESSAGE: GOOD, POLICE_FILE: live})
    done = campaign(tmp_path, "check")
    assert done.code == 1
    assert f"“{typed}” is not an amount in US dollars." in done.out
    assert "Write it like 20 or 12.50." in done.out
