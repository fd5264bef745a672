"""Forms: which settings a file may hold, and how a mistake in one is told."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError

from campaign.library import values
from campaign.library.block import Block
from campaign.library.nearest import nearest
from campaign.library.place import Place
from campaign.library.source import Source

Text = Annotated[str, PlainValidator(values.text)]
Line = Annotated[str, PlainValidator(values.one_line)]
Words = Annotated[tuple[str, ...], PlainValidator(values.words)]
Sentences = Annotated[tuple[str, ...], PlainValidator(values.sentences)]
UkDate = Annotated[date, PlainValidator(values.uk_date)]
Clock = Annotated[time, PlainValidator(values.clock)]
Clocks = Annotated[tuple[time, ...], PlainValidator(values.clocks)]
Weekdays = Annotated[tuple[int, ...], PlainValidator(values.weekdays)]
YesNo = Annotated[bool, PlainValidator(values.yes_no)]
Days = Annotated[int, PlainValidator(values.days)]
Minutes = Annotated[int, PlainValidator(values.minutes)]
Gap = Annotated[int, PlainValidator(values.gap)]
Cap = Annotated[int, PlainValidator(values.whole(1, 100))]
Dollars = Annotated[Decimal, PlainValidator(values.dollars)]
Slug = Annotated[
    str,
    PlainValidator(
        values.shaped(
            r"[a-z0-9]+(?:-[a-z0-9]+)*",
            "name-shape",
            "Use small letters, digits and hyphens, such as “northshire-police”.",
        )
    ),
]
SnakeCase = Annotated[
    str,
    PlainValidator(
        values.shaped(
            r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*",
            "name-shape",
            "Use small letters, digits and underscores, such as “total_assaults”.",
        )
    ),
]
Tone = Annotated[str, PlainValidator(values.choice("normal", "solemn", "sensitive"))]
Codes = Annotated[tuple[str, ...], PlainValidator(values.codes)]
Handles = Annotated[tuple[str, ...], PlainValidator(values.handles)]
Domains = Annotated[tuple[str, ...], PlainValidator(values.domains)]
Emails = Annotated[tuple[str, ...], PlainValidator(values.emails)]
Tracking = Annotated[
    str,
    PlainValidator(
        values.shaped(
            r"utm_campaign=[A-Za-z0-9._-]{1,60}", "tracking", "Write it like utm_campaign=badge."
        )
    ),
]
Language = Annotated[
    str,
    PlainValidator(
        values.shaped(
            r"[a-z]{2,3}(?:-[A-Z]{2})?", "language", "Write a language code, such as en-GB or cy."
        )
    ),
]


class Form(BaseModel):
    """The settings a group may hold; anything else is a mistake."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    synonyms: ClassVar[Mapping[str, str]] = {}  # what people write -> what it is called


AnyForm = TypeVar("AnyForm", bound=Form)


def fill(form: type[AnyForm], source: Source, block: Block, *path: Hashable) -> AnyForm | None:
    """Fill a form from a group of settings; ``None``, with findings, when it cannot be."""
    try:
        return form.model_validate(_group(source, block, path))
    except ValidationError as error:
        _report_all(form, source, block, path, error)
        return None


def fill_leniently(
    form: type[AnyForm], source: Source, block: Block, spare: Mapping[str, str]
) -> tuple[AnyForm, frozenset[str]]:
    """Fill a form as far as it goes, and tell which settings were wrong or missing.

    A setting that is wrong is reported and then left out, so that it never hides what is
    wrong with the others. ``spare`` is what stands in for settings that must be there.
    """
    data = _group(source, block, ())
    try:
        return form.model_validate(data), frozenset()
    except ValidationError as error:
        _report_all(form, source, block, (), error)
        bad = frozenset(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
        kept = {key: value for key, value in data.items() if key not in bad}
        return form.model_validate({**spare, **kept}), bad


def _group(source: Source, block: Block, path: tuple[Hashable, ...]) -> dict[str, Any]:
    data = block.value(*path)
    if isinstance(data, dict):
        return data
    if not source.faulty:
        message = "Here should be settings, one a line, like “name: value”."
        source.report(block.place(*path), "no-colon", message)
    return {}


def _report_all(
    form: type[Form],
    source: Source,
    block: Block,
    path: tuple[Hashable, ...],
    error: ValidationError,
) -> None:
    for fault in error.errors(include_url=False):
        _report(form, source, block, path, fault)


def _report(
    form: type[Form], source: Source, block: Block, path: tuple[Hashable, ...], fault: Any
) -> None:
    where = (*path, *(step for step in fault["loc"] if step != "[key]"))
    name = next((step for step in reversed(where) if isinstance(step, str)), "")
    if block.is_damaged(*where):
        return
    if fault["type"] == "extra_forbidden":
        _report_unknown(_form_at(form, fault["loc"][:-1]), source, block, where)
    elif fault["type"] == "missing":
        _report_missing(_form_at(form, fault["loc"][:-1]), source, block, where)
    elif fault.get("input") is None:
        fix = "Add something after the colon, or delete the line."
        source.report(block.key_place(*where), "empty", f"“{name}” is empty.", fix)
    elif fault["type"] == "campaign":
        context = fault["ctx"]
        at_key = "[key]" in fault["loc"]
        place = block.key_place(*where) if at_key else block.place(*where).after(context["offset"])
        message = context["message"] or f"“{name}” is empty."
        source.report(place, context["code"], message, context["fix"])
    else:
        message = f"“{name}” should be a group of lines, or a list, not this."
        source.report(block.place(*where), "group", message, "Copy it from the shipped campaign.")


def _form_at(form: type[Form], loc: tuple[Any, ...]) -> type[Form]:
    """Return the form of the group a fault lies in, by following the annotations."""
    for step in loc:
        field = form.model_fields.get(step) if isinstance(step, str) else None
        inner = field and next(_forms_in(field.annotation), None)
        form = inner or form
    return form


def _forms_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _forms_in(part)


def _settings(form: type[Form]) -> dict[str, str]:
    """Return the settings of a form with what each is for."""
    return {f.alias or name: f.description or "" for name, f in form.model_fields.items()}


def _report_unknown(
    form: type[Form], source: Source, block: Block, where: tuple[Hashable, ...]
) -> None:
    name = str(where[-1])
    known = _settings(form)
    meant = form.synonyms.get(name.lower()) or nearest(name, known)
    fix = f"Did you mean “{meant}”?" if meant else f"You can use: {', '.join(known)}."
    if block.value(*where) is None and not meant:  # {name: Police, the number}
        fix = "If this belongs to the value before the comma, put all of that value in quotes."
    message = f"There is no setting called “{name[:60]}”."
    source.report(block.key_place(*where), "unknown-setting", message, fix)


def _report_missing(
    form: type[Form], source: Source, block: Block, where: tuple[Hashable, ...]
) -> None:
    if source.faulty and "no-colon" in source.codes:
        return
    name = str(where[-1])
    purpose = _settings(form).get(name, "")
    fix = f"Add a line “{name}: …”. {purpose}".strip()
    place = block.place(*where[:-1])
    source.report(Place(place.line, 1), "missing-setting", f"The setting “{name}” is missing.", fix)
