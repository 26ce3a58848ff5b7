"""The embedded outside world: a demo operator, an inbox for letters and messages. Never in production."""
