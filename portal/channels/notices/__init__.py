"""Telling people by mail what happened on the desk: an outbox of its own, with the states and waits of deliveries."""
