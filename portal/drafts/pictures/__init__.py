"""The library of pictures: what is known of each, who is in it, who agreed, and what shows it."""
