"""Accounts of members' own."""
