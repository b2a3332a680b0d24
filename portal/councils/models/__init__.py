"""Who there is: users, councils, bodies, memberships, and the authority that one person gives another."""

from portal.councils.models.authority import Delegation, Suspension
from portal.councils.models.calendar_link import CalendarLink
from portal.councils.models.council import Body, Council
from portal.councils.models.membership import Membership
from portal.councils.models.permission import Permission
from portal.councils.models.user import User

__all__ = ["Body", "CalendarLink", "Council", "Delegation", "Membership", "Permission", "Suspension", "User"]
