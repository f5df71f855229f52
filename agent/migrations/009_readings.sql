-- Readings as an ordinary table: without rowid a row of more than a thousand bytes takes a page of 4 KB for itself
-- (sqlite.org/withoutrowid.html, "large rows").
CREATE TABLE readings_by_row (
    mailbox TEXT NOT NULL,
    key TEXT NOT NULL,
    thread_id TEXT,
    at TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (mailbox, key)
);
INSERT INTO readings_by_row SELECT mailbox, key, thread_id, at, document FROM readings;
DROP TABLE readings;
ALTER TABLE readings_by_row RENAME TO readings;
