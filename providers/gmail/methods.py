"""Requests of the Gmail API, made from the description of it that google-api-python-client ships.

The library's own way to make them, `discovery.build`, loads what signs in service accounts with it: ten megabytes that
an owner's mailbox never needs, for as long as the agent runs. So the address is filled in here; the rest is the
library's: the description, the request, and the reading of the answer.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from string import Formatter
from typing import Any
from urllib.parse import quote

from googleapiclient.http import HttpRequest
from googleapiclient.model import JsonModel

DESCRIPTION = "discovery_cache/documents/gmail.v1.json"


def request_for(endpoint: str, method: str, body: object = None, **parameters: Any) -> HttpRequest:
    """What `users.METHOD` of the API asks of the signed-in account; `endpoint` is where the API is."""
    verb, path = _methods()[method]
    parameters["userId"] = "me"
    in_path = {name for _, name, _, _ in Formatter().parse(path) if name}
    where = {name: quote(str(parameters.pop(name)), safe="") for name in in_path}
    model = JsonModel()
    headers, _, query, content = model.request({}, {}, parameters, body)
    address = f"{endpoint}/{path.format(**where)}{query}"
    return HttpRequest(None, model.response, address, method=verb, body=content, headers=headers)


@functools.cache
def _methods() -> Mapping[str, tuple[str, str]]:
    """The HTTP verb and the path of each method. Of the whole description nothing else is kept."""
    description = json.loads(resources.files("googleapiclient").joinpath(DESCRIPTION).read_text(encoding="utf-8"))
    users = description["resources"]["users"]
    resources_in = {"": users, **{f"{name}.": one for name, one in users["resources"].items()}}
    return {
        prefix + name: (method["httpMethod"], method["path"])
        for prefix, one in resources_in.items()
        for name, method in one["methods"].items()
    }
