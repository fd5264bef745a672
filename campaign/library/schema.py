"""JSON Schemas of the settings files, for editors: what a person may write, setting by setting.

The forms take every value as it was typed and turn it into what is meant; a schema says the
same to an editor, which reads 2 as a number and “yes” as a word. Where the program is lenient
(capitals, a date written in several ways) the schema is as lenient: what it refuses, the program
refuses. Patterns keep to what JavaScript and Python understand alike.

Source of the form: JSON Schema draft 7, the newest that the editors' YAML support knows whole.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from inspect import getclosurevars
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import PlainValidator
from pydantic.fields import FieldInfo

from campaign.library import campaign_form, form, organisation_form, register_form, values
from campaign.library.asset_form import AssetForm
from campaign.library.campaign_form import CampaignForm
from campaign.library.evaluation_form import NUMBER, ObjectiveForm
from campaign.library.evaluation_form import number as figure
from campaign.library.form import Form
from campaign.library.organisation_form import OrganisationForm
from campaign.library.readings_form import ages
from campaign.library.register_form import CaseForm, ConsentForm, DateForm, FactForm, SignpostForm
from campaign.library.words_form import Pattern, WordForm, WordsForm

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}  # what stays text for the program
_ENTRIES: Schema = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}
_AMOUNT = r"^\s*[0-9]{1,6}\s*[A-Za-z]*\s*$"
_YES_NO = ("yes", "no", "true", "false", "on", "off", "y", "n")
_ASCII_ONLY = ("\\w", "\\W", "\\d", "\\D")  # they mean less in JavaScript than in Python


def schemas() -> Mapping[str, Schema]:
    """Return the schemas by the name of the file each describes, without “.yaml”."""
    return {
        "campaign": _top("The campaign's own settings", _of_form(CampaignForm)),
        "organisation": _top("Who speaks, and where", _of_form(OrganisationForm)),
        "facts": _top("Figures with their sources", _register(form.SnakeCase, FactForm)),
        "signposts": _top("Where people are sent", _register(form.SnakeCase, SignpostForm)),
        "dates": _top("Days on the calendar", _list_of(_of_form(DateForm))),
        "words": _top("Changes to the lists of words", _register(None, WordsForm)),
        "consents": _top("Who said yes to what", _register(form.Slug, ConsentForm)),
        "cases": _top("Proceedings under way", _register(form.Slug, CaseForm)),
        "assets": _top("What is known of each picture", _register(None, AssetForm)),
    }


def _top(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **schema}


def _register(key: Any, entry: type[Form]) -> Schema:
    return _group_of(key, _of_form(entry))


def _group_of(key: Any, value: Schema) -> Schema:
    names = {"propertyNames": _of_annotation(key)} if key is not None else {}
    return {"type": "object", **names, "additionalProperties": value}


def _list_of(value: Schema) -> Schema:
    return {"type": "array", "items": value}


def _of_form(what: type[Form]) -> Schema:
    fields = {field.alias or name: field for name, field in what.model_fields.items()}
    required = [name for name, field in fields.items() if field.is_required()]
    group = {
        "type": "object",
        "description": (what.__doc__ or "").strip(),
        "properties": {name: _of_field(field) for name, field in fields.items()},
        "additionalProperties": False,
        **({"required": required} if required else {}),
        **_CHOICES.get(what, {}),
    }
    return {"anyOf": [_SCALAR, group]} if what in _SENTENCES else group


def _of_field(field: FieldInfo) -> Schema:
    annotation = Annotated[field.annotation, *field.metadata] if field.metadata else None
    schema = _of_annotation(annotation or field.annotation)
    return {"description": field.description or "", **schema}


def _of_annotation(annotation: Any) -> Schema:
    """Return what may be written where a form has this annotation."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        validators = [part for part in parts[1:] if isinstance(part, PlainValidator)]
        return _of_converter(validators[-1].func) if validators else _of_annotation(parts[0])
    if origin in (Union, types.UnionType):
        return _of_annotation(next(part for part in parts if part is not type(None)))
    if origin is dict:
        return _group_of(None if parts[0] is str else parts[0], _of_annotation(parts[1]))
    if origin is list:
        return _list_of(_of_annotation(parts[0]))
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return _of_form(annotation)
    raise TypeError(f"No schema is known for {annotation!r}: add it to campaign.library.schema.")


