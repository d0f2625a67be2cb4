"""What the environment decides: every fault is named at once, and production is strict."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.cluster import Cluster
from hotline.errors import ConfigurationError
from hotline.settings import SECRETS, load

GOOD = {
    "HOTLINE_ENV": "production",
    "DATABASE_URL": "postgres://hotline@db.example.gov.cn/hotline",
    "PUBLIC_URL": "https://96128.example.gov.cn/",
    "SECRET_KEY": "s" * 4 + "3kq9vX7pLm2TzR8wYc4Bn6Hd1Jf5Ge0Q",
    "MASKING_KEY": "m" * 4 + "8wYc4Bn6Hd1Jf5Ge0Q3kq9vX7pLm2TzR",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "9f86d081884c7d659a2feaa0c55ad015",
}


def faults(**changed: str | None) -> list[str]:
    given = {name: value for name, value in (GOOD | changed).items() if value is not None}
    with pytest.raises(ConfigurationError) as caught:
        load(given)
    return caught.value.faults


def test_a_whole_environment_is_taken_and_tidied() -> None:
    settings = load(GOOD | {"PORT": "8080", "TRUSTED_PROXIES": "1", "UNRELATED": "x"})
    assert settings.in_production
    assert settings.public_url == "https://96128.example.gov.cn"
    assert settings.database_url.startswith("postgresql+psycopg://")
    assert (settings.port, settings.trusted_proxies) == (8080, 1)
    assert settings.auth_tokens == (GOOD["TWILIO_AUTH_TOKEN"],)


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "MASKING_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "DATABASE_URL",
     "PUBLIC_URL"],
)  # fmt: skip
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_what_is_missing_is_named(name: str, value: str | None) -> None:
    assert faults(**{name: value}) == [f"{name} is not set"]


def test_every_missing_one_is_named_and_not_only_the_first() -> None:
    named = faults(**dict.fromkeys(GOOD, None))
    assert {fault.split()[0] for fault in named} == set(GOOD) - {"HOTLINE_ENV"}


@pytest.mark.parametrize(
    "name", [*(name.upper() for name in SECRETS), "TWILIO_AUTH_TOKEN_PREVIOUS"]
)
@pytest.mark.parametrize("value", ["secret", "changeme", "x" * 64, "abc" * 20])
def test_a_weak_or_default_secret_is_refused_by_name_in_production(name: str, value: str) -> None:
    (fault,) = faults(**{name: value})
    assert fault.startswith(f"{name} is too weak for production")
    assert value not in fault


def test_a_weak_secret_may_pass_on_a_newcomers_machine() -> None:
    here = {"HOTLINE_ENV": "development", "PUBLIC_URL": "http://127.0.0.1:9612"}
    assert load(GOOD | here | {"SECRET_KEY": "x"}).secret_key == "x"


@pytest.mark.parametrize("env", ["development", None])
@pytest.mark.parametrize("url", ["https://96128.example.gov.cn", "http://0.0.0.0:9612"])
def test_development_is_for_this_machine_alone(env: str | None, url: str) -> None:
    (fault,) = faults(HOTLINE_ENV=env, PUBLIC_URL=url)
    assert fault.startswith("HOTLINE_ENV is development")
    assert load(GOOD | {"HOTLINE_ENV": "development", "PUBLIC_URL": "http://[::1]:9612"})


@pytest.mark.parametrize("folder", ["/srv/96128/var/postgres", "/tmp/hotline-x3k9"])
def test_the_embedded_database_is_refused_in_production(folder: str) -> None:
    (fault,) = faults(DATABASE_URL=Cluster(Path(folder)).url("hotline"))
    assert "embedded" in fault
    own = Cluster(Path("/var/run/postgresql")).url("hotline")
    assert load(GOOD | {"DATABASE_URL": own}).in_production


def test_one_key_for_two_purposes_is_refused() -> None:
    assert faults(MASKING_KEY=GOOD["SECRET_KEY"]) == ["MASKING_KEY must differ from SECRET_KEY"]


def test_production_is_reached_by_https_alone() -> None:
    assert faults(PUBLIC_URL="http://96128.example.gov.cn") == [
        "PUBLIC_URL must be https in production"
    ]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATABASE_URL", "sqlite:///hotline.db", "must be a PostgreSQL address"),
        ("PUBLIC_URL", "96128.example.gov.cn", "must be an http(s) address"),
        ("TWILIO_API_BASE_URL", "ftp://gateway", "must be an http(s) address"),
        ("PORT", "many", "valid integer"),
        ("HOTLINE_ENV", "staging", "'development' or 'production'"),
    ],
)
def test_a_wrong_value_is_named_with_its_reason(name: str, value: str, reason: str) -> None:
    (fault,) = faults(**{name: value})
    assert fault.startswith(f"{name}: ")
    assert reason in fault


def test_the_exchange_with_the_disclosure_platform_is_whole_or_not_there() -> None:
    secret = {"DISCLOSURE_SECRET": "9wYc4Bn6Hd1Jf5Ge0Q3kq9vX7pLm2TzR8"}
    [fault] = faults(**secret)
    assert fault.startswith("DISCLOSURE_STAFF")
    [fault] = faults(DISCLOSURE_PUSH_URL="https://gk.example.gov.cn/items")
    assert fault == "DISCLOSURE_PUSH_URL needs DISCLOSURE_SECRET to sign with"
    whole = {**secret, "DISCLOSURE_STAFF": "xinxiyuan.shili"}
    [fault] = faults(**whole, DISCLOSURE_PUSH_URL="http://gk.example.gov.cn/items")
    assert fault == "DISCLOSURE_PUSH_URL must be https in production"
    [fault] = faults(**whole, DISCLOSURE_PUSH_URL="ftp://gk.example.gov.cn")
    assert fault == "DISCLOSURE_PUSH_URL must be an http(s) address"
    assert faults(**{**whole, "DISCLOSURE_SECRET": "changeme"})[0].startswith("DISCLOSURE_SECRET")
    assert load(GOOD | whole).disclosure_staff == "xinxiyuan.shili"


@pytest.mark.parametrize(
    "url",
    ["mail.example.com", "http://mail.example.com", "smtp://", "smtps://mail:none", "smtp://m/x"],
)
def test_a_mail_server_must_be_one(url: str) -> None:
    (fault,) = faults(SMTP_URL=url, SMTP_SENDER="96128@example.com")
    assert fault.startswith("SMTP_URL")


def test_mail_needs_a_sender_that_is_an_address() -> None:
    server = "smtps://mail.example.com"
    (fault,) = faults(SMTP_URL=server)
    assert fault.startswith("SMTP_SENDER is not set")
    (fault,) = faults(SMTP_URL=server, SMTP_SENDER="96128")
    assert fault.startswith("SMTP_SENDER")
