"""What somebody typed about a matter, a meeting or a position, as it is stored."""

from portal.refusals import InvalidInput
from portal.typed import stated


def typed(text: str, *, called: str, longest: int, needed: bool = True) -> str:
    """Return ``text`` as it is stored: readable, LF newlines, without surrounding space.

    ``longest`` counts characters. Raises InvalidInput, naming the field as ``called``, for what cannot be stored, is
    too long, or is empty where it is ``needed``.
    """
    try:
        cleaned = stated(text)
    except InvalidInput as error:
        raise InvalidInput(f"{called}: this holds characters that cannot be stored.") from error
    if needed and not cleaned:
        raise InvalidInput(f"{called}: this is needed.")
    if len(cleaned) > longest:
        raise InvalidInput(f"{called}: at most {longest} characters.")
    return cleaned