def _of_converter(convert: Callable[..., Any]) -> Schema:
    """Return what a converter of ``values`` takes; some are made, and hold what they take."""
    if convert in _TAKEN:
        return _TAKEN[convert]
    held = getclosurevars(convert).nonlocals
    if "options" in held:
        return _one_of(held["options"])
    if "shape" in held:
        return _shaped(held["shape"].pattern)
    if "low" in held and "high" in held:
        number = {"type": "integer", "minimum": held["low"], "maximum": held["high"]}
        return {"anyOf": [number, {"type": "string", "pattern": r"^\s*[0-9]{1,6}\s*%?\s*$"}]}
    raise TypeError(f"No schema is known for {convert!r}: add it to campaign.library.schema.")


def _one_of(options: tuple[str, ...]) -> Schema:
    """Offer the options, and take them in any capitals."""
    pattern = f"^\\s*(?:{'|'.join(map(_any_case, options))})\\s*$"
    return {"anyOf": [{"enum": list(options)}, {"type": "string", "pattern": pattern}]}


def _any_case(word: str) -> str:
    return "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in word)


def _shaped(pattern: str) -> Schema:
    if any(part in pattern for part in _ASCII_ONLY):
        return _SCALAR
    return {"type": ["string", "number"], "pattern": rf"^\s*(?:{pattern})\s*$"}


def _amount(example: str) -> Schema:
    string = {"type": "string", "pattern": _AMOUNT}
    return {"anyOf": [{"type": "integer", "minimum": 0}, string], "examples": [example]}


def _like(*examples: str) -> Schema:
    return {**_SCALAR, "examples": list(examples)}


def _func(annotation: Any) -> Callable[..., Any]:
    return next(part.func for part in get_args(annotation) if isinstance(part, PlainValidator))


_TAKEN: Mapping[Callable[..., Any], Schema] = {
    values.text: _SCALAR,
    values.one_line: _SCALAR,
    values.words: _ENTRIES,
    values.codes: _ENTRIES,
    values.handles: _ENTRIES,
    values.domains: _ENTRIES,
    values.emails: _ENTRIES,
    values.sentences: _ENTRIES,
    values.uk_date: _like("25/1/2027", "25 January 2027"),
    values.clock: _like("17:30"),
    values.clocks: {**_ENTRIES, "examples": ["08:00, 17:30"]},
    values.weekdays: {**_ENTRIES, "examples": ["Monday to Friday", "weekends", "every day"]},
    values.yes_no: {
        "anyOf": [{"enum": ["yes", "no"]}, {"type": "boolean"}, _one_of(_YES_NO)["anyOf"][1]]
    },
    values.days: _amount("21 days"),
    values.minutes: _amount("15 minutes"),
    values.gap: _amount("5 minutes"),
    values.years: _amount("6 years"),
    values.dollars: {
        "anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "string", "pattern": r"^\s*\$?\s*[0-9]{1,6}(?:\.[0-9]{1,2})?"},
        ],
        "examples": ["20", "12.50"],
    },
    figure: {
        "anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "string", "pattern": rf"^\s*(?:{NUMBER})\s*$"},
        ],
        "examples": ["1,250", "12.5"],
    },
    _func(campaign_form.Zone): _like("Europe/London"),
    _func(campaign_form.Hashtags): _ENTRIES,
    ages: {**_ENTRIES, "examples": ["1 hour, 1 day, 7 days, 28 days", "never"]},
    _func(campaign_form.Roles): _ENTRIES,
    _func(organisation_form.Variable): _shaped("[A-Z][A-Z0-9_]{2,79}"),
    _func(organisation_form.Server): {"type": "string", "pattern": r"^\s*https?://\S+\s*$"},
    _func(register_form.Address): {"type": "string", "pattern": r"^\s*https?://[^\s/]+\S*\s*$"},
    _func(Pattern): _SCALAR,
}
_SENTENCES = (ObjectiveForm,)  # a sentence may stand for the whole group
# A fact is printed or worked out; an entry of a list is a word or a pattern.
_CHOICES: Mapping[type[Form], Schema] = {
    FactForm: {"anyOf": [{"required": ["text"]}, {"required": ["rule"]}]},
    WordForm: {"oneOf": [{"required": ["word"]}, {"required": ["pattern"]}]},
}
