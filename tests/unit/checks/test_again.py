"""A look reads only what has changed, and finds what reading everything would find."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from campaign.adapters.limits import LIMITS
from campaign.checks import cache
from campaign.checks.again import Seen, look
from campaign.checks.check import check, each_found
from campaign.checks.worst import Worst
from campaign.library.loader import NoCampaign, read_library
from tests.servers.campaign_folder import CAMPAIGN, FACTS, POLICE, picture, write_campaign
from tests.servers.paths import ROOT

TODAY = date(2026, 11, 22)
HEAD = "---\ntitle: A title\ntheme: behind-the-badge\nplatforms: x, facebook\n{more}---\n"
WORDS = "spelling:\n  add:\n    - {word: frends, reason: Ours, source: House}\n"
PAIR = "\nlanguage: cy\ntranslator: A Cyfieithydd\nreviewed: 3/2/2026 by B Cyfieithydd"
WAIVED = "waive:\n  - {code: PLAIN-08, reason: It is a name, by: A Editor}\n"


def text(body: str, more: str = "") -> str:
    return f"{HEAD.format(more=more)}{body}\n"


SHOWN = "image: badge.png\nalt: A badge on a table.\n"
MESSAGES = {
    "behind-the-badge/clean.md": text("Thank you to everyone on the late shift."),
    "behind-the-badge/misspelt.md": text("Thank you, dear frends."),
    "behind-the-badge/waived.md": text("Thank you, Zzyzx and all.", WAIVED),
    "behind-the-badge/shown.md": text("This badge was his.", SHOWN),
    "behind-the-badge/lost.md": text("This one is lost.", "image: bagde.png\nalt: A badge.\n"),
    "behind-the-badge/fact.md": text("We heard it {{ fact.total_assaults }} times."),
    "behind-the-badge/linked.md": text("Send it: {{ organisation.footage_link }}"),
    "behind-the-badge/pair.md": text("Ring 999 if you see something."),
    "behind-the-badge/pair.cy.md": text("Ffoniwch 101 os gwelwch chi rywbeth.", PAIR[1:] + "\n"),
    "behind-the-badge/broken.md": "---\ntitle: a: b: c\n---\nSo **bold**.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_campaign(tmp_path / "campaign", MESSAGES)
    (folder / "assets").mkdir()
    (folder / "assets" / "badge.png").write_bytes(picture())
    manifest = "badge.png: {rights: Drawn by us, people: none}\n"
    (folder / "assets" / "assets.yaml").write_text(manifest)
    return folder


def seen(folder: Path, today: date = TODAY) -> Seen:
    """Look, and hold what is found against reading and checking everything."""
    found = look(folder, lambda: LIMITS, today)
    library = read_library(folder, LIMITS)
    expected = check(library, LIMITS, today)
    assert [asdict(f) for f in found.findings] == [asdict(f) for f in expected]
    assert (found.campaign, found.messages) == (library.campaign.name, len(library.messages))
    for finding in found.findings:
        assert found.sources.get(finding.file, "") == library.sources.get(finding.file, "")
    return found


def names(looked_at: frozenset[str]) -> set[str]:
    return {Path(file).stem for file in looked_at}


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


ALL = {Path(name).stem for name in MESSAGES}


def test_what_has_not_changed_is_not_read_again(folder: Path) -> None:
    first = seen(folder)
    assert names(first.looked_at) == ALL
    assert {f.code for f in first.findings} >= {"PLAIN-08", "picture-missing", "CY-L3", "TECH-01"}
    assert any(f.waived for f in first.findings)
    second = seen(folder)
    assert not second.looked_at
    assert second == Seen(first.findings, second.sources, first.campaign, first.messages)


def test_nothing_is_asked_of_the_platforms_when_nothing_has_changed(folder: Path) -> None:
    first = look(folder, lambda: LIMITS, TODAY)

    def platforms():
        raise AssertionError

    assert look(folder, platforms, TODAY).findings == first.findings


B = "messages/behind-the-badge"


@pytest.mark.parametrize(
    ("file", "old", "new", "again"),
    [
        (f"{B}/clean.md", "Thank", "A big thank", {"clean"}),
        (f"{B}/misspelt.md", "frends", "friends", {"misspelt"}),
        (f"{B}/waived.md", "Zzyzx", "you", {"waived"}),
        (f"{B}/pair.md", "999", "101", {"pair", "pair.cy"}),
        (f"{B}/pair.cy.md", "101", "999", {"pair", "pair.cy"}),
        (f"{B}/clean.md", "platforms: x, facebook", "platform: x", {"clean"}),
        ("messages/organisations/northshire-police.yaml", "footage\n", "films\n", ALL),
        ("messages/campaign.yaml", "#BehindTheBadge", "#Badge", ALL),
        ("messages/facts.yaml", "1/9/2027", "1/9/2026", ALL),
        ("messages/signposts.yaml", "text: 101", "text: 105", ALL),
        ("assets/assets.yaml", "rights: Drawn by us, ", "", ALL),
    ],
)
def test_a_change_has_looked_at_again_what_it_touches_and_no_more(
    folder: Path, file: str, old: str, new: str, again: set[str]
) -> None:
    seen(folder)
    edit(folder, file, old, new)
    assert names(seen(folder).looked_at) == again
    assert not seen(folder).looked_at


def test_a_new_list_of_words_has_everything_looked_at_again(folder: Path) -> None:
    before = seen(folder)
    (folder / "messages" / "words.yaml").write_text(WORDS)
    after = seen(folder)
    assert names(after.looked_at) == ALL
    assert len(after.findings) < len(before.findings)


def test_another_picture_has_looked_at_again_who_shows_it(folder: Path) -> None:
    seen(folder)
    (folder / "assets" / "badge.png").write_bytes(picture(size=(400, 300)))
    assert names(seen(folder).looked_at) == {"shown", "lost"}, "lost may be meant for it"


def test_a_new_picture_has_looked_at_again_who_missed_it(folder: Path) -> None:
    seen(folder)
    (folder / "assets" / "bagde.png").write_bytes(picture())
    after = seen(folder)
    assert names(after.looked_at) == {"lost"}
    assert "picture-missing" not in {f.code for f in after.findings}


def test_a_picture_that_is_gone_is_missed(folder: Path) -> None:
    seen(folder)
    (folder / "assets" / "badge.png").unlink()
    assert names(seen(folder).looked_at) == {"shown", "lost"}


def test_another_day_has_everything_looked_at_again(folder: Path) -> None:
    seen(folder)
    assert names(seen(folder, TODAY + timedelta(days=1)).looked_at) == ALL
    codes = {f.code for f in seen(folder, date(2027, 9, 1)).findings}
    assert "FACT-02" in codes


def test_a_campaign_that_was_moved_is_looked_at_again(folder: Path) -> None:
    seen(folder)
    moved = folder.rename(folder.with_name("moved"))
    assert names(seen(moved).looked_at) == ALL


def test_a_message_may_come_and_go(folder: Path) -> None:
    before = seen(folder)
    copy = folder / B / "a-copy.md"
    shutil.copy(folder / B / "clean.md", copy)
    with_copy = seen(folder)
    assert names(with_copy.looked_at) == {"a-copy"}
    (twin,) = [f for f in with_copy.findings if f.code == "TWIN-01"]
    assert twin.file == f"{B}/clean.md", "the later of the two, though it was not read again"
    copy.unlink()
    after = seen(folder)
    assert not after.looked_at
    assert after.findings == before.findings


def test_a_waiver_of_what_two_messages_share_is_kept(folder: Path) -> None:
    waive = "waive:\n  - {code: TWIN-01, reason: Said twice, by: A Editor}\n"
    body = "Thank you to everyone on the late shift."
    (folder / B / "later.md").write_text(text(body, waive))
    (twin,) = [f for f in seen(folder).findings if f.code == "TWIN-01"]
    assert twin.waived
    edit(folder, f"{B}/clean.md", "late", "early")
    after = seen(folder)
    assert names(after.looked_at) == {"clean"}
    assert "WAIVE-03" in {f.code for f in after.findings}, "it waives nothing any more"


def test_a_file_that_was_only_touched_is_not_looked_at_again(folder: Path) -> None:
    seen(folder)
    for path in (folder / "messages").rglob("*.*"):
        os.utime(path, (1, 1))
    assert not seen(folder).looked_at


def test_a_file_of_another_time_with_the_same_date_is_told_from_the_first(folder: Path) -> None:
    path = folder / B / "clean.md"
    os.utime(path, (1, 1))
    seen(folder)
    content = path.read_text()
    path.write_text(content.replace("Thank you to", "Thenk you to"))
    os.utime(path, (1, 1))
    assert path.stat().st_size == len(content)
    assert names(seen(folder).looked_at) == {"clean"}


def test_a_file_that_has_rested_is_known_by_its_times(folder: Path) -> None:
    seen(folder)
    time.sleep(2.1)
    seen(folder)
    kept = json.loads((folder / cache.FILE).read_bytes().partition(b"\n")[2])
    stamps = [known[:4] for known in (*kept["messages"].values(), *kept["settings"].values())]
    assert [0, 0, 0, 0] not in stamps
    path = folder / B / "clean.md"
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text(path.read_text().replace("Thank", "Thenk"))
    os.utime(path, ns=times)
    assert names(seen(folder).looked_at) == {"clean"}, "the time of the change itself tells"


# What nothing is kept of


def test_a_link_is_left_to_the_reader(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(text("Thank you."))
    (folder / B / "link.md").symlink_to(outside)
    assert "link-outside" in {f.code for f in seen(folder).findings}
    assert not (folder / cache.FILE).exists()


def test_two_names_for_one_file_are_left_to_the_reader(folder: Path) -> None:
    seen(folder)
    (folder / B / "Clean.md").write_text(text("Thank you."))
    assert "duplicate-message" in {f.code for f in seen(folder).findings}
    assert "duplicate-message" in {f.code for f in seen(folder).findings}
    (folder / B / "Clean.md").unlink()
    assert "duplicate-message" not in {f.code for f in seen(folder).findings}


@pytest.mark.parametrize(
    "name",
    [
        "bad?name.md",
        "notes.txt",
        "bad\u202ename.md",
        "organisations/x.md",
        "organisations/deep/x.md",
    ],
)
def test_files_that_do_not_belong_here_are_told_each_time(folder: Path, name: str) -> None:
    path = folder / "messages" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text("Thank you."))
    assert any(Path(name).name[:3] in f.file for f in seen(folder).findings)
    edit(folder, f"{B}/clean.md", "Thank", "A big thank")
    assert names(seen(folder).looked_at) in ({"clean"}, ALL, ALL | {"x"})


def test_a_readme_is_nobodys_message(folder: Path) -> None:
    before = seen(folder)
    (folder / B / "README.md").write_text("How we work here.\n")
    (folder / "messages" / "organisations" / "ReadMe.md").write_text("Who we are.\n")
    assert seen(folder).findings == before.findings
    (folder / B / "README.md").write_text("How we work.\n")
    assert seen(folder).findings == before.findings


def test_without_a_campaign_it_says_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NoCampaign):
        look(tmp_path / "nothing", lambda: LIMITS, TODAY)
    seen(folder)
    (folder / "messages" / "campaign.yaml").unlink()
    with pytest.raises(NoCampaign):
        look(folder, lambda: LIMITS, TODAY)


# What is kept is nobody's but ours


def spoil_nothing(path: Path) -> None:
    copy = path.with_suffix(".copy")
    shutil.copy(path, copy)
    copy.replace(path)


SPOILT = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "one letter changed": lambda path: path.write_bytes(path.read_bytes().replace(b"IN-", b"IM-")),
    "not ours": lambda path: path.write_bytes(b"\x80\x04\x95 pickled, perhaps"),
    "deep": lambda path: path.write_bytes(b"[" * 100_000),
    "a copy, as from a checkout": spoil_nothing,
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_cache_is_ignored_and_written_anew(folder: Path, how: str) -> None:
    seen(folder)
    SPOILT[how](folder / cache.FILE)
    assert names(seen(folder).looked_at) == ALL
    assert not seen(folder).looked_at


def test_a_cache_that_is_whole_but_of_another_form_is_ignored(folder: Path) -> None:
    path = folder / cache.FILE
    path.parent.mkdir()
    for body in (b"{}", b"[]", b'{"key": 1}', b'"x"', b"null"):
        path.write_bytes(b"")
        head = cache._head(body, path.stat().st_ino)
        path.write_bytes(head + b"\n" + body)
        assert cache.load(folder, "key") is None
        assert names(look(folder, lambda: LIMITS, TODAY).looked_at) == ALL


def test_where_nothing_can_be_written_nothing_is_kept(folder: Path) -> None:
    (folder / ".campaign").write_text("in the way")
    assert names(seen(folder).looked_at) == ALL
    assert names(seen(folder).looked_at) == ALL
    assert (folder / ".campaign").read_text() == "in the way"


def test_no_file_is_left_beside_the_cache(folder: Path) -> None:
    seen(folder)
    edit(folder, f"{B}/clean.md", "Thank", "A big thank")
    seen(folder)
    assert [path.name for path in (folder / ".campaign").iterdir()] == ["check-cache.json"]


# Whatever happens

BODIES = [
    "Thank you to everyone on the late shift.", "Thank you, dear frends.", "So **bold**.",
    "Ring 999 if you see something.", "Ffoniwch 999 os gwelwch chi rywbeth.",
    "We heard it {{ fact.total_assaults }} times. {{ organisation.contact }}", "",
    "Write to {{ organisation.footage_link }} {{ campaign.hashtag }} " + "and more " * 40,
]  # fmt: skip
SETTINGS = [
    "",
    SHOWN,
    WAIVED,
    "confirm: PLAIN-07\n",
    PAIR[1:] + "\n",
    "image: other.png\nalt: A.\n",
]


def shake(folder: Path, chance: random.Random) -> None:
    """Do one thing to the folder that somebody might do."""
    file = folder / B / f"{chance.choice(['a', 'b', 'c', 'd.cy', 'd', 'clean', 'shown'])}.md"
    other = folder / B / f"{chance.choice(['e', 'f', 'f.cy'])}.md"
    image = folder / "assets" / chance.choice(["badge.png", "other.png"])
    match chance.randrange(9):
        case 0 | 1 | 2 | 3:
            file.write_text(text(chance.choice(BODIES), chance.choice(SETTINGS)))
        case 4:
            file.unlink(missing_ok=True)
        case 5 if file.exists():
            file.rename(other)
        case 6:
            image.write_bytes(picture(size=(40, chance.randrange(20, 60))))
        case 7:
            image.unlink(missing_ok=True)
        case _:
            settings = {
                "campaign.yaml": CAMPAIGN.replace("#Behind", chance.choice(["#Behind", "#Under"])),
                "organisations/northshire-police.yaml": POLICE.replace(
                    "footage\n", chance.choice(["footage\n", "films\n"])
                ),
                "facts.yaml": FACTS.replace("41,221", chance.choice(["41,221", "41,222"])),
            }
            name = chance.choice(list(settings))
            (folder / "messages" / name).write_text(settings[name])


@pytest.mark.parametrize("seed", range(3))
def test_whatever_somebody_does_the_findings_are_those_of_reading_everything(
    folder: Path, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        for _ in range(chance.randrange(1, 3)):
            shake(folder, chance)
        seen(folder)


def test_what_is_found_in_a_message_depends_on_no_other_but_its_pair() -> None:
    library = read_library(ROOT, LIMITS)
    found = each_found(library, LIMITS, TODAY, Worst(library, LIMITS))
    for message in (*library.messages.values(), *library.faulty.values()):
        near = {message.id, message.pair_id}
        alone = replace(
            library,
            messages={id_: m for id_, m in library.messages.items() if id_ in near},
            faulty={id_: m for id_, m in library.faulty.items() if id_ in near},
        )
        again = each_found(alone, LIMITS, TODAY, Worst(alone, LIMITS))
        assert again[message.id] == found[message.id]
