"""Signs a request as the provider documents it (www.twilio.com/docs/usage/security)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable


def sign(*, url: str, params: Iterable[tuple[str, str]], auth_token: str) -> str:
    """The X-Twilio-Signature of a form posted to this URL.

    The text signed is the URL, to the byte as requested, followed by each parameter's name and
    value, sorted by name. Over HTTPS the port and user information are left out.
    """
    values: dict[str, set[str]] = {}
    for name, value in params:
        values.setdefault(name, set()).add(value)
    text = signed_url(url) + "".join(
        name + value for name in sorted(values) for value in sorted(values[name])
    )
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def signed_url(url: str) -> str:
    """The URL as it is signed."""
    url = url.partition("#")[0]
    if url.startswith("https://"):
        url = re.sub(r"\Ahttps://[^/@]*@", "https://", url)
        return re.sub(r"\A(https://[^/?:]+):\d+", r"\1", url)
    return url
