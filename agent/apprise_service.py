"""Telling through Apprise (https://github.com/caronc/apprise): one address, one service. Loaded when it is needed."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from agent.messenger import CannotTell


class AppriseService:
    """One address of the configuration. Its name has the kind of service and a digest, never the secret in it."""

    def __init__(self, url: str) -> None:
        self._url = url
        digest = hashlib.blake2b(url.encode(), digest_size=3).hexdigest()
        self.name = f"{url.partition(':')[0].lower()}-{digest}"

    def is_known(self) -> bool:
        """Whether Apprise knows such a service and its address is complete; nothing is told."""
        return self._opened() is not None

    def tell(self, title: str, body: str) -> None:
        """Tell it, as plain text. Raises `CannotTell`."""
        import apprise

        service = self._opened()
        if service is None:
            raise CannotTell("this is no service that Apprise knows, or its address is not complete")
        try:
            is_told = service.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
        except Exception as error:
            raise CannotTell(type(error).__name__) from error
        if not is_told:
            raise CannotTell("the service did not take it")

    def _opened(self) -> Any:
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines may hold addresses
        asset = apprise.AppriseAsset(app_id="Followthrough", app_desc="Followthrough", app_url="")
        return apprise.Apprise.instantiate(self._url, asset=asset, suppress_exceptions=True)
