"""Members pass on what residents wrote or said to them alone, so that the council answers it once, and on record."""
