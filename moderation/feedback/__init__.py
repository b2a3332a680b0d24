"""What one channel brings the council, for its members: what people said there in public, and what became of it."""
