"""What testers are told."""

from uuid import UUID

from pydantic import BaseModel


class CaptchaShown(BaseModel):
    """The signs of the picture at ``/captcha/<id>.png``."""

    id: UUID
    answer: str
