"""Text as it comes from outside, made fit to keep and to show."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

# C0/C1 controls, and the marks that turn reading direction around and so disguise text.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
SPACES = re.compile(r"\s+")


def clean(text: str, *, limit: int) -> str:
    """The text on one line without invisible marks, at most `limit` characters."""
    return SPACES.sub(" ", INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()[:limit]


def clean_lines(text: str, *, limit: int) -> str:
    """The text with its line breaks, without invisible marks, at most `limit` characters."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).split("\n")
    return "\n".join(INVISIBLE.sub("", line).rstrip() for line in lines).strip()[:limit]


# What file systems and their tools give a meaning of their own.
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
LONGEST_FILE_NAME = 255  # bytes, as file systems count them


def file_name(given: str, *, suffixes: tuple[str, ...]) -> str:
    """The name a file was given with, made harmless; it ends as files of its type do.

    Folders before it are left out, and so is what disguises its end. Only for whoever fetches the
    file: nothing is ever stored under this name.
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    name = NOT_IN_NAMES.sub("_", clean(last, limit=LONGEST_FILE_NAME)).strip(". ")
    stem, dot, end = name.rpartition(".")
    if not dot or end.lower() not in suffixes:
        stem, end = name, suffixes[0]
    room = LONGEST_FILE_NAME - len(end.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore").strip(". ")
    return f"{stem or '附件'}.{end}"


@dataclass(frozen=True)
class Telephone:
    """A telephone that can be called back: E.164, and how it is shown to staff."""

    number: str
    masked: str
    is_mobile: bool


# What a trunk sends when the caller hides the number (telephony.md, 1); a SIP user may say it too.
HIDDEN = {"", "anonymous", "unknown", "restricted", "unavailable", "private", "+266696687"}
# How people and trunks write a number, and nothing else.
WRITTEN = re.compile(r"\+?[0-9(][0-9 ()./-]*")


def telephone(given: str | None) -> Telephone | None:
    """The telephone in a provider's From or a form field; None when there is none to call back.

    Takes +86…, 0871…, 138…, sip:138…@host;user=phone, full-width digits; a hidden number, a
    client or a nonsense string is nobody's, and never one person called "anonymous".
    """
    text = unicodedata.normalize("NFKC", given or "").strip()
    if text.lower().startswith("client:"):
        return None
    if text.lower().startswith(("sip:", "sips:")):
        text = text.split(":", 1)[1].split("@", 1)[0].split(";", 1)[0]
    text = text.removeprefix("tel:")
    # Letters would be dialled as the digits under them: 沪A12345 is no telephone at all.
    if text.lower() in HIDDEN or not WRITTEN.fullmatch(text):
        return None
    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    kind = phonenumbers.number_type(parsed)
    return Telephone(
        number=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        masked=mask(str(parsed.national_number)),
        is_mobile=kind == phonenumbers.PhoneNumberType.MOBILE,
    )


def email_address(given: str | None) -> str | None:
    """The e-mail address as a mail server wants it; None when it is none.

    Nobody is asked whether the domain exists: a government's mail may be inside its own network.
    """
    text = unicodedata.normalize("NFKC", given or "").strip()
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return found.ascii_email


def mask_email(address: str) -> str:
    """l***@example.gov.cn: enough to know one's own address again."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


def mask(number: str) -> str:
    """138****5678: the middle of a number hidden, its ends kept for recognition."""
    if len(number) < 7:
        return "*" * len(number)
    return f"{number[:3]}****{number[-4:]}"
