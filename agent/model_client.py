"""Asks a language model at an OpenAI-compatible address (llama.cpp, Ollama, vLLM and others): `POST chat/completions`.

One question, one answer, a limit on the time and on the size of it. https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
import urllib3

from agent.language_model import ModelFailed
from providers.interface import ProviderError
from providers.secrets import read_private

MAX_BYTES = 100_000
MAX_TOKENS = 700
"""A draft has under 200 words."""
CONNECT_SECONDS = 5.0


@dataclass(frozen=True)
class ModelClient:
    """One model. `key` is its secret, if it wants one."""

    endpoint: str
    name: str
    timeout: timedelta
    key: Callable[[], str | None]
    now: Callable[[], float] = time.monotonic

    def ask(self, messages: Sequence[dict[str, str]]) -> str:
        """The model's words. Raises `ModelFailed`."""
        ends = self.now() + self.timeout.total_seconds()
        try:
            with requests.Session() as session, self._posted(session, messages) as response:
                if response.status_code != requests.codes.ok:
                    raise ModelFailed(f"it answered with status {response.status_code}")
                return _content(self._body(response, ends))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise ModelFailed(f"it could not be reached ({type(error).__name__})") from error

    def _posted(self, session: requests.Session, messages: Sequence[dict[str, str]]) -> requests.Response:
        key = self.key()
        return session.post(
            f"{self.endpoint.rstrip('/')}/chat/completions",
            json={
                "model": self.name,
                "messages": list(messages),
                "temperature": 0.3,
                "max_tokens": MAX_TOKENS,
                "stream": False,
            },
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=(CONNECT_SECONDS, self.timeout.total_seconds()),
            allow_redirects=False,
            stream=True,
        )

    def _body(self, response: requests.Response, ends: float) -> bytes:
        """What arrives until the end, the limit of size or the limit of time, however slowly it drips."""
        body = b""
        while chunk := response.raw.read1(8192, decode_content=True):
            body += chunk
            if len(body) > MAX_BYTES:
                raise ModelFailed("its answer had no end")
            if self.now() > ends:
                raise ModelFailed(f"it took longer than {self.timeout.total_seconds():.0f} seconds")
        return body


def secret_key(file: Path | None, variable: str | None) -> str | None:
    """The key from its file or its environment variable. Raises `ModelFailed` if that has none."""
    try:
        key = read_private(file, what="the key of a language model").strip() if file else None
    except (ProviderError, FileNotFoundError) as error:
        raise ModelFailed("the file with its key cannot be read") from error
    key = key or (os.environ.get(variable) if variable else None)
    if not key and (file or variable):
        raise ModelFailed("its key is empty")
    return key


def _content(body: bytes) -> str:
    try:
        answer: Any = json.loads(body)
        content = answer["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ModelFailed("its answer could not be read") from error
    if not isinstance(content, str) or not content.strip():
        raise ModelFailed("its answer was empty")
    return content
