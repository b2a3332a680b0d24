"""Surveys: the form online and on paper, replies, closing, what they come to, and the item that tells the results."""
