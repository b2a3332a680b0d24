"""A council's own WordPress site: its way in, what is written there, and the pictures that hang on it."""
