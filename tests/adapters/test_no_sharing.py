"""Adapters publish what was approved here: none shares, answers or likes what others have said."""

from __future__ import annotations

import inspect

import pytest

from campaign.adapter import Adapter
from campaign.registry import adapter_class, platforms

DO = {name for name, _ in inspect.getmembers(Adapter, callable) if not name.startswith("_")}


def test_the_port_has_no_verb_for_what_others_said() -> None:
    publishing = {"check", "publish", "release", "resume", "find", "delete", "remote_id"}
    assert publishing | {"renew", "measure", "followers", "identify"} == DO


@pytest.mark.parametrize("platform", sorted(platforms()))
def test_no_platform_shares_answers_or_likes_what_others_said(platform: str) -> None:
    members = inspect.getmembers(adapter_class(platform), callable)
    assert {name for name, _ in members if not name.startswith("_")} <= DO
