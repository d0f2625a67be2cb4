"""Receipts: every request of the provider is answered once, and one that failed is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from hotline.errors import told_safely
from hotline.house import House
from hotline.records import Receipt
from hotline.work import CALLER, HOTLINE, Actor, Work
from ivr.form import Form

log = structlog.get_logger()

# A callback that could not be replayed within a day is for people: the console shows it.
REPLAYED_FOR = timedelta(days=1)
FIRST_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True)
class Knock:
    """A verified request of the provider; the key says which, and is the same when repeated."""

    key: str
    form: Form
    args: Form

    @property
    def endpoint(self) -> str:
        """Where it knocked: the first part of its key."""
        return self.key.partition(":")[0]


Answerer = Callable[[Work, Knock], str]

# Every webhook runs these two: built once, and run below the ORM, which has no part in them.
NEW_RECEIPT = insert(Receipt).on_conflict_do_nothing(index_elements=["key"]).returning(Receipt.id)
ANSWERED = (
    update(Receipt)
    .where(Receipt.id == bindparam("receipt_id"))
    .values(response_sealed=bindparam("sealed"), request_sealed=None, error=None)
)


def answer_once(house: House, knock: Knock, answerer: Answerer, *, actor: Actor = CALLER) -> str:
    """Answer once: a repeated request gets the stored answer byte for byte and does nothing.

    The receipt is inserted first, under its unique key; a second delivery at the same instant
    waits for the first to commit and then finds its answer. ON CONFLICT stands where a savepoint
    could: the same promise for one statement instead of three.
    """
    with house.open(actor) as work:
        receipt_id = work.db.connection().scalar(
            NEW_RECEIPT, {"key": knock.key, "received_at": work.now}
        )
        if receipt_id is None:
            known = work.db.scalars(
                select(Receipt).where(Receipt.key == knock.key).with_for_update()
            ).one()
            if known.response_sealed is not None:
                return work.seal.open(known.response_sealed)
            # It failed the first time; this is the provider's retry, or ours.
            receipt_id = known.id
        body = answerer(work, knock)
        work.db.connection().execute(
            ANSWERED, {"receipt_id": receipt_id, "sealed": work.seal.close(body)}
        )
    return body


def keep_failed(house: House, knock: Knock, error: Exception) -> None:
    """In a second small transaction, keep the request that failed, so that it can be replayed."""
    try:
        with house.open(CALLER) as work:
            request = {
                "args": list(knock.args.items(multi=True)),
                "form": list(knock.form.items(multi=True)),
            }
            fields = {
                "request_sealed": work.seal.close(json.dumps(request)),
                "error": told_safely(error)[:500],
            }
            statement = insert(Receipt).values(key=knock.key, received_at=work.now, **fields)
            # Its twin, delivered at the same instant, may have succeeded.
            work.db.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"], set_=fields, where=Receipt.response_sealed.is_(None)
                )
            )
    except Exception:
        log.exception("failed receipt not kept", key=knock.key)


def replay_failed(house: House, callbacks: Mapping[str, Answerer]) -> int:
    """Answer again the callbacks that failed; how many were made good.

    Only what nobody was listening to: a step of a dialogue belongs to a caller who has gone on.
    """
    with house.open(HOTLINE) as work:
        failed = [
            Knock(
                key=receipt.key,
                form=Form(json.loads(request)["form"]),
                args=Form(json.loads(request)["args"]),
            )
            for receipt in work.db.scalars(
                select(Receipt).where(
                    Receipt.error.is_not(None),
                    Receipt.received_at > work.now - REPLAYED_FOR,
                    Receipt.request_sealed.is_not(None),
                )
            )
            if receipt.key.partition(":")[0] in callbacks
            and work.now >= receipt.received_at + FIRST_PAUSE * (2**receipt.replays - 1)
            for request in (work.seal.open(receipt.request_sealed or b""),)
        ]
    replayed = 0
    for knock in failed:
        try:
            answer_once(house, knock, callbacks[knock.endpoint], actor=HOTLINE)
            replayed += 1
        except Exception as error:
            log.warning("replay failed", key=knock.key, error=told_safely(error))
            with house.open(HOTLINE) as work:
                again = update(Receipt).where(Receipt.key == knock.key)
                work.db.execute(again.values(replays=Receipt.replays + 1))
    return replayed
