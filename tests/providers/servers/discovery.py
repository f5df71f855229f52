"""Google's description of its Gmail API (the discovery document in google-api-python-client) as OpenAPI 3.

Strict on purpose: a body may hold described fields only, whole numbers that travel as text must be digits, and bytes
must be base64url. Prism does not look at query parameters that are not described.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

DOCUMENT = "discovery_cache/documents/gmail.v1.json"
EVERYWHERE = ("alt", "fields", "prettyPrint", "quotaUser", "key")
"""Parameters that every method of Google's takes."""


def gmail_description() -> dict[str, Any]:
    """OpenAPI 3 of all methods on messages, drafts, threads, history, labels and the profile."""
    document = json.loads(files("googleapiclient").joinpath(DOCUMENT).read_text(encoding="utf-8"))
    paths: dict[str, dict[str, Any]] = {}
    for method in _methods(document["resources"]["users"]):
        paths.setdefault("/" + method["path"], {})[method["httpMethod"].lower()] = _operation(method)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Gmail", "version": document["revision"]},
        "paths": paths,
        "components": {
            "schemas": {name: _schema(schema) for name, schema in document["schemas"].items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _methods(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from resource.get("methods", {}).values()
    for name in ("messages", "drafts", "threads", "history", "labels", "attachments"):
        if name in resource.get("resources", {}):
            yield from _methods(resource["resources"][name])


def _operation(method: dict[str, Any]) -> dict[str, Any]:
    parameters = [_parameter(name, field) for name, field in method.get("parameters", {}).items()]
    parameters += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in EVERYWHERE]
    success = {"200": _described(method["response"])} if "response" in method else {"204": {"description": "done"}}
    operation = {
        "operationId": method["id"],
        "security": [{"token": []}],
        "parameters": parameters,
        "responses": {**success, "default": _refusal()},
    }
    if "request" in method:
        operation["requestBody"] = {"required": True, **_described(method["request"])}
        operation["requestBody"].pop("description")
    return operation


def _parameter(name: str, field: dict[str, Any]) -> dict[str, Any]:
    schema = _schema({key: value for key, value in field.items() if key in ("type", "format", "enum")})
    place = {"name": name, "in": field["location"], "required": bool(field.get("required"))}
    if field.get("repeated"):
        return {**place, "schema": {"type": "array", "items": schema}, "style": "form", "explode": True}
    return {**place, "schema": schema}


def _described(reference: dict[str, str]) -> dict[str, Any]:
    return {"description": "done", "content": {"application/json": {"schema": _schema(reference)}}}


def _refusal() -> dict[str, Any]:
    error = {"type": "object", "required": ["code", "message"], "properties": {"code": {"type": "integer"}}}
    schema = {"type": "object", "required": ["error"], "properties": {"error": error}}
    return {"description": "refused", "content": {"application/json": {"schema": schema}}}


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON schema in Google's dialect as OpenAPI's."""
    if "$ref" in schema:
        return {"$ref": f"#/components/schemas/{schema['$ref']}"}
    kind = schema.get("type", "any")
    made: dict[str, Any] = {} if kind == "any" else {"type": kind}
    if kind == "string" and schema.get("format") in ("int64", "uint64"):
        made["pattern"] = "^[0-9]{1,20}$" if schema["format"] == "uint64" else "^-?[0-9]{1,20}$"
    if schema.get("format") == "byte":
        made["pattern"] = "^[A-Za-z0-9_-]*={0,2}$"
    if "enum" in schema:
        made["enum"] = schema["enum"]
    if "items" in schema:
        made["items"] = _schema(schema["items"])
    if "properties" in schema:
        made["properties"] = {name: _schema(inner) for name, inner in schema["properties"].items()}
        made["additionalProperties"] = False
    return made
