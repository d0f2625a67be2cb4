"""The sound of a recording, in ranges as players ask for it; hearing it is noted."""

from __future__ import annotations

from pathlib import Path

from flask import abort, request, send_file, session
from flask.typing import ResponseReturnValue
from werkzeug.utils import safe_join

from hotline.actions import reading
from hotline.errors import NotFound
from hotline.records import Recording, RecordingState
from hotline.reports import scope
from hotline.rules.wording import Wording
from hotline.work import Work

NO_SUCH_RECORDING = Wording(
    key="recording.unknown",
    zh="没有这段录音，或者您无权收听。",
    en="There is no such recording, or none that you may hear.",
)
NOTED = 50  # of how many recordings a session remembers that hearing them was noted


def media(work: Work, recording_id: int, *, folder: Path) -> ResponseReturnValue:
    """The sound, whole or a range of it; 404 when there is none, 410 when it is gone."""
    if not scope.may_hear(work, recording_id=recording_id):
        raise NotFound(NO_SUCH_RECORDING)
    recording = work.db.get_one(Recording, recording_id, with_for_update=True)
    if recording.state not in (RecordingState.FETCHED, RecordingState.KEPT):
        raise NotFound(NO_SUCH_RECORDING)
    path = safe_join(str(folder), recording.file_name or "")
    if path is None or not Path(path).is_file():
        abort(410)
    # A player asks for one recording in many pieces: noted once a session, whatever the piece.
    noted: list[int] = session.get("heard", [])
    if request.method == "GET" and recording_id not in noted:
        reading.heard_recording(work, recording)
        session["heard"] = [*noted, recording_id][-NOTED:]
    return send_file(path, mimetype="audio/wav", conditional=True, etag=recording.sha256 or True)
