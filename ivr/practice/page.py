"""The page of the practice phone: one person is caller and liaison (development only)."""

from typing import Protocol

from flask import Blueprint


class Place(Protocol):
    """What the page has to know of the hotline's settings."""

    @property
    def port(self) -> int:
        """Where the hotline is; the exchange is one above."""


def make_blueprint(settings: Place) -> Blueprint:
    """The page at /phone, and its way to the exchange."""
    page = Blueprint("practice_phone", __name__, url_prefix="/phone")

    @page.get("/")
    @page.get("", strict_slashes=False)
    def phone() -> str:
        return f"练习电话（总机端口 {settings.port + 1}）"

    return page
