"""Paging by key: where a page ended is told by its last row, so that deep pages cost no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_

from hotline.errors import NotFound
from hotline.rules.wording import Wording

LONGEST_PAGE = 200
LARGEST_ID = 2**63 - 1  # of a bigint
WRONG_PAGE = Wording(key="page.unknown", zh="没有这一页。", en="There is no such page.")
Row = TypeVar("Row")


def newest_first(
    query: Select[Any],
    at: ColumnElement[datetime],
    row_id: ColumnElement[int],
    *,
    after: str | None,
    limit: int,
) -> Select[Any]:
    """The query from where `after` says, newest first, one row longer than a page."""
    if after is not None:
        past_at, past_id = read(after)
        query = query.where(tuple_(at, row_id) < tuple_(literal(past_at), literal(past_id)))
    return query.order_by(at.desc(), row_id.desc()).limit(min(limit, LONGEST_PAGE) + 1)


def oldest_first(
    query: Select[Any],
    at: ColumnElement[datetime],
    row_id: ColumnElement[int],
    *,
    after: str | None,
    limit: int,
) -> Select[Any]:
    """The query from where `after` says, oldest first, one row longer than a page."""
    if after is not None:
        past_at, past_id = read(after)
        query = query.where(tuple_(at, row_id) > tuple_(literal(past_at), literal(past_id)))
    return query.order_by(at, row_id).limit(min(limit, LONGEST_PAGE) + 1)


def cut(
    rows: Sequence[Row], *, limit: int, key: Callable[[Row], tuple[datetime, int]]
) -> tuple[Sequence[Row], str | None]:
    """The rows of the page, and where the next one begins if there is a next one."""
    limit = min(limit, LONGEST_PAGE)
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], write(*key(rows[limit - 1]))


def write(at: datetime, row_id: int) -> str:
    """The place of a row, fit for an address."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}Z-{row_id}"


def read(after: str) -> tuple[datetime, int]:
    """The place that `write` wrote; NotFound when it is none."""
    try:
        moment, _, row_id = after.rpartition("-")
        past_at, past_id = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f%z"), int(row_id)
    except ValueError as error:
        raise NotFound(WRONG_PAGE) from error
    if past_id > LARGEST_ID:
        raise NotFound(WRONG_PAGE)
    return past_at, past_id
