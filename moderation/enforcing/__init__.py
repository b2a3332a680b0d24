"""Carrying rulings out where the words stand: in the newsroom at once, on networks by a worker, else by hand."""
