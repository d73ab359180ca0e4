"""What is said about the exchange with the public credit system?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "delivery.not_found": ("没有这条报送记录。", "There is no such delivery."),
    "delivery.record_gone": (
        "要报送的记录找不到了。",
        "The record that was to be delivered cannot be found.",
    ),
    "delivery.not_resendable": (
        "这条报送的状态是 {state}，不能重发：已有回执的不用重发，被退回的请先更正处罚信息。",
        "This delivery is {state} and cannot be sent again: what has a receipt need not be, and "
        "what was refused must be corrected first.",
    ),
    "delivery.no_interface": (
        "没有设置公共信用信息系统的接口（CREDIT_URL），请用表格报送。",
        "No interface of a credit system is set (CREDIT_URL); use the sheets.",
    ),
    "delivery.unreachable": (
        "公共信用信息系统没有给出可信的回答（{said}），请稍后再试。",
        "The credit system gave no answer that can be trusted ({said}). Try again later.",
    ),
    "receipt.no_delivery": (
        "没有报送过文号为 {decision_no} 的决定，或者已有回执。",
        "No decision {decision_no} of this authority waits for a receipt.",
    ),
    "receipt.verdict": (
        "回执结果应为“接收”或“退回”，这里是“{text}”。",
        "The outcome is 接收 (accepted) or 退回 (refused), not “{text}”.",
    ),
    "receipt.reason_missing": ("退回须写明原因。", "A refusal needs its reason."),
    "receipt.twice": ("这份决定的回执出现两次。", "This decision has two receipts."),
    "reconciliation.period": (
        "期间的止日不能早于起日，最长 {most} 天。",
        "A period ends on or after its first day and has at most {most} days.",
    ),
}
