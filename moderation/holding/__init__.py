"""What each channel holds back until a person has looked, and what it only points out: the clerk's choice."""
