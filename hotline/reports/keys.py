"""The keys of other channels, for whoever makes and revokes them; never a secret."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from hotline.records import ApiKey
from hotline.reports.names import Names
from hotline.rules.zone import local
from hotline.work import Work


def lines(work: Work) -> Iterator[str]:
    """A line for each key, the oldest first."""
    names = Names(work)
    for key in work.db.scalars(select(ApiKey).order_by(ApiKey.id)):
        state = f"revoked {local(key.revoked_at):%Y-%m-%d}" if key.revoked_at else "in force"
        scopes = ",".join(key.scopes)
        place = names.place(key.jurisdiction_id).zh
        yield (
            f"{key.id}  {key.name}  {place}  {key.channel.value}  {scopes}  "
            f"{key.per_minute}/min  {state}"
        )
