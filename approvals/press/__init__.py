"""The press office: who asks the council what, who speaks for it, and what they were told before they spoke."""
