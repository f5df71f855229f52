-- The memory of the agent. Times are ISO 8601 in UTC, days ISO dates in the owner's zone.

CREATE TABLE mailboxes (
    name TEXT PRIMARY KEY,
    cursor BLOB,
    started_at TEXT,            -- first complete reading (B18)
    read_at TEXT,               -- last complete reading
    paused_why TEXT,
    paused_next_step TEXT,
    failing_since TEXT,
    failure TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    retry_at TEXT
);

-- One row a message. Unrelated mail leaves these columns and nothing else.
CREATE TABLE messages (
    mailbox TEXT NOT NULL,
    key TEXT NOT NULL,
    message_id TEXT,
    intent TEXT NOT NULL,
    thread_id TEXT,
    read_at TEXT NOT NULL,
    PRIMARY KEY (mailbox, key)
) WITHOUT ROWID;
CREATE INDEX messages_by_message_id ON messages (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX messages_by_thread ON messages (thread_id) WHERE thread_id IS NOT NULL;

-- What was read in hiring mail: facts and evidence sentences, no bodies.
CREATE TABLE readings (
    mailbox TEXT NOT NULL,
    key TEXT NOT NULL,
    thread_id TEXT,
    at TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (mailbox, key)
) WITHOUT ROWID;

-- Messages that need a look (B4, B11, B17). The message is read again from the mailbox when it is settled.
CREATE TABLE looks (
    mailbox TEXT NOT NULL,
    key TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    threads TEXT NOT NULL,      -- JSON list of the threads in question
    document TEXT NOT NULL,     -- the reading and what linking needs of the message
    settled_at TEXT,
    PRIMARY KEY (mailbox, key)
) WITHOUT ROWID;

CREATE TABLE threads (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    company TEXT,
    wake_at TEXT,
    changed_at TEXT NOT NULL,
    document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX threads_by_wake ON threads (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE thread_keys (
    key TEXT NOT NULL,
    thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    PRIMARY KEY (key, thread_id)
) WITHOUT ROWID;
CREATE INDEX thread_keys_by_thread ON thread_keys (thread_id);

-- The drafts of all threads, as far as one must be found without its thread. The thread's document is the truth.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    mailbox TEXT NOT NULL,
    message_id TEXT NOT NULL,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    is_stale INTEGER NOT NULL,
    is_missing INTEGER NOT NULL,
    address TEXT,
    employer TEXT,
    placed_on TEXT NOT NULL,
    was_late INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX drafts_by_status ON drafts (mailbox, status);
CREATE INDEX drafts_by_day ON drafts (placed_on);
CREATE INDEX drafts_by_message_id ON drafts (message_id);

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    thread_id TEXT,
    event TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX journal_by_thread ON journal (thread_id, seq);

-- What could not be handled, kept for a person for 14 days.
CREATE TABLE shelf (
    mailbox TEXT NOT NULL,
    key TEXT NOT NULL,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (mailbox, key)
) WITHOUT ROWID;

CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
