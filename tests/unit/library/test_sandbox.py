"""What a message cannot make the program do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from campaign.library.sandbox import render, validate
from campaign.library.template_fault import TemplateFault
from tests.servers.campaign_folder import GOOD, library_of

VALUES = {"organisation.name": "Northshire Police", "fact.x": "1"}
REFUSED = {
    "a loop": "{% for x in organisation.name %}x{% endfor %}",
    "an endless loop": "{% for x in range(10**9) %}{% endfor %}",
    "a call": "{{ organisation.name.upper() }}",
    "a call of a name": "{{ range(9) }}",
    "arithmetic": "{{ 2 ** 99999999 }}",
    "a text a billion long": "{{ 'x' * 1000000000 }}",
    "joining": "{{ organisation.name ~ organisation.name }}",
    "a private attribute": "{{ organisation.__class__ }}",
    "a way to every class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "a private name": "{{ __import__ }}",
    "a look-up": "{{ organisation['name'] }}",
    "a slice": "{{ organisation.name[0:2] }}",
    "a deeper attribute": "{{ organisation.name.upper }}",
    "a setting": "{% set x = 1 %}",
    "a macro": "{% macro m() %}x{% endmacro %}",
    "an include": "{% include 'secrets.txt' %}",
    "an import": "{% import 'os' as os %}",
    "an extension of another": "{% extends 'base' %}",
    "a block": "{% block b %}x{% endblock %}",
    "raw text": "{% raw %}{{ x }}{% endraw %}",
    "a filter block": "{% filter upper %}x{% endfilter %}",
    "a with block": "{% with x = 1 %}x{% endwith %}",
    "a statement of the do extension": "{% do organisation.name %}",
    "a filter that runs others": "{{ organisation.name | map('upper') }}",
    "a filter that reaches attributes": "{{ organisation | attr('name') }}",
    "a filter that pads": "{{ organisation.name | center(999999999) }}",
    "a filter that formats": "{{ organisation.name | format(1) }}",
    "a test": "{{ organisation.name is string }}",
    "a mapping": "{{ {'a': 1} }}",
    "the template itself": "{{ self }}",
    "a group alone": "{{ organisation }}",
    "a minus": "{{ -1 }}",
    "an unknown group": "{{ settings.SECRET_KEY }}",
    "brackets in thousands": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "filters in thousands": "{{ organisation.name" + " | upper" * 5000 + " }}",
    "conditions in thousands": "{% if campaign.name %}" * 3000 + "x" + "{% endif %}" * 3000,
    "a number of thousands of digits": "{% if campaign.name == " + "9" * 5000 + " %}x{% endif %}",
    "not in thousands": "{{ " + "not " * 5000 + "campaign.name }}",
}


@pytest.mark.parametrize("name", [n for n in REFUSED if n != "raw text"])  # which does no harm
def test_what_is_refused_is_never_filled_in_either(name: str) -> None:
    with pytest.raises(TemplateFault):
        render(REFUSED[name], VALUES)


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_cannot_hold_it(name: str, tmp_path: Path) -> None:
    library = library_of(tmp_path, m=GOOD.replace("Text", f"Text\n{REFUSED[name]}"))
    assert library.messages == {}
    assert {(f.file, f.line) for f in library.findings} == {("messages/behind-the-badge/m.md", 8)}


@pytest.mark.parametrize("name", [n for n in REFUSED if n not in ("raw text", "an unknown group")])
def test_the_syntax_tree_alone_would_refuse_it_as_well(name: str) -> None:
    with pytest.raises(TemplateFault):
        validate(REFUSED[name])


def test_names_without_a_value_are_refused_when_rendering() -> None:
    for text in ("{{ settings.SECRET_KEY }}", "{{ __import__ }}", "{{ organisation.nobody }}"):
        with pytest.raises(TemplateFault):
            render(text, VALUES)


def test_replacing_cannot_grow_a_text_out_of_all_measure() -> None:
    grow = " | replace('e', 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeee')"
    begun = time.perf_counter()
    with pytest.raises(TemplateFault, match="far too long"):
        render("{{ organisation.name" + grow * 12 + " }}", VALUES)
    assert time.perf_counter() - begun < 5


def test_what_is_printed_is_never_a_template_again() -> None:
    values = {"organisation.name": "{{ fact.x }}"}
    assert render("{% if true %}{{ organisation.name }}{% endif %}", values) == "{{ fact.x }}"


def test_names_have_no_methods_a_template_could_reach(tmp_path: Path) -> None:
    for name in ("items", "keys", "copy", "values"):
        text = GOOD.replace("Text", f"{{{{ organisation.{name} }}}}")
        assert library_of(tmp_path / name, m=text).messages == {}
