"""SMS that never leave the machine: they land in the sandbox's inbox."""

from rxapp.core.db import Database
from rxapp.gateways import inbox
from rxapp.gateways.sms import Sms


class SandboxSms:
    """Idempotent by ``Sms.key``, as a real provider must be."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, sms: Sms) -> str:
        """Put the message into the inbox once; the id is its key."""
        await inbox.put(self._database, "sms", sms.key, sms.to, "", sms.text)
        return sms.key
