"""What publicity cost: entering it, putting it right, the account of a year (Local Government Act 1986, s.5)."""
