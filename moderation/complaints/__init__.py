"""Complaints from residents: a published procedure, a reference and a page to follow it by, times that are kept."""
