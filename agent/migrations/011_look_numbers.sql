-- The number by which the owner names a message that needs a look; it stays until that one is settled.
ALTER TABLE looks ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE looks SET number = (
    SELECT count(*) FROM looks AS other
    WHERE other.settled_at IS NULL AND (other.at, other.mailbox, other.key) <= (looks.at, looks.mailbox, looks.key)
) WHERE settled_at IS NULL;
