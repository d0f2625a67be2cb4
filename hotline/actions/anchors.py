"""Anchors: the heads of all chains noted in a chain of their own, so that a cut tail shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text

from hotline.actions.events import link
from hotline.records import Anchor, Inquiry, InquiryEvent
from hotline.work import Work

# Held while an anchor is written: there is one chain of them.
ANCHOR_LOCK = 961281


def anchor(work: Work) -> Anchor | None:
    """Note count and head of every inquiry whose history has grown since the last anchor."""
    work.db.execute(text(f"select pg_advisory_xact_lock({ANCHOR_LOCK})"))
    last = work.db.scalars(select(Anchor).order_by(Anchor.seq.desc()).limit(1)).first()
    through = last.data["through"] if last else 0
    # What was written a moment ago may have neighbours that are not committed yet.
    settled = InquiryEvent.at < work.now - timedelta(minutes=5)
    newest = work.db.scalar(select(func.max(InquiryEvent.id)).where(settled))
    if newest is None or newest <= through:
        return None
    grown = select(InquiryEvent.inquiry_id).where(
        InquiryEvent.id > through, InquiryEvent.id <= newest
    )
    heads = work.db.execute(
        select(Inquiry.id, Inquiry.event_count, Inquiry.head_hash).where(Inquiry.id.in_(grown))
    )
    data: dict[str, Any] = {
        "through": newest,
        "inquiries": work.db.scalar(select(func.count()).select_from(Inquiry)),
        "heads": {str(id_): [count, head.hex()] for id_, count, head in heads},
    }
    fields = {
        "seq": last.seq + 1 if last else 1, "at": work.now, "kind": "anchor",
        "actor_kind": work.actor.kind, "actor_id": None, "data": data,
    }  # fmt: skip
    previous = last.hash if last else bytes(32)
    row = Anchor(**fields, hash=link(work.seal, previous, fields))
    work.db.add(row)
    return row
