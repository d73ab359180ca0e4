"""What is said about labels, codes and purchases?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "label.not_released": ("该批次未放行（{status}），不能打印标签。", "The batch is {status}."),
    "label.no_gtin": ("批次 {lot} 没有商品条码，不能打印标签。", "Lot {lot} has no GTIN."),
    "label.job_not_found": ("没有这个打印任务。", "There is no such label job."),
    "label.not_serialised": ("这个任务没有一物一码。", "This job has no package codes."),
    "label.numbers_used_up": ("任务编号已用完。", "The job numbers are used up."),
    "label.stock": ("没有这种标签纸。", "There is no such label stock."),
    "label.too_many": (
        "这批只有 {made} 件，一物一码最多打 {most} 个（含损耗）。",
        "There are {made} packages: at most {most} codes, spoilage included.",
    ),
    "label.text": ("标签放不下或缺字：{reason}", "The label cannot be drawn: {reason}"),
    "code.not_issued": ("这个码不是本系统发出的。", "We did not issue this code."),
    "code.flagged_already": ("这个码已经标记过。", "This code is flagged already."),
    "code.length": ("码应有 16 个字符。", "A code has 16 characters."),
    "code.characters": ("码里有不会出现的字符。", "The code has characters that never occur."),
    "code.check": ("码的校验字符不对，请再看一遍。", "The code's check character is wrong."),
    "purchase.not_found": ("没有这条台账。", "There is no such ledger entry."),
    "purchase.not_acceptable": (
        "这批货现在不能收（{verdict}），请退回或销毁。",
        "These goods cannot be accepted now ({verdict}). Return or destroy them.",
    ),
}
