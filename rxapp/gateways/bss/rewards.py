"""The bonus programme: membership, points, what they buy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from rxapp.gateways.bss.errors import BssRefused
from rxapp.gateways.bss.ordering import Why
from rxapp.gateways.bss.values import Loyalty, Page, ServiceKind

Effect = Literal["days", "allowance", "discount"]


class RewardUnknown(BssRefused):
    """There is no such reward."""

    code = "bss.reward_unknown"


class RewardRefused(BssRefused):
    """A rule forbids taking the reward now; ``why`` names it."""

    code = "bss.reward_refused"

    def __init__(self, why: Why) -> None:
        super().__init__(why.code)
        self.why, self.params = why, why.params


@dataclass(frozen=True, slots=True)
class Movement:
    """Points that came (positive) or went.

    ``kind`` is why: payment, birthday, years, operator, reward, expiry, refund.
    """

    id: str
    at: datetime
    points: int
    kind: str


@dataclass(frozen=True, slots=True)
class Reward:
    """What points buy. ``amount`` is days, pieces of the package ``allowance`` (megabytes of gb), or kopecks."""

    id: str
    name: str
    names: Mapping[str, str]
    points: int
    effect: Effect
    amount: int
    allowance: str = ""


@dataclass(frozen=True, slots=True)
class Suited:
    """A service the reward may be used for."""

    service_id: str
    kind: ServiceKind
    number: str


@dataclass(frozen=True, slots=True)
class RewardOffer:
    """A reward for these accounts: which services it suits, and why it cannot be taken now; None: it can."""

    reward: Reward
    suits: tuple[Suited, ...]
    why_not: Why | None = None


@dataclass(frozen=True, slots=True)
class Redemption:
    """A reward that was taken."""

    id: str
    reward_id: str
    service_id: str
    points: int
    at: datetime


class LoyaltyVerbs(Protocol):
    """TMF658 knows members and balances; levels and rewards are the adapter's own (bss-tmf.md 3.8)."""

    async def loyalty(self, numbers: Sequence[str]) -> list[Loyalty]:
        """Bonus programme of these accounts (TMF658 loyaltyAccount)."""

    async def enrol(self, number: str) -> None:
        """Join the bonus programme; joining twice changes nothing (TMF658 loyaltyProgramMember)."""

    async def point_history(self, numbers: Sequence[str], *, offset: int = 0, limit: int = 20) -> Page[Movement]:
        """Movements of points, newest first (TMF658 loyaltyEarn, loyaltyBurn)."""

    async def rewards(self, numbers: Sequence[str]) -> list[RewardOffer]:
        """The catalogue for these accounts, cheapest first."""

    async def redeem(self, numbers: Sequence[str], service_id: str, reward_id: str, *, key: str) -> Redemption:
        """Take a reward for a service, once a ``key`` (TMF658 loyaltyBurn).

        Raises ServiceUnknown, RewardUnknown, RewardRefused, KeyReused.
        """
