"""Why there is nothing to read, or to approve, of a message."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterable

from campaign.cli import reading
from campaign.cli.naming import meant


def why_absent(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Say that a message has errors or is approved, or else ask “Did you mean …?”."""
    if _has_errors(name):
        return f"It has errors and is left out: campaign check messages/{name}.md"
    if _is_approved(name):
        return f"It is approved already: “campaign approvals {name}” shows by whom."
    return meant(name, known, otherwise=otherwise)


def _has_errors(name: str) -> bool:
    from django.conf import settings

    _, findings = reading.read_and_check(settings.FOLDER)
    return any(finding.blocks and finding.file == f"messages/{name}.md" for finding in findings)


def _is_approved(name: str) -> bool:
    from campaign.store.models import Approval

    return Approval.objects.filter(message=name, revoked_at__isnull=True).exists()
