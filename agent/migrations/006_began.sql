-- When the agent that watches was last started: a mailbox is well once it was read since then (`status --check`).
ALTER TABLE glance ADD COLUMN began_at TEXT;
