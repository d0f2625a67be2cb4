"""A real mail server in the process of the tests, which says what it is told to say."""

from __future__ import annotations

import datetime
import email
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TAKEN = "250 taken"


class PostOffice:
    """What it took, and the answers it gives next, the last of them for good."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.took: list[EmailMessage] = []
        self.recipient_answers = [TAKEN]
        self.mail_answers = [TAKEN]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = _next(self.recipient_answers)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = _next(self.mail_answers)
        if answer == TAKEN:
            found = email.message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(found, EmailMessage)
            self.took.append(found)
        return answer


def _next(answers: list[str]) -> str:
    return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def opened(folder: Path, *, with_tls: bool = True) -> Iterator[PostOffice]:
    """A post office that takes mail after STARTTLS; `folder` / "ca.pem" vouches for it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = PostOffice(port)
    tls = {"tls_context": _context(folder), "require_starttls": True} if with_tls else {}
    controller = Controller(office, hostname="127.0.0.1", port=port, **tls)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def _context(folder: Path) -> ssl.SSLContext:
    """A certificate of our own for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a post office of the tests")])
    begins = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + datetime.timedelta(days=365 * 50))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(public)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "both.pem").write_bytes(private + public)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "both.pem")
    return context
