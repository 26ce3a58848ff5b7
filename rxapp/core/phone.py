"""Russian mobile numbers, however a person spells them; kept as E.164."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from rxapp.core.errors import DomainError

REGION = "RU"
# Digits and what people put between them; \s and \d include no-break spaces and full-width digits.
_SPELLING = re.compile(r"[\d\s()+.\-\u2010-\u2015]{5,40}")


class PhoneMalformed(DomainError):
    """No telephone number of Russia."""

    code = "phone.malformed"


class PhoneNotMobile(DomainError):
    """A valid number that no SMS can reach: a landline, a free line, another country (OTP-7)."""

    code = "phone.not_mobile"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A Russian mobile number; ``e164`` is ``+79031234567``."""

    e164: str

    @property
    def shown(self) -> str:
        """``+7 903 123-45-67``."""
        return f"+7 {self.e164[2:5]} {self.e164[5:8]}-{self.e164[8:10]}-{self.e164[10:]}"

    @property
    def masked(self) -> str:
        """``+7 ••• •••-45-67``: enough to recognise one's own number, too little for a stranger."""
        return f"+7 ••• •••-{self.e164[8:10]}-{self.e164[10:]}"


def parse(text: str) -> PhoneNumber:
    """The number meant by ``text`` (messaging: 8, +7, 7, 8-10-7, +8, 8+7). Raises PhoneMalformed, PhoneNotMobile.

    Only digits and separators are read: the library would also find a number inside of the user name ``anna9031234567``
    and take letters for a keypad's digits.
    """
    if not _SPELLING.fullmatch(text.strip()):
        raise PhoneMalformed(field="phone")
    # People type "+8" and "8+7"; the library refuses both.
    repaired = re.sub(r"^\s*(\+\s*8|8\s*\+\s*7)", "+7", text)
    try:
        number = phonenumbers.parse(repaired, REGION)
    except NumberParseException as wrong:
        raise PhoneMalformed(field="phone") from wrong
    if not phonenumbers.is_valid_number(number):
        raise PhoneMalformed(field="phone")
    kind = phonenumbers.number_type(number)
    if phonenumbers.region_code_for_number(number) != REGION or kind != PhoneNumberType.MOBILE:
        raise PhoneNotMobile(field="phone")
    return PhoneNumber(phonenumbers.format_number(number, PhoneNumberFormat.E164))
