"""Telling channels that asked for it of what is no item: ordered with the event, carried by a worker, tried again."""
