"""The desk's pages about channels, the press list and letters."""
