"""Front-end packages as their makers built them: which files the pages may ask for, and where.

npm brings them by package-lock.json; nothing of them is in the repository, bundled or fetched from
elsewhere. A file that is not in the table is not served.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request, send_file
from markupsafe import Markup

from hotline.settings import ROOT

NODE_MODULES = ROOT / "node_modules"
URL = "/static/vendor"
A_YEAR_SECONDS = 365 * 24 * 3600

# What a page asks for, and the package and file that it is.
FILES = {
    "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "tabler.min.css": ("@tabler/core", "dist/css/tabler.min.css"),
    "tabler.min.js": ("@tabler/core", "dist/js/tabler.min.js"),
    "tabler-theme.min.js": ("@tabler/core", "dist/js/tabler-theme.min.js"),
    "echarts.min.js": ("echarts", "dist/echarts.min.js"),
    "twilio.min.js": ("@twilio/voice-sdk", "dist/twilio.min.js"),
}
ICONS = NODE_MODULES / "@tabler/icons/icons"

# For <meta name="htmx-config" content="{{ htmx_config }}">. htmx 4 has no switch against
# evaluation. What it evaluates (hx-on:…, `js:` values, [filters] in hx-trigger) the pages must not
# use and the Content-Security-Policy refuses; tests/hotline/test_frontend.py reads the
# templates for it.
HTMX_CONFIG = json.dumps({"defaultTimeout": 15_000})


class FrontEndMissing(Exception):
    """The packages have not been brought; the message says how."""


def missing() -> list[str]:
    """The packages that are not there; the hotline does not start its pages without them."""
    packages = {package for package, _ in FILES.values()} | {"@tabler/icons"}
    return sorted(name for name in packages if not (NODE_MODULES / name / "package.json").exists())


def require() -> None:
    """Raise FrontEndMissing unless every package is there."""
    if names := missing():
        raise FrontEndMissing(
            f"The front-end packages {', '.join(names)} are missing in {NODE_MODULES}. "
            "`make run` brings them, or: npm ci --ignore-scripts"
        )


def path_of(name: str) -> Path | None:
    """The file behind /static/vendor/`name`, or None when no page may ask for it."""
    if name not in FILES:
        return None
    package, file = FILES[name]
    return NODE_MODULES / package / file


@cache
def vendor_url(name: str) -> str:
    """The address of a file of the table; it changes with the version, so it may be kept a year."""
    package, _ = FILES[name]
    manifest = NODE_MODULES / package / "package.json"
    if not manifest.exists():
        require()
    return f"{URL}/{name}?v={json.loads(manifest.read_text())['version']}"


@cache
def icon(name: str, *, filled: bool = False) -> Markup:
    """The Tabler icon `name` (tabler.io/icons) as inline SVG, hidden from screen readers."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise ValueError(f"{name!r} is not the name of an icon")
    file = ICONS / ("filled" if filled else "outline") / f"{name}.svg"
    if not file.exists():
        require()
        raise ValueError(f"Tabler has no icon {name!r} in {file.parent.name}")
    drawing = re.sub(r"\s+", " ", file.read_text().strip()).replace("> <", "><")
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - a package's file


def add_to(app: Flask) -> None:
    """Serve the table's files, and give templates `vendor_url`, `icon` and `htmx_config`."""

    @app.get(f"{URL}/<name>")
    def vendor(name: str) -> Response:
        path = path_of(name)
        if path is None or not path.exists():
            abort(404)
        return send_file(path, max_age=A_YEAR_SECONDS, conditional=True)

    app.jinja_env.globals.update(vendor_url=vendor_url, icon=icon, htmx_config=HTMX_CONFIG)
    _mark_own_files(app)


def _mark_own_files(app: Flask) -> None:
    """Give the addresses of our own files a mark of what is in them, so that they too may be kept.

    What is asked for without it (a module that another imports) is asked for anew each time.
    """

    def mark(endpoint: str | None, values: Mapping[str, Any] | None) -> str | None:
        door, _, name = (endpoint or "").rpartition(".")
        if name != "static" or not values or not (folder := app.blueprints[door].static_folder):
            return None
        return _mark(Path(folder, values["filename"]))

    @app.url_defaults
    def marked(endpoint: str, values: dict[str, Any]) -> None:
        if found := mark(endpoint, values):
            values["v"] = found

    @app.after_request
    def kept(response: Response) -> Response:
        given = request.args.get("v") if response.status_code < 400 else None
        if given and given == mark(request.endpoint, request.view_args):
            keeping = response.cache_control
            keeping.no_cache, keeping.public, keeping.max_age = None, True, A_YEAR_SECONDS
        return response


@cache
def _mark(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else None
