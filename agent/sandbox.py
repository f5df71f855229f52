"""Where Jinja2 templates are read and filled in. Our own sentences, which are words and variables alone, never come
here: this is for texts with more in them, and loaded with the first of those, because Jinja2 takes 2 MB."""

from __future__ import annotations

from functools import cache

from jinja2 import StrictUndefined, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment


@cache
def sandbox() -> ImmutableSandboxedEnvironment:
    """The only place where templates are read and filled in: no globals, nothing undefined, nothing changed."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    made.globals.clear()
    return made


def variables_in(text: str) -> frozenset[str]:
    """What a template takes from outside. Raises `jinja2.TemplateError`."""
    return frozenset(meta.find_undeclared_variables(sandbox().parse(text)))
