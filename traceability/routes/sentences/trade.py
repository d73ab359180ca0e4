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
    "label.wrong_state": (
        "第 {label} 枚标签现在是“{state}”，不能改为“{wanted}”。",
        "Label {label} is {state}; it cannot become {wanted}.",
    ),
    "label.no_such_label": (
        "这个任务只有 {count} 枚标签。",
        "The job has labels 1 to {count} only.",
    ),
    "label.nothing_unknown": (
        "没有需要确认的标签。",
        "There is no label about which the register asks.",
    ),
    "label.not_the_last": (
        "请填最后一枚看得见的标签：{least} 到 {most}（{least} 表示这一段一枚都没有）。",
        "Give the last label that you see, {least} to {most}; {least} says that none is there.",
    ),
    "label.unanswered": (
        "有几枚标签不知道印出没有，请先看一眼最后一枚再继续。",
        "Nobody knows whether some labels were printed: say first which one is the last.",
    ),
    "label.not_possible": (
        "任务现在的状态是“{state}”，不能这样做。",
        "The job is {state}: this is not possible now.",
    ),
    "label.no_run": (
        "这是旧版本的任务，没有打印记录。",
        "The job is of an earlier release: how its labels were printed is not known.",
    ),
    "label.run_open": (
        "这个任务还在打印（{state}），完成后才能补印。",
        "A run of this job is {state}: reprint when it is over.",
    ),
    "label.never_printed": (
        "第 {label} 枚标签是“{state}”，没有印过，不能补印。",
        "Label {label} is {state}: only printed labels are reprinted.",
    ),
    "label.void_already": ("这些标签已经作废。", "These labels are void already."),
    "label.code_of_another_job": (
        "这个码不属于这个任务。",
        "This code is not one of this job.",
    ),
    "label.first_article_differs": (
        "扫到的不是首件标签的内容，请检查打印机和标签纸。",
        "What was scanned is not what label 1 should say: look at printer and paper.",
    ),
    "label.no_such_printer": (
        "没有这台打印机。可选：{known}",
        "There is no such printer. Known: {known}",
    ),
    "label.sheet_on_a_roll_printer": (
        "整张标签纸不能在卷装打印机上打印，请选卷装标签或输出 PDF。",
        "Sheets do not go through a roll printer: choose a roll, or a PDF.",
    ),
    "label.printer_or_file": (
        "选一台打印机，或选一种文件；首件检验只用于打印机。",
        "Name a printer or a kind of file; only a printer has a first article.",
    ),
    "label.number_or_code": (
        "填枚号或扫码，二者选一。",
        "Give numbers or codes, one of both.",
    ),
    "label.no_file": (
        "这个任务没有文件（{state}）。",
        "This job has no file: it goes to a printer, or is {state}.",
    ),
    "label.start": (
        "这种标签纸从第 1 格到第 {most} 格，请选其中一格。",
        "Choose a place from 1 to {most} on this sheet.",
    ),
    "label.package_without_codes": (
        "码包里是一物一码，请选择一物一码。",
        "A code package holds package codes: set is_serialised.",
    ),
    "label.too_many_pictures": (
        "图片一次最多 {most} 张，请改用 PDF。",
        "At most {most} pictures at a time: choose PDF.",
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
