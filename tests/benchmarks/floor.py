"""The floor: a bare Flask view with one signature check, one select, one insert and one commit.

gunicorn serves it as `tests.benchmarks.floor:wsgi`, by the hotline's own gunicorn.conf.py and
from the hotline's own database, over the same driver and pool.
"""

from __future__ import annotations

import os
from types import SimpleNamespace

from flask import Flask, Response, abort, request
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    MetaData,
    Table,
    Text,
    func,
    insert,
    select,
)
from twilio.request_validator import RequestValidator

from hotline.db import make_engine
from hotline.records import FaqEntry, FaqVersion

NOTES = Table(
    "benchmark_note",
    MetaData(),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("call_sid", Text, nullable=False),
    Column("heard", Text, nullable=False),
    Column("at", DateTime(timezone=True), server_default=func.now()),
)


def make_app(*, database_url: str, public_url: str, auth_token: str) -> Flask:
    """The floor as an application."""
    app = Flask("floor")
    engine = make_engine(database_url)
    app.extensions["house"] = SimpleNamespace(engine=engine)  # gunicorn.conf.py looks for it
    NOTES.create(engine, checkfirst=True)
    with engine.connect() as connection:
        entry_id = connection.scalar(select(func.min(FaqEntry.id)))
    answer = (
        select(FaqVersion.answer)
        .join(FaqEntry, FaqEntry.live_version_id == FaqVersion.id)
        .where(FaqEntry.id == entry_id)
    )
    validator = RequestValidator(auth_token)

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    @app.post("/floor")
    def floor() -> Response:
        address = public_url + request.environ["RAW_URI"]
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(address, request.form, signature):
            abort(403)
        with engine.begin() as connection:
            said = connection.execute(answer).scalar_one()
            connection.execute(
                insert(NOTES).values(
                    call_sid=request.form["CallSid"], heard=request.form["SpeechResult"]
                )
            )
        return Response(f"<Response><Say>{said}</Say></Response>", content_type="text/xml")

    return app


def __getattr__(name: str) -> Flask:
    """`tests.benchmarks.floor:wsgi` for gunicorn, built when asked for."""
    if name == "wsgi":
        return make_app(
            database_url=os.environ["DATABASE_URL"],
            public_url=os.environ["PUBLIC_URL"],
            auth_token=os.environ["TWILIO_AUTH_TOKEN"],
        )
    raise AttributeError(name)
