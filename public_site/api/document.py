"""The OpenAPI 3.1 document, made from the table and the models that check the requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from public_site.api import shapes
from public_site.api.answering import LONGEST_IDEMPOTENCY_KEY
from public_site.api.operations import Operation
from public_site.api.problems import MEDIA_TYPE

REFUSALS = {
    400: "unreadable request", 401: "no valid key", 403: "not with this key",
    405: "no such method", 413: "too large", 415: "not JSON", 422: "refused, with the reason",
    429: "too often; see Retry-After",
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "unique to this inquiry: sent again it is the same inquiry and the same answer",
    "schema": {
        "type": "string", "pattern": "^[!-~]+$", "maxLength": LONGEST_IDEMPOTENCY_KEY,
    },
}  # fmt: skip


def made(operations: Sequence[Operation], *, server: str, version: str) -> dict[str, Any]:
    """The document for whoever writes a channel."""
    sent = {operation.asked for operation in operations if operation.method == "POST"}
    told = {operation.told for operation in operations} | {shapes.Problem}
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
        "description": f"scope: {operation.scope.value}",
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
    if operation.method == "POST":
        schema = _ref(operation.asked)
        whole["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    else:
        whole["parameters"] += _query(operation.asked)
    return whole


def _query(asked: type[shapes.Asked]) -> list[dict[str, Any]]:
    """The fields of a model, as parameters of the address."""
    schema = asked.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()),
         "schema": _without_null(field)}
        for name, field in schema.get("properties", {}).items()
    ]  # fmt: skip


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not sent is left out; there is no way to write null."""
    for choice in field.get("anyOf", ()):
        if choice.get("type") != "null":
            return dict(choice)
    return field


def _ref(model: type[Any]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
