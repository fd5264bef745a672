"""Each platform's limits, on every platform the message goes to."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case, Said
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_REASON = "The platform refuses the post, or cuts it."
_SOURCE = "The platform's own documentation: see the source of its limits"


@rule(
    "text-too-long",
    Severity.ERROR,
    wants="A text fits every platform it goes to, for every organisation that says it.",
    reason=_REASON,
    source=_SOURCE,
)
def text_too_long(case: Case) -> Iterator[Hit]:
    """Report the longest text of each platform."""
    for said in _worst(case, "text-too-long"):
        limits, text = said.limits, said.content.text
        size, most, unit = limits.text_length(text), limits.text_limit, "characters"
        if size <= most:
            size, most, unit = len(text.encode()), limits.text_bytes, "bytes"
        message = (
            f"The text for {limits.title} is {size:,} of {most:,} {unit} (as {case.speaker(said)})."
        )
        fix = f"Shorten it, or write a shorter one under a heading: ## {limits.title}"
        yield Hit(case.start(said.section), message, fix)


@rule(
    "too-many-images",
    Severity.ERROR,
    wants="A message has no more pictures than each of its platforms takes.",
    reason=_REASON,
    source=_SOURCE,
)
def too_many_images(case: Case) -> Iterator[Hit]:
    """Report platforms that take fewer pictures."""
    for said in _worst(case, "too-many-images"):
        most, found = said.limits.images, len(said.content.images)
        takes = f"at most {most}" if most else "none"
        message = f"Pictures in the message: {found}; {said.limits.title} takes {takes}."
        yield Hit(
            case.place("image"), message, f"Take {said.channel.platform} out of “platforms:”."
        )


@rule(
    "image-required",
    Severity.ERROR,
    wants="A message for a platform of pictures has one.",
    reason="The platform takes no post without a picture.",
    source=_SOURCE,
)
def image_required(case: Case) -> Iterator[Hit]:
    """Report platforms that take no post without a picture."""
    for said in _worst(case, "image-required"):
        message = f"{said.limits.title} takes no post without a picture."
        fix = f"Add “image:” and “alt:”, or take {said.channel.platform} out of “platforms:”."
        yield Hit(case.place("platforms"), message, fix)


@rule(
    "image-too-large",
    Severity.ERROR,
    wants="A picture's file is no larger than each of its platforms takes.",
    reason=_REASON,
    source=_SOURCE,
)
def image_too_large(case: Case) -> Iterator[Hit]:
    """Report platforms for which the picture's file is too large."""
    for said in _worst(case, "image-too-large"):
        size = max(image.size for image in said.content.images)
        message = (
            f"The picture is {size:,} of the {said.limits.image_bytes:,} bytes "
            f"{said.limits.title} takes."
        )
        yield Hit(case.place("image"), message, "Save it smaller, or as JPEG.")


@rule(
    "image-type",
    Severity.ERROR,
    wants="A picture is of a type each of its platforms takes.",
    reason=_REASON,
    source=_SOURCE,
)
def image_type(case: Case) -> Iterator[Hit]:
    """Report platforms that do not take pictures of this type."""
    for said in _worst(case, "image-type"):
        kinds = [kind.removeprefix("image/").upper() for kind in said.limits.image_types]
        message = f"{said.limits.title} takes {' or '.join(kinds)} pictures only."
        yield Hit(case.place("image"), message, f"Save it as {kinds[0]}.")


@rule(
    "alt-text-too-long",
    Severity.ERROR,
    wants="An alt text fits every platform it goes to.",
    reason=_REASON,
    source=_SOURCE,
)
def alt_text_too_long(case: Case) -> Iterator[Hit]:
    """Report platforms for which the alt text is too long."""
    for said in _worst(case, "alt-text-too-long"):
        length = max(len(image.alt) for image in said.content.images)
        most = said.limits.alt_text_limit
        message = f"The alt text for {said.limits.title} is {length:,} of {most:,} characters."
        yield Hit(case.place("alt"), message, "Say the most important in fewer words.")


@rule(
    "no-alt-text",
    Severity.ERROR,
    wants="Every picture has an alt text, for every organisation that shows it.",
    reason="People who cannot see the picture are told nothing.",
    source="WCAG 2.2, 1.1.1; Public Sector Bodies Accessibility Regulations 2018",
)
def no_alt_text(case: Case) -> Iterator[Hit]:
    """Report pictures whose alt text comes out empty."""
    for said in _worst(case, "no-alt-text"):
        message = f"The alt text is empty (as {case.speaker(said)})."
        yield Hit(case.place("alt"), message, "Write what the picture shows.")


def _worst(case: Case, code: str) -> list[Said]:
    """Return, for each platform that minds, the channel with the longest text."""
    worst: dict[str, tuple[int, Said]] = {}
    for said in case.said:
        if not any(problem.code == code for problem in said.problems):
            continue
        length = said.limits.text_length(said.content.text)
        if said.channel.platform not in worst or length > worst[said.channel.platform][0]:
            worst[said.channel.platform] = length, said
    return [said for _, said in worst.values()]
