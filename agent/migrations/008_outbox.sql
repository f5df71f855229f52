-- What the owner is to be told: each thing once, through crashes.
CREATE TABLE outbox (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,         -- emptied, with the title, once it is settled
    at TEXT NOT NULL,
    until TEXT,                 -- of no use after it
    thread_id TEXT,
    draft_id TEXT,              -- only true while this draft waits
    told_to TEXT NOT NULL DEFAULT '[]',
    begun_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    retry_at TEXT,
    settled_at TEXT
) WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (at) WHERE settled_at IS NULL;

-- How far the journal was looked through for something to tell, and since when: what happened before is history.
CREATE TABLE told (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    since TEXT NOT NULL
);
