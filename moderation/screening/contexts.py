"""Where words stand that would be abuse elsewhere: quoted, reported and condemned, denied, said of
oneself, warned of."""

import re

from policies.language.reading import Reading

_QUOTED = re.compile(r"\"[^\"\n]{1,300}\"|(?<![\w])'[^'\n]{2,200}(?:'\w[^'\n]{0,200}){0,3}'(?!\w)")
_TELLS = re.compile(
    r"\b(?:call(?:ed|ing|s)?|said|says|saying|shout(?:ed|ing|s)?|scream(?:ed|ing|s)?|yell(?:ed|ing)?|wrote|"
    r"written|writing|clean(?:ed)? (?:it )?off|wash(?:ed)? (?:it )?off|paint(?:ed)? (?:it )?over|"
    r"told|graffiti|spray(?:ed|-painted)?|daubed|painted|chalked|scrawled|scratched|carved|etched|"
    r"posted|posting|reads|reading|slogan|banner|word|words|term|"
    r"phrase|slur|"
    r"insult(?:s|ed)?|abuse[ds]?|abusive|racist|racism|sexist|homophobic|unacceptable|not acceptable|"
    r"disgusted|ashamed|"
    r"report(?:ed|ing)?|comment(?:s|ed)?|offensive|wrong|heard|hate|bigot(?:s|ed|ry)?|named|titled|entitled|"
    r"film|play|song|book)\b"
)
_REPORTED = re.compile(
    r"\b(?:call(?:ed|ing|s)?|shout(?:ed|ing|s)?|scream(?:ed|ing|s)?|yell(?:ed|ing|s)?|brand(?:ed|ing)|"
    r"label(?:led|ling)|"
    r"dismiss(?:ed|ing)|describ(?:ed|ing|es)|refer(?:red|ring)? to|the word|the words|words like|terms like|"
    r"names like|slurs? like|"
    r"insults? like|comments like|the term|the phrase|"
    r"(?:people|those|anyone|anybody|someone|somebody|he|she|they|who|man|woman|lad|lads|driver|neighbour|"
    r"councillor|member|post|"
    r"poster|leaflet) (?:who |that )?(?:said|says|say|saying|think|thinks|claim|claims|claimed|claiming|"
    r"believe|believes|"
    r"suggest|suggested|suggesting|insist|insists|told (?:me|her|him|us|them)|wrote|posted|"
    r"tweeted))\b[^.!?\n]{0,60}$"
)
_MINE = re.compile(
    r"\b(?:i|i'd|i'll|i'm|we|we'd|let's)(?: \w+)?(?: \w+)? (?:call|say|describe|label|brand|shout|"
    r"think)\w*[^.!?\n]{0,60}$"
)
_AGAINST = re.compile(
    r"\b(?:(?:stop|quit|enough of|tired of|fed up of|sick of|no need for|no place for|no excuse for|"
    r"never ok to|not ok to|not on to|"
    r"wrong to|unfair to|rude to|cruel to|racist to|nasty to|how dare (?:you|he|she|they|anyone)|"
    r"nonsense (?:that|to)|"
    r"rubbish (?:that|to)|untrue that|myth that|lie that|not true that|idea that|notion that|stereotype that|"
    r"disagree (?:that|with)|nobody should|no one should|shouldn't be|should never be|should not be|"
    r"don't deserve|doesn't deserve)"
    r"[^.!?\n]{0,50})$"
)
_AFTER = re.compile(
    r"^[^.!?\n]{0,70}\b(?:(?:is|are|was|were|isn't|aren't|that's|it's) (?:\w+ )?(?:not ok|not okay|"
    r"unacceptable|not acceptable|wrong|disgusting|"
    r"racist|sexist|homophobic|a slur|a lie|a myth|hate speech|offensive|nonsense|untrue|not true|no way to|"
    r"disgraceful|abuse|bullying|"
    r"not on|vile|hateful|ignorant|bigoted|shameful|appalling|horrible|harassment|not funny)|"
    r"shouldn't be (?:said|used|called)|"
    r"should be (?:ashamed|reported)|(?:has|have) no place|does not belong|has to stop|must stop|"
    r"needs to stop)\b"
)
_DENIED = re.compile(
    r"\b(?:not|never|isn't|aren't|wasn't|weren't|ain't|nobody(?:'s| is)|no one(?:'s| is)|none of (?:us|them|"
    r"you) (?:is|are)|hardly|"
    r"don't think|don't believe|wouldn't|won't|don't|didn't|can't|would never|will never|without|"
    r"rather than|instead of|no)"
    r"(?: (?:all|really|just|actually|being|be|a|an|any|the|such|some|that|want|wish|going|mean|meaning|to|"
    r"say|saying|call|"
    r"calling|you|they|he|she|we|are|is|ever|even|threaten|anyone)){0,6} ?$"
)
_MYSELF = re.compile(
    r"\b(?:i'm|i am|i was|i feel|i felt|i must be|call me|silly me|makes? me(?: feel)?|made me(?: feel)?|"
    r"me being|i'd be|i look(?:ed)?|we were|"
    r"i'm being|am i|as an?|i've been|us|me|my own|myself)(?: (?:a|an|the|such|like|just|probably|really|so|"
    r"too|bit|of|being|"
    r"feel|look|or|not|right|proper|old|proud|bunch)){0,6} ?$"
)
_WARNED = re.compile(
    r"\b(?:scam(?:s|mer|mers|med)?|beware|be aware|watch out|fraud(?:ster|sters)?|phishing|hoax|"
    r"fake (?:email|text|caller|letter|message|"
    r"notice|page|account|website)|trading standards|action fraud|report(?:ed|ing)? (?:it|this|that|to)|"
    r"do not click|don't click|"
    r"fall for|falling for|is (?:this|it|that) (?:genuine|real|legit|true|right|correct)|genuine\?|"
    r"had a (?:text|call|email|letter|message)|"
    r"got a (?:text|call|email|letter|message)|received an? (?:\w+ )?(?:text|call|email|letter|message)|"
    r"anyone else (?:had|got|received|get)|"
    r"suspicious|dodgy (?:text|email|call|message)|conned|tricked|never ask|will never|would never)\b"
)
_NO_SCAM = re.compile(
    r"\b(?:not|no|isn't|never|100%)(?: \w+){0,2} (?:scam|fraud|hoax|fake)\b|\bscam[- ]free\b"
)
_TOLD_OF = re.compile(
    r"\b(?:police|101|crimestoppers|reported|reporting|report it|witness(?:ed|es)?|caught|arrested|"
    r"(?<!can't )(?<!cannot )(?<!couldn't )stop (?:them|this|people|the)|"
    r"clamp down|crack down|enforcement|prosecute[ds]?|illegal(?:ly)?|against the law|not ok|unacceptable|"
    r"disgrace(?:ful)?|fed up|"
    r"whoever|last night|yesterday|this morning|over the weekend|lives at risk|"
    r"why (?:is|are|isn't|aren't|do|does)|what is the council|when (?:is|will|are)|someone (?:is|has|keeps|"
    r"was)|people are|they are|kids are|"
    r"(?:was|were|been|got|being|man|woman|pair|trader|driver|firm|shop|owner) (?:fined|jailed|charged|sentenced|"
    r"convicted|raided)|seized|confiscated|trading standards|in court|rspca|is a crime|is an offence|"
    r"youths|there (?:is|are|was|were)|i saw|i've seen|we saw|saw (?:a|two|some|them)|seen (?:a|two|some|"
    r"them)|worried|concerned|(?:horrible|awful|shocking|sad|frightening) that|makes me weep|heartbreaking|"
    r"(?:have|has) died of)\b"
)
DISCOUNT = 0.2
"""What is left of a score where words are told and not meant."""


