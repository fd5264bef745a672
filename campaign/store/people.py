"""Whether two names are one person's, and what that person's yes weighs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from campaign.library.library import Library
from campaign.library.people import Person, folded
from campaign.store import events
from campaign.store.models import Approval, PersonName, Post
from campaign.store.writing import writing

FILE = "messages/campaign.yaml"
_OPEN = ("pending", "scheduled", "missed", "failed", "uncertain")  # what may still go out


@dataclass(frozen=True, slots=True)
class People:
    """Everybody campaign.yaml names, as it was last read."""

    names: Mapping[str, PersonName]

    @classmethod
    def load(cls) -> People:
        """Read them from the database."""
        return cls({row.pk: row for row in PersonName.objects.all()})

    def person(self, name: str) -> str:
        """Return whose name it is, as names are compared: aliases are one person."""
        key = folded(name)
        row = self.names.get(key)
        return row.person if row else key

    def weight(self, name: str, organisation: str) -> tuple[int, str]:
        """Return the weight of a person's yes for an organisation, and the roles behind it."""
        row = self.names.get(folded(name))
        if row is None or not _speaks_for(row, organisation):
            return 0, ""
        return row.rank, row.roles

    def able(self, rank: int, organisation: str) -> Iterator[PersonName]:
        """Give those whose yes weighs at least so much for an organisation, each once."""
        for row in sorted(self.names.values(), key=lambda row: row.name):
            if row.pk == row.person and row.rank >= rank and _speaks_for(row, organisation):
                yield row


def _speaks_for(row: PersonName, organisation: str) -> bool:
    return not row.organisations or f",{organisation}," in row.organisations


def person(name: str) -> str:
    """Return whose name it is, as names are compared."""
    return People.load().person(name)


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one person's."""
    people = People.load()
    return people.person(one) == people.person(other)


def sync(library: Library, *, actor: str, now: datetime) -> None:
    """Bring the rows in line with campaign.yaml; who is one person now was one all the time.

    So a yes the author gave under another name counts no longer once that name is known. Where
    the file has an error, everybody stays who they were.
    """
    if any(finding.file == FILE for finding in library.errors):
        return
    wanted = {key: _row(key, one) for one in library.campaign.people for key in one.keys}
    with writing():
        known = People.load()
        if {key: _told(row) for key, row in known.names.items()} == {
            key: _told(row) for key, row in wanted.items()
        }:
            return
        PersonName.objects.all().delete()
        PersonName.objects.bulk_create(wanted.values())
        named = {row.pk: {"person": row.person, "roles": row.roles} for row in wanted.values()}
        events.record("people changed", actor=actor, at=now, data=named)
        _name_anew(People(wanted))


def _row(key: str, one: Person) -> PersonName:
    return PersonName(
        key=key[:200],
        person=one.key[:200],
        name=one.name,
        roles=", ".join(one.roles)[:100],
        rank=one.rank,
        organisations=f",{','.join(one.organisations)}," if one.organisations else "",
    )


def _told(row: PersonName) -> tuple[str, str, str, int, str]:
    return row.person, row.name, row.roles, row.rank, row.organisations


def _name_anew(people: People) -> None:
    """Compare the names on yeses, and on posts that may still go out, as they are known now."""
    given = Approval.objects.values_list("by", "by_person").distinct()
    for name, before in list(given):
        if (now := people.person(name)) != before:
            Approval.objects.filter(by=name).update(by_person=now)
    rows = Post.objects.filter(state__in=_OPEN)
    for name, before in list(rows.values_list("author", "author_person").distinct()):
        if (now := people.person(name)) != before:
            rows.filter(author=name).update(author_person=now)
