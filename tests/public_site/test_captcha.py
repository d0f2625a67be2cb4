"""Nobody is asked whether he is a person, unless the setting names who asks."""

from __future__ import annotations

import re

import pytest

from hotline.errors import ConfigurationError
from public_site import captcha
from tests.public_site.visitor import Visitor, code_on, words

NAME = "public_site.captcha:CopiedNumber"


def number_on(page: str) -> str:
    """What a reader, or a screen reader, finds to copy."""
    found = re.search(r'<label for="captcha">[^<]*?(\d{4})', page)
    assert found, page
    return found[1]


def test_nobody_is_asked_by_default(visitor: Visitor) -> None:
    assert captcha.load("", secret_key="x") is None
    assert "captcha" not in visitor.get("/ask?q=x").text


def test_a_number_is_copied_and_a_wrong_one_costs_nothing_typed(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = captcha.load(NAME, secret_key=visitor.app.config["SECRET_KEY"])
    monkeypatch.setitem(visitor.app.extensions, "captcha", asking)
    for send, mine in ((visitor.ask, "夜市几点收摊"), (visitor.complain, "窗口没有人")):
        page = send(mine, captcha="0000")
        assert page.status_code == 422
        assert 'id="captcha-wrong"' in page.text
        assert f"{mine}</textarea>" in page.text
        number = number_on(page.text)
        assert number == number_on(send(mine).text), "the same form, the same number"
        wide = number.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
        assert code_on(send(mine, captcha=f" {wide} "))
    lost = visitor.send("/lost-code", phone="13800010001", form_id="a-lost-one", captcha="1")
    assert lost.status_code == 422
    given = {"phone": "13800010001", "form_id": "a-lost-one", "captcha": number_on(lost.text)}
    assert "以短信发到" in words(visitor.send("/lost-code", **given))


def test_a_name_of_nothing_stops_the_start() -> None:
    for name in ("public_site.captcha:Nobody", "no.such.module:X"):
        with pytest.raises(ConfigurationError, match="captcha"):
            captcha.load(name, secret_key="x")
