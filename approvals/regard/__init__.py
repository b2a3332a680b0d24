"""Regard to the publicity code in each decision: its principles, the questions, the answers kept with the decision."""
