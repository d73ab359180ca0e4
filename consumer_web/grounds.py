"""What is the class of reason for which an enterprise was suspended or struck off, in words?"""

from __future__ import annotations

from consumer_web.words import Lang

GROUNDS: dict[str, dict[Lang, str]] = {
    "serious_list": {
        "zh": "被列入严重失信主体名单",
        "en": "On the list of serious violations",
    },
    "licence_revoked": {"zh": "许可被吊销", "en": "Its licence was revoked"},
    "forged_record": {
        "zh": "伪造检验报告或追溯数据",
        "en": "Forged test reports or trace data",
    },
    "non_food_material": {"zh": "使用非食品原料", "en": "Used material that is not food"},
    "refused_inspection": {"zh": "拒绝监督检查", "en": "Refused an inspection"},
    "recall_not_done": {"zh": "不执行召回决定", "en": "Did not carry out a recall"},
    "repeated_failures": {
        "zh": "12个月内两批安全指标不合格",
        "en": "Two lots failed in safety within 12 months",
    },
    "serious_penalty": {"zh": "受到严重行政处罚", "en": "A serious penalty"},
    "low_grade": {
        "zh": "信用等级 D 满90天",
        "en": "Credit grade D for 90 days",
    },
    "failed_test": {"zh": "检验不合格，等待复检", "en": "A test failed, a re-test may follow"},
    "licence_expired": {"zh": "许可证过期", "en": "Its licence expired"},
    "report_overdue": {"zh": "检验报告逾期", "en": "A test report is overdue"},
    "cloned_codes": {"zh": "追溯码疑被复制", "en": "Its codes seem copied"},
    "breach_of_commitment": {"zh": "违反信用承诺", "en": "Broke its credit commitment"},
}
"""The codes are those of the register's closed list of grounds."""


def say_ground(code: str | None, lang: Lang) -> str:
    """Say a class of reason; nothing for a decision of before there were classes."""
    return GROUNDS[code][lang] if code in GROUNDS else ""
