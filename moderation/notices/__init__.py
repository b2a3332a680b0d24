"""Notices of defamation: the procedure of the 2013 Regulations, held to its 48 hours; see docs/notices.md."""
