"""Letters that never leave the machine: they land in the sandbox's inbox."""

from rxapp.core.db import Database
from rxapp.gateways import inbox
from rxapp.gateways.email import Letter


class SandboxEmail:
    """Idempotent by ``Letter.key``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, letter: Letter) -> str:
        """Put the letter into the inbox once; the id is its key."""
        await inbox.put(self._database, "email", letter.key, letter.to, letter.subject, letter.text)
        return letter.key
