"""What every page is protected by: headers, cookies, form tokens, sizes; each written once."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Flask, Response, request, session
from flask_wtf.csrf import CSRFProtect

from agents_console.person import LONGEST_SESSION
from faq_kb.exchange.reading import LARGEST_FILE
from hotline.settings import Settings

# No inline script, no inline style, no evaluation, nothing from elsewhere, in nobody's frame.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), microphone=(self)",
}
A_YEAR_SECONDS = 365 * 24 * 3600
# The longest text a page takes is 20,000 characters; each may be nine bytes in a form.
LARGEST_FORM_BYTES = 256 * 1024
# Where a file of entries is sent in; only those who have signed in may send as much.
UPLOADS = frozenset({"console.imports"})
LARGEST_UPLOAD_BYTES = LARGEST_FILE + LARGEST_FORM_BYTES


def init_app(app: Flask, settings: Settings, *, exempt: Iterable[Blueprint] = ()) -> None:
    """Protect the whole app; `exempt` doors check signatures of their own instead of tokens."""
    secure = settings.public_url.startswith("https:")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-hotline" if secure else "hotline",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION,
        # A token lives as long as its session, so that a long text is not refused for its length.
        WTF_CSRF_TIME_LIMIT=None,
        # Behind a proxy the Referer may be cut; the token and the same-site cookie remain.
        WTF_CSRF_SSL_STRICT=False,
    )

    @app.before_request
    def _size() -> None:
        if request.path.startswith("/console"):
            is_upload = request.endpoint in UPLOADS and "_user_id" in session
            request.max_content_length = LARGEST_UPLOAD_BYTES if is_upload else LARGEST_FORM_BYTES

    csrf = CSRFProtect(app)
    for door in exempt:
        csrf.exempt(door)

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={A_YEAR_SECONDS}; includeSubDomains"
            )
        if request.path.startswith("/console") and request.endpoint != "console.static":
            # Personal data stays out of caches, the browser's own included.
            response.headers.setdefault("Cache-Control", "no-store")
            response.vary.add("HX-Request")
        return response
