"""What a tester may ask for and what they are told. Money is kopecks; ``null`` means "none", absent "make one up"."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rxapp.gateways.bss import ServiceKind, ServiceStatus
from rxapp.gateways.bss.embedded.rules import MAX_AMOUNT_MINOR

Channel = Literal["phone", "email"]
Locale = Literal["ru", "en", "hi"]
Minor = Annotated[int, Field(ge=-MAX_AMOUNT_MINOR, le=MAX_AMOUNT_MINOR)]
# PostgreSQL takes no NUL.
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Word = Annotated[str, Field(max_length=64, pattern=PRINTABLE)]
IdempotencyKey = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")]


class Asked(BaseModel):
    """A body of a request: strict, nothing unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class WantedService(Asked):
    """A service at the operator. Two of one account number share its balance."""

    kind: ServiceKind
    tariff: Annotated[Word, Field(description="offering id; the cheapest sold in the region when empty")] = ""
    options: Annotated[list[Word], Field(max_length=10, description="offering ids")] = []
    region: Annotated[str, Field(max_length=10, description="ISO 3166-2:RU; the person's own when empty")] = ""
    account_number: Annotated[str, Field(pattern=r"^([0-9]{12})?$")] = ""
    number: Annotated[str, Field(max_length=16, description="telephone number of a phone or mobile service")] = ""
    login: Word = ""
    password: Word = ""
    balance_minor: Minor = 0
    credit_limit_minor: Annotated[int, Field(ge=0, le=MAX_AMOUNT_MINOR)] = 0
    charge_in_days: Annotated[int, Field(ge=1, le=31)] = 20
    used: Annotated[
        dict[Literal["gb", "min", "sms"], Annotated[int, Field(ge=1, le=100_000_000)]],
        Field(description="used of the packages: megabytes of gb, pieces of min and sms"),
    ] = {}
    status: Annotated[Literal["active", "suspended", "debt"], Field(description="debt needs a balance below zero")] = (
        "active"
    )
    linked: Annotated[bool, Field(description="false: a contract that waits to be linked")] = True


class WantedAccount(Asked):
    """A person. An empty object makes an ordinary one with both contacts confirmed and no service."""

    state: Annotated[
        Literal["open", "unconfirmed"], Field(description="unconfirmed: a registration that waits for its code or link")
    ] = "open"
    way: Annotated[Literal["sms", "email"], Field(description="how an unconfirmed one is to be confirmed")] = "sms"
    user_name: Annotated[str | None, Field(max_length=32)] = None
    password: Annotated[
        str | None,
        Field(min_length=1, max_length=128, description="any at all: people of old systems have weak ones"),
    ] = None
    last_name: Annotated[str | None, Field(max_length=60)] = None
    first_name: Annotated[str | None, Field(max_length=60)] = None
    middle_name: Annotated[str, Field(max_length=60)] = ""
    birth_date: date | None = None
    region: Annotated[str, Field(max_length=10, description="ISO 3166-2:RU")] = "RU-NVS"
    locale: Locale = "ru"
    phone: Annotated[str | None, Field(max_length=32, description="null: no phone; absent: made up")] = None
    email: Annotated[str | None, Field(max_length=320, description="null: no e-mail; absent: made up")] = None
    confirmed: Annotated[list[Channel], Field(max_length=2)] = ["phone", "email"]
    services: Annotated[list[WantedService], Field(max_length=20)] = []
    points: Annotated[int | None, Field(ge=0, le=1_000_000, description="needs a service")] = None
    idempotency_key: IdempotencyKey | None = None

    def wants(self, contact: Channel) -> bool:
        """Whether the person has this contact: given, or not ruled out by ``null``."""
        return getattr(self, contact) is not None or contact not in self.model_fields_set

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.state == "unconfirmed" and not (self.wants("phone") and self.wants("email")):
            raise ValueError("a registration has both contacts")
        if not (self.wants("phone") or self.wants("email")):
            raise ValueError("somebody needs a contact")
        return self


class Cookie(BaseModel):
    """A cookie to put into a browser for the server's origin."""

    name: str
    value: str


class Registration(BaseModel):
    """A registration that waits: with this cookie ``/registration`` shows the screen of its code or letter."""

    cookie: Cookie
    way: Literal["sms", "email"]
    sent_to: str


class ServiceShown(BaseModel):
    """A service as it stands. Login and password are told once, when it is made."""

    id: str
    account_number: str
    region: str
    kind: ServiceKind
    number: str
    tariff: str
    status: ServiceStatus
    balance_minor: int
    linked: bool
    login: str | None = None
    password: str | None = None


class AccountShown(BaseModel):
    """A person as they stand. The password is told once, when the account is made: afterwards nobody knows it."""

    id: UUID | None
    state: Literal["open", "unconfirmed"]
    user_name: str
    password: str | None = None
    last_name: str
    first_name: str
    middle_name: str
    birth_date: date | None
    region: str
    locale: str
    phone: str
    email: str
    confirmed: list[Channel]
    points: int | None
    services: list[ServiceShown]
    registration: Registration | None = None


class AccountQuery(BaseModel):
    """Whom to list; the newest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user_name: Annotated[str, Field(max_length=32, pattern=PRINTABLE)] = ""
    phone: Annotated[str, Field(max_length=32, pattern=PRINTABLE)] = ""
    email: Annotated[str, Field(max_length=320, pattern=PRINTABLE)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Accounts(BaseModel):
    """People, the newest first."""

    accounts: list[AccountShown]


class WantedSession(Asked):
    """A signed-in browser for somebody, without the sign-in form."""

    remembered: bool = False


class SessionShown(BaseModel):
    """The cookie that signs a browser in."""

    cookie: Cookie
