"""The same inquiries in the shape of Open311 GeoReport v2, in JSON and XML.

https://wiki.open311.org/GeoReport_v2: a service is here a unit that answers, a request an inquiry,
its id the reference number, which opens it to the key it was filed with and to nobody else. The id
is known at once, so no token is ever answered. Ids stand in addresses, and those in logs: the
lookup code, which is the inquirer's, is none.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from hotline.actions import api_keys, lookup, texts
from hotline.actions.inquiries import Logged
from hotline.errors import Refused, Throttled, Unidentified, status_of
from hotline.house import House
from hotline.records import ApiKey, ApiScope, InquiryState
from hotline.reports import progress
from hotline.reports.names import Names
from hotline.rules import lookup_code
from hotline.rules.wording import Wording
from hotline.rules.zone import local, today
from hotline.work import Work
from public_site.api import answering, problems, shapes
from public_site.api.blueprint import LARGEST_BODY, hang, secret_shown
from public_site.api.xml import written
from public_site.door import INQUIRER

PREFIX = "/open311/v2"
MEDIA_TYPES = {"json": "application/json", "xml": "text/xml"}
MOST_REQUESTS = 10  # in one question
REFERENCE = re.compile("[0-9]{8}-[0-9]{6,12}")

NO_SERVICE = Wording(
    key="open311.no_service",
    zh="请在 service_code 中填写 /services 所列的代码。",
    en="Give a service_code that /services lists.",
)
NO_ID = Wording(
    key="open311.no_id",
    zh=f"请在 service_request_id 中填写1至{MOST_REQUESTS}个受理编号，以逗号分隔："
    "本热线不列出他人的查询事项。",
    en=f"Give 1 to {MOST_REQUESTS} reference numbers in service_request_id, separated by commas: "
    "this hotline does not list other people's inquiries.",
)
NO_SUCH = Wording(
    key="open311.no_such",
    zh="没有这个受理编号，或者不是用这个密钥提交的。"
    "凭查询码查询请用 POST /api/v1/inquiries/lookup。",
    en="There is no such reference number, or none filed with this key. By lookup code ask "
    "POST /api/v1/inquiries/lookup.",
)
TEXTED = "查询码已用短信发给查询人。", "The lookup code was sent to the inquirer by text message."
HAND_OVER = (
    "查询人的查询码：{code}。请当场交给查询人，不要保存。",
    "The inquirer's lookup code: {code}. Hand it over, and do not keep it.",
)

Rows = list[dict[str, Any]]
Run = Callable[[Work, ApiKey], Rows | Refused]


def make_blueprint(house: House) -> Blueprint:
    """The addresses of GeoReport v2."""
    door = Blueprint("open311", __name__, url_prefix=PREFIX)

    def answered(run: Run, scope: ApiScope, row: str, root: str) -> Response:
        with house.open(INQUIRER) as work:
            key = api_keys.admit(work, secret=_secret(), scope=scope)
        with house.open(INQUIRER) as work:
            rows = run(work, key)
        return _refused(rows) if isinstance(rows, Refused) else _told(rows, root=root, row=row)

    def services_here() -> Response:
        _only("GET")
        return answered(services, ApiScope.READ_ANSWERS, "service", "services")

    def requests_here() -> Response:
        _only("GET", "POST")
        file_it = request.method == "POST"
        scope = ApiScope.FILE_INQUIRIES if file_it else ApiScope.FOLLOW_INQUIRIES
        run = filed if file_it else followed
        return answered(run, scope, "request", "service_requests")

    def request_here(reference: str) -> Response:
        _only("GET")
        scope = ApiScope.FOLLOW_INQUIRIES
        return answered(lambda w, k: _each(w, k, [reference]), scope, "request", "service_requests")

    views: dict[str, Callable[..., Response]] = {}
    for form in MEDIA_TYPES:
        views[f"/services.{form}"] = services_here
        views[f"/requests.{form}"] = requests_here
        views[f"/requests/<reference>.{form}"] = request_here
    hang(door, views)
    door.register_error_handler(HTTPException, _failed)
    door.register_error_handler(Refused, _refused)
    return door


def services(work: Work, key: ApiKey) -> Rows | Refused:
    """The units one may ask, as services."""
    place = answering.place_of(work, key, _given("jurisdiction_id"))
    organisation = work.book.organisation
    return [
        {
            "service_code": unit.code,
            "service_name": problems.said(Names(work).unit(unit.id)),
            "description": "",
            "metadata": False,
            "type": "realtime",
            "keywords": ",".join(unit.duties),
            "group": problems.said(Names(work).place(unit.place_id)),
        }
        for unit in organisation.units.values()
        if unit.is_active and unit.place_id in place.path
    ]


def filed(work: Work, key: ApiKey) -> Rows | Refused:
    """A request is an inquiry of somebody with a telephone.

    GeoReport has no key for repeats: the same words of the same person for the same service on one
    day are one inquiry, unless the header Idempotency-Key says more.
    """
    service = _given("service_code")
    if service is None:
        return Refused(NO_SERVICE)
    names = [name for part in ("last_name", "first_name") if (name := _given(part))]
    try:
        asked = shapes.InquiryAsked(
            text=_given("description") or "",
            jurisdiction=_given("jurisdiction_id"),
            unit=service,
            phone=_given("phone"),
            name=" ".join(names) or None,
        )
    except ValidationError as error:
        return _flawed(error)
    said = [asked.model_dump_json(), str(today(work.now)), request.headers.get("Idempotency-Key")]
    once = hashlib.sha256(json.dumps(said).encode()).hexdigest()
    logged: Logged = answering.log(work, key, asked, form_id=f"open311:{once}")
    by_text = texts.reaches(work, logged.inquiry.phone_sealed)
    zh, en = TEXTED if by_text else HAND_OVER
    code = lookup_code.grouped(logged.code)
    notice = Wording(key="open311.notice", zh=zh.format(code=code), en=en.format(code=code))
    return [
        {
            "service_request_id": logged.inquiry.reference,
            "service_notice": problems.said(notice),
            "account_id": None,
        }
    ]


def followed(work: Work, key: ApiKey) -> Rows | Refused:
    """How the requests with these ids stand; there is no list of everybody's."""
    ids = [one.strip() for one in (_given("service_request_id") or "").split(",") if one.strip()]
    if not 0 < len(ids) <= MOST_REQUESTS:
        return Refused(NO_ID)
    return _each(work, key, ids)


