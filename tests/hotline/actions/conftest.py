"""A town for every action to work on."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import Town


@pytest.fixture
def town(db: Session) -> Town:
    return Town(db)
