"""A secret that was put into a file by mistake is not printed by what finds it."""

from __future__ import annotations

import pytest

from tests.servers.campaign_folder import CAMPAIGN, GOOD, POLICE, write_campaign
from tests.servers.command import campaign
from tests.servers.watching import watching

SECRET = "hunter2-real-secret-9f8e7d"
CLEAN = GOOD.replace("\nText\n", "\nThank you to everyone on the late shift.\n")
X = '  northshire-x: {platform: x, handle: "@NorthshirePolice", network: sandbox}\n'
START = '  northshire-x:\n    platform: x\n    handle: "@NorthshirePolice"\n'
WAYS = {
    "in a flow of its own": f"{START}    secrets: {{token: {SECRET}}}\n",
    "on one line with all": X.replace("network: sandbox", f"secrets: {{token: {SECRET}}}"),
    "in a block": f"{START}    secrets:\n      token: {SECRET}\n",
    "over several lines": f"{START}    secrets: {{\n      token: {SECRET}\n    }}\n",
    "in a list": f"{START}    secrets:\n      - {SECRET}\n",
    "in place of the names": f"{START}    secrets: {SECRET}\n",
    "in quotes left open": f'{START}    secrets:\n      token: "{SECRET}\n',
    "after another colon": f"{START}    secrets:\n      token: key: {SECRET}\n",
    "under a name there is not": f"{START}    token: {SECRET}\n",
}


def folder_with(tmp_path, account: str):
    files = {
        "campaign.yaml": CAMPAIGN,
        "organisations/northshire-police.yaml": POLICE.replace(X, account),
        "behind-the-badge/good.md": CLEAN,
    }
    return write_campaign(tmp_path, files)


FORMS = ["text", "json", "sarif", "github"]


@pytest.mark.parametrize(
    ("way", "form"),
    [*((way, "text") for way in WAYS), *(("in a block", form) for form in FORMS[1:])],
)
def test_a_pasted_secret_is_found_and_printed_in_no_form(tmp_path, way, form):
    done = campaign(folder_with(tmp_path, WAYS[way]), "check", "--format", form)
    assert done.code == 1
    assert "northshire-police.yaml" in done.out
    assert SECRET not in done.out + done.err


def test_the_line_is_shown_up_to_the_secret(tmp_path):
    done = campaign(folder_with(tmp_path, WAYS["in a block"]), "check")
    assert "[secret]\n          token: …\n" in done.out


def test_watching_prints_no_secret_either(tmp_path):
    folder = folder_with(tmp_path, WAYS["in a flow of its own"])
    with watching(folder) as watcher:
        told = "\n".join(watcher.look())
        assert "[secret]" in told
        assert SECRET not in told
        watcher.stop()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("XA", "of 3 to 80 characters"),
        ("X" * 81, "of 3 to 80 characters"),
        ("_TOKEN", "which begins with a letter"),
        ("northshire", "in capitals"),
    ],
)
def test_what_is_wrong_with_a_variables_name_is_told(tmp_path, name, fault):
    done = campaign(folder_with(tmp_path, WAYS["in a block"].replace(SECRET, f"'{name}'")), "check")
    assert f"Here belongs the name of an environment variable, {fault}; never" in done.out
