"""Links as X finds them, with and without ``https://``.

Source: the conformance suite of twitter-text (extract.yml, tlds.yml, autolink.yml). Mastodon
builds on the same rule with a wider path, so what may follow the host is an argument.
"""

from __future__ import annotations

import re

from campaign.text.entity import Entity
from campaign.text.tlds import foreign_tlds, tlds

LONGEST = 4096  # characters in a link
LABEL = 63  # characters in one part of a host name, as a name server sees it (RFC 1035)
SLUG = 40  # characters after https://t.co/

# Parts of character classes, shared by the rules on tags and mentions.
SPACES = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
INVALID = "\ufffe\ufeff\uffff"
DIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
PUNCTUATION = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
ACCENTED = (
    "\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272"
    "\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
CYRILLIC = "\u0400-\u04ff"

_ANY = f"[^{PUNCTUATION}{SPACES}{INVALID}{DIRECTIONAL}\ud800-\udfff]"
_LABELS = f"(?:{_ANY}++(?:[_-]++{_ANY}++)*+\\.)++"  # all of a host but its last part
_NO = f"@＠$#＃{INVALID}"  # nothing that follows one of these is a link
_FULL = f"(?<![A-Za-z0-9{_NO}])[Hh][Tt][Tt][Pp][Ss]?://(?P<full>{_LABELS})"
# Only the first place in a run of such characters is tried, or a long text takes for ever.
_EDGE = f"(?:(?<!{_ANY})|[{_NO}][A-Za-z0-9]*+(?![A-Za-z0-9]){_ANY})"
_BARE = f"{_EDGE}(?<![{_NO}])(?P<bare>{_LABELS})"
_CANDIDATE = re.compile(f"{_FULL}|{_BARE}")
# Behind a link; the group full is there for the shape only and never matches.
_NEXT = re.compile(f"(?P<full>(?!))?(?<![A-Za-z0-9{_NO}])(?P<bare>{_LABELS})")
_LATIN = re.compile(f"(?:[A-Za-z0-9{ACCENTED}-]++\\.)++")  # what a bare host is made of
_NEEDED = re.compile(r"\.\w")  # without it there is no top-level domain
_ASCII_TLD = re.compile("[A-Za-z0-9-]+")
_NOT_AFTER_TLD = re.compile("[A-Za-z0-9@+-]")

_PATH = f"[a-z0-9!*';:=+,.$/%#\\[\\]\u2013_~@|&{CYRILLIC}{ACCENTED}-]"
_BRACKETS = f"\\((?:{_PATH}+|{_PATH}*\\({_PATH}+\\){_PATH}*)\\)"
_PATH_END = f"(?:[a-z0-9+=_#/{CYRILLIC}{ACCENTED}-]|{_BRACKETS})"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_AFTER_HOST = re.compile(
    f"(?::[0-9]++)?(?:/(?:{_PATH}*(?:{_BRACKETS}{_PATH}*)*{_PATH_END}|@{_PATH}+/)*)?(?:{_QUERY})?",
    re.IGNORECASE,
)
_SHORT = re.compile(f"https?://t\\.co/([a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE)


_Found = tuple[list[tuple[int, int]], int]  # the links, and where to search on


def links(
    text: str, *, bare: bool = True, after_host: re.Pattern[str] = _AFTER_HOST
) -> list[Entity]:
    """Return the links of the text in order; ``bare`` ones are those without ``https://``."""
    if not _NEEDED.search(text) or (not bare and "://" not in text):
        return []
    found: list[Entity] = []
    at = 0
    while candidate := _next(text, at):
        if candidate["full"]:
            ends, at = _full(text, candidate, after_host)
        else:
            ends, at = _bare(text, candidate, after_host)
        if bare or candidate["full"]:
            found += [Entity(start, end, "link", text[start:end]) for start, end in ends]
    return found


def _next(text: str, at: int) -> re.Match[str] | None:
    """Search on; just behind a candidate a bare link may begin in the middle of a run."""
    if not at:
        return _CANDIDATE.search(text)
    return _NEXT.match(text, at + 1) or _CANDIDATE.search(text, at)


def _full(text: str, found: re.Match[str], after_host: re.Pattern[str]) -> _Found:
    start, host = found.start(), found.start("full")
    host_end = _host_end(text, host, found.end())
    if not host_end or not _resolves(text[host:host_end]):
        return [], found.end()
    end = _rest(text, host_end, after_host)
    if short := _SHORT.match(text, start, end):
        return [(start, short.end())] if len(short[1]) <= SLUG else [], short.end()
    return [(start, end)] if end - start <= LONGEST else [], end


def _bare(text: str, found: re.Match[str], after_host: re.Pattern[str]) -> _Found:
    """Look for Latin hosts among words of any script that run into one another."""
    start = found.start("bare")
    host_end = _host_end(text, start, found.end())
    if not host_end:
        return [], found.end()
    end = _rest(text, host_end, after_host)
    if text[start - 1 : start] in {"_", ".", "/", "-"}:
        return [], end
    hosts = []
    for latin in _LATIN.finditer(text, start, host_end):
        stop = _host_end(text, latin.start(), latin.end())
        if stop and _resolves(text[latin.start() : stop]):
            hosts.append((latin.start(), stop))
    if hosts and hosts[-1][1] == host_end and "/" in text[host_end:end].partition("?")[0]:
        hosts.append((hosts.pop()[0], end))
    return [(a, b) for a, b in hosts if b - a <= LONGEST], end


def _rest(text: str, host_end: int, after_host: re.Pattern[str]) -> int:
    rest = after_host.match(text, host_end)
    return rest.end() if rest else host_end


def _host_end(text: str, start: int, end: int) -> int:
    """Return where the host ends: after the last top-level domain that fits, 0 for none."""
    dot = text.rfind(".", start, end)
    while dot > start:
        before = text.rfind(".", start, dot) + 1 or start
        stop = 0 if "_" in text[before:dot] else _tld_end(text, dot + 1)
        if stop:
            return stop
        dot = before - 1
    return 0


def _tld_end(text: str, at: int) -> int:
    """Return where a top-level domain that starts here ends, 0 for none."""
    for name in foreign_tlds().get(text[at : at + 1].lower(), ()):
        end = at + len(name)
        if text[at:end].lower() == name and not _NOT_AFTER_TLD.match(text, end):
            return end
    found = _ASCII_TLD.match(text, at)
    if not found or text[found.end() : found.end() + 1] in {"@", "+"}:
        return 0
    name = found[0].lower()
    return found.end() if name in tlds() or (name[:4] == "xn--" and name[4:]) else 0


def _resolves(host: str) -> bool:
    """Tell whether a name server could be asked for the host (lengths, Punycode)."""
    return all(_label_fits(label) for label in host.split("."))


def _label_fits(label: str) -> bool:
    if label.isascii() or len(label) > LABEL:
        return len(label) <= LABEL
    encoded = label.lower().encode("punycode")
    return len(b"xn--" + encoded) <= LABEL and not label.lower().startswith("xn--")
