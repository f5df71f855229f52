-- What the owner paused: a mailbox, or all of them ('').
CREATE TABLE pauses (
    mailbox TEXT PRIMARY KEY,
    at TEXT NOT NULL
) WITHOUT ROWID;
