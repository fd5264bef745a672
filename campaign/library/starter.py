"""A small working campaign to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from campaign.library.editor import editor_files
from campaign.library.gitignore import write_gitignore
from campaign.library.writer import CannotWrite

_CAMPAIGN = """\
# What holds for the whole campaign. Lines that start with # are notes.
name: Behind the Badge
hashtag: "#BehindTheBadge"        # in quotes: YAML takes a bare # for a note
zone: Europe/London
author: Communications team       # author of messages that name none
objectives:
  - People see the person behind the uniform.
  - Bystanders know what helps, and that filming safely is one way to help.
themes:
  behind-the-badge: {title: The person behind the badge, share: 50}
  bystander-guidance: {title: If you see it, share: 50}
slots:                            # when channels may speak
  - {days: Monday to Friday, times: "08:00, 12:30, 17:30"}
  - {days: Saturday and Sunday, times: "10:00"}
cap: 2                            # posts a day and channel, at the most
rest: 21 days                     # before a channel repeats a message
grace: 15 minutes                 # a post may be late
people:                           # whose yes is enough for what is more than routine
  Kim Osei: {roles: senior}       # figures, partners, the law
  Sam Hale: {roles: chief-officer}   # with a second person: people, cases, force, politics
# quiet:                          # times in which nothing goes out
#   - {day: 11/11/2027, from: "10:58", to: "11:05", reason: Armistice Day silence}
"""
_ORGANISATION = """\
# Who speaks. The name of this file is the organisation's short id.
name: Northshire Police
short_name: Northshire Police
kind: force                       # force, governance, association or partner
website: https://www.northshire-police.example
footage_link: northshire-police.example/footage
contact: communications@northshire-police.example
channels:
  # “sandbox” is the built-in network: nothing leaves this computer. Change it to “live”
  # when the account is connected; secrets are named here and kept in the environment.
  northshire-x: {platform: x, handle: "@NorthshirePolice", network: sandbox}
  northshire-facebook: {platform: facebook, handle: Northshire Police, network: sandbox}
  northshire-bluesky:
    platform: bluesky
    handle: northshire-police.example
    network: sandbox
    # secrets: {identifier: NORTHSHIRE_BLUESKY_NAME, password: NORTHSHIRE_BLUESKY_PASSWORD}
"""
_FACTS = """\
# Every figure a message prints, with its source. In a message: {{ fact.max_prison_years }}
max_prison_years:
  text: two years
  source: Assaults on Emergency Workers (Offences) Act 2018, section 1 as revised
  url: https://www.legislation.gov.uk/ukpga/2018/23/section/1
  period: current law
  geography: England and Wales
  measure: the most a court can give for common assault or battery on an emergency worker
  published: 28/4/2022            # Royal Assent of the Act that raised it
  expires: 31/12/2028             # look again before then; messages that print it stop here
  caveat: Always say “up to”. It is the maximum, not what everyone gets.
"""
_SIGNPOSTS = """\
# Numbers and addresses people are sent to. In a message: {{ signpost.emergency }}
emergency: {text: 999, name: Emergency services}
relay_emergency: {text: 18000, name: Emergency services by textphone or Relay UK}
non_emergency: {text: 101, name: Police (not an emergency)}
relay: {text: 18000, name: Emergency by textphone or Relay UK}
"""
_DATES = """\
# Days on the calendar and the tone they ask for: normal, solemn or sensitive.
- {day: 9/9/2027, name: Emergency Services Day, tone: normal, status: to be confirmed}
- {day: 11/11/2027, name: Armistice Day, tone: solemn, status: confirmed}
"""
_MESSAGE_TEMPLATE = """\
---
title: What colleagues call it
theme: behind-the-badge
platforms: x, facebook, bluesky
# when: every Friday at 17:30 from 1/12/2027 until 31/1/2028
# image: picture.jpg
# alt: What the picture shows, for people who cannot see it.
---
The text, in plain words. Files whose names begin with _ are not messages: copy this one.

{{ campaign.hashtag }}

## X and Bluesky
A shorter text for these two. {{ campaign.hashtag }}
"""
_SCHOOL_RUN = """\
---
title: The school run
theme: behind-the-badge
platforms: x, facebook, bluesky
---
Before the shift there is the school run: a lost shoe, a packed lunch, a kiss at the gate.

Ten minutes later the same person pulls on the uniform.

Behind every badge is somebody who is expected home.

{{ campaign.hashtag }}

## X and Bluesky
First the school run: a lost shoe, a packed lunch, a kiss at the gate. Then the uniform.
Behind every badge is somebody who is expected home. {{ campaign.hashtag }}
"""
_FOOTAGE = """\
---
title: Share footage with us first
theme: bystander-guidance
audience: bystander
platforms: x, facebook, bluesky
---
Seen an officer being attacked? Keep a safe distance and call {{ signpost.emergency }}.

You may film if it is safe. Send us your video before you post it, so that it can help in court:
{{ organisation.footage_link }}

Assaulting an emergency worker can bring up to {{ fact.max_prison_years }} in prison.

By textphone or Relay UK: {{ signpost.relay }}. emergencySMS works too, but you must register first.

{{ campaign.hashtag }}

## X and Bluesky
Seen an officer being attacked? Keep your distance, call {{ signpost.emergency }}.
Film only if it is safe. Send it to us first: {{ organisation.footage_link }} {{ campaign.hashtag }}
"""
_ASSETS = """\
Pictures for messages go here, as PNG or JPEG. A message names one with “image: picture.jpg” and
says what it shows with “alt: …”.
"""
FILES = MappingProxyType(
    {
        "messages/campaign.yaml": _CAMPAIGN,
        "messages/organisations/northshire-police.yaml": _ORGANISATION,
        "messages/facts.yaml": _FACTS,
        "messages/signposts.yaml": _SIGNPOSTS,
        "messages/dates.yaml": _DATES,
        "messages/_template.md": _MESSAGE_TEMPLATE,
        "messages/behind-the-badge/school-run.md": _SCHOOL_RUN,
        "messages/bystander-guidance/share-footage-first.md": _FOOTAGE,
        "assets/README.txt": _ASSETS,
    }
)
_OF_A_REPOSITORY = frozenset({".git", ".gitattributes", ".gitignore", "LICENSE", "README.md"})


def write_starter(folder: Path) -> list[Path]:
    """Write a small campaign that checks clean, and files for an editor; return all of them.

    The folder is made if it is not there; one with anything in it is left alone, but for what a
    new git repository has. A .gitignore that is there is among the files when it lacked something.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(path.name not in _OF_A_REPOSITORY for path in folder.iterdir()):
            raise CannotWrite(f"{folder} is not empty: name a new folder.")
        return list(_write_all(folder))
    except (FileExistsError, NotADirectoryError):
        raise CannotWrite(f"{folder} is a file: name a new folder.") from None
    except OSError as error:
        reason = error.strerror or "the system refuses"
        raise CannotWrite(f"{folder} could not be written: {reason}.") from None


def _write_all(folder: Path) -> Iterator[Path]:
    for name, content in {**FILES, **editor_files()}.items():
        yield _write(folder / name, content)
    if ignoring := write_gitignore(folder):
        yield ignoring


def _write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
    return path
