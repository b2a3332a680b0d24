"""The parts of a text with the words marked that somebody was told about; spans are those of plain_part()."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from portal.drafts.content import Content, plain_part
from portal.drafts.fields import shown
from portal.drafts.kinds import Part, Shape
from portal.drafts.marking import Mark, mark_plain, mark_rich


def marked_part(part: Part, content: Content, marks: Sequence[Mark]) -> SafeString:
    """Return one part as HTML: rich text sanitised once more, everything else as escaped lines."""
    value = content.get(part.name, "")
    if part.shape is Shape.RICH:
        return mark_rich(shown(value), marks)
    return mark_plain(plain_part(part, value) if value else "", marks)


def marked_quotes(part: Part, content: Content, marks: Sequence[Mark]) -> list[dict[str, SafeString]]:
    """Return the quotations of a part with their words, speaker and office marked."""
    made, at = [], 0
    for quote in content.get(part.name) or []:
        row = {}
        for name, gap in (("words", len("“")), ("speaker", len("” ")), ("office", len(", "))):
            at += gap
            row[name] = mark_plain(quote[name], marks, offset=at)
            at += len(quote[name])
        made.append(row)
        at += len("\n")
    return made
