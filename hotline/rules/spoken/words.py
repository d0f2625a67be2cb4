"""What stands for what when text is read out: the tables of the languages, no code."""

from __future__ import annotations

CHINESE_ABBREVIATIONS = {
    "&": "和",
    "和/或": "或",
    "手机APP": "手机应用",
    "手机App": "手机应用",
    "手机app": "手机应用",
    "APP": "手机应用",
    "App": "手机应用",
    "app": "手机应用",
    "WiFi": "无线网络",
    "Wi-Fi": "无线网络",
    "wifi": "无线网络",
    "RMB": "人民币",
    "e-mail": "电子邮箱",
    "E-mail": "电子邮箱",
    "email": "电子邮箱",
    "Email": "电子邮箱",
    "#键": "井号键",
    "#号键": "井号键",
    "*键": "星号键",
    "*号键": "星号键",
    "№": "编号",
    "No.": "编号",
    "NO.": "编号",
}
ENGLISH_ABBREVIATIONS = {
    "&": "and",
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "No.": "number",
    "№": "number",
    "Dept.": "Department",
    "Tel.": "telephone",
    "approx.": "about",
    "Wi-Fi": "wifi",
    "㎡": "square metres",
    "m²": "square metres",
    "m2": "square metres",
    "m³": "cubic metres",
    "m3": "cubic metres",
    "km²": "square kilometres",
    "km2": "square kilometres",
    "km": "kilometres",
    "kg": "kilograms",
    "cm": "centimetres",
    "mm": "millimetres",
    "℃": "degrees Celsius",
    "°C": "degrees Celsius",
    "‰": "per thousand",
}

# Symbols of units, which count also without a figure before them.
UNIT_SYMBOLS = {
    "㎡": "平方米",
    "m²": "平方米",
    "km²": "平方公里",
    "㎢": "平方公里",
    "m³": "立方米",
    "㎥": "立方米",
    "℃": "摄氏度",
    "°C": "摄氏度",
    "°": "度",
    "㎜": "毫米",
    "㎝": "厘米",
    "㎞": "公里",
    "㎎": "毫克",
    "㎏": "公斤",
    "㏄": "毫升",
}
# Units in letters, which are one only behind a figure: m, g and t are letters everywhere else.
UNIT_LETTERS = {
    "m2": "平方米",
    "km2": "平方公里",
    "m3": "立方米",
    "mm": "毫米",
    "cm": "厘米",
    "m": "米",
    "km": "公里",
    "Km": "公里",
    "KM": "公里",
    "g": "克",
    "kg": "公斤",
    "Kg": "公斤",
    "KG": "公斤",
    "mg": "毫克",
    "μg": "微克",
    "t": "吨",
    "cc": "毫升",
    "CC": "毫升",
    "L": "升",
    "l": "升",
    "ml": "毫升",
    "mL": "毫升",
    "kW": "千瓦",
    "KW": "千瓦",
    "kw": "千瓦",
    "W": "瓦",
    "kWh": "千瓦时",
    "kW·h": "千瓦时",
    "kwh": "千瓦时",
    "V": "伏",
    "kV": "千伏",
    "KV": "千伏",
    "dB": "分贝",
    "db": "分贝",
    "MW": "兆瓦",
    "MB": "兆",
    "M": "兆",
    "h": "小时",
    "min": "分钟",
}

UNITS = UNIT_SYMBOLS | UNIT_LETTERS

PARTS_NAMED = "凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|夜间|夜里|晚"
AFTERNOON = ("下午", "傍晚", "晚上", "夜间", "晚")

# Behind these words figures are said one by one, whatever they are.
CODES = "邮编|邮政编码|QQ群?|微信号?|群号|账号|卡号|编号|证号|代码|验证码|密码|尾号"
# Before these, Mandarin says 两 for 2: what is counted, not what is numbered (二号, 二月, 二级).
COUNTED = (
    "个|名|位|人|天|年|周|周岁|岁|次|份|张|本|套|间|家|条|项|件|种|只|头|辆|台|部|元|块|分|"
    "分钟|秒|小时|点|倍|亩|公里|米|厘米|毫米|斤|公斤|千克|克|吨|平方米|平方公里|立方米|"
    "平米|升|毫升|步|趟|遍|门|科|页|户|口|星期|礼拜|成|批|笔|轮|代|处|座|双|对|支|粒|片|瓶|袋|"
    "箱|桶|棵|株|把|根|顿|寸|学期|学分|道|篇|封|枚|匹|艘|架|场|届|班次|万|千|百|亿|公顷|千瓦|"
    "角|工作日|自然日|联|副|幅|款|则|段|节|股|滴|针|剂|盒"
)
# Before these and all units a short figure is a quantity or a label, no telephone number: 120级.
MEASURED = (
    "级|类|期|档|月|日|号|时|楼|层|栋|幢|单元|室|区|组|班|路|线|余|多|来|几|以上|以下|以内|"
    "以外|左右|至|到|所|例|字|版|厘|毛|%|‰|㎡|℃"
)
# Behind these, figures are a label and said one by one from so many digits on.
LABELLED = {"室": 3, "号房": 3, "房": 3, "房间": 3, "包间": 3, "号": 4, "次列车": 2, "航班": 2}

# Behind a short number these say that it counts something, and is none to dial: 12345元.
QUANTITY = (
    r"[%‰/]|[-–—.,:：][0-9]|\s?(?:[年月日元万亿个人名次户岁天件条项份张]|分(?!机)|间(?!接)|小时|家(?!庭)"
    r"|平方|平米|立方|公里|公斤|公顷|余|多(?!次))"
)
# Numbers of five digits that people dial, round figures apart; and those of three, which in a
# Chinese text are none only before a unit (120平方米).
HOTLINES = r"12(?!000|500)[0-9]{3}|9[56](?!000|500)[0-9]{3}|100(?:00|10|86)"
EMERGENCIES = frozenset({"110", "112", "114", "119", "120", "122"})

ROMAN = {
    "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "Ⅵ": 6, "Ⅶ": 7, "Ⅷ": 8, "Ⅸ": 9, "Ⅹ": 10, "Ⅺ": 11,
    "Ⅻ": 12, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9,
}  # fmt: skip

FRACTIONS = {"½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4"}
