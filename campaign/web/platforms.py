"""Every platform side by side: what it takes, how sure it is, what it tells and costs."""

from __future__ import annotations

from datetime import datetime, timezone

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign import registry
from campaign.adapters import matrix
from campaign.web.timeline import frame


@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    """Show the platforms of this installation, those of other packages included."""
    known = [
        matrix.platform(name, registry.adapter_class(name), registry.package_of(name))
        for name in registry.platforms()
    ]
    made = matrix.tables(known)
    context = {
        **frame("platforms", datetime.now(timezone.utc)),
        "tables": made.values(),
        "strengths": matrix.strengths(),
        "packages": sorted({one.package for one in known if one.package}),
    }
    return render(request, "web/platforms.html", context)
