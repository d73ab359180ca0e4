"""What is said about trust scores, complaints, orders to mend, certificates and approvals?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "trust.no_rules": (
        "还没有载入信用规则，请运行 traceability migrate。",
        "No trust rules are loaded: run `traceability migrate`.",
    ),
    "trust.rule_not_found": ("没有这条信用规则。", "There is no such trust rule."),
    "trust.rule_unchanged": (
        "规则 {rule_no} 没有改变。",
        "Nothing changes in rule {rule_no}.",
    ),
    "trust.rules_incoherent": (
        "规则 {rule_no} 这样改，整个规则表就说不通。",
        "With rule {rule_no} like that, the table of rules makes no sense.",
    ),
    "trust.not_scored": (
        "没有这家企业的信用分。",
        "There is no credit score of such an enterprise.",
    ),
    "label.grade_stopped": (
        "信用等级 {grade}：停止打印标签。提高等级后恢复，可对扣分提出异议。",
        "Trust grade {grade}: no labels are printed until it rises. Lines can be objected to.",
    ),
    "label.grade_needs_approval": (
        "信用等级 {grade}：每批须经监管部门批准才能打印标签。",
        "Trust grade {grade}: the regulator must approve the labels of each batch.",
    ),
    "label_approval.not_needed": (
        "信用等级 {grade} 不用逐批批准标签。",
        "Labels are not approved batch by batch at trust grade {grade}.",
    ),
    "label_approval.given_already": (
        "这批的标签已经批准。",
        "The labels of this batch are approved already.",
    ),
    "label_request.lot_stopped": (
        "这批已封存或召回，不能申请打印标签。",
        "This lot is held or recalled: its labels cannot be asked for.",
    ),
    "label_request.asked_already": (
        "这批的标签已经申请，等监管部门批准。",
        "The labels of this batch are asked for already.",
    ),
    "label_request.decided_already": ("这份申请已经处理。", "This request is decided already."),
    "label_request.not_found": ("没有这份申请。", "There is no such request."),
    "purchase.supplier_grade": (
        "生产企业的信用等级为 {grade}，食堂不能收，请退回或销毁。",
        "The maker has trust grade {grade}: canteens may not accept. Return or destroy the goods.",
    ),
    "licence.ended_already": (
        "{until} 已经过了，请填新证的到期日。",
        "{until} is over already: give the last day of the new licence.",
    ),
    "licence.too_long": (
        "食品生产许可证有效期为五年，最晚到 {longest}。",
        "A food production licence holds for five years: until {longest} at most.",
    ),
    "supervision.not_an_enterprise": (
        "只能登记企业的监管事项。",
        "Only an enterprise is supervised.",
    ),
    "supervision.in_the_future": ("日期不能在将来。", "The day lies in the future."),
    "supervision.ends_before_it_begins": (
        "结束日期早于开始日期。",
        "It ends before it begins.",
    ),
    "complaint.not_found": ("没有这件投诉。", "There is no such complaint."),
    "complaint.recorded_already": (
        "这个投诉编号已登记。",
        "A complaint of this number is recorded already.",
    ),
    "complaint.batch_of_another": (
        "批次 {lot} 不是这家企业的。",
        "Lot {lot} is not of this enterprise.",
    ),
    "complaint.answered_already": ("这件投诉已答复。", "The complaint is answered already."),
    "complaint.found_already": (
        "这件投诉已认定（{state}）。",
        "The complaint is {state} already.",
    ),
    "rectification.not_found": ("没有这项整改。", "There is no such order to mend."),
    "rectification.recorded_already": (
        "这个整改文号已登记。",
        "An order of this number is recorded already.",
    ),
    "rectification.done_already": ("这项整改已完成。", "This is mended already."),
    "management_certificate.not_found": ("没有这张认证证书。", "There is no such certificate."),
    "management_certificate.recorded_already": (
        "这张证书已登记。",
        "This certificate is recorded already.",
    ),
    "management_certificate.withdrawn_already": (
        "这张证书已撤销。",
        "This certificate is withdrawn already.",
    ),
}
