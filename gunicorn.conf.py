"""How gunicorn serves the hotline, in development and production; read because it lies here."""

import gc
import os
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT', '9612')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
# The provider gives a webhook 15 s (telephony.md, section 2); nothing we serve takes longer.
timeout = 60
graceful_timeout = 10
keepalive = 5
control_socket_disable = True
preload_app = True  # read once what both workers need; a new version needs a restart, not a HUP


def pre_fork(_arbiter: Any, _worker: Any) -> None:
    """What the workers share is never garbage: to look through it takes a fifth of a second, and
    every caller of that process would wait for it."""
    gc.collect()
    gc.freeze()


def post_fork(_arbiter: Any, worker: Any) -> None:
    """Two processes must never speak through one connection to the database."""
    worker.app.wsgi().extensions["house"].engine.dispose(close=False)
