"""The documentation says what the program does."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import typer
import yaml

import campaign
from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.cli.app import app
from campaign.library.finding import Finding
from campaign.library.form import Form
from campaign.library.loader import read_library
from campaign.library.when import WhenError, parse_when
from campaign.lifecycle import MOVES, State
from campaign.registry import adapter_class
from tests import document
from tests.servers.command import environment
from tests.servers.need import missing
from tests.servers.paths import ROOT

TODAY = date(2026, 11, 22)
PAGES = ["README.md", "CHANGELOG.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^ *```(?P<kind>[\w-]*)\n(?P<inside>.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"`[^`\n]*`")
AMERICAN = re.compile(
    r"\b(organi[z]ation\w*|colo[r]s?|behavio[r]s?|cent[e]r|favo[r]ite|licens[e]s?|analy[z]e\w*"
    r"|recogni[z]e\w*|cance[l]ed|labe[l]ed|catalo[g]|gra[y])\b"
)
FOREIGN = re.compile(r"pypi\.|pythonhosted|npmjs|crates\.io|/work/|/root/|/tmp/")


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, kind: str) -> list[str]:
    return [match["inside"] for match in FENCE.finditer(read(page)) if match["kind"] == kind]


def prose(page: str) -> str:
    return CODE.sub("", LINK.sub("", FENCE.sub("", read(page))))


# What is made from the code


@pytest.mark.parametrize("page", document.PAGES)
def test_tables_are_those_the_code_makes_now(page):
    assert read(page) == document.made(page_text=read(page)), "python -m tests.document"


def test_every_made_part_stands_in_a_page():
    found = {
        match["name"] for page in document.PAGES for match in document.PART.finditer(read(page))
    }
    assert found == set(document.PARTS)


def test_the_states_drawn_are_the_states_there_are():
    drawn: dict[str, set[str]] = {state.value: set() for state in State}
    for old, new in re.findall(r"^    (\w+) --> (\w+)$", read("README.md"), re.MULTILINE):
        drawn[old].add(new)
    assert drawn == {old.value: {new.value for new in MOVES[old]} for old in State}


def test_the_states_told_are_the_states_there_are():
    rows = re.findall(r"^\| \*\*(\w+)\*\* \| .*? \| (.*) \|$", read("README.md"), re.MULTILINE)
    told = {state: set(re.findall(r"(?:^|<br>)(\w+):(?! this)", moves)) for state, moves in rows}
    told = {state: moves - {"nothing"} for state, moves in told.items()}
    assert told == {old.value: {new.value for new in MOVES[old]} for old in State}


# Message files


def test_every_setting_a_file_may_hold_is_explained():
    page = read("docs/message-files.md")
    forms = {form for form in _forms() if not form.__name__.startswith("_")}
    assert forms == set(document.FORMS.values())
    for form in forms:
        for name, field in form.model_fields.items():
            assert f"| `{field.alias or name}` |" in page


def _forms() -> Iterator[type[Form]]:
    for path in (ROOT / "campaign" / "library").glob("*_form.py"):
        module = importlib.import_module(f"campaign.library.{path.stem}")
        for _, value in inspect.getmembers(module, inspect.isclass):
            if issubclass(value, Form) and value.__module__ == module.__name__:
                yield value


def _whens() -> list[str]:
    return [
        line for block in blocks("docs/message-files.md", "when") for line in block.splitlines()
    ]


def test_there_are_examples_of_times():
    assert len(_whens()) > 20


@pytest.mark.parametrize("line", _whens())
def test_every_example_of_a_time_is_understood(line):
    parse_when(line)


def test_every_example_of_a_wrong_time_gets_the_answer_told():
    page = read("docs/message-files.md")
    page = page[page.index("| written | answer |") : page.index("On the nights")]
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", page, re.MULTILINE)
    assert len(rows) > 5
    for line, answer in rows:
        with pytest.raises(WhenError) as caught:
            parse_when(line)
        assert f"{caught.value.message} {caught.value.fix}" == answer


PLACE_OF_CODE = {
    "report": 1, "wrong": 0, "shaped": 1, "_Fault": 1, "_Reading": 2, "_error": 1, "_warn": 1,
    "_report_entry": 2, "_told": 0, "Finding": 3,
}  # fmt: skip


def _reader_codes() -> dict[str, bool]:
    """Give every code that reading can yield, and whether it is always a warning."""
    found: dict[str, bool] = {}
    for path in (ROOT / "campaign" / "library").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if code := _code(node):
                warns = "Severity.WARNING" in ast.unparse(node) or "_warn(" in ast.unparse(node)
                found[code] = found.get(code, True) and warns
    return found


def _code(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        place = PLACE_OF_CODE.get(name)
        value = node.args[place] if place is not None and len(node.args) > place else None
    else:  # pictures.py hands them on as (code, message, fix)
        is_fault = isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple)
        value = node.value.elts[0] if is_fault and len(node.value.elts) == 3 else None
    text = value.value if isinstance(value, ast.Constant) else ""
    return text if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", text) else ""


def test_every_mistake_reading_can_tell_is_explained():
    page = read("docs/message-files.md")
    page = page[page.index("## What goes wrong") :]
    told = re.findall(r"^\| `([a-z-]+)` \| (Warning: )?", page, re.MULTILINE)
    assert {code: bool(warns) for code, warns in told} == _reader_codes()
    assert len(told) == len(_reader_codes()), "one is explained twice"


def _findings(folder: Path, message: str) -> list[Finding]:
    """Put a message into a copy of the shipped campaign; return what is found in it."""
    shutil.copytree(ROOT / "messages", folder / "messages")
    (folder / "messages" / "bystander-guidance" / "sample.md").write_text(message, encoding="utf-8")
    (folder / "assets").mkdir()
    for name in ("assets.yaml", *re.findall(r"^image: (.+)$", message, re.MULTILINE)):
        shutil.copy(ROOT / "assets" / name, folder / "assets" / name)
    library = read_library(folder, LIMITS)
    found = [*library.findings, *check(library, LIMITS, TODAY)]
    return [finding for finding in found if finding.file.endswith("/sample.md")]


@pytest.mark.parametrize("page", ["README.md", "docs/message-files.md"])
def test_the_sample_message_checks_clean(page, tmp_path):
    (sample,) = blocks(page, "markdown")
    assert _findings(tmp_path, sample) == []


def test_the_sample_conditions_check_clean(tmp_path):
    (sample,) = blocks("docs/message-files.md", "jinja")
    settings = (
        "---\ntitle: Sample\ntheme: behind-the-badge\nplatforms: facebook\n"
        "organisations: northshire-police\n---\n"
    )
    assert _findings(tmp_path, settings + sample) == []


@pytest.mark.parametrize("theme", ["behind-the-badge", "bystander-guidance"])
def test_the_sample_thread_checks_clean(theme, tmp_path):
    (sample,) = (block for block in blocks("docs/message-files.md", "text") if "\n+++\n" in block)
    settings = (
        f"---\ntitle: Sample\ntheme: {theme}\nplatforms: x, threads, mastodon, bluesky\n"
        "audience: bystander\norganisations: northshire-police\n---\n"
    )
    assert _findings(tmp_path, settings + sample) == []


def test_the_finding_shown_is_the_finding_given(tmp_path):
    shown, *_ = blocks("docs/checks.md", "text")
    (sample,) = blocks("README.md", "markdown")
    found = _findings(tmp_path, sample.replace("every Friday at 17:30", "every Fryday at 17:30"))
    one = next(finding for finding in found if finding.code == "when")
    assert f": {one.severity}: {one.message} [{one.code}]" in shown
    assert one.fix in shown


# A real account


def test_the_channels_shown_are_read_and_name_every_secret(tmp_path):
    (shown,) = (block for block in blocks("README.md", "yaml") if "NORTHSHIRE_MASTODON" in block)
    text = f"name: Northshire Police\nkind: force\n{textwrap.dedent(shown)}"
    folder = tmp_path / "messages" / "organisations"
    folder.mkdir(parents=True)
    (tmp_path / "messages" / "campaign.yaml").write_text("name: Sample\n", encoding="utf-8")
    (folder / "northshire-police.yaml").write_text(text, encoding="utf-8")
    library = read_library(tmp_path, LIMITS)
    assert library.findings == ()
    for channel in library.channels.values():
        assert set(channel.secrets) == set(adapter_class(channel.platform).secrets)
        for variable in channel.secrets.values():
            assert re.search(rf"export {variable}(_FILE)?=", read("README.md"))
    assert {channel.platform for channel in library.channels.values()} == {"mastodon", "bluesky"}


# An adapter


@pytest.fixture
def example(tmp_path) -> Path:
    """The README's adapter, installed as a package of somebody else would be."""
    for block in blocks("README.md", "python"):
        name = re.match(r'"""(\w+\.py)"""', block)
        (tmp_path / name[1]).write_text(block, encoding="utf-8")
    (point,) = blocks("README.md", "toml")
    entry = tomllib.loads(point)["project"]["entry-points"]["campaign.adapters"]
    info = tmp_path / "noticeboard-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: noticeboard\nVersion: 1.0\n")
    lines = [f"{name} = {target}" for name, target in entry.items()]
    (info / "entry_points.txt").write_text("[campaign.adapters]\n" + "\n".join(lines))
    return tmp_path


