"""A database into a file, and from the file into an empty one."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from campaign.store import (
    archive,
    barriers,
    credentials,
    digests,
    events,
    holds,
    loading,
    moved,
    moving,
    pictures,
)
from campaign.store.models import Beat, ChannelState, Credential, Event, Exemption, Hold, Post
from tests.servers.every_table import fill
from tests.servers.rows import NOW, channel, post

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = NOW + timedelta(hours=1)


def everything():
    return [digests.of(table) for table in digests.tables()]


def emptied():
    """Empty the database, as one that was just made; its sequences begin anew."""
    call_command("flush", interactive=False, verbosity=0)


def exported(tmp_path, name="file.zip", *, move=True):
    if move:
        moving.leave(name, by="Sam Hale", now=NOW)
    return moving.export(tmp_path / name, by="Sam Hale", now=NOW), tmp_path / name


def brought(path):
    return moving.bring(path, by="Sam Hale", now=NEXT)


def test_every_table_arrives_as_it_was(tmp_path):
    fill()
    done, path = exported(tmp_path)
    before = everything()
    assert {one.table: one.rows for one in before}.keys() == {one.table for one in done.tables}
    assert all(one.rows for one in before), [one.table for one in before if not one.rows]
    assert list(done.tables) == before
    emptied()
    assert brought(path).tables == done.tables
    arrival = Event.objects.order_by("-pk")[0]
    assert arrival.kind == "database imported"
    arrival.delete()
    after = [one for one in everything() if one.table != "store_beat"]  # nobody works here yet
    assert after == [one for one in before if one.table != "store_beat"]


def test_the_chain_of_events_goes_on_where_it_was(tmp_path):
    fill()
    head = Event.objects.order_by("-pk")[0]
    _, path = exported(tmp_path)
    emptied()
    brought(path)
    assert list(events.breaks()) == []
    assert Event.objects.get(pk=head.pk).hash == head.hash
    events.record("tried", actor="test", at=NEXT)
    assert list(events.breaks()) == []


def test_new_rows_are_numbered_after_those_that_arrived(tmp_path):
    fill()
    highest = Post.objects.order_by("-pk")[0].pk
    _, path = exported(tmp_path)
    emptied()
    brought(path)
    assert post("New").pk == highest + 1


def test_nothing_goes_out_from_either_until_a_person_says_from_which(tmp_path):
    row = post(tags=",public-safety,")
    _, path = exported(tmp_path)
    held = barriers.before(row.pk, NOW)
    assert held.kind is barriers.Kind.HELD
    assert "moved into the file file.zip" in held.sentence
    Exemption.objects.create(
        digest=row.digest,
        message=row.message,
        channel=row.channel_id,
        by="Kim Osei",
        by_person="kim osei",
        at=NEXT,
        why="Flood",
    )
    assert barriers.before(row.pk, NOW).kind is barriers.Kind.HELD  # nothing is let through
    assert holds.over(row, row.channel) is not None
    with pytest.raises(moved.MovingError, match="Start the other one"):
        moved.refuse()
    with pytest.raises(holds.HoldError, match="send everything twice"):
        holds.lift(moved.mark().pk, by="Kim Osei", now=NEXT)
    emptied()
    brought(path)
    assert barriers.before(row.pk, NOW).kind is barriers.Kind.HELD
    with pytest.raises(moved.MovingError, match="has arrived, and does not work yet"):
        moved.refuse()
    holds.lift(moved.mark().pk, by="Kim Osei", now=NOW - timedelta(minutes=1))
    moved.refuse()
    assert barriers.before(row.pk, NOW) is None


def test_who_moved_it_does_not_begin_it_alone(tmp_path):
    _, path = exported(tmp_path)
    emptied()
    brought(path)
    with pytest.raises(holds.HoldError, match="someone else lifts it"):
        holds.lift(moved.mark().pk, by="Sam Hale", now=NEXT)


def test_an_installation_that_was_left_goes_on_with_a_reason(tmp_path):
    exported(tmp_path)
    hold = moving.leave("again.zip", by="Sam Hale", now=NEXT)
    assert hold.pk == moved.mark().pk  # it stands once, however often it is exported
    holds.lift(hold.pk, by="Kim Osei", now=NEXT, override="The move was given up")
    moved.refuse()


def test_a_copy_stops_nothing_here_and_everything_there(tmp_path):
    row = post()
    done, path = exported(tmp_path, move=False)
    assert (done.manifest.moved, moved.mark()) == (False, None)
    emptied()
    brought(path)
    assert barriers.before(row.pk, NOW).kind is barriers.Kind.HELD
    with pytest.raises(holds.HoldError, match="a copy, made on"):
        holds.lift(moved.mark().pk, by="Kim Osei", now=NEXT)


def test_a_moved_installation_can_be_moved_back(tmp_path):
    post()
    _, path = exported(tmp_path)
    emptied()
    brought(path)
    holds.lift(moved.mark().pk, by="Kim Osei", now=NEXT)
    second = moving.leave("back.zip", by="Kim Osei", now=NEXT)
    assert not moved.arrived_after(second)
    moving.export(tmp_path / "back.zip", by="Kim Osei", now=NEXT)
    emptied()
    brought(tmp_path / "back.zip")
    assert moved.arrived_after(moved.mark())
    assert list(events.breaks()) == []


def test_what_was_imported_once_is_not_imported_again(tmp_path):
    post()
    _, path = exported(tmp_path)
    emptied()
    brought(path)
    before = everything()
    assert not brought(path).new
    assert everything() == before


def test_the_same_rows_are_known_as_the_same(tmp_path):
    post()
    _, path = exported(tmp_path)
    assert not brought(path).new


def test_a_database_in_use_is_left_alone(tmp_path):
    post()
    _, path = exported(tmp_path)
    emptied()
    channel("other-x")
    before = everything()
    with pytest.raises(moved.MovingError, match="in use already"):
        brought(path)
    assert everything() == before


def test_a_program_that_worked_there_is_not_taken_to_work_here(tmp_path):
    Beat.objects.create(worker="there", at=NOW, started_at=NOW)
    assert moving.working(NOW) == ["there"]
    assert moving.working(NOW + timedelta(minutes=1)) == []
    _, path = exported(tmp_path)
    emptied()
    brought(path)
    assert moving.working(NOW) == []


def test_pictures_come_along(tmp_path, settings):
    sha256 = pictures.keep(b"a picture")
    done, path = exported(tmp_path)
    assert done.manifest.pictures == 1
    emptied()
    pictures.remove(sha256)
    brought(path)
    assert pictures.read(sha256) == b"a picture"


def test_pictures_can_be_left_out(tmp_path):
    pictures.keep(b"a picture")
    path = tmp_path / "file.zip"
    done = moving.export(path, by="Sam", now=NOW, with_pictures=False)
    assert done.manifest.pictures is None
    emptied()
    assert brought(path).manifest.pictures is None


def test_sign_ins_stay_sealed_and_open_with_the_same_key(tmp_path, monkeypatch):
    from campaign.store.sealing import new_key

    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", new_key())
    speaker = channel("north-x", base_url="https://social.example")
    given = credentials.SignedIn(secrets={"token": "very-secret-token"})
    credentials.keep(speaker, given, by="Kim", now=NOW)
    _, path = exported(tmp_path)
    with zipfile.ZipFile(path) as zipped:
        assert not any(b"very-secret-token" in zipped.read(name) for name in zipped.namelist())
    emptied()
    brought(path)
    speaker = ChannelState.objects.get(pk="north-x")
    assert credentials.secrets_of(speaker) == {"token": "very-secret-token"}
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", new_key())
    with pytest.raises(credentials.CredentialError, match="another key"):
        credentials.secrets_of(speaker)
    assert Credential.objects.count() == 1


def test_only_its_owner_may_read_the_file(tmp_path):
    _, path = exported(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_export_that_fails_leaves_no_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.Writer, "manifest", full)
    with pytest.raises(OSError, match="No space"):
        exported(tmp_path)
    assert list(tmp_path.glob("*.zip")) == list(tmp_path.glob(".file*")) == []


# What a file may have met on its way. ------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    fill()
    pictures.keep(b"a picture")
    _, path = exported(tmp_path)
    emptied()
    return path


def rewritten(path, name, change):
    """Write the archive anew, with one of its members changed; ``None`` takes it out."""
    target = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            data = change(data) if member.startswith(name) else data
            if data is not None:
                new.writestr(member, data)
    return target


def manifest(**values):
    return lambda data: json.dumps({**json.loads(data), **values}).encode()


def newer(data):
    said = json.loads(data)
    return json.dumps({**said, "migrations": [*said["migrations"], "9999_next"]}).encode()


def older(data):
    said = json.loads(data)
    return json.dumps({**said, "migrations": said["migrations"][:-1]}).encode()


ALTERED = [
    ("tables/store_post", lambda data: data.replace(b"publishing", b"published_"), "was altered"),
    ("tables/store_post", lambda data: data[: len(data) // 2], "was altered"),
    ("tables/store_event", lambda _: None, "store_event is missing"),
    ("pictures/", lambda data: data + b"!", "picture"),
    ("pictures/", lambda _: None, "pictures are missing"),
    ("manifest.json", lambda _: None, "is no export of a campaign"),
    ("manifest.json", lambda _: b"{", "is no export of a campaign"),
    ("manifest.json", lambda _: b"[]", "is no export of a campaign"),
    ("manifest.json", manifest(format=2, campaign="9.0"), r"newer version of Campaign \(9.0\)"),
    ("manifest.json", newer, "newer version of Campaign .*“9999_next”"),
    ("manifest.json", older, "earlier version of Campaign"),
]


@pytest.mark.parametrize(("member", "change", "words"), ALTERED)
def test_a_file_that_was_altered_changes_nothing(file, member, change, words):
    with pytest.raises((archive.ArchiveError, moved.MovingError), match=words):
        brought(rewritten(file, member, change))
    assert not any(one.rows for one in everything())


@pytest.mark.parametrize("part", [0, 10, 0.3, 0.9, -1])
def test_a_file_that_was_cut_off_changes_nothing(file, part):
    whole = file.read_bytes()
    cut = file.with_name("cut.zip")
    cut.write_bytes(whole[: int(len(whole) * part) if isinstance(part, float) else part])
    with pytest.raises(archive.ArchiveError, match="damaged or cut off"):
        brought(cut)
    assert not any(one.rows for one in everything())


def test_a_bit_that_fell_over_changes_nothing(file):
    with zipfile.ZipFile(file) as zipped:
        at = zipped.getinfo("tables/store_post.jsonl").header_offset + 100
    data = bytearray(file.read_bytes())
    data[at] ^= 0x10
    file.write_bytes(data)
    with pytest.raises(archive.ArchiveError, match=r"damaged or cut off|was altered"):
        brought(file)
    assert not any(one.rows for one in everything())


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(archive.ArchiveError, match="There is no file"):
        brought(tmp_path / "nowhere.zip")


def test_a_table_that_came_out_different_is_not_kept(file, monkeypatch):
    whole = loading.load

    def forgetful(table, lines):
        whole(table, list(lines)[:-1] if digests.name_of(table) == "store_reading" else lines)

    monkeypatch.setattr(loading, "load", forgetful)
    with pytest.raises(moved.MovingError, match="store_reading would not be the same"):
        brought(file)
    assert not any(one.rows for one in everything())


def hold_line(**values):
    columns = digests.columns_of(Hold)
    row = {field.column: None for field in digests.fields_of(Hold)}
    row |= {
        "id": 7,
        "scope": "all",
        "value": "",
        "reason": "x",
        "placed_by": "Sam",
        "kind": "manual",
    }
    row |= {"placed_at": "2026-12-01T17:30:00.000001+00:00", "drill": False, "lifted_by": ""}
    row |= {"lifted_why": "", **values}
    text = json.dumps([row[name] for name in columns], ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"placed_by": "y" * 151},
            "Row 7 of store_hold has 151 characters in its column placed_by",
        ),
        ({"reason": "a\0b"}, "Row 7 of store_hold has the character NUL in its column reason"),
    ],
)
def test_what_postgresql_cannot_keep_is_named_and_sqlite_keeps_it(values, words):
    line = hold_line(**values)
    if connection.vendor == "sqlite":
        loading.load(Hold, [line])
        assert list(digests.lines(Hold, digests.columns_of(Hold))) == [line]
    else:
        with pytest.raises(loading.CannotLoad, match=words):
            loading.load(Hold, [line])


def test_a_snapshot_keeps_nobody_from_writing(tmp_path):
    """Another connection writes in the middle of the export; the file is of the moment before."""
    import threading

    from django.db import connections

    post("Before")
    seen = []
    lines = digests.lines

    def slow(table, names):
        rows = lines(table, names)
        if digests.name_of(table) == "store_event":

            def write():
                post("Meanwhile")
                events.record("meanwhile", actor="test", at=NOW)
                connections.close_all()

            writer = threading.Thread(target=write)
            writer.start()
            writer.join(10)
            seen.append(not writer.is_alive())
        yield from rows

    path = tmp_path / "file.zip"
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr(digests, "lines", slow)
        done = moving.export(path, by="Sam", now=NOW)
    assert seen == [True]
    rows = {one.table: one.rows for one in done.tables}
    assert (rows["store_post"], rows["store_event"]) == (1, 0)
    assert (Post.objects.count(), Event.objects.count()) == (2, 1)
