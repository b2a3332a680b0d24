"""Asking speakers to approve their words, and what they decide: acts on the quotes of portal.drafts.quotes.

They live in the channels' room because they tell people and hold what waits to go out.
"""
