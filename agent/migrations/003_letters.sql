-- The words of our own drafts as last placed: for `export`, long after a draft was sent and its thread forgot them.
CREATE TABLE letters (
    draft_id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
