"""The yeses a content holds, and whether they are enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.checks.tiers import ASKS, TWO
from campaign.store import grounds
from campaign.store.barriers import UNAPPROVED
from campaign.store.models import Approval, Post

_PAIR = 2  # people whose word stands in for the tier's in an emergency


@dataclass(frozen=True, slots=True)
class Need:
    """What a content needs before it may go out."""

    tier: int
    author: str  # as names are compared; "" is nobody, and then nothing is enough
    partners: tuple[str, ...] = ()

    @classmethod
    def of(cls, post: Post) -> Need:
        """Return what a post needs."""
        partners = tuple(grounds.read(post.grounds).get("partners", ())) if post.partners else ()
        return cls(post.tier, post.author_person, partners)


@dataclass(frozen=True, slots=True)
class Tally:
    """The yeses that stand for one content at one time, and those that have run out."""

    given: Sequence[Approval] = ()
    past: Sequence[Approval] = ()

    def ordinary(self, need: Need) -> dict[str, Approval]:
        """Return the yeses of those who are not the author, one a person: the weightiest."""
        found: dict[str, Approval] = {}
        for row in sorted(self.given, key=lambda row: row.rank):
            if row.kind == Approval.Kind.APPROVAL and row.by_person != need.author:
                found[row.by_person] = row
        return found

    @property
    def emergency(self) -> dict[str, Approval]:
        """Return who gave their word in an emergency."""
        kind = Approval.Kind.EMERGENCY
        return {row.by_person: row for row in self.given if row.kind == kind}

    def unsigned(self, need: Need) -> list[str]:
        """Return the partners whose sign-off is missing."""
        signed = {row.partner for row in self.given if row.kind == Approval.Kind.PARTNER}
        return [partner for partner in need.partners if partner not in signed]

    def enough(self, need: Need) -> bool:
        """Say whether it may go out: ``barriers.yes_to`` says the same in SQL."""
        return bool(need.author) and not self.unsigned(need) and not self.lacks(need)

    def lacks(self, need: Need) -> str:
        """Say whose yes is still missing, partners aside, as an object; "" when none is."""
        yes = self.ordinary(need)
        rank = max((row.rank for row in yes.values()), default=0)
        if len(self.emergency) >= _PAIR:
            return ""
        if need.tier >= TWO:
            return _of_two(len(yes), chief=rank >= TWO - 1)
        return "" if yes and rank >= need.tier - 1 else ASKS[need.tier]

    def why_not(self, need: Need) -> str:
        """Say in a sentence what keeps it from going out; "" when nothing does."""
        if not need.author:
            return "It names no author, so nobody can tell who may approve it."
        if self.past and not self.given:
            last = max(self.past, key=lambda row: row.expires_at)
            return f"The approval by {last.by} has run out: it needs a new one."
        missing = [f"a yes from {lacks}"] if (lacks := self.lacks(need)) else []
        missing += [f"the sign-off of {partner}" for partner in self.unsigned(need)]
        return f"It is not approved: it lacks {'; and '.join(missing)}." if missing else ""

    def until(self, need: Need) -> datetime | None:
        """Return when it is no longer enough; ``None`` where it is not even now."""
        if not self.enough(need):
            return None
        ends = sorted({row.expires_at for row in self.given})
        for end in ends:
            if not Tally([row for row in self.given if row.expires_at > end]).enough(need):
                return end
        return ends[-1]


def _of_two(count: int, *, chief: bool) -> str:
    if count == 0:
        return ASKS[TWO]
    if count == 1:
        other = "somebody else" if chief else "a chief officer or legal"
        return f"{other}, who is not the author"
    return "" if chief else "a chief officer or legal"


def tallies(digests: Iterable[str], now: datetime) -> Mapping[str, Tally]:
    """Return the yeses to each of the digests that stand now."""
    wanted = list(digests)
    given: dict[str, list[Approval]] = {digest: [] for digest in wanted}
    past: dict[str, list[Approval]] = {digest: [] for digest in wanted}
    for start in range(0, len(wanted), _SLICE):
        slice_ = wanted[start : start + _SLICE]
        rows = Approval.objects.filter(digest__in=slice_, revoked_at__isnull=True).order_by("pk")
        for row in rows:
            (given if row.expires_at > now else past)[row.digest].append(row)
    return {digest: Tally(given[digest], past[digest]) for digest in wanted}


_SLICE = 500  # digests that one statement asks for


def of_post(post: Post, now: datetime) -> Tally:
    """Return the yeses to a post's content."""
    return tallies([post.digest], now)[post.digest]


def approved(post: Post, now: datetime) -> bool:
    """Say whether a post's content holds every yes it needs."""
    return of_post(post, now).enough(Need.of(post))


def told(post_id: int, sentence: str, now: datetime) -> str:
    """Return a barrier's sentence, or a better one where the post is not approved."""
    if sentence != UNAPPROVED:
        return sentence
    post = Post.objects.get(pk=post_id)
    return of_post(post, now).why_not(Need.of(post)) or sentence


def enough(needs: Mapping[str, Need], now: datetime) -> dict[str, bool]:
    """Say of each digest whether it holds every yes it needs."""
    found = tallies(needs, now)
    return {digest: found[digest].enough(need) for digest, need in needs.items()}


def enough_for(posts: Iterable[Post], now: datetime) -> dict[str, bool]:
    """Say the same of the contents of posts, saved or not."""
    return enough({post.digest: Need.of(post) for post in posts}, now)
