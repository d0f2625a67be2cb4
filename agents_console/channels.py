"""What the hotline does not answer itself, and who does (R-4, R-6): at hand during a call."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.rules.redirects import Redirect
from hotline.work import Work


def page(work: Work) -> ResponseReturnValue:
    """The maintained table: emergencies, competent channels, everyday matters."""
    table = work.book.redirects
    return render_template(
        "console/channels.html",
        emergencies=table.emergencies,
        channels=table.channels,
        everyday=table.everyday,
    )


def named_in(work: Work, words: str) -> Redirect | None:
    """Whose these words are, if they are not the hotline's."""
    return work.book.redirects.owner(words)
