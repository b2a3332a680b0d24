"""Packs of evidence for the police: what was said and done, its hashes, and who had it in hand; see docs/notices.md."""
