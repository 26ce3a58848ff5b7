"""What the operator knows of a number's SIM."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class BssSimChange(SQLModel, table=True):
    """The last change of a mobile number's SIM, or its port from or to another operator. ``phone`` is E.164."""

    __tablename__ = "bss_sim_change"

    phone: str = Field(primary_key=True, max_length=16)
    changed_at: datetime
