"""A file with an inquiry, as it is listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.records import Audience, Scan
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class AttachmentShown:
    """One file; without a name where it may tell who asked, and that is not for this reader."""

    id: int
    leg_id: int | None
    audience: Audience
    audience_name: Wording
    file_name: str | None
    byte_count: int
    given_at: datetime
    given_by: str | None
    scan: Scan
    scan_name: Wording
    fault_name: Wording | None
    is_cleared: bool
    can_open: bool
