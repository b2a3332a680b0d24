"""Accounts of members' own in which they speak as councillors, and of staff: from declaring to erasing."""
