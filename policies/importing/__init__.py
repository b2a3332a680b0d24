"""Policy documents as councils have them, read into a tree of clauses. Pure: no database, no clock, no network.

A reader per format (word, opendocument, pdf, hypertext, plain) makes blocks; residue, furniture and contents set
aside what is no clause; wrapping joins lines to paragraphs; nesting sees which lists stand within others; outline
makes the tree; references names its clauses.
Nothing is lost: every word of the document is in a clause, in the title, or in what was set aside and why.
"""
