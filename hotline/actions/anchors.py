"""Anchors: the heads of all inquiries noted in a chain of their own, so that a cut tail shows.

Each minute those that have grown since, and no more: a short read by the events' numbers, and a
lock that only anchors take.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text

from hotline.actions.events import link
from hotline.records import Anchor, Inquiry, InquiryEvent
from hotline.work import Work

# Held while an anchor is written: there is one chain of them.
ANCHOR_LOCK = 961281
# Below an event so old no number is still to be committed; above it each anchor looks again.
SETTLED = timedelta(minutes=5)
# So many anchors look at one event, a minute each; were it more, a head would be noted twice.
OVERLAPPING = 10


def anchor(work: Work) -> Anchor | None:
    """Note count and head of every inquiry whose history has grown since it was noted last."""
    work.db.execute(text(f"select pg_advisory_xact_lock({ANCHOR_LOCK})"))
    last = work.db.scalars(select(Anchor).order_by(Anchor.seq.desc()).limit(1)).first()
    through = last.data["through"] if last else 0
    latest = InquiryEvent.id > through
    heads = work.db.execute(
        select(Inquiry.id, Inquiry.event_count, Inquiry.head_hash).where(
            Inquiry.id.in_(select(InquiryEvent.inquiry_id).where(latest))
        )
    )
    noted = _noted(work, from_seq=last.seq - OVERLAPPING if last else 0)
    grown = {str(id_): [count, head.hex()] for id_, count, head in heads}
    grown = {id_: head for id_, head in grown.items() if noted.get(id_) != head}
    if not grown:
        return None
    settled = InquiryEvent.at < work.now - SETTLED
    data: dict[str, Any] = {
        "through": work.db.scalar(select(func.max(InquiryEvent.id)).where(latest, settled))
        or through,
        "heads": grown,
    }
    fields = {
        "seq": last.seq + 1 if last else 1, "at": work.now, "kind": "anchor",
        "actor_kind": work.actor.kind, "actor_id": None, "data": data,
    }  # fmt: skip
    previous = last.hash if last else bytes(32)
    row = Anchor(**fields, hash=link(work.seal, previous, fields))
    work.db.add(row)
    return row


def _noted(work: Work, *, from_seq: int) -> Mapping[str, Any]:
    """The heads as they were noted last, of all that was noted from this anchor on."""
    noted: dict[str, Any] = {}
    query = select(Anchor.data).where(Anchor.seq >= from_seq).order_by(Anchor.seq)
    for data in work.db.scalars(query):
        noted |= data["heads"]
    return noted
