"""E-mail to staff: over SMTP with TLS, or, where people practise, into files to look at."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from hotline.errors import Away, Impersonal
from hotline.settings import Settings

SECONDS = 15
SMTPS_PORT, SUBMISSION_PORT = 465, 587  # RFC 8314, RFC 6409
PRACTICE_SENDER = "96128@practice.invalid"
PERMANENT = 500  # RFC 5321, 4.2.1: 4yz may succeed later, 5yz will not


class MailAway(Away):
    """The mail server cannot be reached, or cannot take mail now."""


class MailRefused(Impersonal):
    """The mail server will never take mail to this address; its own words would name it."""


class MailFailed(Impersonal):
    """The mail server does not take our mail at all: a setting is wrong, here or there."""


def written(
    settings: Settings,
    *,
    name: str,
    at: datetime,
    to: str,
    subject: str,
    body: str,
    language: str,
) -> EmailMessage:
    """The message of this name, under the same Message-ID each time: a repeat is known again."""
    host = urlsplit(settings.public_url).hostname
    message = EmailMessage()
    message["Message-ID"] = f"<{name}@{host}>"
    message["From"] = Address("96128", addr_spec=settings.smtp_sender or PRACTICE_SENDER)
    message["To"] = to
    message["Subject"] = subject
    # RFC 3834: nobody's holiday reply is to answer a machine.
    message["Auto-Submitted"] = "auto-generated"
    message["Date"] = at
    message.set_content(body)
    message["Content-Language"] = language
    return message


def send(settings: Settings, message: EmailMessage) -> None:
    """Hand the message to the mail server; raises MailAway, MailRefused or MailFailed."""
    if settings.smtp_url is None:
        _keep(settings, message)
        return
    try:
        with _connected(settings) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, _)] = error.recipients.values()
        raise (MailRefused if code >= PERMANENT else MailAway)(f"status {code}") from None
    except smtplib.SMTPResponseException as error:
        kind = MailFailed if error.smtp_code >= PERMANENT else MailAway
        raise kind(f"{type(error).__name__}, status {error.smtp_code}") from None
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        raise MailAway(type(error).__name__) from None
    except (smtplib.SMTPException, ssl.SSLError) as error:
        raise MailFailed(type(error).__name__) from None
    except OSError as error:
        raise MailAway(type(error).__name__) from None


def _connected(settings: Settings) -> smtplib.SMTP:
    """A session with the mail server, encrypted, and its certificate checked, in any case."""
    parts, context = urlsplit(settings.smtp_url or ""), ssl.create_default_context()
    host = parts.hostname or ""
    # Left out, the library would ask the network for our name, and wait for its answer.
    me = urlsplit(settings.public_url).hostname
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(
            host, parts.port or SMTPS_PORT, me, timeout=SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or SUBMISSION_PORT, me, timeout=SECONDS)
    try:
        if parts.scheme == "smtp":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        with suppress(Exception):
            server.close()
        raise
    return server


def _keep(settings: Settings, message: EmailMessage) -> None:
    """Where people practise, mail is a file of its own: sent twice, it is one."""
    folder = settings.data_dir / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    name = message["Message-ID"].strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(message.as_bytes())
