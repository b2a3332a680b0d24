"""A small reader of iCalendar, written from RFC 5545 and not from the portal's writer: what tests read back with."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)


@dataclass
class Property:
    """One content line: its parameters and its value as it stands."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """A component with its properties in order and those inside it."""

    name: str
    properties: list[Property] = field(default_factory=list)
    inside: list["Component"] = field(default_factory=list)

    def one(self, name: str) -> Property:
        """Return the only property called ``name``."""
        (found,) = [row for row in self.properties if row.name == name]
        return found

    def words(self, name: str) -> str:
        """Return the text of the only property called ``name``."""
        return unescaped(self.one(name).value)


def unfolded(data: bytes) -> list[str]:
    """Return the content lines; fails for a line that is too long, or ended by anything but CRLF."""
    assert data.endswith(b"\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    logical: list[bytes] = []
    for line in physical:
        assert len(line) <= 75, line
        assert b"\r" not in line, line
        assert b"\n" not in line, line
        line.decode()  # a fold within a character would not decode
        if line.startswith((b" ", b"\t")):
            logical[-1] += line[1:]
        else:
            logical.append(line)
    return [line.decode() for line in logical]


def read(data: bytes) -> Component:
    """Return the calendar in ``data``; fails where it is not well formed."""
    root = Component("")
    stack = [root]
    for line in unfolded(data):
        found = _PROPERTY.fullmatch(line)
        assert found is not None, line
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            stack[-1].inside.append(Component(value))
            stack.append(stack[-1].inside[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            pairs = [pair.split("=", 1) for pair in re.findall(r';([^=;]+=(?:"[^"]*"|[^;]*))', found[2])]
            stack[-1].properties.append(Property(name, {k.upper(): v for k, v in pairs}, value))
    assert stack == [root]
    (calendar,) = root.inside
    assert calendar.name == "VCALENDAR"
    assert (calendar.one("VERSION").value, len(calendar.inside) > 0) == ("2.0", True)
    return calendar


def unescaped(value: str) -> str:
    """Return a TEXT as it is meant; fails for a mark that should have been escaped."""
    out, position = "", 0
    while position < len(value):
        mark = value[position]
        if mark == "\\":
            position += 1
            out += {"n": "\n", "N": "\n", "\\": "\\", ";": ";", ",": ","}[value[position]]
        else:
            assert mark not in ";,\n", value
            out += mark
        position += 1
    return out


def when(found: Property) -> date | datetime:
    """Return the day or the moment (in UTC) that a DTSTART, DTEND or DTSTAMP means."""
    if found.parameters.get("VALUE") == "DATE":
        return datetime.strptime(found.value, "%Y%m%d").replace(tzinfo=UTC).date()
    if found.value.endswith("Z"):
        return datetime.strptime(found.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    zone = ZoneInfo(found.parameters["TZID"])
    return datetime.strptime(found.value, "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)


def offset_by_rules(zone: Component, at: datetime) -> timedelta:
    """Return the offset that a VTIMEZONE with yearly rules of last Sundays gives at ``at`` (UTC)."""
    changes = []
    for rule in zone.inside:
        month = int(re.search(r"BYMONTH=(\d+)", rule.one("RRULE").value)[1])  # type: ignore[index]
        assert "BYDAY=-1SU" in rule.one("RRULE").value
        start = datetime.strptime(rule.one("DTSTART").value, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        before, after = (_offset(rule.one(name).value) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        for year in (at.year - 1, at.year):
            day = date(year, month, 31)
            day -= timedelta(days=(day.weekday() + 1) % 7)
            local = datetime.combine(day, start.time(), tzinfo=UTC)
            changes.append((local - before, after))
    return max(change for change in changes if change[0] <= at)[1]


def _offset(value: str) -> timedelta:
    sign = -1 if value[0] == "-" else 1
    return sign * timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))
