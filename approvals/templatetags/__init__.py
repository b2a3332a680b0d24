"""What the templates may load."""
