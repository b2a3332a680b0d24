"""The council's dates: what each room contributes to one calendar, and who reads which of it."""
