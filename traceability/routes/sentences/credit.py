"""What is said about penalties, credit repair and objections?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "penalty.not_found": ("没有这条处罚记录。", "There is no such penalty."),
    "penalty.recorded_already": (
        "这份决定书已登记（记录 {id}）。",
        "This decision is recorded already (record {id}).",
    ),
    "penalty.fields": (
        "处罚记录有 {count} 处不符合双公示标准。",
        "{count} fields break the standard.",
    ),
    "penalty.field_missing": ("这一项必填。", "This field is required."),
    "penalty.field_too_long": ("最多 {longest} 个字。", "At most {longest} characters."),
    "penalty.party_kind": (
        "行政相对人类别只能是：{known}。",
        "The party's kind is one of {known}.",
    ),
    "penalty.person_has_no_uscc": (
        "自然人不填统一社会信用代码。",
        "A natural person has no unified social credit code.",
    ),
    "penalty.organisation_has_no_paper": (
        "只有自然人填写证件类型和证件号码。",
        "Only a natural person has an identity paper here.",
    ),
    "penalty.uscc": ("统一社会信用代码不对，请核对。", "The unified social credit code is wrong."),
    "penalty.organisation_code": ("组织机构代码的校验码不对。", "The organisation code is wrong."),
    "penalty.paper_kind": ("证件类型只能是：{known}。", "The kind of paper is one of {known}."),
    "penalty.identity_number": ("身份证号码不对，请核对。", "The identity number is wrong."),
    "penalty.identity_number_in_text": (
        "文字里有身份证号码，请删去。",
        "An identity number stands in the text: take it out.",
    ),
    "penalty.kind": ("处罚类别不认识：{unknown}。", "Unknown kinds of penalty: {unknown}."),
    "penalty.kind_not_named": (
        "处罚类别里没有对应的一类，请补上类别或删去这一项。",
        "No kind of penalty goes with this field: add the kind, or take the field out.",
    ),
    "penalty.amount": (
        "金额以万元为单位，大于零，最多六位小数（精确到分）。",
        "An amount in 10,000 yuan above zero, with up to six decimals, is expected.",
    ),
    "penalty.fine_twice": ("两个罚款金额不一致。", "The two fines differ."),
    "penalty.not_an_authority": (
        "处罚机关的代码须以 11 开头。",
        "An authority's code begins with 11.",
    ),
    "penalty.in_the_future": ("决定日期不能在将来。", "The decision lies in the future."),
    "penalty.ends_before_it_begins": (
        "处罚有效期早于决定日期。",
        "The penalty ends before its decision.",
    ),
    "penalty.publicity_window": (
        "公示截止期须在决定日期之后、三年之内。",
        "Publicity ends after the decision, within three years.",
    ),
    "penalty.no_party": (
        "请写明被处罚的企业，或不合格的检验报告。",
        "Name the enterprise, or the failed report.",
    ),
    "penalty.another_party": (
        "检验报告说的是另一家企业。",
        "The report is about another enterprise.",
    ),
    "penalty.report_passed": ("报告 {report} 是合格的。", "Report {report} did not fail."),
    "penalty.severity_reason": (
        "按规则应为 {rule}；改定等级须写明理由。",
        "The rule gives {rule}; a reason is needed to set another class.",
    ),
    "penalty.not_in_force": (
        "这条处罚记录已经终止（{state}）。",
        "This penalty is no longer in force ({state}).",
    ),
    "penalty.number_was_sent": (
        "信用平台可能已按原文号收录，文号和机关不能再改；请撤回后重新登记。",
        "The credit system may know the old number: withdraw the record and enter it anew.",
    ),
    "penalty.end_day": (
        "终止日期须在决定日期和今天之间。",
        "It ends between the decision and today.",
    ),
    "repair.not_found": ("没有这份修复申请。", "There is no such application."),
    "repair.nothing_to_repair": (
        "这条处罚记录不需要修复（{state}）。",
        "There is nothing to repair ({state}).",
    ),
    "repair.too_early": (
        "最短公示期未满，{first_day} 起可以申请。",
        "The minimum window is not over: ask from {first_day} on.",
    ),
    "repair.evidence_missing": ("缺少材料：{kinds}。", "Evidence is missing: {kinds}."),
    "repair.evidence_nowhere": (
        "每份材料须有文件或查阅地点。",
        "Each paper needs a file or a reference.",
    ),
    "repair.asked_already": (
        "已有一份申请在办（{id}）。",
        "An application is open already ({id}).",
    ),
    "repair.not_the_authority": (
        "谁认定、谁修复：只有作出处罚的机关（{authority}）可以决定。",
        "Only the authority that determined the penalty ({authority}) decides.",
    ),
    "repair.settled": ("这份申请已经办结（{state}）。", "This application is settled ({state})."),
    "repair.number_missing": ("准予修复须有决定文号。", "A repair has a decision number."),
    "objection.not_found": ("没有这份异议。", "There is no such objection."),
    "objection.no_subject": (
        "没有这条记录，或它不属于您。",
        "There is no such record of yours.",
    ),
    "objection.not_in_force": (
        "这条记录已不再公示和使用（{state}）。",
        "The record is no longer shown or used ({state}).",
    ),
    "objection.open_already": (
        "这条记录已有异议在办（{id}）。",
        "An objection to it is open already ({id}).",
    ),
    "objection.step": (
        "异议现在是 {state}，不能转为 {step}。",
        "The objection is {state}: it cannot become {step}.",
    ),
    "objection.nothing_corrected": (
        "记录还没有更正：请先更正或撤回，再这样答复。",
        "Nothing was corrected yet: correct or withdraw the record first.",
    ),
}
