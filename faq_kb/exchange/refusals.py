"""What is said when a file or a row of it is refused: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.rules.wording import Wording


def _of(key: str, zh: str, en: str) -> Wording:
    return Wording(key=f"file.{key}", zh=zh, en=en)


EMPTY = _of("empty", "文件是空的。", "The file is empty.")
NO_ROWS = _of("no_rows", "文件里只有表头，没有条目。", "The file has headings and no entries.")
NO_TABLE = _of(
    "no_table",
    "这不是表格文件。请上传 CSV、XLSX 或 JSON。",
    "This is no table. Send CSV, XLSX or JSON.",
)
OLD_WORKBOOK = _of(
    "old_workbook",
    "这是旧版（.xls）或加密的工作簿。请去掉密码，另存为 .xlsx 后再上传。",
    "This is an old (.xls) or an encrypted workbook. Save it as .xlsx without a password.",
)
BROKEN_WORKBOOK = _of(
    "broken_workbook",
    "工作簿已损坏，读不出来。请在表格软件中打开并另存为 .xlsx 后再上传。",
    "The workbook is damaged. Open it and save it as .xlsx again.",
)
BURSTS = _of(
    "bursts",
    "工作簿解开后过大，疑为压缩炸弹，没有打开。请拆成几个文件。",
    "Unpacked, the workbook would be far too large; it was not opened. Split it.",
)
MACROS = _of(
    "macros",
    "工作簿带有宏程序，没有打开。请另存为不带宏的 .xlsx 后再上传。",
    "The workbook brings macros along and was not opened. Save it as .xlsx without macros.",
)
ENCODING = _of(
    "encoding",
    "文件的编码不是 UTF-8，也不是 GBK。请另存为“CSV UTF-8”后再上传。",
    "The file is neither UTF-8 nor GBK. Save it as CSV UTF-8.",
)
BROKEN_JSON = _of("broken_json", "JSON 写得不完整，读不出来。", "The JSON is not well-formed.")
JSON_FORM = _of(
    "json_form",
    'JSON 应是一个列表，每个条目一个对象：[{…}, {…}]，或 {"items": [{…}, {…}]}。',
    "The JSON must be a list with one object for each entry: [{…}, {…}], bare or as items.",
)
TOO_MANY_COLUMNS = _of("too_many_columns", "列太多。", "There are too many columns.")
TOO_LARGE = _of(
    "too_large",
    "文件太大：最多20 MB。请拆成几个文件。",
    "The file is too large: at most 20 MB. Split it.",
)
NO_FILE = _of("no_file", "请选择要导入的文件。", "Choose the file to import.")
NO_UNIT = _of("no_unit", "请选择承办单位。", "Choose the unit.")
TOO_MANY_CELLS = _of(
    "too_many_cells",
    "这一行的格数比表头多，可能是文字里的逗号没有加引号，整行已错位。",
    "This row has more cells than there are headings; perhaps a comma within a text has no "
    "quotes, and all is shifted.",
)
NOT_KEPT = _of(
    "not_kept",
    "数据库不接受这一行的内容，请检查有无异常字符。",
    "The database does not take this row; look for odd characters.",
)
GONE = _of(
    "gone",
    "上传的文件在本机已找不到，请重新上传。",
    "The file that was sent is no longer here; send it again.",
)
CELL_BURSTS = _of(
    "cell_bursts",
    "有条目的其他问法太长，XLSX 的一格放不下，请导出为 CSV 或 JSON。",
    "An entry has more phrasings than a cell of XLSX can hold; export CSV or JSON.",
)
EMPTY_CELL = _of("cell_empty", "必填，没有填写。", "Required, and not filled in.")
FORMULA_FAULT = _of(
    "formula_fault",
    "这是公式的错误值，请填写内容。",
    "This is the error of a formula; fill in its value.",
)
FULL_WIDTH = _of(
    "full_width",
    "有全角字母或数字，请改为半角。",
    "There are full-width letters or digits; write plain ones.",
)
NOT_A_DATE = _of(
    "not_a_date", "看不懂这个日期，请写成 2026-03-02。", "No date; write it like 2026-03-02."
)
NO_DAY = _of("no_day", "没有这一天。", "There is no such day.")
TOMORROW = _of("tomorrow", "日期不能晚于今天。", "The day must not be later than today.")
OVER = _of("over", "有效期已过，不能早于今天。", "The validity must not end before today.")
NO_SUCH_UNIT = _of(
    "no_such_unit",
    "单位名录里没有这个单位，请写单位代码或全称。",
    "There is no such unit in the directory; write its code or full name.",
)

NO_DRAFTS = _of(
    "no_drafts",
    "这个文件里没有等待送审的草稿。",
    "No draft of this file waits to be handed in.",
)


def quotes(line: int) -> Wording:
    """A CSV that breaks off in a quotation."""
    return _of(
        "quotes",
        f"CSV 从第{line}行起格式有误，多半是引号没有成对。没有导入任何一行。",
        f"From line {line} on the CSV is malformed, most likely by an unpaired quotation mark. "
        "Nothing was imported.",
    )


def too_many_rows(most: int) -> Wording:
    """More rows than one file may have."""
    return _of(
        "too_many_rows",
        f"行数太多：一个文件最多{most}行。请拆成几个文件。",
        f"Too many rows: a file has at most {most}. Split it.",
    )


def missing(headings: Iterable[str]) -> Wording:
    """Columns that must be there and are not."""
    names = "、".join(headings)
    return _of(
        "missing",
        f"缺少这些列：{names}。第一行应是表头；若表头是乱码，请另存为“CSV UTF-8”。",
        f"Columns are missing: {names}. The first row holds the headings; if they are garbled, "
        "save the file as CSV UTF-8.",
    )


def twice(heading: str) -> Wording:
    """One column that is there twice."""
    return _of(
        "heading_twice",
        f"表头“{heading}”出现了两次。",
        f"The heading {heading} occurs twice.",
    )


def too_long(most: int) -> Wording:
    """A cell of more than may stand there."""
    return _of("cell_too_long", f"最多{most}字。", f"At most {most} characters.")


def double(line: int) -> Wording:
    """An entry that an earlier row has."""
    return _of(
        "double",
        f"与第{line}行是同一条；只导入了第{line}行。",
        f"The same entry as in row {line}, which alone was imported.",
    )


def not_a_choice(choices: Iterable[str]) -> Wording:
    """A word that is none of those there are."""
    names = list(choices)
    return _of(
        "not_a_choice",
        f"只能是：{'、'.join(names)}。",
        f"It is one of: {', '.join(names)}.",
    )
