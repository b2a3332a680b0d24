"""What the council does about an author whose words came down again: a warning first, then a block that ends."""
