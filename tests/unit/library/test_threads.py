"""A long text as several posts, and the card of a link."""

from __future__ import annotations

from pathlib import Path

from campaign.adapter import limit_problems
from campaign.library.render import Rendering, render_thread
from tests.servers.campaign_folder import GOOD, PLATFORMS, library_of, picture

THREAD = (
    "Call 999 first.\n\n+++\nThen check that they are OK.\n \n  ++++ \n\nThen send us your video."
)


def said(folder: Path, text: str, settings: str = "", channel: str = "northshire-x") -> list[str]:
    return [one.content.text for one in rendered(folder, text, settings, channel)]


def rendered(
    folder: Path, text: str, settings: str = "", channel: str = "northshire-x"
) -> tuple[Rendering, ...]:
    library = library_of(folder, m=GOOD.replace("---\nText", f"{settings}---\n{text}"))
    assert [str(finding) for finding in library.findings] == []
    (message,) = library.messages.values()
    return render_thread(library, message, library.channels[channel])


def test_a_text_is_cut_at_its_lines_of_plus_signs_and_numbered(tmp_path: Path) -> None:
    assert said(tmp_path, THREAD) == [
        "Call 999 first.\n\n1/3",
        "Then check that they are OK.\n\n2/3",
        "Then send us your video.\n\n3/3",
    ]


def test_the_numbers_can_be_left_off(tmp_path: Path) -> None:
    texts = said(tmp_path, THREAD, "numbered: no\n")
    assert texts[0] == "Call 999 first."


def test_plus_signs_within_a_line_cut_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, "Over 18+++ only.\n++") == ["Over 18+++ only.\n++"]


def test_a_platform_may_have_a_text_of_one_part(tmp_path: Path) -> None:
    text = f"{THREAD}\n\n## Facebook\nCall 999 first, then send us your video."
    assert len(said(tmp_path / "x", text)) == 3
    assert said(tmp_path / "f", text, channel="northshire-facebook") == [
        "Call 999 first, then send us your video."
    ]


def test_each_part_knows_its_line(tmp_path: Path) -> None:
    library = library_of(tmp_path, m=GOOD.replace("Text", THREAD))
    (message,) = library.messages.values()
    lines = Path(tmp_path / message.file).read_text().split("\n")
    for section, start in zip(message.sections, ("Call", "Then check", "Then send"), strict=True):
        assert lines[section.line - 1].startswith(start)


def test_a_part_without_words_is_told_with_its_number(tmp_path: Path) -> None:
    library = library_of(tmp_path, m=GOOD.replace("Text", "One.\n+++\n\n+++\nThree."))
    (finding,) = library.findings
    assert (finding.code, finding.line) == ("empty-part", 9)
    assert finding.message == "Part 2 of this thread has no words."


def test_picture_and_card_go_with_the_first_part(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "p.png").write_bytes(picture())
    first, *others = rendered(tmp_path, THREAD, "image: p.png\nalt: A street at night.\n")
    assert len(first.content.images) == 1
    assert all(not one.content.images for one in others)


def test_later_parts_reply_and_platforms_without_replies_say_no(tmp_path: Path) -> None:
    first, second, _ = rendered(tmp_path, THREAD)
    assert first.content.reply_to is None
    codes = [p.code for p in limit_problems(PLATFORMS["facebook"], second.content)]
    assert codes == ["no-threads"]


def test_a_fact_of_any_part_is_told(tmp_path: Path) -> None:
    parts = rendered(tmp_path, "First.\n+++\n{{ fact.total_assaults }} assaults.")
    assert [len(part.facts) for part in parts] == [0, 1]


def test_a_card_has_a_title_a_text_and_a_picture_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "card.png").write_bytes(picture())
    settings = (
        "link: https://www.northshire-police.example/footage\ncard_title: Send us your video\n"
        "card_text: It takes two minutes.\ncard_image: card.png\n"
    )
    (one,) = rendered(tmp_path, "Seen it? Send it.", settings)
    card = one.content.link
    assert card is not None
    assert card.image is not None
    assert (card.title, card.description) == ("Send us your video", "It takes two minutes.")
    assert one.content.flat_text.endswith("\n\nhttps://www.northshire-police.example/footage")


def test_a_link_that_no_card_shows_counts_in_the_text(tmp_path: Path) -> None:
    link = "https://www.northshire-police.example/footage"
    (one,) = rendered(tmp_path, "a" * 250, f"link: {link}\n")
    (problem,) = limit_problems(PLATFORMS["x"], one.content)
    assert problem.message == f"The text is too long: {252 + len(link)} of 280."


def test_a_link_beside_a_picture_is_told_to_be_unseen(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "p.png").write_bytes(picture())
    settings = "image: p.png\nalt: A street at night.\nlink: https://www.gov.example/\n"
    library = library_of(tmp_path, m=GOOD.replace("---\nText", f"{settings}---\nText"))
    assert [finding.code for finding in library.findings] == ["link-unseen"]
