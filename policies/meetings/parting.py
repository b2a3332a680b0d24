"""Which words of an agenda or of minutes close a meeting to the public, which open it again, which head no business."""

import re

_CLOSED = re.compile(
    r"\b(?:exclu\w+ (?:of )?(?:the )?(?:press|(?:members of the )?public)"
    r"|public (?:and press )?(?:be |are |were )?excluded"
    r"|closed (?:session|part|items?|meeting|business)|private session|in camera|part (?:2|ii|two|b)"
    r"|confidential(?! (?:waste|shredding|reporting))"
    r"|(?<!tax )(?<!tax-)(?<!vat )(?<!rate )(?<!rates )exempt"
    r"(?! (?:from|accommodation|propert|suppl|dwelling|development|vehicle|work)))\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|can|could|if|when|where|should|unless|whether|any|marked)\b", re.IGNORECASE
)
_READMITTED = re.compile(
    r"\b(?:re-?admi\w+ (?:of )?(?:the )?(?:press|(?:members of the )?public)"
    r"|(?:press|public) (?:(?:and|the|press|public|be|is|are|was|were) )*(?:re-?admit\w*|re-?join\w*|return\w*)"
    r"|(?:return\w*|resum\w+) (?:to |of |in )?(?:the )?(?:open|public) (?:session|meeting|part))\b",
    re.IGNORECASE,
)
_OF_PART = (
    r"(?:session|part|section|business|items?|matters?|meeting|agenda|minutes|reports?|to|the|and|or|of|press|public"
    r"|for|publication|in|not|private|confidential|exempt|closed|open)"
)
_PART = re.compile(
    r"\W*(?:part (?:\d|[a-d]|[ivx]+|one|two)\b.*"
    rf"|(?:open|closed|public|private|confidential|exempt|strictly)(?:\W+{_OF_PART})+|closed|confidential|exempt)\W*",
    re.IGNORECASE | re.DOTALL,
)
_SHUT = re.compile(r"\b(?:closed|private|not (?:for|open))\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:open|public)\b", re.IGNORECASE)
_BRIEFING = re.compile(r"\bprivate briefing\b", re.IGNORECASE)
_COUNCIL = re.compile(
    r"(?:[\w’'.&-]+ ){1,7}(?:parish|town|community|city|village|neighbourhood) council(?: (?:full )?meeting)?",
    re.IGNORECASE,
)
_CONCERNING = re.compile(
    r"\b(?:report|update|letter|from|request|correspondence|grant|last|previous)\b", re.IGNORECASE
)
_MEETING = re.compile(
    r"(?:(?:the )?agenda(?: (?:for|of)\b.*| items?| paper)?|(?:draft |unconfirmed |confidential )*minutes"
    r"(?: of (?:the|a|an)\b.*(?:meeting|council|committee).*)?"
    r"|notice(?: of)?\b.*meeting.*|summons\b.*|(?:ordinary|extraordinary|annual|full|special)\b.*(?:meeting|council)"
    r"|(?:the |a )?meeting (?:of|held)\b.*|to:? .*(?:members|councillors).*|dear .*|venue\b.*|date\b.*|time\b.*"
    r"|order of business|business to be transacted)\W*",
    re.IGNORECASE | re.DOTALL,
)
_THERE = re.compile(
    r"(?:(?:also|those|members) )?(?:present|in attendance|absent|signed)\b.*", re.IGNORECASE | re.DOTALL
)
_PERSON = re.compile(
    r"(?:cllrs?|councillors?|mr|mrs|ms|miss|dr|rev(?:erend)?|the (?:town |parish )?(?:clerk|mayor|chair\w*)"
    r"|(?:town |parish |deputy )?(?:clerk|mayor)|\w+ (?:members? of the public|residents?))\b.*",
    re.IGNORECASE | re.DOTALL,
)


def closes(text: str) -> bool:
    """Say whether an item of these words is closed to the public, and so what follows it."""
    return bool(_CLOSED.search(text))


def declares_closed(text: str) -> bool:
    """Say whether a sentence above the items says that the meeting is closed, not that some of it may be."""
    return closes(text) and not _HEDGED.search(text)


def opens(text: str) -> bool:
    """Say whether a title lets the public in again."""
    return bool(_READMITTED.search(text)) and not closes(_READMITTED.sub(" ", text))


def heads_part(text: str) -> bool:
    """Say whether a heading names a part of the meeting and no business of it: “Part B – closed”, “Open session”."""
    return bool(_PART.fullmatch(text))


def heading_closes(text: str) -> bool:
    """Say whether what stands under a heading is closed to the public: in doubt it is."""
    return closes(text) or (heads_part(text) and bool(_SHUT.search(text)))


def heading_opens(text: str) -> bool:
    """Say whether what stands under a heading is open although what went before was closed: it must say so."""
    return not heading_closes(text) and (opens(text) or (heads_part(text) and bool(_OPEN.search(text))))


def is_briefing(text: str) -> bool:
    """Say whether an item is a private briefing."""
    return bool(_BRIEFING.search(text))


def heads_meeting(text: str) -> bool:
    """Say whether a heading is of the paper itself: the council's name, “Agenda”, “Minutes of the meeting held …”."""
    if _CONCERNING.search(text):
        return False
    return bool(_MEETING.fullmatch(text) or _COUNCIL.fullmatch(text.strip(" .:")))


def tells_who_was_there(text: str) -> bool:
    """Say whether a line begins the list of those present, or of those who sign."""
    return bool(_THERE.fullmatch(text))


def names_person(text: str) -> bool:
    """Say whether a line of such a list names somebody."""
    return bool(_PERSON.fullmatch(text))
