"""Comments under items of the newsroom: allowed for one item by an officer, taken from anybody, shown beneath it."""
