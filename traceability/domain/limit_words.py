"""How is a judgement told to people, in Chinese and in English?"""

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.limits import (
    Comparison,
    Judgement,
    JudgementCode,
    LimitOperator,
    LimitRow,
)

_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Wording:
    """The same sentence in both languages."""

    zh: str
    en: str


_FINDINGS: Mapping[JudgementCode, Wording] = {
    JudgementCode.WITHIN: Wording("结果 {result}，符合要求", "{result} meets the limit"),
    JudgementCode.NOT_DETECTED: Wording("未检出，符合要求", "not detected, meets the limit"),
    JudgementCode.ABOVE: Wording("结果 {result}，超过限量", "{result} is above the limit"),
    JudgementCode.BELOW: Wording("结果 {result}，低于要求", "{result} is below the minimum"),
    JudgementCode.OUTSIDE: Wording(
        "结果 {result}，不在规定范围内", "{result} is outside the range"
    ),
    JudgementCode.DETECTED: Wording(
        "结果 {result}，属于检出，不符合要求", "{result} counts as detected and fails"
    ),
    JudgementCode.VALUE_MISSING: Wording(
        "没有填写结果，请填写数值、<检出限或“未检出”",
        "no result entered: give a number, <limit of detection, or ND",
    ),
    JudgementCode.VALUE_COMMA: Wording(
        "结果“{value}”含有逗号，小数点请写“.”，不加千位分隔符",
        "the result “{value}” has a comma: write the decimal point as “.”, and no separators",
    ),
    JudgementCode.VALUE_NEGATIVE: Wording(
        "结果“{value}”为负数，应为不小于 0 的数值",
        "the result “{value}” is negative: a number of 0 or more is expected",
    ),
    JudgementCode.VALUE_UNREADABLE: Wording(
        "结果“{value}”无法识别，应如 0.15、1.2×10³、<0.01 或“未检出”",
        "the result “{value}” cannot be read: expected is 0.15, 1.2×10³, <0.01 or ND",
    ),
    JudgementCode.NUMBER_NEEDED: Wording(
        "结果“{value}”无法与限量比较，请填写数值",
        "the result “{value}” cannot be compared with the limit: a number is needed",
    ),
    JudgementCode.UNIT_MISSING: Wording(
        "没有填写单位，应为 {expected_unit}", "the unit is missing: {expected_unit} is expected"
    ),
    JudgementCode.UNIT_FOREIGN: Wording(
        "单位“{unit}”不能换算，应为 {expected_unit}",
        "the unit “{unit}” cannot be converted: {expected_unit} is expected",
    ),
    JudgementCode.DETECTION_LIMIT_HIGH: Wording(
        "检出限高于限量，不能据此判为合格，请改用检出限更低的方法",
        "the limit of detection is above the limit: a more sensitive method is needed",
    ),
    JudgementCode.DETECTION_LIMIT_UNREADABLE: Wording(
        "检出限“{detection_limit}”无法识别，应为大于 0 的数值",
        "the limit of detection “{detection_limit}” cannot be read: a number above 0 is expected",
    ),
    JudgementCode.BELOW_DETECTION_LIMIT: Wording(
        "结果“{value}”低于检出限 {detection_limit}，应写“未检出”",
        "the result “{value}” is below its limit of detection {detection_limit}: write ND",
    ),
    JudgementCode.NEEDS_PROCESS: Wording(
        "请先填写产品的加工工艺（{expected}）", "enter the process of the product ({expected})"
    ),
    JudgementCode.NEEDS_GRADE: Wording(
        "请先填写产品的质量等级（{expected}）", "enter the grade of the product ({expected})"
    ),
    JudgementCode.NEEDS_INORGANIC_ARSENIC: Wording(
        "总砷 {result} 高于无机砷限量，须再测无机砷才能判定",
        "total arsenic {result} is above the limit of inorganic arsenic, which must be measured",
    ),
    JudgementCode.NO_LIMIT: Wording(
        "没有适用于该食品的限量，不作判定", "no limit applies to this food; not judged"
    ),
    JudgementCode.NOT_IN_FORCE: Wording(
        "生产日期当日没有现行有效的限量，不作判定",
        "no limit was in force on the production date; not judged",
    ),
    JudgementCode.DRAFT: Wording(
        "限量尚未经监管部门确认，不作判定",
        "the limit is a draft that the regulator has not confirmed; not judged",
    ),
    JudgementCode.OTHER_PROCESS_OR_GRADE: Wording(
        "限量只适用于其他工艺或等级，不作判定",
        "the limit is for another process or grade; not judged",
    ),
    JudgementCode.SPECIATED: Wording(
        "总砷 {result} 高于无机砷限量，以无机砷结果判定",
        "total arsenic {result} is above the limit; the result of inorganic arsenic decides",
    ),
}
_COMPARISONS: Mapping[Comparison, Wording] = {
    Comparison.FULL_VALUE: Wording("全数值比较，不修约", "compared in full, without rounding"),
    Comparison.ROUNDED_VALUE: Wording(
        "修约到限量的位数后比较", "compared after rounding to the places of the limit"
    ),
    Comparison.DETECTION_LIMIT: Wording(
        "以检出限与限量比较", "the limit of detection is compared with the limit"
    ),
    Comparison.NOT_DETECTED: Wording("按未检出判定", "judged as not detected"),
    Comparison.DETECTION: Wording("按是否检出判定", "judged by whether it was detected"),
    Comparison.SUM_OF_RATIOS: Wording(
        "各自用量除以限量后相加", "each amount divided by its limit, and added"
    ),
}
_REQUIREMENTS: Mapping[LimitOperator, Wording] = {
    LimitOperator.AT_MOST: Wording("不超过 {limit}", "at most {limit}"),
    LimitOperator.AT_LEAST: Wording("不低于 {limit}", "at least {limit}"),
    LimitOperator.LESS: Wording("小于 {limit}", "less than {limit}"),
    LimitOperator.MORE: Wording("大于 {limit}", "more than {limit}"),
    LimitOperator.RANGE: Wording("在 {limit} 之间", "between {limit}"),
    LimitOperator.NOT_DETECTED: Wording(
        "不得检出（低于 {limit} 视为未检出）",
        "not to be detected (less than {limit} counts as not detected)",
    ),
    LimitOperator.PROHIBITED: Wording("不得使用", "prohibited"),
}
_RULES: Mapping[str, Wording] = {
    "total_arsenic": Wording(
        "总砷不超过无机砷限量即判合格", "total arsenic within the limit of inorganic arsenic passes"
    ),
    "antioxidant_sum": Wording(
        "同一功能的食品添加剂混合使用", "additives of one function used together"
    ),
}
_PROCESSES = {"pressed": "压榨", "extracted": "浸出"}


