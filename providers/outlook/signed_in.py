"""placeholder"""

from __future__ import annotations


class SignedIn:
    pass
