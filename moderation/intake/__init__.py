"""How what the public says comes in."""
