"""What the demo councils say: invented matters of invented people, in words of our own."""
