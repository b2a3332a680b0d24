"""Letters to the council: entered, answered, handed on to those who need them, and let out by the clerk alone."""
