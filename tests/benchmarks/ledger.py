"""A ledger of a million calls, written by SQL: what the hotline remembers after some years."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg

# A call every minute and a half by day and night: a million in three years. The receipts are those
# of the last day in truth (older ones are erased); here there are as many as calls, to be strict.
EVERY = "interval '95 seconds'"
AT = f"now() - interval '1 day' - n * {EVERY}"
SID = "'CA' || md5(n::text)"
NUMBERS = "select generate_series(1, :calls) as n"

CALLS = f"""
insert into call (id, sid, caller_sealed, caller_hash, caller_masked, dialled, jurisdiction_id,
  language, is_test, status, arrived_at, ended_at, duration_seconds, notice_version, notice_at,
  turn, dialogue, outcome, settled_at, event_count, head_hash)
overriding system value
select n, {SID}, decode(repeat('96128c0ffee0', 8), 'hex'),
  sha256((n % 300000)::text::bytea), '138****' || lpad((n % 10000)::text, 4, '0'), '96128',
  place.id, 'zh-CN', false, 'completed', {AT}, {AT} + interval '70 seconds', 70, '2026-1', {AT},
  3, '{{"unclear": 0, "served": true}}', 'self_served_only', {AT} + interval '80 seconds',
  2, sha256(n::text::bytea)
from ({NUMBERS}) numbers, (select min(id) as id from jurisdiction where level = 'prefecture') place
"""
EVENTS = f"""
insert into call_event (call_id, seq, at, kind, actor_kind, data, hash)
select n, seq, {AT} + seq * interval '10 seconds', 'turn', 'caller',
  '{{"step": "main", "said": [["read_out", {{"entry_id": 1}}], ["solved", {{}}]]}}',
  sha256((n * 2 + seq)::text::bytea)
from ({NUMBERS}) numbers, generate_series(1, 2) as seq
"""
QUESTIONS = f"""
insert into question (call_id, asked_at, heard, confidence, verdict, entry_id, version_id, score,
  edition, candidates, unit_id, solved)
select n, {AT}, '社保卡丢了怎么补办', 0.9, 'answer', entry.id, entry.live_version_id, 0.97, 1,
  jsonb_build_array(jsonb_build_array(entry.id, 0.97)), entry.unit_id, true
from ({NUMBERS}) numbers
join (select *, row_number() over (order by id) - 1 as position, count(*) over () as entries
      from faq_entry where live_version_id is not null) entry on n % entries = position
"""
RECEIPTS = f"""
insert into receipt (key, received_at, response_sealed)
select 'main:' || {SID} || ':1', {AT}, decode(repeat('96128c0ffee0', 64), 'hex')
from ({NUMBERS}) numbers
"""
JOBS = f"""
insert into outbox (kind, key, payload, state, created_at, due_at, attempts, done_at)
select 'settle_call', 'settle:' || n, jsonb_build_object('call_id', n), 'done', {AT}, {AT}, 1, {AT}
from ({NUMBERS}) numbers
"""
RATINGS = f"""
insert into rating (subject, call_id, invited_at, rated_at, score)
select 'self_service', n, {AT}, {AT}, 1 + n % 3 from ({NUMBERS}) numbers
"""
# Two lines of about the same length, for two cores.
LINES = (
    (("call", CALLS), ("outbox", JOBS), ("rating", RATINGS)),
    (("call_event", EVENTS), ("receipt", RECEIPTS), ("question", QUESTIONS)),
)


def fill(database_url: str, *, calls: int) -> None:
    """Write so many settled calls, with all that belongs to each, and let PostgreSQL look at it."""
    address = database_url.replace("postgresql+psycopg://", "postgresql://")

    def write(line: tuple[tuple[str, str], ...]) -> None:
        with psycopg.connect(address) as connection:
            # Only while filling: the rows fit together, nobody need look each one up.
            connection.execute("set session_replication_role = replica")
            for table, statement in line:
                connection.execute(statement.replace(":calls", str(calls)))
                # It would begin in the middle of what is measured.
                connection.execute(f"alter table {table} set (autovacuum_enabled = false)")
                connection.execute(f"analyze {table}")

    with ThreadPoolExecutor(len(LINES)) as pool:
        list(pool.map(write, LINES))
    with psycopg.connect(address) as connection:
        connection.execute("select setval(pg_get_serial_sequence('call', 'id'), max(id)) from call")
