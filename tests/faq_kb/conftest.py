"""A town whose people write and review answers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.faq_kb.office import Office


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)
