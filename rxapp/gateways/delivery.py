"""What a sending port may answer besides success; shared by SMS and e-mail."""


class Retry(Exception):  # noqa: N818 - an answer of the port rather than a fault of ours
    """Not now: the far side is busy or unreachable. ``after`` is the least pause it asks for, in seconds."""

    def __init__(self, after: float = 0) -> None:
        super().__init__(after)
        self.after = after


class Refused(Exception):  # noqa: N818 - an answer of the port rather than a fault of ours
    """Never: this message will not be accepted. ``reason`` goes to logs, so it names no address and no text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
