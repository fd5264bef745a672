"""The posts of a period and scope that went out, as the tables of assurance ask for them."""

from __future__ import annotations

from django.db.models import QuerySet

from campaign.lifecycle import State
from campaign.reports.material import Question
from campaign.reports.rows import due_between
from campaign.store.models import Post


def posts(question: Question) -> QuerySet[Post]:
    """Return those that are or were out."""
    rows = due(question).filter(state__in=[State.PUBLISHED, State.DELETED])
    return rows.order_by()


def due(question: Question) -> QuerySet[Post]:
    """Return the posts that the report counts as due: as ``rows`` says, by their first time."""
    planned, by_hand = due_between(question.start, question.end)
    scope = question.scope
    rows = Post.objects.filter(planned | by_hand, state__in=list(State))
    if scope.organisation:
        rows = rows.filter(channel__organisation=scope.organisation)
    if scope.theme:
        rows = rows.filter(theme=scope.theme)
    return rows
