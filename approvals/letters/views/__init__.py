"""Pages of letters to the council."""
