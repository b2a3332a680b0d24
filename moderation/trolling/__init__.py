"""What is done to a member: their own record of it, theirs alone until they share it, and the council's one reply."""
