"""What pydantic found wrong, said in the owner's words and at its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from agent.config_types import nearest
from agent.errors import Problem
from agent.yaml_source import Loc, Source

_KINDS = {
    "int_parsing": "is no whole number",
    "int_parsing_size": "is no whole number that fits",
    "float_parsing": "is no number",
    "bool_parsing": "is neither true nor false",
}
_LIMITS = {"greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le")}
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an error stands: its place in the file, the section around it, and the key's own description."""

    loc: Loc
    section: type[BaseModel] | None
    field: FieldInfo | None


def problems_of(error: ValidationError, source: Source, schema: type[BaseModel]) -> list[Problem]:
    """Every error as a problem of `source`, whose data `schema` refused."""
    return [_problem(detail, source, schema) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, source: Source, schema: type[BaseModel]) -> Problem:
    spot = _spot(detail["loc"], schema)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return source.problem(spot.loc, _unknown_key(str(spot.loc[-1]), spot.section, schema), at_key=True)
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        spot = _Spot((*spot.loc, "provider"), None, None)
    return source.problem(spot.loc, _sentence(kind, detail, spot))


def _sentence(kind: str, detail: ErrorDetails, spot: _Spot) -> str:
    context: Mapping[str, Any] = detail.get("ctx", {})
    name, example = spot.loc[-1] if spot.loc else "", _example(spot.field)
    given = detail["input"] if isinstance(detail["input"], str) else "this"
    match kind:
        case "missing":
            return f"is missing. Write it like `{name}: {example}`." if example else f"is missing. Add `{name}:`."
        case "value_error":
            return _ended(str(context["error"]))
        case "string_type" | "int_type" | "float_type" | "bool_type":
            return f"must be a single value, like {example}."
        case "tuple_type" | "list_type":
            return f"must be a list, like {example}."
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must hold `key: value` lines."
        case "union_tag_not_found":
            return "is missing. Write it like `provider: gmail`."
        case "union_tag_invalid":
            tags = [tag.strip(" '") for tag in str(context["expected_tags"]).split(",")]
            return f"{context['tag']!r} is not one of {', '.join(tags)}.{nearest(str(context['tag']), tags)}"
        case "literal_error":
            words = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
            return f"{_shortened(given)!r} is not one of {', '.join(words)}.{nearest(given, words)}"
        case kind if kind in _KINDS:
            return f"{_shortened(given)!r} {_KINDS[kind]}. Write it like {example}."
        case kind if kind in _LIMITS:
            words_, key = _LIMITS[kind]
            return f"must be {words_} {context[key]:g}."
    return _ended(detail["msg"])


def _unknown_key(name: str, section: type[BaseModel] | None, schema: type[BaseModel]) -> str:
    known = list(section.model_fields) if section else []
    if name == "password" and "password_command" in known:
        return "passwords do not belong in this file. Use password_command, password_file or password_env."
    homes = [home for home, field in schema.model_fields.items() if name in _fields_of(field.annotation)]
    if homes and section is schema:
        return f"there is no such key here. It belongs under `{homes[0]}:`."
    guess = nearest(name, known)
    return f"there is no such key.{guess or ' Known here: ' + ', '.join(known) + '.'}"


def _spot(loc: Loc, schema: type[BaseModel]) -> _Spot:
    """Follow pydantic's location through the schema, leaving out the tags that are not in the file."""
    here: Any = schema
    found: list[str | int] = []
    section: type[BaseModel] | None = None
    field: FieldInfo | None = None
    for part in loc:
        here = bare_type(here)
        if get_origin(here) in (Union, UnionType):
            here = next(
                model for model in get_args(here) if part in get_args(model.model_fields["provider"].annotation)
            )
            continue
        found.append(part)
        if isinstance(here, type) and issubclass(here, BaseModel):
            section, field = here, here.model_fields.get(str(part))
            here = field.annotation if field else None
        else:
            section, here = None, (get_args(here) or (None,))[-1 if get_origin(here) is dict else 0]
    return _Spot(tuple(found), section, field)


def bare_type(annotation: Any) -> Any:
    """The type without Annotated and without `| None`."""
    while True:
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if get_origin(annotation) is Annotated or (get_origin(annotation) in (Union, UnionType) and len(parts) == 1):
            annotation = parts[0]
        else:
            return annotation


def _fields_of(annotation: Any) -> Mapping[str, FieldInfo]:
    bare = bare_type(annotation)
    return bare.model_fields if isinstance(bare, type) and issubclass(bare, BaseModel) else {}


def _example(field: FieldInfo | None) -> str:
    return str(field.examples[0]) if field and field.examples else ""


def _shortened(given: str) -> str:
    return given if len(given) <= _LONGEST_QUOTE else f"{given[:_LONGEST_QUOTE]}…"


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
