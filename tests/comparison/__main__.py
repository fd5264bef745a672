"""Campaign beside what a user would take instead, in one run, as tables in Markdown.

python -m tests.comparison                    everybody, everything: some 45 minutes
python -m tests.comparison campaign celery-eta --only storm
python -m tests.comparison --keep FILE        adds to what FILE holds of earlier runs: ranges
python -m tests.comparison --settings         what each is told, and nothing is run
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path

from tests.comparison import measure, table
from tests.comparison.apscheduler_jobs import APScheduler
from tests.comparison.campaign_itself import (
    Campaign,
    CampaignCluster,
    CampaignMute,
    CampaignPostgreSQL,
)
from tests.comparison.celery_beat import CeleryBeat, CeleryBeatAsking
from tests.comparison.celery_eta import CeleryEta
from tests.comparison.contender import Contender
from tests.comparison.measure import Figures, Scale
from tests.comparison.procrastinate_alone import Procrastinate, ProcrastinateAsking

KINDS: tuple[type[Contender], ...] = (
    Campaign,
    CampaignPostgreSQL,
    CampaignCluster,
    APScheduler,
    CeleryEta,
    CeleryBeat,
    Procrastinate,
)
STORM_ONLY: tuple[type[Contender], ...] = (CampaignMute, CeleryBeatAsking, ProcrastinateAsking)
MEASURES = {"calm": measure.calm, "storm": measure.storm}


def run(kinds: list[type[Contender]], scale: Scale, only: str) -> Iterator[Figures]:
    """Measure one after the other; whoever lacks something is in the table with what it lacks."""
    for kind in kinds:
        figures = Figures(kind.name, kind.missing())
        for name in MEASURES:
            wanted = only in {"", name} and not (name == "calm" and kind in STORM_ONLY)
            if wanted and not figures.missing:
                _measure(kind, name, scale, figures)
        yield figures


def _measure(kind: type[Contender], name: str, scale: Scale, figures: Figures) -> None:
    table.progress(f"{kind.title}: {name} …")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            MEASURES[name](kind, Path(folder), scale, figures)
        except RuntimeError as error:
            table.progress(str(error))
            figures.missing = "not measured: see what was printed"
    table.progress(f"  {figures}")


def main() -> int:
    """Print the tables."""
    for number in (signal.SIGINT, signal.SIGTERM):  # in the background, too, all is put away
        signal.signal(number, signal.default_int_handler)
    asked = _arguments()
    every = (*KINDS, *STORM_ONLY)
    kinds = [kind for kind in every if not asked.contenders or kind.name in asked.contenders]
    if asked.settings:
        print(table.settings(kinds))
        return 0
    given = {field.name: getattr(asked, field.name) for field in fields(Scale)}
    scale = replace(Scale(), **{name: value for name, value in given.items() if value is not None})
    rows = []
    for figures in run(kinds, scale, asked.only):
        rows.append(figures)
        if asked.keep:
            with asked.keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(figures)) + "\n")
    if asked.keep:
        lines = asked.keep.read_text("utf-8").splitlines()
        rows = [Figures(**json.loads(line)) for line in lines]
    print(f"{table.machine()}; {table.versions(kinds)}\n")
    if asked.only != "storm":
        print(table.calm([kind for kind in kinds if kind not in STORM_ONLY], rows, scale) + "\n")
    if asked.only != "calm":
        print(table.storm(kinds, rows, scale))
    return 0


def _arguments() -> argparse.Namespace:
    every = [kind.name for kind in (*KINDS, *STORM_ONLY)]
    parser = argparse.ArgumentParser(description="Campaign beside what a user would take instead.")
    parser.add_argument("contenders", nargs="*", metavar="CONTENDER", help=", ".join(every))
    parser.add_argument("--only", choices=("calm", "storm"), default="", help="one measure")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="figures of several runs")
    parser.add_argument("--settings", action="store_true", help="what each is told")
    for field in fields(Scale):
        kind = float if isinstance(field.default, float) else int
        parser.add_argument(f"--{field.name}", type=kind, help=f"default {field.default:,}")
    asked = parser.parse_args()
    if unknown := set(asked.contenders) - set(every):
        parser.error(f"there is no {unknown.pop()}: {', '.join(every)} are there")
    return asked


if __name__ == "__main__":
    sys.exit(main())
