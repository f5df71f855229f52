-- What `status` shows of a thread, made when it is kept (agent/card.py); and the settings that it was made under.
ALTER TABLE threads ADD COLUMN card TEXT;
CREATE TABLE glance (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    made_from TEXT NOT NULL,    -- fingerprint of configuration and program
    settings TEXT NOT NULL
);
