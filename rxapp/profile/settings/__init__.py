"""Address, notices by event and channel, consents."""
