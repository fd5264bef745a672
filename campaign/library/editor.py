"""Files for Visual Studio Code: schemas, settings, and a task that checks the campaign."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from campaign.library.schema import schemas

FOLDER = ".vscode"
SCHEMAS = f"{FOLDER}/campaign"  # one file for each kind of settings file
ENDING = ".schema.json"

# Where each schema holds, as the editor's YAML extension matches paths.
_FILES = {
    "campaign": "messages/campaign.yaml",
    "organisation": "messages/organisations/*.yaml",
    "facts": "messages/facts.yaml",
    "signposts": "messages/signposts.yaml",
    "dates": "messages/dates.yaml",
    "words": "messages/words.yaml",
    "consents": "messages/consents.yaml",
    "cases": "messages/cases.yaml",
    "assets": "assets/assets.yaml",
}
# One line of “campaign check”: file, line, column, severity, sentence, code. “advice” is none of
# the editor's own severities, and so becomes the one the matcher names: info.
FINDING = r"^(\S.*?):(\d+):(\d+): (error|warning|advice): (.*) \[([\w-]+)\]$"
BEGINS = r"^Checking (again at |messages/)"
ENDS = r"^Watching for the next save"


def editor_files() -> dict[str, str]:
    """Return every file by its path below the campaign's folder."""
    return {
        f"{FOLDER}/settings.json": _written(_settings()),
        f"{FOLDER}/tasks.json": _written(_tasks()),
        f"{FOLDER}/extensions.json": _written({"recommendations": ["redhat.vscode-yaml"]}),
        **{f"{SCHEMAS}/{name}": text for name, text in schema_files().items()},
    }


def schema_files() -> dict[str, str]:
    """Return the schemas by the name of their file."""
    return {f"{name}{ENDING}": _written(schema) for name, schema in schemas().items()}


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _settings() -> dict[str, Any]:
    return {
        "yaml.schemas": {f"./{SCHEMAS}/{name}{ENDING}": file for name, file in _FILES.items()},
        "files.associations": {
            "**/messages/**/*.md": "markdown",
            "**/messages/**/*.yaml": "yaml",
        },
        "files.encoding": "utf8",
        "[markdown]": {"editor.wordWrap": "on", "files.trimTrailingWhitespace": True},
    }


def _tasks() -> dict[str, Any]:
    return {
        "version": "2.0.0",
        "tasks": [
            {
                "label": "Campaign: check",
                "type": "process",
                "command": "campaign",
                "args": ["check"],
                "group": {"kind": "build", "isDefault": True},
                "presentation": {"reveal": "silent", "clear": True},
                "problemMatcher": _matcher(),
            },
            {
                "label": "Campaign: check on every save",
                "type": "process",
                "command": "campaign",
                "args": ["check", "--watch", "--all"],
                "isBackground": True,
                "presentation": {"reveal": "silent", "clear": True},
                "problemMatcher": {
                    **_matcher(),
                    "background": {
                        "activeOnStart": True,
                        "beginsPattern": BEGINS,
                        "endsPattern": ENDS,
                    },
                },
            },
        ],
    }


def _matcher() -> dict[str, Any]:
    return {
        "owner": "campaign",
        "source": "campaign",
        "severity": "info",
        "fileLocation": ["relative", "${workspaceFolder}"],
        "pattern": {
            "regexp": FINDING,
            "file": 1,
            "line": 2,
            "column": 3,
            "severity": 4,
            "message": 5,
            "code": 6,
        },
    }
