"""The letter on the council's letterhead: a tagged PDF, made from the cleared revision."""
