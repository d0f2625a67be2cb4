"""The life of a handling leg (办理环节) as a table of moves: who may do what, from which state.

The table is config/moves.toml. The console asks it which buttons to show, the actions ask it
before they move a leg: one table, so that the two never differ.
"""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass

from hotline.rules.wording import Wording

NEW = "new"  # before the leg exists
LEG_STATES: Mapping[str, Wording] = {
    key: Wording(key=f"leg_states.{key}", zh=zh, en=key)
    for key, zh in {
        NEW: "未建立",
        "open": "办理中",
        "replied": "已答复",
        "forwarded": "已转发",
        "returned": "已退回",
        "withdrawn": "已撤销",
    }.items()
}


@dataclass(frozen=True)
class Move:
    """One row: a verb, the states it starts from, where it leads, who may, what it needs.

    `to_state` is None when the leg stays where it is. `needs` names facts that the action must
    have established (a text filled in, another person approving); each has its wording.
    """

    verb: str
    label: Wording
    from_states: frozenset[str]
    to_state: str | None
    by_roles: frozenset[str]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class MoveTable:
    """All moves by verb, and the wording of each need when it is missing.

    `typed` are the needs that the form of a move brings along; where one of the `quiet` is not
    met, the move has no place there at all.
    """

    moves: Mapping[str, Move]
    needs: Mapping[str, Wording]
    typed: frozenset[str]
    quiet: frozenset[str]


@dataclass(frozen=True)
class Offer:
    """A move that has its place here; `why_not` is what stands in its way just now, if anything."""

    move: Move
    why_not: Wording | None


def parse_moves(table: Mapping[str, object]) -> MoveTable:
    """The table from a mapping with `moves` and `needs`; a ValueError names key and fault."""
    rows = _section(table, "needs")
    needs = {key: _wording(f"needs.{key}", row) for key, row in rows.items()}
    moves = {verb: _move(verb, row, needs) for verb, row in _section(table, "moves").items()}
    if unused := set(needs) - {need for move in moves.values() for need in move.needs}:
        raise ValueError(f"needs: no move needs {', '.join(sorted(unused))}")
    return MoveTable(
        moves=moves, needs=needs, typed=_marked(rows, "typed"), quiet=_marked(rows, "quiet")
    )


def _marked(rows: Mapping[str, object], mark: str) -> frozenset[str]:
    """The needs that bear this mark."""
    for key, row in rows.items():
        if not isinstance(row, Mapping) or set(row) - {"zh", "en", "typed", "quiet"}:
            raise ValueError(f"needs.{key}: expected zh, en, typed and quiet only")
        if not isinstance(row.get(mark, False), bool):
            raise ValueError(f"needs.{key}.{mark}: expected true or false")
    return frozenset(
        key for key, row in rows.items() if isinstance(row, Mapping) and row.get(mark) is True
    )


def _section(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    section = table.get(key)
    if not isinstance(section, Mapping):
        raise ValueError(f"{key}: expected a table")
    return section


def _wording(key: str, row: object) -> Wording:
    if not isinstance(row, Mapping):
        raise ValueError(f"{key}: expected a table with zh and en")
    zh, en = row.get("zh"), row.get("en")
    if not (isinstance(zh, str) and zh and isinstance(en, str) and en):
        raise ValueError(f"{key}: zh and en must be given")
    return Wording(key=f"moves.{key}", zh=zh, en=en)


def _move(verb: str, row: object, needs: Mapping[str, Wording]) -> Move:
    if not isinstance(row, Mapping):
        raise ValueError(f"moves.{verb}: expected a table")
    label = _wording(verb, row)
    if unknown := set(row) - {"zh", "en", "from", "to", "by", "needs"}:
        raise ValueError(f"moves.{verb}: unknown keys {', '.join(sorted(map(str, unknown)))}")
    from_states, by_roles = _names(verb, row, "from"), _names(verb, row, "by")
    to_state, needed = row.get("to"), _names(verb, row, "needs")
    if not from_states or not by_roles:
        raise ValueError(f"moves.{verb}: from and by must name at least one each")
    for state in (*from_states, *([to_state] if to_state is not None else [])):
        if state not in LEG_STATES:
            raise ValueError(f"moves.{verb}: no such state: {state}")
    for need in needed:
        if need not in needs:
            raise ValueError(f"moves.{verb}.needs: {need} has no wording under needs")
    return Move(
        verb=verb,
        label=label,
        from_states=frozenset(from_states),
        to_state=to_state,
        by_roles=frozenset(by_roles),
        needs=tuple(needed),
    )


def _names(verb: str, row: Mapping[str, object], key: str) -> Sequence[str]:
    names = row.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"moves.{verb}.{key}: expected a list of names")
    return names


def moves_open(table: MoveTable, *, state: str, roles: Collection[str]) -> tuple[Move, ...]:
    """The moves someone with these roles may make from this state, in the table's order."""
    return tuple(
        move
        for move in table.moves.values()
        if state in move.from_states and move.by_roles.intersection(roles)
    )


def offers(
    table: MoveTable, *, state: str, roles: Collection[str], holds: Container[str]
) -> tuple[Offer, ...]:
    """What someone with these roles may do from this state, and why some of it not just now.

    `holds` has the needs that are met as things stand, and is asked for no more than it must be;
    what a form brings is taken as met.
    """
    found = []
    for move in moves_open(table, state=state, roles=roles):
        standing = [need for need in move.needs if need not in table.typed]
        if any(need not in holds for need in standing if need in table.quiet):
            continue
        unmet = next((need for need in standing if need not in holds), None)
        found.append(Offer(move=move, why_not=table.needs[unmet] if unmet else None))
    return tuple(found)


def why_not(
    table: MoveTable,
    *,
    verb: str,
    state: str,
    roles: Collection[str],
    given: Container[str] = (),
) -> Wording | None:
    """Why this move cannot be made now by someone with these roles, or None when it can.

    `given` has the needs that are met. An unknown verb is a KeyError: a fault of ours.
    """
    move = table.moves[verb]
    if state not in move.from_states:
        now = LEG_STATES[state]
        return Wording(
            key="moves.wrong_state",
            zh=f"该环节{now.zh}，不能{move.label.zh}",
            en=f"the leg is {now.en}: cannot {move.label.en}",
        )
    if not move.by_roles.intersection(roles):
        return Wording(
            key="moves.wrong_role",
            zh=f"您的岗位不能{move.label.zh}",
            en=f"your role may not {move.label.en}",
        )
    for need in move.needs:
        if need not in given:
            return table.needs[need]
    return None
