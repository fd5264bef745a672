"""The README's first steps, taken as they stand there, where the program is installed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import sysconfig

import pytest

from tests.servers.command import campaign, environment
from tests.servers.need import missing
from tests.servers.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
STEPS = README[README.index("## First steps") : README.index("## The folder")]
AUTHOR = {"CAMPAIGN_USER": re.search(r'export CAMPAIGN_USER="(.+)"', STEPS)[1]}


def shown(command):
    """Give the arguments of the one line of the README that begins so and has some."""
    [line] = re.findall(rf"^{command} (.+)$", STEPS, re.MULTILINE)
    return shlex.split(line)


def test_the_first_steps_lead_to_a_message_that_someone_else_approves(tmp_path):
    assert campaign(tmp_path, "init", "my-campaign").code == 0
    folder = tmp_path / "my-campaign"
    title, *theme = shown("campaign new message")
    begun = campaign(folder, "new", "message", title, *theme, env=AUTHOR)
    file = begun.out.partition(" is ready")[0]
    name = file.removeprefix("messages/").removesuffix(".md")
    assert "\nauthor: Robin Vale\n" in (folder / file).read_text(encoding="utf-8")
    sample = re.search(r"```markdown\n(.*?)```", STEPS, re.DOTALL)[1]
    (folder / file).write_text(sample, encoding="utf-8")
    assert campaign(folder, "check").out == "No findings; 3 messages read.\n"
    assert campaign(folder, "plan", "--apply").code == 0

    assert shown("campaign approvals") == [name]
    read = campaign(folder, "approvals", name).out
    assert "Film only if it is safe" in read
    code = re.search(r"--code (\w+)", read)[1]
    own = campaign(folder, "approve", name, "--code", code, env=AUTHOR)
    assert (own.code, "so someone else approves it" in own.err) == (1, True)
    assert campaign(folder, "approve", name, "--code", code, "--by", "Kim Osei").code == 0


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The installed command in an environment of its own, in a folder whose name has spaces."""
    place = tmp_path_factory.mktemp("a folder with spaces")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(place / ".venv")], check=False
    )
    pip = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    )
    if made.returncode or pip.returncode:
        missing("An environment of its own", "run the tests where venv and pip work")
    python = place / ".venv" / "bin" / "python"
    [packages] = (place / ".venv" / "lib").glob("python*/site-packages")
    ours = sysconfig.get_path("purelib")
    (packages / "ours.pth").write_text(f"{ROOT}\n{ours}\n", encoding="utf-8")
    subprocess.run([python, "-c", SCRIPT, python.parent], check=True, cwd=place, env=bare())
    return place


SCRIPT = """
import sys
from pip._vendor.distlib.scripts import ScriptMaker  # what pip installs commands with
maker = ScriptMaker(None, sys.argv[1])
maker.variants = {""}
maker.make("campaign = campaign.__main__:main")
"""


def bare():
    """An environment that does not say where the program is."""
    return {k: v for k, v in environment().items() if k != "PYTHONPATH"}


def test_the_alias_works_beside_a_folder_called_campaign(installed, tmp_path):
    [alias] = re.findall(r'^alias campaign="(.+)"$', STEPS, re.MULTILINE)
    (tmp_path / "campaign").mkdir()
    (tmp_path / "campaign" / "notes.txt").write_text("Not the program.", encoding="utf-8")
    line = alias.replace("$PWD", str(installed))
    done = subprocess.run(
        ["bash", "-c", f"{line} --version"],
        cwd=tmp_path, env=bare(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "Campaign 0.1.0\n"), done.stderr
