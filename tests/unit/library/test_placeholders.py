"""What can be wrong with curly brackets, and where it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.campaign_folder import GOOD, library_of


def findings(folder: Path, body: str) -> list[tuple[int, int, str, str]]:
    """Return line, column, code and fix of what is found; the text begins on line 7."""
    library = library_of(folder, m=GOOD.replace("Text", body))
    return [(f.line, f.column, f.code, f.fix) for f in library.findings]


@pytest.mark.parametrize(
    ("body", "line", "column", "code", "fix"),
    [
        ("Hi {organisation.name}", 7, 4, "placeholder", "Write {{ organisation.name }}."),
        ("Hi\n }", 8, 2, "placeholder", "Delete it."),
        ("Hi {{}}", 7, 4, "placeholder", "two brackets"),
        ("Hi {{ name }}", 7, 7, "unknown-name", "“organisation.name”"),
        ("Hi {{ organization.name }}", 7, 7, "unknown-name", "“organisation.name”"),
        ("Hi {{ organisation.nmae }}", 7, 7, "unknown-name", "“organisation.name”"),
        ("Hi {{ organisation }}", 7, 7, "unknown-name", "Add a dot and a name"),
        ("Hi {{ fact.total_asaults }}", 7, 7, "unknown-name", "“total_assaults”"),
        ("Hi {{ fact.zzz }}", 7, 7, "unknown-name", "Add it to messages/facts.yaml first."),
        ("Hi {{ fact.total_assaults.text }}", 7, 7, "unknown-name", "“total_assaults”"),
        ("Hi {{ channel.handl }}", 7, 7, "unknown-name", "“channel.handle”"),
        ("Hi {{ campaign.name | uper }}", 7, 23, "filter", "Did you mean “upper”?"),
        ("{% if campaign.name == “x” %}x{% endif %}", 7, 24, "placeholder", "straight"),
        ("{% if campaign.nme %}x{% endif %}", 7, 7, "unknown-name", "“campaign.name”"),
        ("a\nb {% endif %}", 8, 3, "condition", "Delete it"),
        ("a {% else %}", 7, 3, "condition", "Delete it"),
        ("{% if campaign.name %}{% if campaign.name %}x{% endif %}", 7, 1, "condition", "Add"),
        ("a {% set x = 1 %}", 7, 6, "not-allowed", "Only {{ placeholders }}"),
        ("a {# never closed", 7, 3, "placeholder", ""),
        ("a {{ campaign.name == }} b", 7, 3, "not-allowed", ""),
        ("a\n{{ campaign.name * 3 }}", 8, 1, "not-allowed", "Only {{ placeholders }}"),
    ],
)
def test_a_faulty_placeholder_is_told_at_the_exact_place(
    tmp_path: Path, body: str, line: int, column: int, code: str, fix: str
) -> None:
    found = findings(tmp_path, body)
    assert [(at_line, at_column, what) for at_line, at_column, what, _ in found] == [
        (line, column, code)
    ]
    assert fix in found[0][3]


@pytest.mark.parametrize(
    "body",
    [
        "{{ campaign.name }}{{campaign.hashtag}}",
        "{# a note for colleagues #}Hello",
        "{{ organisation.contact | default('Call us') | trim }}",
        "{{ 'a' if campaign.name == 'b' else campaign.hashtag }}",
        "{%- if organisation.kind in ('force', 'x') -%} x {%- else -%} y {%- endif -%}",
        "{% if campaign.name != 'x' and not campaign.hashtag %}x{% endif %}",
        "50 % of people, £5 #one",
    ],
)
def test_what_is_allowed_is_accepted(tmp_path: Path, body: str) -> None:
    assert findings(tmp_path, body) == []


def test_every_fault_of_a_text_is_told_at_once(tmp_path: Path) -> None:
    found = findings(tmp_path, "{{ a.b }} {c}\n{{ fact.d }}\n\n## X\n\n{{ e }}")
    assert [(line, column) for line, column, _, _ in found] == [(7, 4), (7, 11), (8, 4), (12, 4)]


def test_placeholders_in_settings_are_checked_where_they_stand(tmp_path: Path) -> None:
    text = GOOD.replace("---\nText", 'link: "{{ organisation.wbsite }}"\n---\nText')
    library = library_of(tmp_path, m=text)
    assert [(f.line, f.column, f.code) for f in library.findings] == [(6, 11, "unknown-name")]
