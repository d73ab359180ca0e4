"""What do the pages of cases, deliveries, repairs and approvals say, in both languages?"""

from __future__ import annotations

CREDIT: dict[str, tuple[str, str]] = {
    "cr_older": ("更早", "Older"),
    "cr_nothing_found": ("没有符合条件的记录。", "Nothing matches."),
    "cr_tabs": ("分类", "Sections"),
    "cr_overdue": ("逾期 {days} 个工作日", "{days} working days late"),
    "cr_days_left": ("还有 {days} 个工作日", "{days} working days left"),
    "cr_cannot": ("现在不能办", "This cannot be done now"),
    # deliveries
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
}
CREDIT_GOOD = frozenset({"cr_delivery_acknowledged"})
CREDIT_BAD = frozenset({"cr_delivery_refused", "cr_delivery_dead"})
CREDIT_CAREFUL = frozenset({"cr_case_proposed", "cr_case_noticed"})
