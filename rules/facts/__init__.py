"""How each fact of a message is read (B3): one module a fact."""
