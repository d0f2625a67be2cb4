"""Serves the practice phone: the provider's REST interface, the sound, and its buttons."""

import contextlib
import signal
import threading
from collections.abc import Iterator, Mapping

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from ivr.practice import control, rest
from ivr.practice.desk import Desk
from ivr.practice.exchange import Exchange


def practice_port(environ: Mapping[str, str]) -> int:
    """Where the practice phone of these settings is: one above the hotline."""
    return int(environ.get("PORT") or 9612) + 1


def serve(environ: Mapping[str, str]) -> int:
    """`python -m hotline exchange`: serve until told to stop, with the hotline's own settings."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with desk_serving(
        hotline_url=environ["PUBLIC_URL"],
        account_sid=environ["TWILIO_ACCOUNT_SID"],
        auth_token=environ["TWILIO_AUTH_TOKEN"],
        port=practice_port(environ),
    ):
        stop.wait()
    return 0


def rest_application(exchange: Exchange) -> Flask:
    """The REST interface of one exchange alone, for tests."""
    app = Flask("practice")
    app.register_blueprint(rest.blueprint(exchange))
    return app


class _Quiet(WSGIRequestHandler):
    """Requests show in the transcript, not in the log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(exchange: Exchange, *, port: int = 0) -> Iterator[str]:
    """The REST interface of a test's exchange on this machine; yields its address.

    The media address of recordings becomes the same.
    """
    server = _server("127.0.0.1", port, rest_application(exchange))
    url = f"http://127.0.0.1:{server.server_port}"
    exchange.account.media_url = url
    with _running(server):
        yield url


@contextlib.contextmanager
def desk_serving(
    *,
    hotline_url: str,
    account_sid: str,
    auth_token: str,
    host: str = "127.0.0.1",
    port: int,
    pace: float = 1,
) -> Iterator[tuple[str, Desk]]:
    """The whole practice phone on this machine; yields its address and its desk."""
    app = Flask("practice")
    server = _server(host, port, app)
    url = f"http://{host}:{server.server_port}"
    desk = Desk(
        hotline_url=hotline_url,
        account_sid=account_sid,
        auth_token=auth_token,
        url=url,
        pace=pace,
    )
    app.register_blueprint(rest.blueprint(desk.exchange))
    app.register_blueprint(control.blueprint(desk))
    desk.start()
    try:
        with _running(server):
            yield url, desk
    finally:
        desk.stop()


def _server(host: str, port: int, app: Flask) -> BaseWSGIServer:
    return make_server(host, port, app, threaded=True, request_handler=_Quiet)


@contextlib.contextmanager
def _running(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()
