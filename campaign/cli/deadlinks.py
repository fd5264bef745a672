"""``campaign check --links``: asks every address of the finished library whether it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from campaign.adapters.visit import Outcome, Visit, visit
from campaign.checks.case import Passage
from campaign.checks.links import host_of, is_link, typed_links
from campaign.cli import reading
from campaign.cli.checked import Checked, Scope
from campaign.cli.show import count
from campaign.library.finding import Finding, Severity
from campaign.library.library import Library
from campaign.library.loader import CAMPAIGN
from campaign.library.message import Message
from campaign.library.place import TOP, Place, place_at
from campaign.library.tags import outside

CODE = "TECH-02"
_MADE_UP = ("example", "invalid", "test", "localhost")  # RFC 2606: no such name leads anywhere
_AT_ONCE = 4  # addresses that are asked at the same time
_SHOWN = 120  # characters of an address

Use = tuple[str, Place]  # file and place
Visitor = Callable[[str], Visit]


def with_links(checked: Checked, folder: Path, scope: Scope) -> Checked:
    """Add to what was found what comes of asking the addresses that are wanted."""
    if scope.codes and CODE not in scope.codes:
        return checked
    library, _ = reading.read(folder)
    wanted = {
        address: kept
        for address, uses in addresses(library).items()
        if (kept := [use for use in uses if scope.holds(use[0])])
    }
    found = asked(wanted, visit, library)
    return replace(checked, findings=tuple(sorted((*checked.findings, *found))))


def addresses(library: Library) -> dict[str, list[Use]]:
    """Return each address of the finished library, and where it stands, in the files' order.

    One that a placeholder completes is known only as a post, and is not among them.
    """
    found: dict[str, list[Use]] = defaultdict(list)
    for message in library.messages.values():
        if not message.draft:
            for address, place in _of_message(message):
                found[_whole(address)].append((message.file, place))
    for file, address in _of_settings(library):
        found[_whole(address)].append((file, _where(library.sources.get(file, ""), address)))
    return dict(found)


def _whole(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def _of_message(message: Message) -> Iterator[tuple[str, Place]]:
    for section in message.sections:
        plain = outside(section.text)
        passage = Passage(section.text, plain, Place(section.line, 1), section)
        for link in typed_links(passage):
            end = link.offset + len(link.address)
            if "{" not in section.text[end : end + 1]:
                yield link.address, passage.place(link.offset)
    if message.link and "{" not in message.link:
        yield message.link, Place(*message.lines.get("link", TOP[:2]))


def _of_settings(library: Library) -> Iterator[tuple[str, str]]:
    """Give the addresses of organisations and registers with their files."""
    for organisation in library.organisations.values():
        for link in (organisation.website, organisation.footage_link):
            if link:
                yield organisation.file, link
    for fact in library.facts.values():
        if fact.url:
            yield fact.file, fact.url
    for signpost in library.signposts.values():
        if is_link(signpost.text):
            yield "messages/signposts.yaml", signpost.text.strip()


def _where(source: str, address: str) -> Place:
    start = source.find(address)
    return place_at(source, start) if start >= 0 else TOP


def asked(wanted: Mapping[str, list[Use]], ask: Visitor, library: Library) -> list[Finding]:
    """Ask every address, a few at once, and return what is worth telling."""
    real = [address for address in wanted if not _is_made_up(address)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        visits = dict(zip(real, pool.map(ask, real), strict=True))
    found = [
        finding
        for address, came in visits.items()
        for finding in _findings(address, came, wanted[address])
    ]
    if left := len(wanted) - len(real):
        found.append(_not_asked(left))
    return list(_waived(found, library))


def _is_made_up(address: str) -> bool:
    return host_of(address).rpartition(".")[2] in _MADE_UP


def _not_asked(number: int) -> Finding:
    endings = " or ".join(f".{name}" for name in _MADE_UP[:3])
    message = f"{count(number, 'address', 'addresses')} not asked: names in {endings} are made up."
    fix = "Before the campaign is real, write the real addresses."
    return Finding(CAMPAIGN, 1, 1, CODE, message, fix, Severity.ADVICE)


def _findings(address: str, came: Visit, uses: list[Use]) -> Iterator[Finding]:
    """Tell of an address at the first place it stands; of one that is gone at every one."""
    shown = f"{address[:_SHOWN]}{'…' * (len(address) > _SHOWN)}"
    if came.outcome is Outcome.GONE:
        for file, place in uses:
            message = f"“{shown}” leads nowhere: {came.why}."
            fix = "Find where the page is now, or take the link out."
            yield Finding(file, place.line, place.column, CODE, message, fix, Severity.WARNING)
        return
    if came.outcome is Outcome.UNKNOWN:
        message = f"“{shown}” could not be asked: {came.why}."
        fix = "Open it in a browser."
    elif host_of(came.address) != host_of(address):
        message = f"“{shown}” leads to another website: {came.address[:_SHOWN]}"
        fix = "If that is right, write the new address."
    else:
        return
    file, place = uses[0]
    yield Finding(file, place.line, place.column, CODE, message, fix, Severity.ADVICE)


def _waived(found: Iterable[Finding], library: Library) -> Iterator[Finding]:
    waivers = {(m.file, w.code): w for m in library.messages.values() for w in m.waivers}
    for finding in found:
        yield replace(finding, waived=waivers.get((finding.file, finding.code)))
