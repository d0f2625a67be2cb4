"""The fields of a provider's request, as every door and step of the telephone reads them."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict


class Form(MultiDict[str, str]):
    """The fields of a request."""

    def number(self, name: str) -> int | None:
        """A whole number among the fields, or None."""
        value = self.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
