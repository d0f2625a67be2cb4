"""The floors: a bare Flask view with one signature check, one select, one insert and one commit.

One writes its two statements by hand, one goes through the ORM as the hotline does. gunicorn
serves them as `tests.benchmarks.floor:wsgi`, by the hotline's own gunicorn.conf.py and from the
hotline's own database, over the same driver and pool.
"""

from __future__ import annotations

import os
from types import SimpleNamespace

from flask import Flask, Response, abort, request
from sqlalchemy import BigInteger, Identity, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from twilio.request_validator import RequestValidator

from hotline.db import make_engine
from hotline.records import FaqEntry


class _Base(DeclarativeBase):
    pass


class Note(_Base):
    """What a floor writes."""

    __tablename__ = "benchmark_note"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    call_sid: Mapped[str]
    heard: Mapped[str]


def make_app(*, database_url: str, public_url: str, auth_token: str) -> Flask:
    """Both floors as one application."""
    app = Flask("floor")
    engine = make_engine(database_url)
    app.extensions["house"] = SimpleNamespace(engine=engine)  # gunicorn.conf.py looks for it
    _Base.metadata.create_all(engine)
    with engine.connect() as connection:
        code = connection.execute(select(FaqEntry.code).limit(1)).scalar_one()
    validator = RequestValidator(auth_token)

    def verify() -> None:
        address = public_url + request.environ["RAW_URI"]
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(address, request.form, signature):
            abort(403)

    def say(category: str) -> Response:
        return Response(f"<Response><Say>{category}</Say></Response>", content_type="text/xml")

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    @app.post("/by-hand")
    def by_hand() -> Response:
        verify()
        note = {"call_sid": request.form["CallSid"], "heard": request.form["SpeechResult"]}
        with engine.begin() as connection:
            category = connection.scalar(select(FaqEntry.category).where(FaqEntry.code == code))
            connection.execute(insert(Note).values(note))
        return say(category or "")

    @app.post("/by-orm")
    def by_orm() -> Response:
        verify()
        note = Note(call_sid=request.form["CallSid"], heard=request.form["SpeechResult"])
        with Session(engine) as db:
            entry = db.scalars(select(FaqEntry).where(FaqEntry.code == code)).one()
            category = entry.category
            db.add(note)
            db.commit()
        return say(category)

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
