"""What is said about the exchange with the public credit system?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "delivery.not_found": ("没有这条报送记录。", "There is no such delivery."),
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
    "reconciliation.period": (
        "期间的止日不能早于起日，最长 {most} 天。",
        "A period ends on or after its first day and has at most {most} days.",
    ),
}
