"""A mailbox on disk: Maildir++ or mbsync's plain folders, shared with whatever else reads and writes it."""

from providers.maildir.provider import Maildir

__all__ = ["Maildir"]
