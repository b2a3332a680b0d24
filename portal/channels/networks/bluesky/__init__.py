"""What Bluesky (the AT Protocol) asks of who speaks it: sessions, names of records, marked texts, pictures."""
