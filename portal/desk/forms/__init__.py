"""Forms of the desk's composed pages."""
