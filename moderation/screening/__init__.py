"""Screening what the public writes: pure, without database and network. A machine passes, flags or holds;
no more."""
