"""``campaign check --watch``: a look after every save."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.servers.campaign_folder import CAMPAIGN, GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.watching import watching

CLEAN = GOOD.replace("\nText\n", "\nThank you to everyone on the late shift.\n")
FAULTY = CLEAN.replace("platforms: X, Facebook", "platforms: X, facebok")
TYPO = CLEAN.replace("everyone", "{{ organisation.nam }}")


@pytest.fixture
def folder(tmp_path):
    return write_campaign(
        tmp_path, {"behind-the-badge/good.md": CLEAN, "behind-the-badge/other.md": FAULTY}
    )


def save(file, text: str) -> None:
    """Save as many editors do: write another file, and put it in the place of the old one."""
    other = file.with_name(f".{file.name}.new")
    other.write_text(text, encoding="utf-8")
    other.replace(file)


def test_only_what_is_new_is_shown_and_what_was_put_right(folder):
    good = folder / "messages" / "behind-the-badge" / "good.md"
    with watching(folder) as watcher:
        first = "\n".join(watcher.look())
        assert first.startswith("Checking messages/ and assets/.\n")
        assert "[unknown-platform]" in first

        save(good, TYPO)
        told = watcher.look_until("[unknown-name]")
        assert re.search(r"^Checking again at \d\d:\d\d:\d\d: messages/behind-the-badge/good", told)
        assert "[unknown-platform]" not in told
        assert re.search(r"^\d errors?.* in 2 files; .* read\.$", told, re.MULTILINE)

        with good.open("w", encoding="utf-8") as file:
            file.write(f"\n{CLEAN}")
        told = watcher.look_until("Put right:")
        assert "[unknown-name]\n    messages/behind-the-badge/good.md\n" in told
        assert re.search(r"^\d errors?.* in 1 file; .* read\.$", told, re.MULTILINE)

        assert watcher.stop() == 0


def test_with_all_everything_is_shown_every_time(folder):
    with watching(folder, "--all") as watcher:
        watcher.look()
        save(folder / "messages" / "behind-the-badge" / "good.md", TYPO)
        told = watcher.look_until("[unknown-name]")
        assert "[unknown-platform]" in told
        assert watcher.stop() == 0


def test_a_finding_that_only_moves_to_another_line_is_not_new(folder):
    with watching(folder) as watcher:
        watcher.look()
        other = folder / "messages" / "behind-the-badge" / "other.md"
        save(other, FAULTY.replace("theme:", "# A note.\ntheme:"))
        assert "Nothing new.\n" in watcher.look_until("other.md")
        assert watcher.stop() == 0


def test_folders_may_come_go_and_be_replaced(folder):
    with watching(folder) as watcher:
        watcher.look()
        (folder / "assets").mkdir()
        watcher.look_until("assets")
        (folder / "messages").rename(folder / "aside")
        watcher.look_until("There is no campaign in")
        shutil.copytree(folder / "aside", folder / "messages")
        save(folder / "messages" / "behind-the-badge" / "good.md", TYPO)
        watcher.look_until("[unknown-name]")
        assert watcher.stop() == 0


def test_a_campaign_that_is_gone_for_a_moment_is_waited_for(folder):
    place = folder / "messages" / "campaign.yaml"
    with watching(folder) as watcher:
        watcher.look()
        place.unlink()
        watcher.look_until("messages/campaign.yaml is missing")
        place.write_text(CAMPAIGN)
        watcher.look_until(" read.")
        assert watcher.stop() == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--watch", "--fix"], "do not go together"),
        (["--watch", "--format", "json"], "leave out --format json"),
        (["--all"], "--all belongs to --watch"),
    ],
)
def test_what_does_not_go_together_is_said(folder, options, words):
    done = campaign(folder, "check", *options)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_where_there_is_no_campaign_watching_does_not_begin(tmp_path):
    done = campaign(tmp_path, "check", "--watch")
    assert done.code == 1
    assert "campaign init" in done.err
