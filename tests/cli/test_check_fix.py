"""``campaign check --fix`` as a person sees it."""

from __future__ import annotations

import pytest

from tests.servers.campaign_folder import CAMPAIGN, GOOD, write_campaign
from tests.servers.command import campaign, shell

SLOPPY = """\
---
title: “Walking home”
theme: behind-the-badge
platforms: facebook
---
Thank  you for the night\u00a0shift. \n\
All of you.#behindthebadge
"""
MENDED = """\
---
title: "Walking home"
theme: behind-the-badge
platforms: facebook
---
Thank you for the night\u00a0shift.
All of you. #BehindTheBadge
"""
SHOWN = """\
--- messages/behind-the-badge/sloppy.md
+++ messages/behind-the-badge/sloppy.md
@@ -2 +2 @@
-title: “Walking home”
+title: "Walking home"
@@ -6,2 +6,2 @@
-Thank  you for the night⍽shift.·
-All of you.#behindthebadge
+Thank you for the night\u00a0shift.
+All of you. #BehindTheBadge
"""


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {"behind-the-badge/sloppy.md": SLOPPY})


@pytest.fixture
def file(folder):
    return folder / "messages" / "behind-the-badge" / "sloppy.md"


def test_what_is_mended_is_shown_and_then_checked(folder, file):
    done = campaign(folder, "check", "--fix")
    assert done.out.startswith(f"{SHOWN}\nMended 1 file.\n\n")
    assert file.read_text() == MENDED
    assert "curly-quotes" not in done.out
    assert "A11Y-E3" not in done.out


def test_a_second_time_there_is_nothing_to_mend(folder, file):
    campaign(folder, "check", "--fix")
    before = file.stat().st_mtime_ns
    done = campaign(folder, "check", "--fix")
    assert done.out.startswith("There is nothing that can be put right without you.\n")
    assert file.stat().st_mtime_ns == before


def test_diff_changes_nothing(folder, file):
    done = campaign(folder, "check", "--diff")
    assert done.out.startswith(f"{SHOWN}\n--fix would mend 1 file.\n")
    assert "[curly-quotes]" in done.out
    assert file.read_text() == SLOPPY


def test_windows_line_ends_and_permissions_stay(folder, file):
    file.write_bytes(b"\xef\xbb\xbf" + SLOPPY.replace("\n", "\r\n").encode())
    file.chmod(0o640)
    campaign(folder, "check", "--fix")
    assert file.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["sloppy.md"]


@pytest.mark.parametrize("content", [SLOPPY.encode("cp1252", "replace"), b"\xff\xfe a", b"PK\3\4"])
def test_a_file_that_cannot_be_read_is_never_touched(folder, file, content):
    file.write_bytes(content)
    done = campaign(folder, "check", "--fix")
    assert file.read_bytes() == content
    assert done.code == 1


def test_a_path_narrows_what_is_mended(folder, file):
    write_campaign(folder, {"behind-the-badge/other.md": SLOPPY})
    done = campaign(folder, "check", "--fix", "behind-the-badge/other")
    assert "Mended 1 file." in done.out
    assert file.read_text() == SLOPPY


def test_settings_files_are_mended_as_well(folder):
    place = folder / "messages" / "campaign.yaml"
    place.write_text(CAMPAIGN.replace("name: Behind the Badge", "name:\u00a0“Behind the Badge” "))
    campaign(folder, "check", "--fix")
    assert place.read_text() == CAMPAIGN.replace("Behind the Badge", '"Behind the Badge"', 1)


def test_a_change_that_would_bring_up_a_finding_is_taken_back(folder, file):
    text = f"{GOOD.replace('X, Facebook', 'X')[:-5]}{'a' * 264}.#behindthebadge"
    file.write_text(text)
    assert "[PLAIN-06]" not in campaign(folder, "check").out
    done = campaign(folder, "check", "--fix")
    assert "[PLAIN-06]" not in done.out
    assert "sloppy.md is left as it was" in done.out
    assert file.read_text() == text


def test_a_link_inside_the_folder_goes_on_being_one(folder, file):
    real = file.with_name("_real.md")
    file.rename(real)
    file.symlink_to("_real.md")
    campaign(folder, "check", "--fix")
    assert file.is_symlink()
    assert real.read_text() == MENDED


def test_a_file_that_cannot_be_written_gets_a_sentence(folder, file):
    # No file may grow by a byte, as on a full disk; the administrator's rights do not help.
    done = shell(folder, 'ulimit -f 0; exec "$0" -m campaign check --fix')
    assert (done.returncode, "could not be written" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr
    assert file.read_text() == SLOPPY
    assert [path.name for path in file.parent.iterdir()] == [file.name]
