"""Help: plain, fast, with an example for every command, and the same in docs/commands.md."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from campaign.cli import document
from tests.servers.command import campaign, environment
from tests.servers.paths import ROOT

SECTIONS = {part.partition("\n")[0]: part for part in document.page().split("\n## ")[1:]}


def test_the_page_of_commands_is_what_the_help_says():
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == document.page(), "run: python -m campaign.cli.document > docs/commands.md"


def test_every_command_is_on_the_page():
    assert set(SECTIONS) >= {
        *("campaign check", "campaign plan", "campaign run", "campaign status"),
        *("campaign report", "campaign post now", "campaign channels test", "campaign init"),
        *("campaign new message", "campaign count", "campaign doctor", "campaign manage"),
        *("campaign approve", "campaign approvals", "campaign revoke", "campaign stop"),
        *("campaign resume", "campaign posts list", "campaign audit verify"),
    }


@pytest.mark.parametrize("command", SECTIONS)
def test_every_command_has_an_example_of_itself(command):
    examples = SECTIONS[command].partition("For example:\n")[2]
    assert command in examples


def test_help_on_the_screen_is_the_help_on_the_page(tmp_path):
    done = campaign(tmp_path, "stop", "--help", env={"COLUMNS": str(document.WIDTH)})
    assert done.code == 0
    shown = " ".join(done.out.split())
    assert shown in " ".join(SECTIONS["campaign stop"].split())


def test_no_command_at_all_shows_the_help(tmp_path):
    done = campaign(tmp_path)
    assert done.code == 0
    assert done.out.startswith("Usage: campaign [OPTIONS] COMMAND")


def test_a_group_without_a_command_shows_its_help(tmp_path):
    done = campaign(tmp_path, "posts")
    assert done.code == 2
    assert re.search(r"again +Send an uncertain, missed or failed post now\.", done.err)


def test_the_version_is_said(tmp_path):
    assert campaign(tmp_path, "--version").out == "Campaign 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], set()),
        (["count", "--platform", "x"], set()),
        (["check"], {"jinja2"}),  # it reads the templates
    ],
)
def test_what_is_quick_loads_nothing_heavy(arguments, allowed):
    code = (
        "import sys; from campaign.cli.start import start; start(sys.argv[1:]);"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert "typer" in loaded
    heavy = {"django", "requests", "jinja2", "vl_convert", "apscheduler", "rich"}
    assert loaded & heavy <= allowed
