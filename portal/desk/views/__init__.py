"""The composed pages of the desk."""
