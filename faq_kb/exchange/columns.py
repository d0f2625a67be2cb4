"""The columns of a file of entries: the heading people read, and the name programs use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from faq_kb.wordings import LONGEST_ANSWER, LONGEST_NOTE, LONGEST_QUESTION, LONGEST_URL
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class Column:
    """A column; `about` explains it on the page, `example` stands in the template."""

    name: str
    heading: Wording
    about: Wording
    example: str = ""
    is_required: bool = False
    limit: int | None = None
    # Other headings under which it comes, as those of a disclosure platform.
    aliases: tuple[str, ...] = ()
    # Only told on the way out; on the way in nobody decides it by a file.
    is_only_out: bool = False


def _said(zh: str, en: str) -> Wording:
    return Wording(key="column", zh=zh, en=en)


ENTRIES: tuple[Column, ...] = (
    Column(
        "code", _said("代码", "Code"),
        _said("条目的固定代码：小写字母、数字和短横。空着的，按“承办单位+问题”认同一条。",
              "The entry's lasting code: lower-case letters, digits, hyphens. Without one an entry "
              "is known again by its unit and question."),
        "example-id-card-lost",
    ),
    Column(
        "unit", _said("承办单位", "Unit"),
        _said("单位代码或全称；空着就是上传时选的单位。",
              "The unit's code or full name; empty means the unit chosen at upload."),
    ),
    Column(
        "question", _said("问题", "Question"), _said("必填。", "Required."),
        "身份证丢了怎么补办？（示例，请替换）", is_required=True, limit=LONGEST_QUESTION,
        aliases=("标题", "title"),
    ),
    Column(
        "answer", _said("答案", "Answer"), _said("必填。", "Required."),
        "请带户口簿到派出所申请补领。（示例，请替换）", is_required=True, limit=LONGEST_ANSWER,
        aliases=("正文", "内容", "text"),
    ),
    Column(
        "phrasings", _said("其他问法", "Other phrasings"),
        _said("每行一种，或用 | 隔开；最多200种。", "One a line, or separated by |; at most 200."),
        "身份证掉了咋个办|补办身份证",
    ),
    Column(
        "category", _said("类别", "Category"), _said("必填，如 户政。", "Required."),
        "户政", is_required=True, limit=LONGEST_QUESTION,
    ),
    Column(
        "publicity", _said("公开属性", "Publicity"),
        _said("主动公开、依申请公开或不予公开。", "proactive, on_request or withheld."),
        "主动公开", is_required=True,
    ),
    Column(
        "publicity_reason", _said("公开属性理由", "Reason of publicity"),
        _said("依申请公开和不予公开必填。", "Required unless proactive."), limit=LONGEST_NOTE,
    ),
    Column(
        "source", _said("来源", "Source"), _said("依据的文件或指南。", "What it rests on."),
        "示例：户政业务办事指南", is_required=True, limit=LONGEST_QUESTION,
    ),
    Column("source_number", _said("文号", "Document number"), _said("可以空着。", "Optional."),
           limit=LONGEST_QUESTION),
    Column("source_url", _said("来源网址", "Address of source"),
           _said("可以空着；以 http:// 或 https:// 开头。", "Optional; begins with http(s)://."),
           limit=LONGEST_URL),
    Column(
        "source_on", _said("来源日期", "Date of source"),
        _said("如 2026-03-02、2026年3月2日或 20260302。", "Such as 2026-03-02."),
        "2026-03-02", is_required=True,
    ),
    Column(
        "valid_until", _said("有效期至", "Valid until"),
        _said("写法同上；不早于今天。", "Written alike; not before today."),
        "2028-12-31", is_required=True,
    ),
    Column(
        "question_en", _said("英文问题", "English question"),
        _said("可以空着；与英文答案同时填写。", "Optional, together with the English answer."),
        limit=LONGEST_QUESTION,
    ),
    Column(
        "answer_en", _said("英文答案", "English answer"),
        _said("可以空着；与英文问题同时填写。", "Optional, together with the English question."),
        limit=LONGEST_ANSWER,
    ),
    Column(
        "index_number", _said("索引号", "Index number"),
        _said("填了就是政府信息公开条目，下面各列随之有用；类别、来源、来源日期可以空着。",
              "With it the row is an item of the disclosure database, and the columns below count; "
              "category, source and its date may then be empty."),
        limit=LONGEST_QUESTION,
    ),
    Column(
        "item_type", _said("信息类型", "Type of information"),
        _said("规范性文件、行政许可事项与办事指南、机构职能、人员职责与服务承诺、规划计划、财政资金、"
              "统计数据或其他；空着就是其他。", "One of the eight types; empty means other."),
    ),
    Column(
        "issuer", _said("发布机构", "Issuing body"),
        _said("空着就是承办单位。", "Empty means the unit."), limit=LONGEST_QUESTION,
    ),
    Column(
        "made_on", _said("生成日期", "Date of creation"),
        _said("政府信息公开条目必填，写法同上。", "Required of an item; written as above."),
    ),
    Column(
        "changed_on", _said("变更日期", "Date of change"),
        _said("最近一次变更；公开时限从这天算起。", "Of the last change; the time limit counts "
              "from it."),
    ),
    Column("subject", _said("主题分类", "Subject"), _said("可以空着。", "Optional."),
           limit=LONGEST_QUESTION),
    Column(
        "effectiveness", _said("有效性", "Effectiveness"),
        _said("有效、失效或废止；空着就是有效。失效和废止的立即撤下。",
              "In force, expired or abolished; empty means in force. What is not in force is "
              "withdrawn at once."),
    ),
    Column(
        "interpretation", _said("政策解读", "Interpretation"),
        _said("解读的索引号、条目代码或网址。", "Its index number, entry's code, or address."),
        limit=LONGEST_URL,
    ),
    Column("state", _said("状态", "State"), _said("只在导出时有。", "Only on export."),
           is_only_out=True),
    Column("version", _said("版本", "Version"), _said("只在导出时有。", "Only on export."),
           is_only_out=True),
)  # fmt: skip
NAMED: Mapping[str, Column] = {column.name: column for column in ENTRIES}
