"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path, re_path

from campaign.web import (
    dashboard,
    feeds,
    files,
    handoff,
    health,
    platforms,
    reports,
    shared,
    timeline,
)

urlpatterns = [
    path("", timeline.timeline, name="timeline"),
    path("sandbox/<str:remote_id>", timeline.alone, name="post"),
    re_path(
        r"^feeds/(?P<channel>[a-z0-9-]+)/"
        r"(?P<name>feed\.xml|feed\.json|calendar\.ics|pictures/[0-9a-f]{64}\.(?:jpg|png|gif|webp))$",
        feeds.feed,
        name="feed",
    ),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("dashboard", dashboard.dashboard, name="dashboard"),
    path("platforms", platforms.platforms, name="platforms"),
    path("report/", reports.listed, name="report"),
    re_path(r"^report/(?P<name>evaluation-[a-z0-9.-]+)$", reports.file, name="report-file"),
    re_path(r"^shared/(?P<name>.*)$", shared.picture, name="shared"),
    re_path(r"^pictures/(?P<sha256>[0-9a-f]{64})$", files.picture, name="picture"),
    re_path(r"^handoff/(?P<name>[0-9]+-[0-9a-f]{32})/$", handoff.page, name="handoff"),
    re_path(r"^handoff/(?P<name>[0-9]+-[0-9a-f]{32})/state$", handoff.state, name="handoff-state"),
    re_path(
        r"^handoff/(?P<name>[0-9]+-[0-9a-f]{32})/picture-(?P<number>[0-9]{1,2})$",
        handoff.picture,
        name="handoff-picture",
    ),
    re_path(
        r"^handoff/(?P<name>page\.css|handoff\.css|copy\.js|icon\.svg)$",
        files.asset,
        name="handoff-asset",
    ),
    re_path(r"^(?P<name>page\.css|icon\.svg)$", files.asset, name="asset"),
]

handler404 = "campaign.web.files.not_found"
handler500 = "campaign.web.files.went_wrong"
