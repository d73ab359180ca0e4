"""What is said about commitments, cases, relistings, notices and joint actions?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "commitment.in_the_future": (
        "签署日期不能在将来。",
        "The commitment cannot be signed in the future.",
    ),
    "case.not_found": ("没有这件案件。", "There is no such case."),
    "case.no_such_penalty": (
        "该企业没有这项处罚。",
        "The enterprise has no such penalty.",
    ),
    "case.ground_unfit": (
        "这个事由（{ground}）不能用于这种措施（{measure}）。",
        "The ground {ground} does not carry the measure {measure}.",
    ),
    "case.no_commitment": (
        "该企业没有签署信用承诺书。没有承诺，只有依法列入严重失信名单或者吊销许可才能移出。",
        "The enterprise signed no commitment. Without one, only the list of serious violations or "
        "a revoked licence can strike it off.",
    ),
    "case.not_graver": (
        "该企业现在是 {standing}，这项措施没有更重。",
        "The enterprise is {standing} already: the measure is no graver.",
    ),
    "case.not_delisted": (
        "该企业没有被移出（{standing}），不需要恢复入驻。",
        "The enterprise is {standing}, not delisted: there is nothing to relist.",
    ),
    "case.open_already": (
        "该企业同一事由已有一件在办案件。",
        "A case on this ground is open against the enterprise already.",
    ),
    "case.closed": ("案件已经结束（{state}）。", "The case is closed ({state})."),
    "case.noticed_already": ("告知书已经送达。", "The notice was served already."),
    "case.not_noticed": ("告知书还没有送达。", "The notice is not served yet."),
    "case.answered_already": (
        "企业已经陈述申辩或者放弃。",
        "The enterprise has answered already.",
    ),
    "case.defence_over": (
        "陈述申辩期已于 {until} 届满。",
        "The time for the defence ended on {until}.",
    ),
    "case.defence_unclear": (
        "请写明陈述申辩的内容，或者选择放弃，二者取一。",
        "Either state your defence or waive it.",
    ),
    "case.second_person": (
        "须由另一位监管人员决定。",
        "Another regulator must decide.",
    ),
    "case.too_early": (
        "陈述申辩期到 {until} 届满，企业还没有答复，现在不能决定。",
        "The enterprise has time for its defence until {until} and has not answered: no decision "
        "before.",
    ),
    "case.decision_no_missing": (
        "决定须写明决定文号。",
        "A decision needs its number.",
    ),
    "case.not_confirmed": (
        "两批不合格还没有都确认：复检期未满、正在复检，或者已被复检推翻。",
        "The two failures are not both confirmed: a re-test can still overturn one, or has.",
    ),
    "case.reach_grew": (
        "您看过以后，影响的范围又变大了。请看过新的数目，再确认。",
        "It reaches more than you saw. Look at the new numbers, then confirm.",
    ),
    "case.short_name": (
        "和企业简称不一致。请输入“{name}”。",
        "This is not the short name. Type “{name}”.",
    ),
    "case.suspension_too_grave": (
        "警示案件不能先行暂停。",
        "A case for a warning cannot suspend first.",
    ),
    "relisting.conditions_unmet": (
        "恢复入驻的条件还没有满足：{unmet}。",
        "Conditions of the relisting are not met: {unmet}.",
    ),
    "site_inspection.in_the_future": (
        "核查日期不能在将来。",
        "The inspection lies in the future.",
    ),
    "notice.not_found": ("没有这条通知。", "There is no such notice."),
    "notice.acknowledged_already": ("这条通知已经回复过。", "This notice was answered already."),
    "notice.stock_unexplained": (
        "台账上还有库存。说“没有剩余”须写明去向。",
        "The ledger still has stock: say where it went.",
    ),
    "joint.not_found": ("没有这项联合惩戒任务。", "There is no such joint action."),
    "joint.not_possible": (
        "任务现在是 {state}，不能变为 {wanted}。",
        "The joint action is {state}: it cannot become {wanted}.",
    ),
    "joint.other_subject": (
        "这个任务号已用于另一个主体。",
        "The task number belongs to another subject.",
    ),
    "joint.objected_already": ("已经提出过异议。", "An objection stands already."),
    "joint.removal_unclear": (
        "移出名单须写明移出日期；列入名单时不写。",
        "Who is taken off the list has a day for it, and nobody else.",
    ),
    "joint.dates": ("结束日期早于列入日期。", "It ends before it begins."),
    "webhook.not_signed": (
        "消息没有有效签名（{reason}）。",
        "The message is not signed as it should be ({reason}).",
    ),
    "webhook.replayed": ("这条消息已经收到过。", "This message came in before."),
}
