"""Pictures, and the words for those who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from campaign.checks.case import Case, Said
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.checks.shapes import SHAPES
from campaign.library.asset import Asset
from campaign.library.finding import Severity
from campaign.library.values import joined

_OPENING = re.compile(
    r"(?:an?\s+|the\s+)?(?:image|picture|photo|photograph|graphic|illustration|drawing)"
    r"\s+(?:of|showing|shows|with)\b",
    re.IGNORECASE,
)
_SHOWN = 60  # characters of a suggestion
_LONGEST = 250  # characters of an alt text
_SHORTEST_REPEAT = 30  # characters: a shorter one may well stand in the text too
_LINK = re.compile(r"https?://|\bwww\.|(?<![\w&])#\w", re.IGNORECASE)
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f")
_WORDS = re.compile(r"\w+")
_FILE = re.compile(r"[^!?:\n]{1,80}\.(?:avif|bmp|gif|heic|jpe?g|mov|mp4|png|svg|tiff?|webp)")
_NOT_WORDS = re.compile(r"(?:https?://|www\.|[#＃@＠])\S*", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
# What cameras, programs and people in a hurry write where a description belongs.
_SAYS_NOTHING = re.compile(
    r"an?|alt|and|at|caption|delwedd|description|drawing|dsc[fn]?|ffotograff|file|graphic|here"
    r"|illustration|images?|img|insert|is|llun|logo|my|of|our|photo(?:s|graphs?)?|pic(?:ture)?s?"
    r"|placeholder|pxl|screenshot|showing|shows|tb[ac]|text|that|the|this|todo|untitled|wa"
    r"|whatsapp|with"
)
_SOURCE = "Government Communication Service, accessible social media; WCAG 2.2, 1.1.1"
_ENTRY = "picture.jpg: {{rights: Drawn by us, people: none{more}}}\n"


def _asset(more: str = "") -> dict[str, str]:
    return {"assets/assets.yaml": _ENTRY.format(more=more)}


@rule(
    "A11Y-E1",
    Severity.ERROR,
    wants="Every picture has an alt text, for every organisation that shows it; the name of a file"
    " or “image” is none.",
    reason="People who cannot see the picture are told nothing.",
    source="WCAG 2.2, 1.1.1 and F30; Public Sector Bodies Accessibility Regulations 2018",
    fix="Write what the picture shows.",
    bad=Example(
        picture="jpeg 1200x800", settings="image: picture.jpg\nalt: IMG_2034.jpg", files=_asset()
    ),
    good=Example(
        picture="jpeg 1200x800",
        settings='image: picture.jpg\nalt: "{{ organisation.name }}\'s front desk."',
        files=_asset(),
    ),
)
def alt_text(case: Case) -> Iterator[Hit]:
    """Report alt texts that are empty or no description; a missing one is told by the reader."""
    said = _minding(case, "no-alt-text")
    if said and case.message.alt:
        yield Hit(case.place("alt"), f"The alt text is empty (as {case.speaker(said[0])}).")
    elif told := _no_description(case):
        yield Hit(case.place("alt"), told)


def _no_description(case: Case) -> str:
    """Say why an alt text, as it is printed, tells nobody what the picture shows."""
    message = case.message
    if not message.image or not message.alt:
        return ""
    printed = (image.alt for said in case.said for image in said.content.images)
    for alt in dict.fromkeys(printed) if "{" in message.alt else (message.alt,):
        name = alt.strip().casefold()
        stem = message.image.casefold().rpartition(".")[0]
        if _FILE.fullmatch(name) or (name == stem and not stem.isalpha()):
            return f"The alt text “{alt.strip()[:_SHOWN]}” is the name of a file."
        if alt.strip() and not _says_something(alt):
            return f"The alt text “{alt.strip()[:_SHOWN]}” does not tell what the picture shows."
    return ""


def _says_something(alt: str) -> bool:
    """Tell whether an alt text has a word, besides tags and links, that could describe."""
    words = _LETTERS.findall(_NOT_WORDS.sub(" ", alt).casefold())
    return any(
        (len(word) > 1 or not word.isascii()) and not _SAYS_NOTHING.fullmatch(word)
        for word in words
    )


@rule(
    "A11Y-E2",
    Severity.WARNING,
    wants="An alt text says in a sentence or two what the picture shows, and nothing else.",
    reason="It is read out in one piece: nobody can stop in it, follow a link or skip a word.",
    source=_SOURCE,
    fix="Say what the picture shows.",
    bad=Example(
        picture="jpeg 1200x800", settings="alt: An image of a street at night.", files=_asset()
    ),
    good=Example(
        picture="jpeg 1200x800", settings="alt: A picturesque street at night.", files=_asset()
    ),
)
def good_alt_text(case: Case) -> Iterator[Hit]:
    """Report “image of”, links, hashtags, emoji, what is too long, and what repeats the text."""
    alt, place = case.message.alt, case.place("alt")
    if not alt or not case.message.image or _no_description(case):
        return
    if match := _OPENING.match(alt):
        yield Hit(place, f"The alt text begins with “{match[0]}”.", _without_opening(alt, match))
    if match := _LINK.search(alt):
        message = f"The alt text has a link or a hashtag in it (“{match[0]}”)."
        yield Hit(place, message, "Put it into the text of the message.")
    if not alt.isascii() and (emoji := _EMOJI.search(alt)):
        yield Hit(place, f"The alt text has an emoji in it (“{emoji[0]}”).", "Delete it.")
    if said := _minding(case, "alt-text-too-long"):
        yield _over_the_limit(case, said[0])
    elif len(alt) > _LONGEST:
        message = f"The alt text has {len(alt):,} characters; {_LONGEST} are enough."
        yield Hit(place, message, "Say the most important in fewer words.")
    yield from _repeated(case)


def _without_opening(alt: str, match: re.Match[str]) -> str:
    rest = alt[match.end() :].strip()
    shown = rest[:1].upper() + rest[1:_SHOWN] + "…" * (len(rest) > _SHOWN)
    return f"Begin with what it shows: “{shown}”" if rest else ""


def _over_the_limit(case: Case, said: Said) -> Hit:
    length = max(len(image.alt) for image in said.content.images)
    most = said.limits.alt_text_limit
    message = f"The alt text for {said.limits.title} is {length:,} of {most:,} characters."
    fix = "Say the most important in fewer words."
    return Hit(case.place("alt"), message, fix, severity=Severity.ERROR)


def _repeated(case: Case) -> Iterator[Hit]:
    alt = " ".join(case.message.alt.split()).casefold().rstrip(".")
    if len(alt) >= _SHORTEST_REPEAT and any(
        alt in " ".join(passage.text.split()).casefold() for passage in case.passages
    ):
        yield Hit(case.place("alt"), "The alt text repeats the text of the message.")


@rule(
    "A11Y-03",
    Severity.WARNING,
    wants="Words that can be read in a picture are in its alt text or in the message as well.",
    reason="People who cannot see the picture miss them.",
    source=_SOURCE,
    fix="Write them into the alt text.",
    bad=Example(
        picture="jpeg 1200x800",
        settings="alt: A poster on a wall.",
        files=_asset(", text: Call 999 first"),
    ),
    good=Example(
        picture="jpeg 1200x800",
        settings="alt: A poster that says “call 999 first”.",
        files=_asset(", text: Call 999 first"),
    ),
)
def words_in_picture(case: Case) -> Iterator[Hit]:
    """Report words of a picture (“text:” in assets.yaml) that nothing else says."""
    asset = case.asset
    if not asset or not asset.text:
        return
    wanted = _words_of(asset.text)
    for said in case.distinct:
        told = _words_of(" ".join([said.content.text, *(i.alt for i in said.content.images)]))
        if lost := [word for word in wanted if word not in told]:
            shown = joined([f"“{word}”" for word in lost[:3]])
            message = f"The picture says {shown}, and the message does not."
            yield Hit(case.place("alt"), message)
            return


def _words_of(text: str) -> dict[str, None]:
    return dict.fromkeys(word.casefold() for word in _WORDS.findall(text))


@rule(
    "TECH-03",
    Severity.ERROR,
    wants="A picture suits every platform it goes to, and does not tell where it was taken.",
    reason="The platform refuses the post or cuts the picture; a place can lead to a person.",
    source="The platform's own documentation: see the source of its limits; UK GDPR",
    fix="Save the picture again, or take the platform out of “platforms:”.",
    bad=Example(picture="jpeg 1200x800 located", files=_asset()),
    good=Example(picture="jpeg 1200x800", files=_asset()),
)
def suits(case: Case) -> Iterator[Hit]:
    """Report pictures of a kind, size, shape or number that a platform does not take."""
    for said in _minding(case, "too-many-images"):
        yield _too_many(case, said)
    for said in _minding(case, "image-required"):
        message = f"{said.limits.title} takes no post without a picture."
        fix = f"Add “image:” and “alt:”, or take {said.channel.platform} out of “platforms:”."
        yield Hit(case.place("platforms"), message, fix)
    for said in _minding(case, "image-too-large"):
        size = max(image.size for image in said.content.images)
        most, title = said.limits.image_bytes, said.limits.title
        message = f"The picture is {size:,} of the {most:,} bytes {title} takes."
        yield Hit(case.place("image"), message, "Save it smaller, or as JPEG.")
    for said in _minding(case, "image-type"):
        kinds = [kind.removeprefix("image/").upper() for kind in said.limits.image_types]
        message = f"{said.limits.title} takes {' or '.join(kinds)} pictures only."
        yield Hit(case.place("image"), message, f"Save it as {kinds[0]}.")
    if asset := case.asset:
        yield from _shape(case, asset)
    for setting, shown in case.pictures:
        if shown.exif_location:
            message = "The picture's file tells where it was taken."
            fix = "Save it without its location, as your picture program offers."
            yield Hit(case.place(setting), message, fix)


def _too_many(case: Case, said: Said) -> Hit:
    most, found = said.limits.images, len(said.content.images)
    takes = f"at most {most}" if most else "none"
    message = f"Pictures in the message: {found}; {said.limits.title} takes {takes}."
    return Hit(case.place("image"), message, f"Take {said.channel.platform} out of “platforms:”.")


def _shape(case: Case, asset: Asset) -> Iterator[Hit]:
    """Report pictures too narrow, too wide or too small: refused, or only scaled."""
    size = f"{asset.width} × {asset.height} pixels"
    for platform, title in {s.channel.platform: s.limits.title for s in case.said}.items():
        shape = SHAPES.get(platform)
        if shape is None:
            continue
        ratio = asset.width / asset.height
        if shape.narrow and not shape.narrow - 0.005 <= ratio <= shape.wide + 0.005:
            message = f"{title} takes no picture of this shape ({size})."
            fix = f"Cut it to a width of {shape.narrow:g} to {shape.wide:g} times its height."
            yield Hit(case.place("image"), message, fix)
        if shape.pixels and asset.width * asset.height > shape.pixels:
            yield Hit(case.place("image"), f"{title} takes no picture as large ({size}).")
        if shape.least and asset.width < shape.least:
            message = f"{title} wants pictures at least {shape.least} pixels wide ({size})."
            fix = "Save it larger, from the original."
            yield Hit(case.place("image"), message, fix, severity=Severity.WARNING)


def _minding(case: Case, code: str) -> list[Said]:
    """Return, for each platform that minds, the channel with the longest text."""
    worst: dict[str, tuple[int, Said]] = {}
    for said in case.said:
        if not said.problems or not any(problem.code == code for problem in said.problems):
            continue
        length = said.limits.text_length(said.content.text)
        if said.channel.platform not in worst or length > worst[said.channel.platform][0]:
            worst[said.channel.platform] = length, said
    return [said for _, said in worst.values()]
