"""What is said about organisations, standings and places?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "organization.not_found": ("没有这个单位。", "There is no such organisation."),
    "organization.uscc_taken": (
        "统一社会信用代码 {uscc} 已登记。",
        "The unified social credit code {uscc} is registered already.",
    ),
    "application.not_found": ("没有这份入驻申请。", "There is no such application."),
    "application.other_commitment": (
        "信用承诺书已经换成 {now} 版，请重新阅读并勾选。",
        "The credit commitment is now that of {now}: please read it again and tick it.",
    ),
    "application.no_such_receipt": (
        "没有这个回执号，请核对后再试。",
        "No application has this receipt. Check it and try again.",
    ),
    "application.waits_already": (
        "这个统一社会信用代码已有申请在等审批，请等结果。",
        "Applications under this code wait already. Wait for their answer.",
    ),
    "application.too_many": (
        "等审批的申请太多，请过几天再试，或直接联系监管部门。",
        "Too many applications wait. Try again in some days, or ask the authority.",
    ),
    "application.decided": (
        "这份申请已经办过了（{state}）。",
        "The application is decided already ({state}).",
    ),
    "standing.not_an_enterprise": (
        "只能对企业做这个决定。",
        "Only an enterprise can be decided on.",
    ),
    "standing.unchanged": ("该企业现在就是这个状态。", "The enterprise has this standing already."),
    "standing.needs_case": (
        "移出企业和恢复入驻须立案办理：告知、陈述申辩、另一人决定。",
        "To strike off an enterprise, or to list it again, takes a case: notice, defence, and the "
        "decision of a second regulator.",
    ),
    "enterprise.not_trusted": (
        "该企业已被暂停或移出（{standing}），不能放行、发货或打印标签。",
        "The enterprise is {standing}: it may not release, ship or print labels.",
    ),
    "site.not_found": ("没有这个场所。", "There is no such place."),
    "site.not_yours": ("这个场所不属于您的单位。", "This place is not your organisation's."),
    "asset.not_found": ("没有这个罐、车或托盘。", "There is no such tank, vehicle or pallet."),
}
