"""``campaign check --links``: which addresses are asked, and what is told of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from campaign.adapters.visit import Outcome, Visit
from campaign.cli.deadlinks import addresses, asked
from campaign.library.finding import Finding, Severity
from campaign.library.library import Library
from tests.servers.campaign_folder import GOOD, library_of, write_campaign
from tests.servers.command import campaign

SEND = "northshire-commissioner.example/how-to-send-us-footage"
PAGE = "https://www.police.uk/page"
LINKED = GOOD.replace("Text", f"Text {PAGE} and www.gov.uk/a. {{{{ organisation.website }}}}")


def told(library: Library, **came: Visit) -> list[Finding]:
    """Return what is told when every address but those of ``came`` is there."""
    visits = {"www.police.uk": came.get("police"), "www.gov.uk": came.get("gov")}

    def ask(address: str) -> Visit:
        found = next((v for host, v in visits.items() if v and host in address), None)
        return found or Visit(Outcome.THERE, address)

    return asked(addresses(library), ask, library)


def test_every_address_of_the_finished_library_is_known_where_it_stands(tmp_path: Path) -> None:
    draft = GOOD.replace("Text", "https://draft.gov.uk").replace("title", "draft: yes\ntitle")
    linked = GOOD.replace("Text", "A").replace("audience", f"link: {PAGE}\naudience")
    found = addresses(library_of(tmp_path, a=LINKED, b=linked, c=draft))
    uses = {
        address: [(f.rpartition("/")[2], *p[:2]) for f, p in at] for address, at in found.items()
    }
    assert uses == {
        PAGE: [("a.md", 7, 6), ("b.md", 5, 7)],
        "https://www.gov.uk/a": [("a.md", 7, 37)],
        f"https://{SEND}": [("commissioner.yaml", 4, 15)],
        "https://www.northshire-police.example": [("northshire-police.yaml", 3, 10)],
        "https://northshire-police.example/footage": [("northshire-police.yaml", 4, 15)],
        "https://www.gov.example/assaults": [("facts.yaml", 4, 8)],
    }  # fmt: skip


def test_an_address_that_a_placeholder_completes_is_not_asked(tmp_path: Path) -> None:
    text = GOOD.replace("Text", "https://www.police.uk/{{ organisation.kind }}")
    assert not any("police.uk" in address for address in addresses(library_of(tmp_path, a=text)))


def test_a_dead_link_is_a_warning_at_every_place(tmp_path: Path) -> None:
    library = library_of(tmp_path, a=LINKED, b=LINKED.replace("Text", "Another"))
    gone = Visit(Outcome.GONE, PAGE, "the answer is 404")
    found = [one for one in told(library, police=gone) if one.severity is Severity.WARNING]
    assert [one.file[-4:] for one in found] == ["a.md", "b.md"]
    assert found[0].message == f"“{PAGE}” leads nowhere: the answer is 404."


@pytest.mark.parametrize(
    ("came", "message"),
    [
        (Visit(Outcome.UNKNOWN, PAGE, "it took too long"), "could not be asked: it took too long."),
        (Visit(Outcome.THERE, "https://new.gov.uk/x"), "leads to another website: https://new.gov.uk/x"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_advice_and_told_once(tmp_path: Path, came, message) -> None:
    library = library_of(tmp_path, a=LINKED, b=LINKED.replace("Text", "Another"))
    (finding,) = [one for one in told(library, police=came) if PAGE in one.message]
    assert finding.message == f"“{PAGE}” {message}"
    assert finding.severity is Severity.ADVICE


def test_another_page_of_the_same_website_is_nothing_to_tell(tmp_path: Path) -> None:
    library = library_of(tmp_path, a=LINKED)
    moved = Visit(Outcome.THERE, "https://police.uk/new")
    assert [one for one in told(library, police=moved) if PAGE in one.message] == []


def test_made_up_names_are_not_asked_and_told_in_one_line(tmp_path: Path) -> None:
    library = library_of(tmp_path, a=LINKED)
    (finding,) = told(library)
    assert finding.message.startswith("4 addresses not asked")
    assert (finding.file, finding.severity) == ("messages/campaign.yaml", Severity.ADVICE)


def test_a_waiver_holds_for_a_dead_link(tmp_path: Path) -> None:
    waive = "waive:\n  - {code: TECH-02, reason: It comes back, by: A Editor}\naudience"
    library = library_of(tmp_path, a=LINKED.replace("audience", waive))
    found = told(library, gov=Visit(Outcome.GONE, PAGE, "the answer is 410"))
    assert [one.waived.by for one in found if one.waived] == ["A Editor"]


def test_the_command_asks_only_when_it_is_told_to(tmp_path: Path) -> None:
    text = GOOD.replace("Text", "Text http://127.0.0.1:9/dead")
    folder = write_campaign(tmp_path, {"behind-the-badge/a.md": text})
    assert "127.0.0.1:9/dead” could not" not in campaign(folder, "check").out
    done = campaign(folder, "check", "--links")
    assert (
        "a.md:7:6: advice: “http://127.0.0.1:9/dead” could not be asked: it is in a pri" in done.out
    )
    assert "4 addresses not asked" in done.out
    shown = json.loads(campaign(folder, "check", "--links", "--format", "json").out)
    assert "could not be asked" in " ".join(one["message"] for one in shown["findings"])
    for form in ("sarif", "github"):
        assert "could not be asked" in campaign(folder, "check", "--links", "--format", form).out
    narrow = campaign(folder, "check", "--links", "messages/organisations").out
    assert "3 addresses not asked" in narrow
    assert "could not be asked" not in narrow
    assert campaign(folder, "check", "--links", "--watch").code == 2
