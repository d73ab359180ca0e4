"""What is said about reports and the limits they are judged by?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Laboratory
    "inspection.not_found": ("没有这份检验报告。", "There is no such report."),
    "inspection.not_yours": ("这份报告不是您的单位出具的。", "Your organisation did not issue it."),
    "inspection.kind_not_yours": (
        "企业只能出具出厂检验和型式检验。",
        "An enterprise signs factory and type tests only.",
    ),
    "inspection.report_taken": ("报告编号 {no} 已使用。", "The report number {no} is taken."),
    "inspection.in_the_future": ("报告日期不能在将来。", "The report lies in the future."),
    "inspection.before_production": ("抽样日期早于生产日期。", "Sampled before it was made."),
    "inspection.verdict_differs": (
        "{parameter} 的结论与数值不符：{value}，限量 {limit}，结论 {verdict}。",
        "The verdict of {parameter} contradicts its value: {value} against {limit}, {verdict}.",
    ),
    "inspection.dates": ("报告日期早于抽样日期。", "It was reported before it was sampled."),
    "inspection.parameter_twice": ("同一检验项目写了两次。", "A parameter stands twice."),
    # Limits catalogue
    "limits.not_found": ("没有这条限量。", "There is no such limit."),
    "limits.unchanged": ("限量 {limit_no} 没有任何改动。", "Nothing of limit {limit_no} changes."),
    "limits.confirm_what": ("请写明确认哪些（ids）或全部（all）。", "Send either ids or all."),
    "limits.row_unreadable": ("限量表这一行读不懂。", "This row of the limits cannot be read."),
    "limits.row_repeated": ("限量表里同一编号出现两次。", "A row of the limits stands twice."),
}
