"""What goes in and out of the interface about webhooks: where another system is told of changes."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from hotline.actions.webhooks import LONGEST_URL
from hotline.records import HEARS
from public_site.api.shapes import LONGEST_NAMING, Asked, Instant, Told, UnitCode

MOST_UNITS = 100
LARGEST_ID = 2**63 - 1  # of a bigint; a larger number is nobody's
Wants = StrEnum("Wants", {scope.name: scope.value for scope in sorted(HEARS)})  # type: ignore[misc]


class WebhookAsked(Asked):
    """An address to be told of changes; see the webhooks of this document for what is sent."""

    url: str = Field(max_length=LONGEST_URL, description="https://…")
    wants: list[Wants] = Field(
        min_length=1,
        description="hear_filed 本渠道登记的事项 / what this key filed; hear_place 属地内的查询事项"
        " / inquiries of its place; hear_tasks 单位待办 / units' to-do items; hear_demands"
        " 转办的诉求 / demands passed on",
    )
    units: list[UnitCode] = Field(
        default=[], max_length=MOST_UNITS,
        description="只要这些单位的待办；不填为属地内所有单位 / tasks of these units alone",
    )  # fmt: skip

    redirect: str | None = Field(
        default=None, max_length=LONGEST_NAMING,
        description="接收哪个渠道的诉求 / of which channel demands are taken: citizen_hotline, …",
    )  # fmt: skip


class WebhookNamed(Asked):
    """One of the key's own webhooks."""

    id: int = Field(ge=1, le=LARGEST_ID)


class Webhook(Told):
    """An address that is told, and how it fares."""

    id: int
    url: str
    wants: list[Wants]
    units: list[str]
    redirect: str | None
    made_at: Instant
    ended_at: Instant | None
    told_at: Instant | None
    failing_since: Instant | None
    failures: int
    last_error: str | None


class WebhookMade(Webhook):
    """With the secret by which its messages are signed: shown now and never again."""

    secret: str


class Webhooks(Told):
    """The key's webhooks."""

    webhooks: list[Webhook]


class ToldAgain(Told):
    """How many messages are on their way."""

    messages: int
