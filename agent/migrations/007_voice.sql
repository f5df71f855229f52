-- What mails of the owner's own teach of greeting, sign-off and lines taken out (agent/voice.py); and what they chose.
CREATE TABLE voice (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE voice_choices (name TEXT PRIMARY KEY) WITHOUT ROWID;
