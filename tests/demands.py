"""A city's 12345 that takes what is passed on to it."""

from __future__ import annotations

from hotline.actions import api_keys, webhooks
from hotline.records import ApiScope
from hotline.settings import Settings
from hotline.work import HOTLINE
from tests.factories import Town

DEMAND = "我家门口的路灯坏了，派人来修"


def taking(town: Town, settings: Settings) -> None:
    """The 12345 of the prefecture has registered where it is told."""
    work = town.work(HOTLINE)
    key, _ = api_keys.make(
        work, name="示例12345", channel=None, place_id=town.place("nanke"),
        scopes=[ApiScope.HEAR_DEMANDS],
    )  # fmt: skip
    webhooks.register(
        work, settings, key, url="https://demands.example.gov.cn/hook",
        wants=[ApiScope.HEAR_DEMANDS], redirect="citizen_hotline",
    )  # fmt: skip
    town.db.flush()
