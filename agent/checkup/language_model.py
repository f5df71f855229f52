"""Whether anything of drafts goes to a language model, to which, and what of them. It is not asked."""

from __future__ import annotations

from collections.abc import Iterator

from agent.checkup.findings import Finding, ok, warning
from agent.config_schema import Config
from agent.language_model import ModelFailed


def language_model(config: Config) -> Iterator[Finding]:
    """One finding where one is configured, none where drafts stay here."""
    from agent.model_client import secret_key

    model = config.drafting.model
    if model is None:
        return
    text = f"{model.name} at {model.endpoint} polishes drafts, and sees of them: {', '.join(model.sees) or 'no facts'}"
    try:
        secret_key(model.key_file, model.key_env)
    except ModelFailed as trouble:
        yield warning("language model", f"{text}; but {trouble}.", "Set key_file or key_env under `drafting.model`.")
    else:
        yield ok("language model", text)
