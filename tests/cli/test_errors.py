"""Errors and the sentences they become."""

from __future__ import annotations

import errno
import importlib

import pytest

from campaign.adapter import Disconnected
from campaign.cli import errors
from campaign.cli.trouble import Misused, Trouble


@pytest.mark.parametrize("name", sorted(errors.KNOWN))
def test_every_error_known_by_name_exists(name):
    module, _, attribute = name.rpartition(".")
    found = getattr(importlib.import_module(module), attribute)
    error = found.__new__(found, "A sentence.")  # some want more than a sentence to be made
    assert errors.sentence(error) == "A sentence."


def test_an_error_is_known_by_what_it_descends_from():
    assert errors.sentence(Disconnected("The token is gone.")) == "The token is gone."
    assert errors.sentence(Misused("Say which.")) == "Say which."


def test_a_misuse_has_a_code_of_its_own():
    codes = [errors.code(error) for error in (Misused("a"), Trouble("b"), KeyError("c"))]
    assert codes == [2, 1, 1]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full: free some space"),
        (errno.EADDRINUSE, "The port is already taken by another program"),
        (errno.EACCES, "You may not open here/there: ask for the right to"),
        (errno.EROFS, "The disk of here/there can only be read"),
    ],
)
def test_what_the_system_refuses_is_told_with_a_way_out(number, said):
    assert errors.sentence(OSError(number, "stiff words", "here/there")).startswith(said)


def test_what_is_unknown_has_no_sentence():
    assert errors.sentence(KeyError("x")) is None
    assert errors.sentence(OSError("nameless")) is None


def test_where_there_is_no_campaign_the_details_go_to_a_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    said = errors.unforeseen(ValueError("x"), tmp_path)
    kept = next((tmp_path / "temporary").iterdir())
    assert str(kept) in said
    assert "ValueError: x" in kept.read_text(encoding="utf-8")
    assert not (tmp_path / ".campaign").exists()


def test_values_of_secrets_are_hidden(monkeypatch, tmp_path):
    (tmp_path / "kept").write_text("out-of-a-file\n", encoding="utf-8")
    monkeypatch.setenv("NORTHSHIRE_TOKEN_FILE", str(tmp_path / "kept"))
    monkeypatch.setenv("LOST_TOKEN_FILE", str(tmp_path / "lost"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hush-hush@db/x")
    monkeypatch.setenv("CAMPAIGN_ALERTS", "json://a.example/one json://b.example/two")
    monkeypatch.setenv("CAMPAIGN_DAILY", "json://c.example/three")
    monkeypatch.setenv("CAMPAIGN_MAIL_PASSWORD", "mail-hush")
    monkeypatch.setenv("SOME_TOKEN", "abc")  # too short to be a secret
    text = "refused: postgresql://me:hush-hush@db/x abc out-of-a-file json://b.example/two"
    told = "refused: [DATABASE_URL] abc [NORTHSHIRE_TOKEN_FILE] [CAMPAIGN_ALERTS]"
    assert errors.hide_secrets(text) == told
    assert errors.hide_secrets("mail-hush json://c.example/three") == (
        "[CAMPAIGN_MAIL_PASSWORD] [CAMPAIGN_DAILY]"
    )
