"""Every table of the product, for alembic and the tests."""

import contextlib
import importlib
from sqlmodel import SQLModel

metadata = SQLModel.metadata
