"""A long answer is read in parts; the caller goes on listening, or gets all of it by text (R-5)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from faq_kb import actions
from hotline import seed
from hotline.records import FaqEntry, FaqVersion, OutboxRow, OutboxState, Question
from hotline.reports import calls as reports
from hotline.rules.spoken import spoken_number
from hotline.settings import CONFIG_DIR
from hotline.work import Actor, Grant
from ivr.practice.people import Keys
from tests import databases as pg
from tests import golden
from tests.ivr.test_golden import MOBILE, heard
from tests.line import Line, emptied, open_line

QUESTION = "在南柯州开办养老院要走哪些手续？"
WITHDRAWN = "2026年公墓迁坟怎么申请补偿？"
LANDLINE = "+8687112345678"
STEPS = [
    f"第{n}步，向{office}提交{paper}，窗口当场核对，材料齐全的在{days}个工作日内办结，"
    f"办结后凭受理回执领取{result}，有疑问的可以先拨打0871-6312{n:04}咨询。"
    for n, (office, paper, days, result) in enumerate(
        (
            ("市场监督管理局", "设立登记申请书和住所证明", 3, "营业执照"),
            ("自然资源局", "用地批准文件和规划设计图", 20, "规划许可证"),
            ("住房和城乡建设局", "施工图纸和消防设计文件", 15, "施工许可证"),
            ("消防救援大队", "消防验收申请表和检测报告", 15, "验收意见书"),
            ("卫生健康局", "内设医务室的设置申请书", 20, "医务室备案凭证"),
            ("市场监督管理局", "食堂平面图和从业人员健康证", 10, "食品经营许可证"),
            ("生态环境局", "环境影响登记表", 5, "备案回执"),
            ("民政局", "备案书、承诺书和服务场所证明", 5, "养老机构备案回执"),
            ("医疗保障局", "医保定点申请表", 30, "定点协议"),
            ("税务局", "免税资格备案表", 1, "备案通知书"),
            ("人力资源和社会保障局", "用工登记表", 1, "社会保险登记凭证"),
            ("公安局", "公章刻制备案材料", 1, "公章刻制回执"),
            ("银行网点", "开户许可申请书", 2, "对公账户"),
        ),
        start=1,
    )
]
ENGLISH = " ".join(
    f"Step {n}: take the form and the proof of address to counter {n} on the second floor, wait "
    f"until your number is called, and keep the receipt, for nothing is handed over without it."
    for n in range(1, 19)
)
ENTRY = """
[[entry]]
code = "{code}"
question = "{question}"
phrasings = ["{phrasing}"]
answer = "{answer}"
question_en = "How do I open a nursing home in Nanke?"
answer_en = "{english}"
category = "civil"
publicity = "proactive"
source = "示例：南民发〔2026〕8号"
source_on = 2026-03-02
valid_until = 2028-12-31
"""
ENTRIES = 'unit = "civil_affairs"\n' + "".join(
    ENTRY.format(
        code=code, question=question, phrasing=phrasing, answer="".join(STEPS), english=ENGLISH
    )
    for code, question, phrasing in (
        ("nursing-home", QUESTION, "办个养老院要跑哪些部门"),
        ("tomb", WITHDRAWN, "祖坟被征地了怎么迁"),
    )
)


@pytest.fixture(scope="module")
def _long_line(databases: pg.Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    place = tmp_path_factory.mktemp("long")
    config = Path(shutil.copytree(CONFIG_DIR, place / "config"))
    answers = config / "example" / "faq"
    for file in answers.iterdir():
        if file.name != "archives.toml":
            file.unlink()
    (answers / "civil_affairs.toml").write_text(ENTRIES, encoding="utf-8")
    url = databases.copy("empty")
    with open_line(url, place) as opened:
        seed.seed(opened.house, config_dir=config)
        yield opened
    databases.drop(url)


@pytest.fixture
def long_line(_long_line: Line) -> Line:
    """A line whose one answer takes minutes to read."""
    return emptied(_long_line)


def withdraw(line: Line, code: str) -> None:
    """One who may takes the live version of this entry back."""
    with line.work() as work:
        entry = work.db.query(FaqEntry).filter_by(code=code).one()
        grant = Grant("approver", unit_ids=frozenset({entry.unit_id}))
    with line.house.open(Actor(kind="staff", id=1, grants=(grant,))) as work:
        version = work.db.get_one(FaqVersion, entry.live_version_id)
        actions.withdraw(work, version, opinion="有误，先撤下。")


def texts(line: Line) -> list[str]:
    return [message.body for message in line.phone.account.messages()]


@pytest.mark.parametrize("keys", [("1", "2"), ("8", "1", "2")], ids=["zh-CN", "en"])
def test_a_long_answer_word_for_word(
    long_line: Line, keys: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    *before, go_on, text = keys
    call = long_line.call(*before, QUESTION, go_on, text, "1", "1", from_=MOBILE)
    sent = "".join(f"\n短信：\n{body}\n" for body in texts(long_line))
    language = request.node.callspec.id
    golden.same(f"long.{language}", heard(call) + sent)


def test_going_on_reads_every_sentence_once(long_line: Line) -> None:
    call = long_line.call(QUESTION, "1", "1", "1", "1", from_=MOBILE)
    first = next(said for said in call.said if said.startswith("第一步"))
    assert 300 < len(first) <= 400
    assert first.endswith("。")
    for n in range(1, len(STEPS) + 1):
        assert call.heard.count(f"第{spoken_number(n, 'zh-CN')}步") == 1
    assert call.heard.count("以上内容来自") == 1
    assert call.heard.count("接着听请按1") == 2
    assert long_line.one(Question).solved is True


def test_the_whole_answer_comes_by_text_and_says_so(long_line: Line) -> None:
    call = long_line.call(QUESTION, "2", "1", "1", from_=MOBILE)
    assert "答复全文会用短信发给您" in call.heard
    assert "问题解决了请按1" in call.heard
    bodies = texts(long_line)
    assert len(bodies) > 1
    assert all(len(body) <= 520 and body.startswith("【96128】（") for body in bodies)
    whole = "".join(body.partition("）")[2] for body in bodies)
    assert "".join(STEPS) in whole
    assert "来源：示例：南民发〔2026〕8号" in whole
    assert {message.to for message in long_line.phone.account.messages()} == {MOBILE}
    kinds = long_line.events()
    assert kinds.count("answer_text_promised") == 1
    assert kinds.count("answer_texted") == len(bodies)


def test_words_do_what_keys_do(long_line: Line) -> None:
    call = long_line.call(QUESTION, "接着听", "不听了，发短信给我吧", "1", "1", from_=MOBILE)
    assert call.heard.count("第五步") == 1
    assert "第九步" not in call.heard
    assert texts(long_line)


def test_enough_is_enough(long_line: Line) -> None:
    call = long_line.call(QUESTION, "不用发短信了", "1", "1", from_=MOBILE)
    assert not texts(long_line)
    assert "第五步" not in call.heard
    assert long_line.one(Question).solved is True


def test_hearing_it_again_begins_at_the_beginning_and_sends_it_once(long_line: Line) -> None:
    call = long_line.call(QUESTION, "2", "4", "2", "1", from_=MOBILE)
    assert call.heard.count("第一步") == 2
    once = texts(long_line)
    assert len(once) == len(set(once))
    assert long_line.events().count("answer_text_promised") == 1


@pytest.mark.parametrize("caller", ["anonymous", LANDLINE])
def test_who_cannot_be_texted_is_not_offered_it(long_line: Line, caller: str) -> None:
    call = long_line.call(QUESTION, "2", "1", "1", from_=caller)
    assert "接着听请按1" in call.heard
    assert "短信" not in call.heard
    assert not texts(long_line)
    assert "问题解决了请按1" in call.heard
    assert long_line.one(Question).solved is True


def test_silence_goes_on_to_whether_it_is_solved(long_line: Line) -> None:
    call = long_line.call(QUESTION, "-", "1", "1", from_=MOBILE)
    assert call.heard.count("第一步") == 1
    assert long_line.one(Question).solved is True


def test_another_question_may_follow_at_once(long_line: Line) -> None:
    long_line.call(QUESTION, "诺贝尔奖怎么申报", from_=MOBILE)
    assert [question.heard for question in long_line.rows(Question)] == [
        QUESTION,
        "诺贝尔奖怎么申报",
    ]


def test_what_was_withdrawn_meanwhile_is_not_sent(long_line: Line) -> None:
    call = long_line.call(WITHDRAWN, "2", from_=MOBILE, settle=False)
    assert "您问的是，二零二六年公墓迁坟怎么申请补偿。" in call.said
    assert "短信发给您" in call.heard
    withdraw(long_line, "tomb")
    long_line.do_jobs(after_seconds=10)
    assert not texts(long_line)
    assert "answer_not_texted" in long_line.events()
    jobs = [row for row in long_line.rows(OutboxRow) if row.kind == "text_answer"]
    assert [job.state for job in jobs] == [OutboxState.DONE]


def test_the_page_of_the_call_tells_which_parts_were_read(long_line: Line) -> None:
    long_line.call(QUESTION, "1", from_=MOBILE)
    place_id = long_line.last_call.jurisdiction_id
    supervisor = Grant("supervisor", place_ids=frozenset({place_id}))
    with long_line.house.open(Actor(kind="staff", id=1, grants=(supervisor,))) as work:
        page = reports.page(work, call_id=long_line.last_call.id)
    said = [wording.zh for line in page.timeline for wording in line.said]
    assert any(one.startswith("（分") and STEPS[-1] in one for one in said)
    assert any(one.startswith("（接着宣读了第2段") for one in said)


def test_a_key_is_heard_while_the_answer_is_read(long_line: Line) -> None:
    call = long_line.call(QUESTION, Keys("0", early=True), from_=MOBILE)
    assert "接着听请按1" not in call.heard
    assert "person_requested" in long_line.events()
