"""What every page is protected by: headers, cookies, form tokens, sizes; each written once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from flask import Blueprint, Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect

from hotline.pages.door import Door, of_request
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
# Of those who have signed in; afterwards they sign in again, whatever they do.
LONGEST_SESSION = timedelta(hours=12)


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, which no cache may keep and give to somebody else."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the session back, but never along with what everybody may keep."""
        if not response.cache_control.public:
            super().save_session(app, session, response)


def init_app(
    app: Flask, settings: Settings, *, doors: Collection[Door], machines: Collection[Blueprint]
) -> None:
    """Protect the whole app; `machines` show signatures instead of tokens."""
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
    def _which_door() -> None:
        g.door = of_request(doors, machines)
        if g.door is not None:
            request.max_content_length = g.door.largest_form()

    app.session_interface = Sessions()
    csrf = CSRFProtect(app)
    for machine in machines:
        csrf.exempt(machine)

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={A_YEAR_SECONDS}; includeSubDomains"
            )
        # Personal data stays out of caches, the browser's own included; static files say otherwise.
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("HX-Request")
        return response
