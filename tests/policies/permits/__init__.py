"""The clerk's permissions."""
