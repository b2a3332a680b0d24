"""Channels, press contacts, publications and the outbox."""

from portal.channels.models.announcement import Announcement
from portal.channels.models.answer import AnswerTo
from portal.channels.models.campaign import Campaign, CampaignCost
from portal.channels.models.channel import Channel, Contact
from portal.channels.models.connection import Connection
from portal.channels.models.introduction import Introducing, Introduction
from portal.channels.models.newsroom import NewsItem, NewsWrite, Pin
from portal.channels.models.notice import Notice
from portal.channels.models.notice_choice import NoticeChoice
from portal.channels.models.outbox import Attempt, Command, Delivery, Dispatch
from portal.channels.models.pace import HostPace
from portal.channels.models.printed import LetterFile
from portal.channels.models.printing import Job, MagazineIssue, Place, Proof
from portal.channels.models.probe import LinkProbe
from portal.channels.models.publication import Publication
from portal.channels.models.register import Access, Closure, Particulars
from portal.channels.models.review import ChannelReview, FollowerReading
from portal.channels.models.revocation import Revocation, Revoking
from portal.channels.models.round import Street, StreetTick
from portal.channels.models.short_version import ShortVersion
from portal.channels.models.survey import Survey, SurveyReply

__all__ = [
    "Access",
    "Announcement",
    "AnswerTo",
    "Attempt",
    "Campaign",
    "CampaignCost",
    "Channel",
    "ChannelReview",
    "Closure",
    "Command",
    "Connection",
    "Contact",
    "Delivery",
    "Dispatch",
    "FollowerReading",
    "HostPace",
    "Introducing",
    "Introduction",
    "Job",
    "LetterFile",
    "LinkProbe",
    "MagazineIssue",
    "NewsItem",
    "NewsWrite",
    "Notice",
    "NoticeChoice",
    "Particulars",
    "Pin",
    "Place",
    "Proof",
    "Publication",
    "Revocation",
    "Revoking",
    "ShortVersion",
    "Street",
    "StreetTick",
    "Survey",
    "SurveyReply",
]
