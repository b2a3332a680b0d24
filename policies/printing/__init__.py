"""A version of a policy as a tagged PDF."""
