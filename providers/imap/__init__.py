"""Any mailbox that speaks IMAP (RFC 3501): drafts by APPEND, news by IDLE. The adapter is `provider.Imap`."""
