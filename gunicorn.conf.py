"""How gunicorn serves the hotline, in development and production; read because it lies here."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '9612')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
# The provider gives a webhook 15 s (telephony.md, section 2); nothing we serve takes longer.
timeout = 60
graceful_timeout = 10
keepalive = 5
control_socket_disable = True
