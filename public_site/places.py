"""Where the reader is: chosen once, remembered while the browser is open."""

from __future__ import annotations

from flask import request, session

from hotline.actions.calls import place_dialled
from hotline.pages.typed import whole_number
from hotline.rules.organisation import Place
from hotline.work import Work


def every(work: Work) -> list[Place]:
    """All places, the highest first."""
    places = work.book.organisation.places.values()
    return sorted(places, key=lambda place: (len(place.path), place.id))


def chosen(work: Work) -> Place:
    """The place asked for now or before; else the one the hotline's short number stands for."""
    places = work.book.organisation.places
    for given in (request.form.get("place"), request.args.get("place"), session.get("place")):
        place_id = whole_number(str(given)) if given is not None else None
        if place_id is not None and place_id in places:
            if session.get("place") != place_id:
                session["place"] = place_id
            return places[place_id]
    return places[place_dialled(work, work.book.line.text_sender)]
