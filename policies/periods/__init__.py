"""Times in which less may be said: before polls, in mourning; announced, begun, decided about."""
