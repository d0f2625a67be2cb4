"""The OpenAPI 3.1 document, made from the table and the models that check the requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from hotline.reports.messages import DemandPassedOn, InquiryChanged, TaskChanged
from hotline.rules import signature
from public_site.api import shapes
from public_site.api.answering import LONGEST_IDEMPOTENCY_KEY
from public_site.api.operations import Operation
from public_site.api.problems import MEDIA_TYPE

MESSAGES: tuple[type[BaseModel], ...] = (InquiryChanged, TaskChanged, DemandPassedOn)
REFUSALS = {
    400: "unreadable request", 401: "no valid key", 403: "not with this key",
    404: "there is none, or none of yours", 405: "no such method", 413: "too large",
    415: "not JSON", 422: "refused, with the reason", 429: "too often; see Retry-After",
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "unique to what is filed: sent again it is the same and gets the same answer",
    "schema": {
        "type": "string", "pattern": "^[!-~]+$", "maxLength": LONGEST_IDEMPOTENCY_KEY,
    },
}  # fmt: skip


def made(operations: Sequence[Operation], *, server: str, version: str) -> dict[str, Any]:
    """The document for whoever writes a channel."""
    sent: set[type[BaseModel]] = {operation.asked for operation in operations if operation.has_body}
    told: set[type[BaseModel]] = {operation.told for operation in operations}
    told |= {shapes.Problem, *MESSAGES}
    _, schemas = models_json_schema(
        [(model, "validation") for model in sorted(sent, key=_name)]
        + [(model, "serialization") for model in sorted(told, key=_name)],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, Any] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "96128 政务信息查询专线 / government inquiry hotline",
            "version": version,
        },
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": paths,
        "webhooks": {_type(model): {"post": _message(model)} for model in MESSAGES},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _name(model: type[Any]) -> str:
    return model.__name__


def _operation(operation: Operation) -> dict[str, Any]:
    problem = {MEDIA_TYPE: {"schema": _ref(shapes.Problem)}}
    whole: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.says,
        "description": f"scope: {operation.scope.value if operation.scope else 'any'}",
        "parameters": [IDEMPOTENCY_KEY] if operation.is_idempotent_by_key else [],
        "responses": {
            str(operation.status): {
                "description": (operation.told.__doc__ or "").strip(),
                "content": {"application/json": {"schema": _ref(operation.told)}},
            }
        }
        | {
            str(status): {"description": words, "content": problem}
            for status, words in REFUSALS.items()
        },
    }
    if operation.has_body:
        schema = _ref(operation.asked)
        whole["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    else:
        whole["parameters"] += _parameters(operation)
    return whole


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    """The fields of what is asked, as parameters of the address."""
    schema = operation.asked.model_json_schema()
    return [
        {"name": name, "in": "path" if f"{{{name}}}" in operation.path else "query",
         "required": name in schema.get("required", ()), "schema": _without_null(field)}
        for name, field in schema.get("properties", {}).items()
    ]  # fmt: skip


def _message(model: type[BaseModel]) -> dict[str, Any]:
    """A message as it comes to the address of a webhook (Standard Webhooks 1.0.0)."""
    headers = {
        signature.WEBHOOK_ID: "the same for every attempt at this message",
        signature.WEBHOOK_TIMESTAMP: "seconds since 1970, of this attempt",
        signature.WEBHOOK_SIGNATURE: "v1,BASE64 of the HMAC-SHA256, with the secret's own bytes, of"
        " id, time stamp and body joined by full stops; two of them, with a space between, for a"
        " day after the secret was exchanged",
    }
    return {
        "summary": (model.__doc__ or "").strip(),
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": words,
             "schema": {"type": "string"}}
            for name, words in headers.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref(model)}},
        },
        "responses": {
            "2XX": {"description": "taken; anything else is sent again later"},
            "410": {"description": "gone: nothing is sent there any more"},
        },
    }  # fmt: skip


def _type(model: type[BaseModel]) -> str:
    return str(model.model_fields["type"].default)


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not sent is left out; there is no way to write null."""
    for choice in field.get("anyOf", ()):
        if choice.get("type") != "null":
            return dict(choice)
    return field


def _ref(model: type[Any]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
