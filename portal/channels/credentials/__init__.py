"""Connecting channels to their networks: credentials that are encrypted, tested, pointed out, replaced and revoked."""
