"""What the council adopted, clause by clause: writing, adopting, signing, accepting."""