def _run(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    path = environment({"PYTHONPATH": f"{folder}:{ROOT}"})
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=folder, env=path, input=given, capture_output=True, text=True, check=False
    )


def test_the_adapter_shown_keeps_every_promise(example):
    done = _run(example, "pytest", "-q", "-p", "no:cacheprovider", "test_noticeboard.py")
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b1\d passed", done.stdout), done.stdout


def test_the_adapter_shown_is_found_by_its_entry_point(example):
    done = _run(example, "campaign", "count", "--platform", "noticeboard", given="Hello")
    assert done.stdout.replace(",", "") == "5 of 1000\n", done.stderr


# Commands


def _commands(command=None, path=("campaign",)) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    command = command or typer.main.get_command(app)
    options = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    yield path, options | {"--help"}
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


def test_every_command_is_in_the_page_of_commands():
    page = read("docs/commands.md")
    for path, _ in _commands():
        assert f"\n## {' '.join(path)}\n" in page


def _examples() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for kind in ("sh", "console"):
            for block in blocks(page, kind):
                yield from ((page, line.strip()) for line in block.splitlines())
        for found in re.findall(r"`(campaign [a-z][^`]*)`", FENCE.sub("", read(page))):
            yield page, found


def test_every_command_shown_exists_with_its_options():
    known = dict(_commands())
    count = 0
    for page, line in _examples():
        if not line.startswith("campaign ") or "reports" in line.split():
            continue
        words = shlex.split(line.partition(" < ")[0])
        path = max((p for p in known if tuple(words[: len(p)]) == p), key=len)
        assert len(path) > 1, f"{page}: {line}"
        used = {word for word in words if word.startswith("--")}
        assert used <= known[path], f"{page}: {line}"
        count += 1
    assert count > 30


