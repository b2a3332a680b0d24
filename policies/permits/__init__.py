"""The clerk's permissions: granting them, what needs one, what rests on one, and who is told that one ends."""
