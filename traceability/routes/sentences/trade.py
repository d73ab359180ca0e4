"""What is said about labels, codes and purchases?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "label.not_released": (
        "该批次未放行（或已封存、召回），不能打印标签。批次页写明还缺哪一步。",
        "The batch is not released: no labels. Its page says which step is missing.",
    ),
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
    "purchase.past_its_date": (
        "这批货已过保质期，不能收，请退回或销毁。",
        "These goods are past their date: return or destroy them.",
    ),
    "purchase.litres_of_grain": ("粮食按公斤记，只有油可以按升记。", "Only oil counts in litres."),
    "purchase.amount_unknown": ("请填写数量。", "Say how much."),
    "purchase.reason_needed": ("退回或销毁要写原因。", "Say why it goes back or is destroyed."),
    "signature.signed_already": ("这笔收货已有第二人签名。", "A second person has signed already."),
    "signature.same_person": (
        "第一人不能再签第二次，请另一人核对签名。",
        "Who booked it cannot sign a second time: another person must.",
    ),
    "signature.not_a_colleague": ("请选本食堂的另一人。", "Choose another person of this canteen."),
    "signature.no_code": (
        "这位同事还没有签名码，请输入其密码，或在自己手机上确认。",
        "This person has no signing code yet: use the password, or the own phone.",
    ),
    "signature.code_wrong": (
        "签名码不对，还可以再试 {left} 次。",
        "The code is wrong; {left} more tries.",
    ),
    "signature.code_locked": (
        "签名码已试错 5 次，请改用密码。",
        "Five wrong tries: use the password instead.",
    ),
    "signature.password_wrong": ("密码不对，请再输一次。", "The password is wrong."),
    "signature.code_shape": ("签名码是 4 位数字。", "A signing code has four figures."),
    "signature.code_too_easy": (
        "四个相同或连续的数字太容易猜到，请换一个。",
        "Four equal or consecutive figures are too easy to guess.",
    ),
    "stock.other_unit": ("这批货的单位是 {unit}。", "This lot counts in {unit}."),
    "stock.reason_needed": ("退回或销毁要写原因。", "Say why it goes back or is destroyed."),
    "stock.not_so_much": (
        "库存没有这么多，只有 {left}。",
        "There is not so much in the store: {left} are left.",
    ),
    "stock.stopped": (
        "这批货已封存或召回，不能领用，只能退回或销毁。",
        "This lot is held or recalled: it can be returned or destroyed only.",
    ),
    "frying_oil.in_the_future": ("检测日期不能晚于今天。", "The day of the test is in the future."),
    "frying_oil.no_value": (
        "请至少填一项：极性组分或酸价。",
        "Give one value at least: polar components or acid value.",
    ),
    "supplier.in_the_future": ("审查日期不能晚于今天。", "The day of the review is in the future."),
    "supplier.not_trusted": (
        "该企业已被暂停或移出，不能准入。",
        "The enterprise is suspended or delisted: it cannot be admitted.",
    ),
    "supplier.on_serious_list": (
        "该企业在严重违法失信名单上，不能准入。",
        "The enterprise is on the list of serious violations.",
    ),
    "supplier.grade": ("该企业信用等级 D，不能准入。", "The enterprise has trust grade D."),
    "photo.too_large": ("照片太大，请重拍一张。", "The photo is too large."),
    "photo.unreadable": ("看不出这是照片，请重拍一张。", "This is no photo that we can read."),
    "photo.too_many": ("一笔台账最多 {most} 张照片。", "At most {most} photos for one entry."),
    "photo.not_found": ("没有这张照片。", "There is no such photo."),
    "photo.no_code": (
        "照片里没有找到码。请靠近一些、对准码再拍。",
        "No code was found in the photo. Come closer and aim at the code.",
    ),
}
