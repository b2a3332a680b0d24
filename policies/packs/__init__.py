"""The built-in policies: two councils' practice in our own words, with the rules that carry it out."""
