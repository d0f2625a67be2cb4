"""The table of the interface: which address takes what, does what and answers what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from faq_kb.search import KnowledgeBase
from hotline.errors import Refused
from hotline.records import ApiKey, ApiScope
from hotline.work import Work
from public_site.api import answering, shapes

Run = Callable[[Work, ApiKey, Any], shapes.Told | Refused]


@dataclass(frozen=True)
class Operation:
    """A line of the table; `asked` is read from the query of a GET and from the body of a POST."""

    method: str
    path: str
    name: str
    says: str
    scope: ApiScope
    asked: type[shapes.Asked]
    told: type[shapes.Told]
    run: Run
    status: int = 200
    is_idempotent_by_key: bool = False


def operations(knowledge: KnowledgeBase) -> tuple[Operation, ...]:
    """All that other channels can ask for."""
    return (
        Operation(
            "GET", "/answers", "searchAnswers", "检索已公开的答复 / search the published answers",
            ApiScope.READ_ANSWERS, shapes.AnswersAsked, shapes.Answers,
            partial(answering.answers, knowledge=knowledge),
        ),
        Operation(
            "GET", "/jurisdictions", "listJurisdictions", "此密钥的属地 / the places of this key",
            ApiScope.READ_ANSWERS, shapes.NothingAsked, shapes.Places, answering.places,
        ),
        Operation(
            "GET", "/units", "listUnits", "可承办的单位 / the units that may answer",
            ApiScope.READ_ANSWERS, shapes.PlaceAsked, shapes.Units, answering.units,
        ),
        Operation(
            "GET", "/categories", "listCategories", "分类 / the categories",
            ApiScope.READ_ANSWERS, shapes.NothingAsked, shapes.Categories, answering.categories,
        ),
        Operation(
            "POST", "/inquiries", "fileInquiry", "登记查询事项 / file an inquiry",
            ApiScope.FILE_INQUIRIES, shapes.InquiryAsked, shapes.Filed, answering.file,
            status=201, is_idempotent_by_key=True,
        ),
        Operation(
            "POST", "/inquiries/lookup", "followInquiry",
            "凭查询码查看办理情况（查询码不写进网址）"
            " / how an inquiry stands; the code is kept out of addresses",
            ApiScope.FOLLOW_INQUIRIES, shapes.CodeAsked, shapes.Progress, answering.follow,
        ),
    )  # fmt: skip
