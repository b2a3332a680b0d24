"""That the author of what came down on a network is told so: whom nobody told yet, and who noted it."""
