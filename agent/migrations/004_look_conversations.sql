-- The provider's conversation of a message that needs a look: once it is settled, what follows there belongs with it (B17).
ALTER TABLE looks ADD COLUMN conversation_id TEXT;
