"""Counting as a platform counts."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.servers.command import campaign, environment


def test_a_text_is_counted_without_its_last_line_break(tmp_path):
    done = campaign(tmp_path, "count", "--platform", "x", given="Call 999 first.\n")
    assert (done.code, done.out) == (0, "15 of 280\n")


def test_a_text_can_be_named_on_the_line(tmp_path):
    done = campaign(tmp_path, "count", "--platform", "x", "Call 999 first.")
    assert (done.code, done.out) == (0, "15 of 280\n")
    done = campaign(tmp_path, "count", "--platform", "x", "Call 999 first.", "--jsonl")
    assert (done.code, "leave TEXT out" in done.err) == (2, True)


def test_a_text_on_the_line_in_an_old_encoding_is_counted_as_it_is_meant(tmp_path):
    done = campaign(tmp_path, "count", "--platform", "x", "caf\udce9")
    assert (done.code, done.out) == (0, "4 of 280\n")


def test_a_link_counts_as_the_platform_has_it(tmp_path):
    text = "See https://www.example.org/footage/how-to-send-it"
    done = campaign(tmp_path, "count", "--platform", "mastodon", given=text)
    assert done.out == "27 of 500\n"


def test_what_is_too_long_is_said(tmp_path):
    done = campaign(tmp_path, "count", "--platform", "x", given="a" * 290)
    assert done.out == "290 of 280 (10 too many for X)\n"


def test_what_is_too_long_in_bytes_is_said(tmp_path):
    done = campaign(tmp_path, "count", "--platform", "bluesky", given="👩‍👩‍👧‍👦" * 200)
    assert done.out == "200 of 300\n5000 of 3000 bytes (2000 too many)\n"


def test_lines_are_counted_one_by_one(tmp_path):
    texts = ["", "a", "a\nb", "“é”", "👩‍👩‍👧‍👦"]
    given = "".join(json.dumps(text) + "\n" for text in texts)
    done = campaign(tmp_path, "count", "--platform", "bluesky", "--jsonl", given=given)
    assert (done.code, done.out) == (0, "0\n1\n3\n3\n1\n")


@pytest.mark.parametrize("bad", ["naught", "3", '{"a": 1}', '"\\ud83d"', "", '"open'])
def test_a_bad_line_names_its_number(tmp_path, bad):
    given = f'"a"\n"bb"\n{bad}\n"c"\n'
    done = campaign(tmp_path, "count", "--platform", "x", "--jsonl", given=given)
    assert done.code == 1
    assert done.out == "1\n2\n"
    assert done.err == ("Line 3 is not a JSON string: put the text in double quotes, one a line.\n")


def test_a_text_that_is_not_utf_8_is_not_guessed_at(tmp_path):
    done = campaign(tmp_path, "count", "--platform", "x", given=b"caf\xe9")
    assert (done.code, done.err) == (1, "The text is not UTF-8 (byte 4): save it as UTF-8.\n")


def test_a_line_is_answered_before_the_next_one_comes(tmp_path):
    command = [sys.executable, "-m", "campaign", "count", "--platform", "x", "--jsonl"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for text, answer in (("a", "1"), ("bb", "2")):
            process.stdin.write(f"{json.dumps(text)}\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{answer}\n"
        process.stdin.close()
        assert process.wait(timeout=30) == 0