def meant(reading: Reading, start: int, end: int) -> float:
    """Return how far words from ``start`` to ``end`` of ``reading`` are meant: 1, or DISCOUNT where they
    are only told."""
    sentence = reading.at(start)
    lower = reading.lower
    before, after = lower[max(sentence.start, start - 120) : start], lower[end : end + 160]
    if _DENIED.search(before) or _MYSELF.search(before) or _AGAINST.search(before) or _AFTER.match(after):
        return DISCOUNT
    if _REPORTED.search(before) and not _MINE.search(before):
        return DISCOUNT
    near = lower[max(0, start - 300) : end + 300]
    if _inside_quotes(lower, start, end) and _TELLS.search(near):
        return DISCOUNT
    return 1.0


def _inside_quotes(lower: str, start: int, end: int) -> bool:
    low = max(0, start - 320)
    window = lower[low : end + 320]
    if '"' not in window and "'" not in window:
        return False
    return any(found.start() + low < start and end < found.end() + low for found in _QUOTED.finditer(window))


def warned_of(reading: Reading, start: int, end: int) -> float:
    """Return DISCOUNT where a trick is warned of or asked about, else 1."""
    near = reading.lower[max(0, start - 400) : end + 400]
    return DISCOUNT if _WARNED.search(near) and not _NO_SCAM.search(near) else 1.0


def told_of(reading: Reading, start: int, end: int) -> float:
    """Return DISCOUNT where a crime of somebody else is reported, else 1.

    The words themselves say nothing of it: who calls for bricks to be thrown at the police reports nobody to them.
    """
    number = reading.at(start).number
    first = reading.sentences[max(0, number - 1)].start
    last = reading.sentences[min(len(reading.sentences) - 1, number + 1)].end
    before, after = reading.lower[first:start], reading.lower[end:last]
    return DISCOUNT if _TOLD_OF.search(before) or _TOLD_OF.search(after) else 1.0
