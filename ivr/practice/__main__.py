"""`python -m ivr.practice serve` runs the practice phone; `… dial 词…` plays one call."""

import argparse
import os
import signal
import sys
import threading

from ivr.practice.dial import arguments, dial, people_from
from ivr.practice.server import PORT, desk_serving


def main(argv: list[str] | None = None) -> int:
    """Run the command; settings come from the environment, as the hotline's own do."""
    parser = argparse.ArgumentParser(prog="python -m ivr.practice", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="运行演练电话（REST、录音、控制接口）")
    serve.add_argument("--port", type=int, default=int(os.environ.get("PRACTICE_PORT", PORT)))
    arguments(commands.add_parser("dial", help="拨一个电话并显示全过程"))
    given = parser.parse_args(argv)
    hotline_url = os.environ.get("PUBLIC_URL", "http://127.0.0.1:9612").rstrip("/")
    account_sid = os.environ.get("TWILIO_ACCOUNT_SID", "")
    auth_token = os.environ.get("TWILIO_AUTH_TOKEN", "")
    if not account_sid or not auth_token:
        parser.error("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set")
    if given.command == "dial":
        try:
            people = people_from(given.people)
        except ValueError as error:
            parser.error(str(error))
        return dial(
            given.words,
            hotline_url=hotline_url,
            account_sid=account_sid,
            auth_token=auth_token,
            from_=given.from_,
            to=given.to,
            people=people,
            stay=given.stay,
            as_json=given.json,
            practice_url=given.practice_url,
        )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with desk_serving(
        hotline_url=hotline_url, account_sid=account_sid, auth_token=auth_token, port=given.port
    ) as (url, _):
        sys.stdout.write(f"practice phone on {url}, calling {hotline_url}\n")
        sys.stdout.flush()
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
