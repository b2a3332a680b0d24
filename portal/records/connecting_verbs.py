"""What the record says of the credentials of channels: a part of the vocabulary in portal.records.verbs."""

HOW_CHANNELS_ARE_CONNECTED: dict[str, str] = {
    "channel_connected": "connected a channel to its network, or replaced its credentials",
    "channel_disconnected": "destroyed the credentials of a channel",
    "channel_tried": "had the connection of a channel tried",
    "channel_introduced": "had the portal introduced to a server, to sign in there for a channel",
    "channel_lost": "found that a channel must be connected again",
    "channel_works_again": "found that the connection of a channel works again",
    "channel_revoked": "ended earlier credentials of a channel at its network",
    "channel_revoking_left": "left it to somebody to end earlier credentials of a channel at its network by hand",
}
