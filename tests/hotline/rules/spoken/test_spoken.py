"""Text for the ear, in both languages."""

from datetime import date, time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rules.lookup_code import normalise
from hotline.rules.spoken import (
    listening_parts,
    split_for_say,
    spoken_date,
    spoken_digits,
    spoken_number,
    spoken_time,
)
from hotline.rules.spoken.pieces import split_to_listen


@pytest.mark.parametrize(
    ("digits", "zh", "en"),
    [
        (
            "123456789012",
            "幺二三四，五六七八，九零幺二",
            "one two three four, five six seven eight, nine zero one two",
        ),
        ("1234 5678 9012", "幺二三四，五六七八，九零幺二", None),
        ("96128", "九六幺二八", "nine six one two eight"),
        ("13800138000", "幺三八，零零幺三，八零零零", None),
        ("0871-63161234", "零八七幺，六三幺六，幺二三四", None),
        ("110", "幺幺零", "one one zero"),
        ("", "", ""),
    ],
)
def test_digits_one_by_one(digits: str, zh: str, en: str | None) -> None:
    assert spoken_digits(digits, "zh-CN") == zh
    if en is not None:
        assert spoken_digits(digits, "en") == en


@given(st.text("0123456789", min_size=12, max_size=12), st.sampled_from(["zh-CN", "en"]))
def test_what_is_read_out_can_be_read_back(code: str, language: str) -> None:
    assert normalise(spoken_digits(code, language)) == code


@pytest.mark.parametrize(
    ("on", "with_year", "zh", "en"),
    [
        (date(2026, 2, 27), False, "二月二十七日，星期五", "Friday, February 27"),
        (
            date(2026, 2, 27),
            True,
            "二零二六年二月二十七日，星期五",
            "Friday, February 27, 2026",
        ),
        (date(2026, 10, 10), False, "十月十日，星期六", "Saturday, October 10"),
        (date(2026, 12, 20), False, "十二月二十日，星期日", "Sunday, December 20"),
        (date(2027, 1, 5), True, "二零二七年一月五日，星期二", "Tuesday, January 5, 2027"),
    ],
)
def test_dates(on: date, with_year: bool, zh: str, en: str) -> None:
    assert spoken_date(on, "zh-CN", with_year=with_year) == zh
    assert spoken_date(on, "en", with_year=with_year) == en


@pytest.mark.parametrize(
    ("at_time", "zh", "en"),
    [
        (time(9, 30), "上午九点半", "9:30 a.m."),
        (time(8), "上午八点", "8 a.m."),
        (time(12), "中午十二点", "noon"),
        (time(12, 30), "中午十二点半", "12:30 p.m."),
        (time(14, 5), "下午两点零五分", "2:05 p.m."),
        (time(17, 45), "下午五点四十五分", "5:45 p.m."),
        (time(18), "下午六点", "6 p.m."),
        (time(22, 10), "晚上十点十分", "10:10 p.m."),
        (time(2), "凌晨两点", "2 a.m."),
        (time(0), "凌晨零点", "midnight"),
    ],
)
def test_times(at_time: time, zh: str, en: str) -> None:
    assert spoken_time(at_time, "zh-CN") == zh
    assert spoken_time(at_time, "en") == en


@pytest.mark.parametrize(
    ("number", "zh"),
    [
        (0, "零"),
        (3, "三"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (9999, "九千九百九十九"),
        (2200, "两千二百"),
        (20_000, "两万"),
        (100_050, "十万零五十"),
        (120_000_000, "一亿两千万"),
    ],
)
def test_numbers(number: int, zh: str) -> None:
    assert spoken_number(number, "zh-CN") == zh
    assert spoken_number(number, "en") == str(number)


def test_numbers_out_of_range() -> None:
    with pytest.raises(ValueError, match="nobody says"):
        spoken_number(10**16, "zh-CN")


def test_a_part_to_listen_to_ends_with_a_sentence_though_a_pause_is_nearer_its_end() -> None:
    text = f"{'甲' * 60}。{'乙' * 30}，{'丙' * 60}。"
    assert split_to_listen(text, 100) == [f"{'甲' * 60}。", f"{'乙' * 30}，{'丙' * 60}。"]


def test_a_sentence_end_near_the_beginning_is_no_place_to_stop() -> None:
    text = f"好。{'甲' * 80}，{'乙' * 80}。"
    assert split_to_listen(text, 100)[0] == f"好。{'甲' * 80}，"


def test_nobody_is_asked_for_the_sake_of_one_sentence_more() -> None:
    text = f"{'甲' * 80}。{'乙' * 30}。"
    assert split_to_listen(text, 100) == [text]
    assert listening_parts(text, "zh-CN", limit=82) == (f"{'甲' * 80}。", f"{'乙' * 30}。")


def test_a_short_text_is_one_piece() -> None:
    assert split_for_say("您好。") == ["您好。"]
    assert split_for_say("") == []
    assert split_for_say(" \n ") == []


def test_pieces_end_with_a_sentence() -> None:
    sentence = "社保卡丢失后可以到任意服务网点补办，当场领取新卡。"
    pieces = split_for_say(sentence * 60)
    assert "".join(pieces) == sentence * 60
    assert len(pieces) > 2
    assert all(piece.endswith("。") for piece in pieces)


def test_a_long_sentence_breaks_at_a_pause() -> None:
    assert split_for_say("一个很长的句子，没有句号，只有逗号", limit=10) == [
        "一个很长的句子，",
        "没有句号，只有逗号",
    ]


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("您的查询码是1234 5678 9012请记下", 17, ["您的查询码是", "1234 5678 9012请记下"]),
        ("价格3.5元到4.5元", 4, ["价格", "3.5元", "到4.5", "元"]),
        ("咨询电话是0871-63161234号", 14, ["咨询电话是", "0871-63161234号"]),
        ("码是幺二三四，五六七八，九零幺二", 15, ["码是", "幺二三四，五六七八，九零幺二"]),
        ("办理 certificates today", 17, ["办理 certificates", "today"]),
        ("1234567890", 4, ["1234", "5678", "90"]),  # alone too long for a piece
    ],
)
def test_groups_of_digits_stay_whole(text: str, limit: int, pieces: list[str]) -> None:
    assert split_for_say(text, limit=limit) == pieces


@given(st.text(max_size=1500))
def test_every_piece_fits_and_nothing_is_lost(text: str) -> None:
    pieces = split_for_say(text)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    for piece in pieces:
        assert piece
        assert len(piece) <= 500
        assert len(quote(piece, safe="")) <= 4500


@given(st.text("。，0123456789 是幺二三", max_size=1200), st.integers(8, 60))
def test_any_mixture_of_digits_and_stops_fits(text: str, limit: int) -> None:
    pieces = split_for_say(text, limit=limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_five_hundred_chinese_characters_are_just_enough() -> None:
    assert [len(piece) for piece in split_for_say("字" * 1001)] == [500, 500, 1]
    assert max(len(quote(piece)) for piece in split_for_say("😀" * 800)) <= 4500