def _each(work: Work, key: ApiKey, ids: list[str]) -> Rows | Refused:
    rows: Rows = []
    for reference in dict.fromkeys(ids):
        found = None
        if REFERENCE.fullmatch(reference):
            with suppress(lookup.Ended):
                found = lookup.filed_with(work, api_key_id=key.id, reference=reference)
        if found is None:
            return Refused(NO_SUCH)
        rows.append(_row(work, found))
    return rows


def _row(work: Work, found: lookup.Progress) -> dict[str, Any]:
    """An inquiry as a request, without a word of the inquirer's."""
    shown = progress.shown(work, found.inquiry, found.legs)
    leg = shown.legs[found.legs.index(found.current)]
    unit = work.book.organisation.units.get(found.current.unit_id)
    moments = [at for each in shown.legs for at in (each.received_at, each.closed_at) if at]
    public = shown.public_reply
    return {
        "service_request_id": found.inquiry.reference,
        "status": "open" if shown.state is InquiryState.OPEN else "closed",
        "status_notes": public.text if public else problems.said(shown.state_name),
        "service_name": problems.said(leg.unit),
        "service_code": unit.code if unit else None,
        "description": None,
        "agency_responsible": problems.said(leg.unit),
        "service_notice": problems.said(leg.deadline.explained),
        "requested_datetime": local(shown.received_at).isoformat(),
        "updated_datetime": local(max(moments)).isoformat(),
        "expected_datetime": local(leg.deadline.due_at).isoformat(),
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _given(name: str) -> str | None:
    """A parameter of the form or the address; an empty one is none."""
    return request.values.get(name, "").strip() or None


def _secret() -> str:
    """The key, where GeoReport has it or where the rest of the interface does."""
    return secret_shown() or _given("api_key") or ""


def _only(*methods: str) -> None:
    request.max_content_length = LARGEST_BODY
    request.max_form_memory_size = LARGEST_BODY
    allowed = [*methods, "HEAD"]
    if request.method not in allowed:
        raise MethodNotAllowed(allowed)


def _flawed(error: ValidationError) -> Refused:
    found = error.errors(include_url=False, include_input=False)
    first = problems.flaws(found)[0]
    said = f"{first.pointer.strip('/')}: {first.detail}"
    return Refused(Wording(key="open311.flawed", zh=said, en=said))


def _refused(error: Refused) -> Response:
    """GeoReport knows 400, 403 and 404; too often is said as everywhere."""
    status = status_of(error)
    if error.wording.key == NO_SUCH.key:
        status = 404
    status = {401: 403, 422: 400}.get(status, status)
    response = _error(status, error.wording)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(problems.WAIT_SECONDS)
    if isinstance(error, Unidentified):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _failed(error: HTTPException) -> Response:
    status = error.code or 500
    response = _error(status, problems.of_status(status))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(error.valid_methods or ())
    return response


def _error(status: int, wording: Wording) -> Response:
    rows: Rows = [{"code": status, "description": problems.said(wording)}]
    response = _told(rows, root="errors", row="error")
    response.status_code = status
    return response


def _told(rows: Rows, *, root: str, row: str) -> Response:
    """In the form the address ends with; XML, which GeoReport requires, where it ends with none."""
    if request.path.endswith(".json"):
        body: str | bytes = json.dumps(rows, ensure_ascii=False)
        return Response(body, mimetype=MEDIA_TYPES["json"])
    return Response(written(rows, root=root, row=row), mimetype=MEDIA_TYPES["xml"])