def test_every_target_of_make_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`?\bmake ([a-z]+)\b`", read(page))) <= targets, page


# The pages themselves


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[`*]", "", head).lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for match in LINK.finditer(CODE.sub("", FENCE.sub("", read(page)))):
        target = match["target"]
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        if target == "docs/pictures/timeline.png" and not path.exists():
            missing(target, "make run, and take a picture of the page")
        assert path.exists(), f"{page} leads to {target}"
        assert not anchor or anchor in _anchors(path), f"{page} leads to {target}"


def test_every_page_can_be_reached_from_the_readme():
    linked = {match["target"] for match in LINK.finditer(read("README.md"))}
    assert set(PAGES) - {"README.md"} <= linked


def test_there_are_texts_to_start_from_for_data_protection():
    headings = re.findall(r"^## (.+)$", read("docs/privacy.md"), re.MULTILINE)
    assert headings[1:] == [
        "Data protection impact assessment", "Privacy notice", "Record of processing",
    ]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_no_registry_and_no_path_of_ours(page):
    assert not FOREIGN.findall(read(page))


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_written_in_british_english(page):
    assert not AMERICAN.findall(prose(page).lower())


def test_the_version_is_the_same_everywhere():
    package = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## \[(.+?)\] – \d{4}-\d\d-\d\d$", read("CHANGELOG.md"), re.MULTILINE)
    assert campaign.__version__ == package == newest[1]


def test_the_changelog_has_the_newest_version_first():
    found = re.findall(r"^## \[(.+?)\] – (\S+)$", read("CHANGELOG.md"), re.MULTILINE)
    days = [date.fromisoformat(day) for _, day in found]
    assert days == sorted(days, reverse=True)


def test_environment_variables_named_are_those_the_program_reads():
    sources = "".join(path.read_text() for path in (ROOT / "campaign").rglob("*.py"))
    for page in PAGES:
        for name in set(re.findall(r"`((?:CAMPAIGN|DATABASE)_[A-Z]+)`", read(page))):
            assert name.removesuffix("_FILE") in sources, f"{page}: {name}"


def test_the_samples_in_yaml_are_yaml():
    for page in PAGES:
        for block in blocks(page, "yaml"):
            assert yaml.safe_load(block)
