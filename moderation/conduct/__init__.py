"""Breaches of the terms of use by those who speak for the council: reported, answered, decided, carried out."""