def word_finding(judgement: Judgement) -> Wording:
    """Tell what was found, short enough to stand beside a field that shows its limit already."""
    fields = _collect_fields(judgement)
    finding = _FINDINGS[judgement.code]
    said_zh = finding.zh.format_map(fields | {"expected": fields["expected_zh"]})
    return Wording(said_zh, finding.en.format_map(fields))


def word_judgement(judgement: Judgement) -> Wording:
    """Tell what was found, what was expected, how it was compared and which clause says so."""
    finding = word_finding(judgement)
    requirement = _word_requirement(judgement)
    parts_zh = [finding.zh]
    parts_en = [finding.en]
    if requirement is not None:
        parts_zh.append(f"要求：{requirement.zh}")
        parts_en.append(f"required: {requirement.en}")
    for note in _list_notes(judgement):
        parts_zh.append(note.zh)
        parts_en.append(note.en)
    if judgement.standard is not None:
        source = cite_standard(judgement)
        parts_zh.append(f"依据：{source}")
        parts_en.append(f"by {source}")
    name_zh = judgement.details.get("parameter_zh", judgement.parameter)
    name_en = judgement.details.get("parameter_en", judgement.parameter)
    return Wording(f"{name_zh}：{'；'.join(parts_zh)}。", f"{name_en}: {'; '.join(parts_en)}.")


def name_edition(standard: str, edition: str) -> str:
    """Name an edition of a standard: GB 2762-2025."""
    return f"{standard}{'-' if edition.isdigit() else ' '}{edition}"


def cite_standard(judgement: Judgement) -> str:
    """Cite standard, edition and clause: GB 2762-2025 4.1 表1; empty if no standard judged."""
    if judgement.standard is None or judgement.edition is None:
        return ""
    source = name_edition(judgement.standard, judgement.edition)
    return f"{source} {judgement.clause}" if judgement.clause else source


def _collect_fields(judgement: Judgement) -> dict[str, str]:
    value = judgement.value.strip()[:_LONGEST_SHOWN]
    unit = judgement.unit.strip()[:_LONGEST_SHOWN]
    expected = judgement.details.get("expected", "")
    names = [_PROCESSES.get(name, name) for name in expected.split(";")]
    return {
        "value": value,
        "unit": unit,
        "result": f"{value} {unit}".strip(),
        "expected_unit": judgement.limit_unit or "mg/kg",
        "expected": expected.replace(";", ", "),
        "expected_zh": "、".join(names),
        "detection_limit": judgement.details.get("detection_limit", "")[:_LONGEST_SHOWN],
    }


def _word_requirement(judgement: Judgement) -> Wording | None:
    if judgement.operator is None:
        return None
    if judgement.operator is LimitOperator.NOT_DETECTED and judgement.limit is None:
        return Wording("不得检出", "not to be detected")
    limit = f"{judgement.limit} {judgement.limit_unit or ''}".strip()
    words = _REQUIREMENTS[judgement.operator]
    return Wording(words.zh.format(limit=limit), words.en.format(limit=limit))


def _list_notes(judgement: Judgement) -> list[Wording]:
    notes = []
    if judgement.how in _COMPARISONS:
        notes.append(_COMPARISONS[judgement.how])
    if judgement.details.get("tested_as") == "brown_rice":
        notes.append(Wording("稻谷以糙米计", "paddy is judged as brown rice"))
    if judgement.details.get("rule") in _RULES:
        notes.append(_RULES[judgement.details["rule"]])
    if "refers_to" in judgement.details:
        target = f"{judgement.details['refers_to']}-{judgement.details['refers_to_edition']}"
        notes.append(Wording(f"按 {target} 执行", f"as {target} sets it"))
    return notes


_SIGNS: Mapping[LimitOperator, str] = {
    LimitOperator.AT_MOST: "≤ {limit}",
    LimitOperator.AT_LEAST: "≥ {limit}",
    LimitOperator.LESS: "< {limit}",
    LimitOperator.MORE: "> {limit}",
    LimitOperator.RANGE: "{limit}",
}


def word_limit(row: LimitRow) -> Wording:
    """Write a limit as short as it stands beside a field: `≤ 0.2`, 不得检出, 不得使用."""
    return word_bound(row.operator, row.value_text)


def word_bound(operator: LimitOperator, value: str) -> Wording:
    """Write what a limit asks for, by its operator and its value as the standard writes it."""
    if operator in _SIGNS:
        sign = _SIGNS[operator].format(limit=value)
        return Wording(sign, sign)
    if operator is LimitOperator.NOT_DETECTED:
        return Wording("不得检出", "not detected")
    return Wording("不得使用", "prohibited")
