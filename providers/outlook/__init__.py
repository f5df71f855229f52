"""Outlook.com, Hotmail and Microsoft 365 mailboxes, through Microsoft Graph."""

from providers.outlook.provider import Outlook

__all__ = ["Outlook"]
