"""Routes of more than one step: agreements that a council wants before the clerk clears. They clear nothing."""
