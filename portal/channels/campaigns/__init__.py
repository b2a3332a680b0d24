"""Paid campaigns of the council: what each was to reach, what it cost by the account, and what came of it."""
