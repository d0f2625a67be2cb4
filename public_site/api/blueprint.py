"""Where other channels knock: the key, the limits, the models, then one Work for the request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, abort, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from faq_kb.search import KnowledgeBase
from hotline.actions import api_keys
from hotline.errors import Refused
from hotline.house import House
from public_site.api import document, problems
from public_site.api.operations import LARGEST_BODY, Operation, operations
from public_site.api.shapes import Asked
from public_site.door import INQUIRER

PREFIX = "/api/v1"
VERSION = "1.0.0"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
JSON = "application/json"


def make_blueprint(house: House, knowledge: KnowledgeBase) -> Blueprint:
    """The interface's addresses; whatever comes, the answer is one of its own."""
    door = Blueprint("api", __name__, url_prefix=PREFIX)
    door.register_error_handler(HTTPException, problems.of_http)
    door.register_error_handler(Refused, problems.of_refusal)
    table = operations(house, knowledge)
    views: dict[str, Callable[..., Response]] = {
        _rule(path): _view(house, [operation for operation in table if operation.path == path])
        for path in dict.fromkeys(operation.path for operation in table)
    }
    described = document.made(table, server=house.settings.public_url + PREFIX, version=VERSION)
    written = json.dumps(described, ensure_ascii=False)

    def openapi() -> Response:
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        return Response(written, mimetype=JSON)

    hang(door, views | {"/openapi.json": openapi})
    return door


def hang(door: Blueprint, views: Mapping[str, Callable[..., Response]]) -> None:
    """Hang in the views by path; what else comes is told in the door's own form.

    Every method comes to the view, so that it is the view that refuses a wrong one.
    """

    def nowhere(rest: str) -> Response:
        raise NotFound(rest)

    for number, (path, view) in enumerate({**views, "/<path:rest>": nowhere}.items()):
        door.add_url_rule(
            path,
            endpoint=f"address_{number}",
            view_func=view,
            methods=METHODS,
            provide_automatic_options=False,
        )


def _rule(path: str) -> str:
    """The path as Flask writes it."""
    return path.replace("{", "<").replace("}", ">")


def _view(house: House, here: Sequence[Operation]) -> Callable[..., Response]:
    by_method = {operation.method: operation for operation in here}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]

    def view(**named: str) -> Response:
        operation = by_method.get(request.method)
        request.max_content_length = operation.largest_body if operation else LARGEST_BODY
        if operation is None:
            raise MethodNotAllowed(list(by_method))
        with house.open(INQUIRER) as work:
            key = api_keys.admit(work, secret=secret_shown(), scope=operation.scope)
        try:
            asked = _asked(operation, named)
        except ValidationError as error:
            return problems.of_validation(error)
        with house.open(INQUIRER) as work:
            told = operation.run(work, key, asked)
        if isinstance(told, Refused):
            return problems.of_refusal(told)
        return Response(told.model_dump_json(), operation.status, mimetype=JSON)

    return view


def secret_shown() -> str:
    """The key in the header of this request; nothing when there is none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _asked(operation: Operation, named: Mapping[str, str]) -> Asked:
    """What was sent, checked by the operation's own model."""
    if not operation.has_body:
        return operation.asked.model_validate({**request.args.to_dict(), **named})
    if request.mimetype != JSON:
        abort(415)
    return operation.asked.model_validate_json(request.get_data())
