"""What templates below ask about what the public says."""
