"""Pages of what the public says."""
