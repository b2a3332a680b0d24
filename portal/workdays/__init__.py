"""Working days: the calendars that the law names, and the deadlines counted on them.

``bankholidays`` knows the days, ``calendars`` counts on them, ``deadlines`` applies the rules of each kind.
"""
