"""A newcomer's environment: secrets made once, and addresses that other terminals find again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from hotline import processes
from hotline.settings import ROOT, Settings

SECRETS = "development.env"
RUNNING = "running.env"
LOCK = "launcher.lock"
DATABASE = "hotline"


def data_dir(environ: Mapping[str, str]) -> Path:
    """Where development keeps its data."""
    return Path(environ.get("DATA_DIR") or ROOT / "var").resolve()


def environment(environ: Mapping[str, str], *, database_url: str) -> dict[str, str]:
    """`environ` with everything it does not say itself: secrets, addresses, the practice phone's.

    The telephone provider is the practice phone, one port above, unless an account is given.
    """
    port = int(environ.get("PORT") or 9612)
    provider = f"127.0.0.1:{port + 1}"
    made = {
        "HOTLINE_ENV": "development",
        "DATA_DIR": str(data_dir(environ)),
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **_secrets(data_dir(environ)),
    }
    if practises(environ):
        made |= {"TWILIO_API_BASE_URL": f"http://{provider}", "TWILIO_MEDIA_HOST": provider}
    made |= {name: value for name, value in environ.items() if value}
    # Its parts talk to one another here; a proxy for the rest of the world must not get between.
    for name in ("NO_PROXY", "no_proxy"):
        made[name] = ",".join(filter(None, [environ.get(name), "127.0.0.1", "localhost"]))
    return made


def practises(environ: Mapping[str, str]) -> bool:
    """Whether calls come from the practice phone and not from a provider."""
    return not environ.get("TWILIO_ACCOUNT_SID")


def publish(environ: Mapping[str, str]) -> None:
    """Note the settings that the hotline now runs with, for `fill`."""
    names = [name.upper() for name in Settings.model_fields]
    _write(data_dir(environ) / RUNNING, {name: environ[name] for name in names if name in environ})


def fill(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with what the hotline that runs here was started with, for a second terminal.

    Production gets `environ` as it is. Where nothing runs, the secrets alone are filled in.
    """
    if environ.get("HOTLINE_ENV") == "production":
        return dict(environ)
    place = data_dir(environ)
    running = processes.is_held(place / LOCK)
    found = _read(place / SECRETS) | (_read(place / RUNNING) if running else {})
    return found | {name: value for name, value in environ.items() if value}


def _secrets(place: Path) -> dict[str, str]:
    """The secrets of this machine, made at the first start; only their owner can read them."""
    file = place / SECRETS
    if not file.exists():
        _write(
            file,
            {
                "SECRET_KEY": secrets.token_urlsafe(48),
                "MASKING_KEY": secrets.token_urlsafe(48),
                "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
                "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
            },
        )
    return _read(file)


def _write(file: Path, values: Mapping[str, str]) -> None:
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
    partial.rename(file)


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = (line.partition("=") for line in file.read_text().splitlines() if "=" in line)
    return {name: value for name, _, value in lines}
