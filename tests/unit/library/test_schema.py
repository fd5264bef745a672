"""The schemas say what the program takes: no less, and as little more as they can."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from campaign.library.loader import read_library
from campaign.library.schema import schemas
from campaign.library.starter import FILES
from tests.servers.campaign_folder import PLATFORMS, library_of
from tests.servers.paths import ROOT


class Loader(yaml.SafeLoader):
    """Reads YAML as editors do, by the core schema of version 1.2: “yes” and 19:30 are words."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first)
    )

Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def faults(name: str, text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(schemas()[name])
    return [error.message for error in validator.iter_errors(yaml.load(text, Loader))]


def kind_of(path: str) -> str:
    return "organisation" if "/organisations/" in path else Path(path).stem


SHIPPED = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("messages", "assets")
    for path in (ROOT / folder).rglob("*.yaml")
}
STARTER = {f"{path} (new)": text for path, text in FILES.items() if path.endswith(".yaml")}


@pytest.mark.parametrize("path", [*SHIPPED, *STARTER])
def test_the_shipped_files_are_what_the_schemas_say(path):
    text = {**SHIPPED, **STARTER}[path]
    assert faults(kind_of(path.removesuffix(" (new)")), text) == []


RIGHT = {
    "campaign": [
        "name: 42\ncap: 3\nrest: 3 weeks\ngrace: 15",
        "name: A\nthemes: {a-b: {title: B, share: 50%}}\nstart: 25 January 2027",
        "name: A\nslots:\n  - {days: weekdays, times: [08:00, 17:30]}\n",
        "name: A\nquiet: [{day: 11/11/2027, from: 10:58, to: '11:05', reason: Silence}]",
        "name: A\nhashtags: [badge, '#Thanks']\nzone: Europe/London\nhashtag: '#Diogelwch_Ôl'",
    ],
    "organisation": [
        "name: A\nkind: Force\nwelsh_required: Yes\n",
        "name: A\nkind: partner\nchannels: {a-x: {platform: x, network: LIVE, cap: '2'}}",
        "name: A\nkind: force\nchannels: {a: {platform: m, secrets: {token: A_TOKEN}}}",
        "name: A\nkind: force\nchannels: {a: {platform: m, base_url: 'http://localhost:80'}}",
    ],
    "signposts": ["a: {text: 999, name: Emergency, internal: no}", "a: {text: 0800, name: B}"],
    "dates": ["- {day: 2027-11-11, name: Armistice Day, tone: Solemn}"],
    "cases": ["r-v-x: {status: trial, keywords: [a, b], checked: 1/2/2027}"],
    "consents": ["c-014: {scope: Portrait, given: 1/2/2027, child: true}"],
}
WRONG = {
    "campaign": [
        "nmae: A",
        "name: A\nslots: [{day: Monday, times: '08:00'}]",
        "name: A\ncap: 0",
        "name: A\nrest: three weeks",
        "name: A\nthemes: {A Theme: {title: B}}",
        "name:",
    ],
    "organisation": [
        "name: A",
        "name: A\nkind: polis",
        "name: A\nkind: force\nchannels: {a: {platfrom: x}}",
        "name: A\nkind: force\nchannels: {a: {platform: m, secrets: {token: hunter2}}}",
        "name: A\nkind: force\nchannels: {a: {platform: m, base_url: social.example}}",
    ],
    "facts": ["a: {source: B}", "A-b: {text: 1}"],
    "signposts": ["a: {txt: 999, name: B}", "- {text: 999, name: B}"],
    "dates": ["a: {day: 1/2/2027, name: B}", "- {day: 1/2/2027, name: B, tone: sad}"],
    "words": ["tone:\n  add: [{word: a, pattern: b, reason: c, source: d}]"],
    "consents": ["c-014: {scope: Portrait}"],
    "cases": ["r-v-x: {status: open}"],
    "assets": ["a.jpg: {right: ours}", "a.jpg: {people: some}"],
}
PLACE = {"organisation": "organisations/third.yaml", "assets": "../assets/assets.yaml"}


def errors_of(tmp_path, name: str, text: str) -> list[str]:
    """Return what the program says of a file of that kind."""
    place = PLACE.get(name, f"{name}.yaml")
    library_of(tmp_path)
    file = (tmp_path / "messages" / place).resolve()
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    library = read_library(tmp_path, PLATFORMS)
    return [f.message for f in library.errors if f.file.endswith(place.removeprefix("../"))]


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts]
)
def test_what_the_program_takes_the_schema_takes(name, text, tmp_path):
    assert faults(name, text) == []
    told = [m for m in errors_of(tmp_path, name, text) if "platform" not in m]
    assert [message for message in told if "quotation" not in message] == []


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts]
)
def test_what_the_schema_refuses_the_program_refuses(name, text, tmp_path):
    assert faults(name, text)
    assert errors_of(tmp_path, name, text)


def test_no_schema_repeats_a_secret():
    (message,) = faults("organisation", WRONG["organisation"][3])
    assert "does not match" in message
