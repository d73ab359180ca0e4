"""What do the pages of cases, deliveries, repairs and approvals say, in both languages?"""

from __future__ import annotations

CREDIT: dict[str, tuple[str, str]] = {
    "cr_work": ("办理", "Work"),
    "cr_only_open": ("只看在办的", "open ones"),
    "cr_tabs": ("分类", "Sections"),
    "cr_overdue": ("逾期 {days} 个工作日", "{days} working days late"),
    "cr_days_left": ("还有 {days} 个工作日", "{days} working days left"),
    "cr_cannot": ("现在不能办", "This cannot be done now"),
    # deliveries
    "cr_delivery_open": ("未完", "open"),
    "cr_delivery_trouble": ("被退或停发", "refused or given up"),
    "cr_delivery_none": ("未报送", "not queued"),
    "cr_delivery_queued": ("等回执", "waits"),
    "cr_delivery_acknowledged": ("已收", "received"),
    "cr_delivery_refused": ("被退回", "refused"),
    "cr_delivery_dead": ("已停止重发", "given up"),
    "cr_delivery_superseded": ("有新版", "superseded"),
    "cr_delivery_kind_penalty": ("处罚决定", "penalty decision"),
    "cr_delivery_kind_repair": ("信用修复，终止公示", "repair: end of publicity"),
    "cr_delivery_kind_withdrawal": ("决定撤销", "decision set aside"),
    "cr_delivery_kind_feedback": ("联合惩戒反馈", "feedback of a joint action"),
    "cr_deliveries": ("信用报送", "Credit deliveries"),
    "cr_no_deliveries": (
        "还没有报送。登记处罚决定后，自动排在这里。",
        "Nothing to deliver yet. A recorded penalty is queued here by itself.",
    ),
    "cr_find_delivery": ("决定书文号、企业、回执号", "decision, enterprise or receipt number"),
    "cr_time": ("时间", "Time"),
    "cr_last_days": ("近 {n} 天", "last {n} days"),
    "cr_document": ("文书", "Document"),
    "cr_party_and_content": ("相对人与内容", "Party and content"),
    "cr_three_stages": ("排队 · 发送 · 回执", "queued · sent · receipt"),
    "cr_latest": ("最近动作", "Latest"),
    "cr_sent": ("发送", "Sent"),
    "cr_times": ("{n} 次", "{n} ×"),
    "cr_due_on": ("须在 {on} 前", "due {on}"),
    "cr_refused_for": ("被退回：{field}", "refused: {field}"),
    "cr_in_queue": ("排队", "queued"),
    "cr_sent_waits": ("已发送，等回执", "sent, waits for its receipt"),
    "cr_no_answer": ("对方系统无响应", "no answer"),
    "cr_again_at": ("{at} 再试", "again at {at}"),
    "cr_count_refused": ("{n} 条被退", "{n} refused"),
    "cr_count_dead": ("{n} 条停止重发", "{n} given up"),
    "cr_count_queued": ("{n} 条未完", "{n} on their way"),
    "cr_all_delivered": ("全部送达", "All delivered"),
    "cr_first_due": (
        "处罚决定须在 7 个工作日内公示，最近的到 {on}",
        "Penalties must be out within seven working days; the nearest by {on}",
    ),
    "cr_no_channel": (
        "还没有配置公共信用系统的地址，所以排队的报送都没有发出。系统管理员配置后自动发送；在此之前可以"
        "导出报表报送。",
        "No public credit system is configured, so nothing that is queued goes out. It does by "
        "itself once the administrator sets the address; until then, use the sheets.",
    ),
    "cr_outage": (
        "公共信用系统 {since} 起无响应。记录都在，恢复后自动续发，不会重复。",
        "The public credit system has not answered since {since}. Every record is kept and goes "
        "out by itself, once.",
    ),
    "cr_last_answer": ("上次有答复 {at}。", "Last answer {at}."),
    "cr_try_now": ("现在试一次", "Try now"),
    "cr_dead_told": (
        "{n} 条多次报送未成，已停止自动重发。请查明原因，再重发。",
        "{n} could not be delivered and are not tried any more. Find out why, then send again.",
    ),
    "cr_resend_dead": ("重发这 {n} 条", "Send these {n} again"),
    "cr_resend": ("重发 {no}", "Send {no} again"),
    "cr_resend_lead": (
        "用原来的编号重发：对方已有的，只会有一条。",
        "It keeps its key: what they have already, they have once.",
    ),
    "cr_place_of_field": ("{code}，第 {place} 项", "{code}, field {place}"),
    "cr_last_should_be": ("末位应为 {last}", "the last character should be {last}"),
    "cr_correct": ("改正", "Correct"),
    "cr_correct_and_send": ("改正并重发", "Correct and send again"),
    "cr_told_resent": ("已重新排队，马上发送。", "Queued again; it goes out now."),
    "cr_told_corrected": ("已改正，新的一版正在报送。", "Corrected; the next revision goes out."),
    "cr_told_mended": ("能补的已重新排队。", "What can be mended is queued again."),
    "cr_told_receipts": ("回执已登记。", "The receipts are entered."),
    "cr_first_attempt": ("第一次", "first"),
    "cr_next_attempt": ("下次发送", "Next attempt"),
    "cr_last_trouble": ("最近一次失败", "Last trouble"),
    "cr_key": ("报送编号", "Key"),
    "cr_answers": ("对方的答复", "Answers"),
    "cr_no_answers": ("还没有答复。", "No answer yet."),
    "cr_body": ("所送内容的摘要", "Digest of what was sent"),
    "cr_channel_http": ("接口", "interface"),
    "cr_channel_sheet": ("上报表", "sheet"),
    # sheets
    "cr_sheets": ("上报表与回执", "Sheets and receipts"),
    "cr_sheets_lead": (
        "没有接口的城市，按官方表格上报，再导入返回的回执。",
        "Where there is no interface: the official sheets go out, and their receipts come in.",
    ),
    "cr_sheet_out": ("生成上报表", "Sheets to hand in"),
    "cr_sheet_waiting": ("{n} 条处罚等着上报。", "{n} penalties wait to be handed in."),
    "cr_sheet_xlsx": ("下载上报表 .xlsx", "Download .xlsx"),
    "cr_sheet_csv_legal": ("法人 .csv", "Organisations .csv"),
    "cr_sheet_csv_person": ("自然人 .csv", "People .csv"),
    "cr_sheet_secret": (
        "自然人的表里有证件号码，上报后请删除文件。",
        "The sheet of people holds identity numbers: delete the file once it is handed in.",
    ),
    "cr_sheet_in": ("导入回执", "Enter receipts"),
    "cr_sheet_file": ("返回的表格", "The returned sheet"),
    "cr_sheet_columns": (
        ".xlsx 或 .csv，须有：行政处罚决定书文号、处罚机关统一社会信用代码、回执结果、"
        "退回原因、回执编号",
        ".xlsx or .csv with columns for the decision's number, the authority's USCC, the result, "
        "the reason of a refusal and the receipt, under their Chinese headings",
    ),
    "cr_sheet_enter": ("登记回执", "Enter the receipts"),
    "cr_faults": ("表格里的问题", "What is wrong in the sheet"),
    "cr_row": ("行", "Row"),
    "cr_column": ("列", "Column"),
    "cr_fault": ("问题", "Problem"),
    # reconciliation
    "cr_reconcile": ("对账", "Reconcile"),
    "cr_reconcile_lead": (
        "按决定日期，和公共信用系统逐条核对。",
        "Compare record by record with the public credit system, by the day of decision.",
    ),
    "cr_from": ("从", "From"),
    "cr_to": ("到", "To"),
    "cr_compare": ("核对", "Compare"),
    "cr_agreed": ("{n} 条一致。", "{n} agree."),
    "cr_no_difference": ("没有差异。", "No difference."),
    "cr_our_receipt": ("我们的回执", "Our receipt"),
    "cr_their_receipt": ("对方的回执", "Their receipt"),
    "cr_differs_lost_there": ("对方丢了", "Lost on their side"),
    "cr_differs_lost_there_do": (
        "有回执，但对方已经没有：可以补送。",
        "We have a receipt, they have nothing: send again.",
    ),
    "cr_differs_receipt_missing": ("缺回执", "Receipt missing here"),
    "cr_differs_receipt_missing_do": (
        "对方已有，我们没有回执：补送会拿到原来的回执。",
        "They hold it, we have no receipt: sending again fetches it.",
    ),
    "cr_differs_not_delivered": ("未送达", "Not delivered"),
    "cr_differs_not_delivered_do": (
        "还在排队、被退回或停止重发。",
        "Waiting, refused or given up.",
    ),
    "cr_differs_different": ("内容不同", "Different content"),
    "cr_differs_different_do": (
        "两边内容或回执不同：请逐条核实。",
        "Content or receipt differs: look at each.",
    ),
    "cr_differs_unknown_here": ("我们没有", "Unknown here"),
    "cr_differs_unknown_here_do": (
        "对方有，但不是我们送的：请和对方核实。",
        "They hold it, but we never sent it: ask them.",
    ),
    "cr_mend": ("补送能补的", "Send again what can be mended"),
    "cr_mend_lead": ("用原来的编号，不会重复。", "Under their old keys: nothing is doubled."),
}
CREDIT_GOOD = frozenset({"cr_delivery_acknowledged"})
CREDIT_BAD = frozenset({"cr_delivery_refused", "cr_delivery_dead"})
CREDIT_CAREFUL = frozenset({"cr_case_proposed", "cr_case_noticed"})
