-- Lines of drafts that the owner wants said in their own words, as templates (agent/rewording.py).
CREATE TABLE voice_lines (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (name, language, address)
) WITHOUT ROWID;
