"""What the owner sees: each screen as lines of styled text, made from facts and printed in one place."""
