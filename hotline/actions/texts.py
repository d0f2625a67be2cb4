"""Text messages: whom one reaches, and what was promised by one."""

from __future__ import annotations

from hotline import outbox
from hotline.actions.events import note_call
from hotline.records import Call
from hotline.text import telephone
from hotline.work import Work


def reaches(work: Work, phone_sealed: bytes | None) -> bool:
    """Whether a text message can be sent there: a mobile telephone whose number is not withheld."""
    phone = telephone(work.seal.open(phone_sealed)) if phone_sealed is not None else None
    return phone is not None and phone.is_mobile


def answer(work: Work, call: Call, *, entry_id: int) -> None:
    """Send the caller the whole of an approved answer; asked for twice, it is sent once."""
    job_id = outbox.put(
        work, "text_answer", key=f"text_answer:{call.id}:{entry_id}:1",
        call_id=call.id, entry_id=entry_id, part=1,
    )  # fmt: skip
    if job_id is not None:
        note_call(work, call, "answer_text_promised", entry_id=entry_id)


def answer_sent(
    work: Work, call: Call, *, entry_id: int, part: int, parts: int, message_id: str
) -> None:
    """A message of the answer has gone out; the next one follows it, if there is one."""
    note_call(
        work, call, "answer_texted", entry_id=entry_id, part=part, parts=parts,
        message_id=message_id,
    )  # fmt: skip
    if part < parts:
        outbox.put(
            work, "text_answer", key=f"text_answer:{call.id}:{entry_id}:{part + 1}",
            call_id=call.id, entry_id=entry_id, part=part + 1,
        )  # fmt: skip
