"""The table of moves: config/moves.toml as it stands, and what a mistake in it says."""

import tomllib
from pathlib import Path

import pytest

from hotline.rules.moves import LEG_STATES, moves_open, offers, parse_moves, why_not

FILE = Path(__file__).parents[3] / "config" / "moves.toml"
TABLE = parse_moves(tomllib.loads(FILE.read_text(encoding="utf-8")))


def verbs(state: str, *roles: str) -> set[str]:
    return {move.verb for move in moves_open(TABLE, state=state, roles=roles)}


def test_an_operator_logs_but_never_closes_a_departments_handling() -> None:
    assert verbs("new", "operator") == {"open"}
    assert verbs("open", "operator") == {"withdraw_empty"}


def test_only_a_reviewer_lets_a_forward_go() -> None:
    forwarding = [move for move in TABLE.moves.values() if move.to_state == "forwarded"]
    assert [move.by_roles for move in forwarding] == [frozenset({"forward_reviewer"})]
    assert {"other_than_requester", "forward_request"} <= set(forwarding[0].needs)


@pytest.mark.parametrize("state", ["replied", "forwarded", "returned", "withdrawn"])
def test_a_closed_leg_moves_no_more(state: str) -> None:
    assert all(move.to_state is None for move in TABLE.moves.values() if state in move.from_states)


def test_every_state_is_reached() -> None:
    assert {m.to_state for m in TABLE.moves.values()} - {None} == set(LEG_STATES) - {"new"}


def test_several_roles_add_up() -> None:
    both = verbs("open", "reply_officer", "forward_reviewer")
    assert both == verbs("open", "reply_officer") | verbs("open", "forward_reviewer")


AN_INQUIRY = {"no_complaint", "no_forward_request"}


@pytest.mark.parametrize(
    ("verb", "state", "role", "given", "key", "zh"),
    [
        ("reply", "open", "reply_officer", AN_INQUIRY | {"reply"}, None, None),
        ("reply", "open", "reply_officer", AN_INQUIRY, "moves.needs.reply", "请填写答复内容"),
        ("reply", "open", "operator", {"reply"}, "moves.wrong_role", "您的岗位不能答复"),
        (
            "reply",
            "replied",
            "reply_officer",
            {"reply"},
            "moves.wrong_state",
            "该环节已答复，不能答复",
        ),
        (
            "approve_forward",
            "open",
            "forward_reviewer",
            {"forward_request"},
            "moves.needs.other_than_requester",
            "申请人不能审核自己的转发",
        ),
    ],
)
def test_why_not(
    verb: str, state: str, role: str, given: set[str], key: str | None, zh: str | None
) -> None:
    no = why_not(TABLE, verb=verb, state=state, roles={role}, given=given)
    assert (no and no.key, no and no.zh) == (key, zh)
    assert no is None or (no.en and str(no) == no.zh)


def test_an_offer_says_what_stands_in_its_way_and_of_what_has_no_place_nothing() -> None:
    holds = AN_INQUIRY | {
        "own_leg",
        "at_department",
        "extendable",
        "no_extension_request",
        "before_due",
    }
    found = offers(TABLE, state="open", roles={"reply_officer"}, holds=holds)
    told = {one.move.verb: one.why_not and one.why_not.zh for one in found}
    assert told["reply"] is None
    assert told["request_extension"] is None
    assert told["return"] == "本环节不是转来的，无处可退"
    assert told["request_forward"] == "本事项已指定由本单位承办，不能再转出"
    assert "answer_complaint" not in told
    assert "dispatch" not in told
    assert "classify" not in told


def test_an_unknown_verb_is_our_own_fault() -> None:
    with pytest.raises(KeyError):
        why_not(TABLE, verb="burn", state="open", roles={"operator"})


NEEDS = {"reply": {"zh": "请填写", "en": "enter it"}}
ROW = {"zh": "答复", "en": "reply", "from": ["open"], "to": "replied", "by": ["liaison"]}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ROW, "needs: no move needs reply"),
        (ROW | {"needs": ["reply", "stamp"]}, "moves.answer.needs: stamp"),
        (ROW | {"to": "gone"}, "no such state: gone"),
        (ROW | {"from": ["gone"]}, "no such state: gone"),
        (ROW | {"by": []}, "at least one"),
        (ROW | {"by": "liaison"}, "moves.answer.by"),
        (ROW | {"form": ["open"]}, "unknown keys form"),
        (ROW | {"zh": ""}, "zh and en"),
        ("reply", "expected a table"),
    ],
)
def test_a_mistake_in_the_table_is_named(row: object, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_moves({"moves": {"answer": row}, "needs": NEEDS})


@pytest.mark.parametrize(
    ("need", "fault"),
    [({"typed": "yes"}, "needs.reply.typed: expected true or false"), ({"loud": True}, "only")],
)
def test_a_mistake_in_a_need_is_named(need: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_moves(
            {
                "moves": {"answer": ROW | {"needs": ["reply"]}},
                "needs": {"reply": NEEDS["reply"] | need},
            }
        )


def test_a_table_needs_both_parts() -> None:
    with pytest.raises(ValueError, match="needs: expected a table"):
        parse_moves({"moves": {}})
