"""A channel before the interface, in a transaction that is undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.faq_kb.office import Office
from tests.public_site.api.channel import Library


@pytest.fixture
def library(db: Session, data_dir: Path) -> Library:
    return Library(Office(db), data_dir)
