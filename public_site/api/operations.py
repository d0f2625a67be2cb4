"""The table of the interface: which address takes what, does what and answers what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from faq_kb.search import KnowledgeBase
from hotline.errors import Refused
from hotline.files import store_of
from hotline.house import House
from hotline.records import ApiKey, ApiScope
from hotline.work import Work
from public_site.api import answering, attaching, complaining, hook_shapes, hooks, shapes

# 5,000 characters are at most 60,000 bytes, written as \uXXXX twice over.
LARGEST_BODY = 128 * 1024

Run = Callable[[Work, ApiKey, Any], shapes.Told | Refused]


@dataclass(frozen=True)
class Operation:
    """A line of the table; `asked` is read from the address, and from the body where there is one.

    Without a scope any key may: what is asked for is its own.
    """

    method: str
    path: str
    name: str
    says: str
    scope: ApiScope | None
    asked: type[shapes.Asked]
    told: type[shapes.Told]
    run: Run
    status: int = 200
    largest_body: int = LARGEST_BODY
    is_idempotent_by_key: bool = False

    @property
    def has_body(self) -> bool:
        """Whether something is sent beside what the address says."""
        return self.method == "POST" and self.asked not in (
            shapes.NothingAsked, hook_shapes.WebhookNamed,
        )  # fmt: skip


def operations(house: House, knowledge: KnowledgeBase) -> tuple[Operation, ...]:
    """All that other channels can ask for."""
    store, largest_file = store_of(house.settings), house.book.attachments.largest_bytes
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
            "POST", "/attachments", "keepAttachment",
            "交来附件，登记事项时用所得凭据 / hand in a file; an inquiry takes it by its token",
            ApiScope.FILE_INQUIRIES, shapes.AttachmentAsked, shapes.AttachmentKept,
            partial(attaching.keep, store=store), status=201,
            # A file is a third longer in base64.
            largest_body=LARGEST_BODY + largest_file // 3 * 4 + 4,
        ),
        Operation(
            "POST", "/attachments/fetch", "fetchAttachment",
            "凭核对后所给凭据取附件 / fetch a file by the token that the proof has opened",
            ApiScope.FOLLOW_INQUIRIES, shapes.OfferAsked, shapes.AttachmentContent,
            partial(attaching.fetch, store=store),
        ),
        Operation(
            "POST", "/inquiries/lookup", "followInquiry",
            "凭查询码查看办理情况（查询码不写进网址）"
            " / how an inquiry stands; the code is kept out of addresses",
            ApiScope.FOLLOW_INQUIRIES, shapes.CodeAsked, shapes.Progress, answering.follow,
        ),
        Operation(
            "POST", "/inquiries/rating", "rateReply", "评价书面答复 / rate the written reply",
            ApiScope.FOLLOW_INQUIRIES, shapes.Vote, shapes.Rated, complaining.rate,
        ),
        Operation(
            "POST", "/complaints", "complain", "投诉 / complain",
            ApiScope.FILE_INQUIRIES, shapes.ComplaintAsked, shapes.Filed, complaining.complain,
            status=201, is_idempotent_by_key=True,
        ),
        Operation(
            "GET", "/webhooks", "listWebhooks", "此密钥的通知地址 / the webhooks of this key",
            None, shapes.NothingAsked, hook_shapes.Webhooks, hooks.listed,
        ),
        Operation(
            "POST", "/webhooks", "registerWebhook",
            "登记通知地址，先告知现有的未办结事项 / be told of changes, first of what is open",
            None, hook_shapes.WebhookAsked, hook_shapes.WebhookMade, hooks.register(house),
            status=201,
        ),
        Operation(
            "DELETE", "/webhooks/{id}", "endWebhook", "停止通知 / be told no more",
            None, hook_shapes.WebhookNamed, hook_shapes.Webhook, hooks.end,
        ),
        Operation(
            "POST", "/webhooks/{id}/secret", "exchangeWebhookSecret",
            "更换密钥：旧密钥再同时签名24小时 / a new secret; the former signs along for a day",
            None, hook_shapes.WebhookNamed, hook_shapes.WebhookMade, hooks.exchange,
        ),
        Operation(
            "POST", "/webhooks/{id}/again", "tellAgain",
            "重新告知全部未办结事项，以及近30天告知过的"
            " / tell again all that is open, and what was told in the last 30 days",
            None, hook_shapes.WebhookNamed, hook_shapes.ToldAgain, hooks.again,
        ),
    )  # fmt: skip
