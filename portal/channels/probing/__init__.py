"""Looking behind the web addresses that texts give: where they lead, and whether anything is there."""
