"""A failure is told by its kind and code; what it says may quote a citizen and goes nowhere."""

from __future__ import annotations

import io
import logging

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from hotline.app import _WithoutWords
from hotline.errors import Impersonal, told_safely, traced_safely

CITIZEN = "+8613812345678"


def test_our_own_words_are_told_and_those_of_others_are_not() -> None:
    assert told_safely(Impersonal("status 500")) == "Impersonal: status 500"
    assert told_safely(ValueError(f"no such number: {CITIZEN}")) == "ValueError"


def test_what_postgresql_says_of_a_row_stays_out_of_words_and_traces(engine: Engine) -> None:
    insert = text("insert into kept values (:phone, null)")
    with engine.connect() as connection:
        connection.execute(text("create temp table kept (phone text, name text not null)"))
        with pytest.raises(IntegrityError) as caught:
            connection.execute(insert, {"phone": CITIZEN})
    assert CITIZEN in str(caught.value), "hide_parameters does not hide the DETAIL of the server"
    assert told_safely(caught.value) == "IntegrityError (23502)"
    traced = traced_safely(caught.value)
    assert CITIZEN not in traced
    assert "NotNullViolation (23502)" in traced
    assert "test_errors.py" in traced


def test_libraries_log_their_exceptions_without_words_too() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(_WithoutWords("%(message)s"))
    logger = logging.Logger("library", level=logging.INFO)
    logger.addHandler(handler)
    try:
        raise ValueError(CITIZEN)
    except ValueError:
        logger.exception("request failed")
    assert "ValueError" in out.getvalue()
    assert CITIZEN not in out.getvalue()
