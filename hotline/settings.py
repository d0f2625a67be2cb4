"""Settings read once from the environment; a wrong one stops the start and says which."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from hotline.errors import ConfigurationError
from hotline.text import email_address
from hotline.wire import Networks, networks

ROOT = Path(__file__).resolve().parent.parent
CONFIG_DIR = ROOT / "config"

# A secret shorter than this can be guessed; OWASP ASVS 5.0 11.2.3 asks for 128 bits.
SECRET_LENGTH = 32
NOT_SET = "is not set"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Addresses of other platforms, each with the secret by which we sign.
SIGNED = {"disclosure_push_url": "disclosure_secret", "item_state_url": "item_state_secret"}
OTHER_SECRETS = ("twilio_auth_token_previous", "disclosure_secret", "item_state_secret")
SECRETS = ("secret_key", "masking_key", "twilio_auth_token")


class Settings(BaseModel):
    """Everything the environment decides, typed; field names are the variables in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    hotline_env: Literal["development", "production"] = "development"
    database_url: str
    redis_url: str | None = None
    public_url: str
    secret_key: str
    masking_key: str
    twilio_account_sid: str
    twilio_auth_token: str
    twilio_auth_token_previous: str | None = None
    twilio_api_base_url: str = "https://api.twilio.com"
    twilio_media_host: str = "api.twilio.com"
    disclosure_secret: str | None = None
    disclosure_staff: str | None = None
    disclosure_push_url: str | None = None
    exchange_networks: str = ""
    item_state_url: str | None = None
    item_state_secret: str | None = None
    data_dir: Path = ROOT / "var"
    trusted_proxies: int = 0
    smtp_url: str | None = None
    smtp_sender: str | None = None
    scanner_url: str | None = None
    port: int = 9612

    @property
    def in_production(self) -> bool:
        return self.hotline_env == "production"

    @property
    def mail_goes(self) -> bool:
        """Whether e-mail goes anywhere: to a mail server, or (where people practise) into files."""
        return self.smtp_url is not None or not self.in_production

    @property
    def recordings_dir(self) -> Path:
        """Where the sound of calls is kept."""
        return self.data_dir / "recordings"

    @property
    def exchange_allowed(self) -> Networks:
        """Networks that are not public, and to which webhooks go all the same."""
        here = "" if self.in_production else "127.0.0.0/8, ::1/128,"
        return networks(here + self.exchange_networks)

    @property
    def attachments_dir(self) -> Path:
        """Where the files are kept that people give."""
        return self.data_dir / "attachments"

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """The tokens a signature may be made with: the current one, then the one being retired."""
        both = (self.twilio_auth_token, self.twilio_auth_token_previous)
        return tuple(token for token in both if token)

    @field_validator("public_url", "twilio_api_base_url")
    @classmethod
    def _an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("must be an http(s) address such as https://96128.example.gov.cn")
        return value.rstrip("/")

    @field_validator("exchange_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        networks(value)
        return value

    @field_validator("scanner_url")
    @classmethod
    def _a_socket(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        is_tcp = parts.scheme == "tcp" and parts.hostname and parts.port
        if value is not None and not is_tcp and not (parts.scheme == "unix" and parts.path):
            raise ValueError("must be tcp://host:3310 or unix:///run/clamav/clamd.ctl")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: str) -> str:
        parts = urlsplit(value)
        try:
            parts.port  # noqa: B018 (raises where it is no number)
        except ValueError:
            raise ValueError("the port of the mail server is no port") from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("must be smtps://user:password@host:465 (TLS) or smtp://… (STARTTLS)")
        return value

    @field_validator("smtp_sender")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if (found := email_address(value)) is None:
            raise ValueError("must be an e-mail address such as 96128@example.gov.cn")
        return found

    @field_validator("database_url")
    @classmethod
    def _psycopg_3(cls, value: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if value.startswith(prefix):
                value = "postgresql+psycopg://" + value.removeprefix(prefix)
        if not value.startswith("postgresql+psycopg://"):
            raise ValueError("must be a PostgreSQL address (postgresql://…); there is no other")
        return value


def load(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`; raises ConfigurationError that names every fault at once."""
    given = {
        name: environ[name.upper()] for name in Settings.model_fields if environ.get(name.upper())
    }
    faults: list[str] = []
    settings: Settings | None = None
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]).upper()
            faults.append(
                f"{name} {NOT_SET}" if fault["type"] == "missing" else f"{name}: {fault['msg']}"
            )
    faults += _exchange_faults(given)
    if given.get("smtp_url") and not given.get("smtp_sender"):
        faults.append("SMTP_SENDER is not set: the address that mail by SMTP_URL comes from")
    if given.get("hotline_env") == "production":
        faults += _production_faults(given)
    elif settings is not None and urlsplit(settings.public_url).hostname not in LOOPBACK:
        # Development has a practice page, a clock to set, example accounts: not for the world.
        faults.append(
            "HOTLINE_ENV is development, which is for this machine alone: "
            "set it to production, or PUBLIC_URL to http://127.0.0.1:…"
        )
    if faults or settings is None:
        raise ConfigurationError(faults)
    return settings


def _exchange_faults(given: Mapping[str, str]) -> list[str]:
    """What the exchange with another platform lacks, where there is to be one."""
    faults = []
    if given.get("disclosure_secret") and not given.get("disclosure_staff"):
        faults.append("DISCLOSURE_STAFF names the account that drafts what DISCLOSURE_SECRET signs")
    for address, secret in SIGNED.items():
        url = given.get(address)
        if url is not None and not given.get(secret):
            faults.append(f"{address.upper()} needs {secret.upper()} to sign with")
        if url is not None and not _is_address(url):
            faults.append(f"{address.upper()} must be an http(s) address")
    return faults


def _is_address(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)


def _production_faults(given: Mapping[str, str]) -> list[str]:
    """What may pass on a newcomer's machine but never where citizens call."""
    faults = []
    for name in (*SECRETS, *OTHER_SECRETS):
        value = given.get(name, "")
        if value and (len(value) < SECRET_LENGTH or len(set(value)) < 8):
            faults.append(
                f"{name.upper()} is too weak for production: "
                f"at least {SECRET_LENGTH} random characters"
            )
    if given.get("secret_key") and given.get("secret_key") == given.get("masking_key"):
        faults.append("MASKING_KEY must differ from SECRET_KEY")
    if given.get("public_url", "").startswith("http:"):
        faults.append("PUBLIC_URL must be https in production")
    faults += [
        f"{address.upper()} must be https in production"
        for address in SIGNED
        if given.get(address, "").startswith("http:")
    ]
    if _is_embedded(given.get("database_url", "")):
        faults.append("DATABASE_URL is that of the embedded database, which is for development")
    return faults


def _is_embedded(database_url: str) -> bool:
    """Whether this is the database that `make run` starts: by the folder of its socket."""
    (folder,) = parse_qs(urlsplit(database_url).query).get("host", [""])[:1]
    return Path(folder).name == "postgres" or Path(folder).name.startswith("hotline-")
