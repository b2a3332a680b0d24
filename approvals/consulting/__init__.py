"""Consulting: somebody's view is asked before the clerk decides, and recorded. It decides nothing, whoever gives it.

Who an item is about is consulted. What is about somebody who would clear it goes to the council: the chairman is asked,
and that person does not clear it alone. Somebody else who may decide does; or they do themselves once the chairman has
entered the council's minute that refers this very text back to them. The chairman clears nothing.
"""
