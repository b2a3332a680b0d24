"""Quotations: which words somebody approved, to the letter. The acts are in portal/channels/quotes."""
