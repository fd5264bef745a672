"""The program, running, with a post that lies ready for a person."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.servers.program import campaign, shipped

MESSAGE = """\
---
title: Seen an officer hurt?
theme: bystander-guidance
platforms: handoff
organisations: northshire-police
image: register-phone.jpg
alt: A hand holds a phone; on its screen a message to register for emergency texts.
link: https://www.northshire-police.example/footage
author: Alex Writer
---
Seen an officer hurt? Call {{ signpost.emergency }} first. By textphone or Relay UK:
{{ signpost.relay_emergency }}.

Tŷ'r heddlu – “thank you” to all who help. {{ campaign.hashtag }}
"""
CHANNEL = """\
  northshire-nextdoor:
    platform: handoff
    options: {where: Nextdoor, person: Neighbourhood team}
"""


def with_nextdoor(folder: Path) -> Path:
    """Return the shipped campaign with a channel on Nextdoor, and a message for it."""
    shipped(folder)
    police = folder / "messages/organisations/northshire-police.yaml"
    text = police.read_text("utf-8")
    assert text.count("\nchannels:\n") == 1
    police.write_text(text.replace("\nchannels:\n", f"\nchannels:\n{CHANNEL}"), "utf-8")
    (folder / "messages/bystander-guidance/by-hand.md").write_text(MESSAGE, "utf-8")
    return folder


def ask(folder: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask, or change, the database of a program that runs."""
    with closing(sqlite3.connect(folder / ".campaign/campaign.sqlite3", timeout=20)) as line:
        rows = line.execute(sql, values).fetchall()
        line.commit()
        return rows


def done(folder: Path, *arguments: str) -> str:
    """Run a command that must succeed; return what it said."""
    ended = campaign(folder, *arguments)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def page_of(folder: Path, number: str, patience: float = 30) -> str:
    """Return the address of a post's page, as soon as it lies ready."""
    sql = "SELECT url FROM store_post WHERE state = 'processing' AND id = ?"
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if rows := ask(folder, sql, number):
            return str(rows[0][0])
        time.sleep(0.1)
    raise AssertionError((folder / "run.log").read_text("utf-8"))
