"""What anybody may read: the newsroom's pages, feeds, map and pictures."""
