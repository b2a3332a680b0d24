"""Accounts of members' own in which they speak as councillors: declaring, checking, asking, retiring, erasing."""
