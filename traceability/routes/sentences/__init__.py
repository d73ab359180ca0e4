"""What does each refusal say to people? Code → (中文, English); `{x}` are its values."""

from __future__ import annotations

from traceability.routes.sentences import (
    cases,
    credit,
    events,
    exchange,
    goods,
    imports,
    laboratory,
    parties,
    reports,
    requests,
    signing_in,
    trade,
    trust,
)

_ROOMS = (
    signing_in, parties, cases, goods, events, laboratory, imports, trade, credit, exchange, trust,
    reports, requests,
)  # fmt: skip
SENTENCES: dict[str, tuple[str, str]] = {
    code: words for room in _ROOMS for code, words in room.SENTENCES.items()
}
TITLES: dict[str, tuple[str, str]] = {
    "sign_in": ("需要登录", "Sign in"),
    "access": ("没有权限", "Not allowed"),
    "balance": ("数量不平衡", "Mass balance"),
    "lineage": ("来源矛盾", "Lineage"),
    "event": ("事件不能记录", "Event refused"),
    "release": ("不能放行", "Not released"),
    "tank": ("散装运输不合规", "Bulk transport"),
    "store_out": ("不能出仓", "Not out of store"),
    "application": ("入驻申请", "Application"),
    "confirmation": ("须由本人确认", "Confirmation"),
    "case": ("案件不能这样办", "Case"),
    "relisting": ("不能恢复入驻", "Not relisted"),
    "webhook": ("消息不能接收", "Message refused"),
    "label": ("不能打印标签", "No label"),
    "inspection": ("检验报告", "Report refused"),
    "sample": ("样品", "Sample refused"),
    "retest": ("不能复检", "No re-test"),
    "penalty": ("处罚记录", "Penalty refused"),
    "repair": ("信用修复", "Credit repair"),
    "objection": ("信用异议", "Objection"),
    "purchase": ("台账不能这样记", "Ledger"),
    "signature": ("不能签名", "Not signed"),
    "stock": ("不能出库", "Store"),
    "frying_oil": ("煎炸油检测", "Frying oil"),
    "supplier": ("供货者准入", "Supplier"),
    "photo": ("照片", "Photo"),
    "certificate": ("文件不能接收", "File refused"),
    "sheet": ("表格不能接收", "Sheet refused"),
    "report": ("消费者反映", "Consumer report"),
    "limits": ("限量表", "Limits catalogue"),
    "delivery": ("信用信息报送", "Credit delivery"),
    "receipt": ("回执", "Receipt"),
    "reconciliation": ("对账", "Reconciliation"),
    "trust": ("信用评分", "Trust score"),
    "complaint": ("投诉", "Complaint"),
    "rectification": ("整改", "Order to mend"),
    "input": ("填写有误", "Invalid input"),
    "json": ("填写有误", "Invalid input"),
    "idempotency": ("重复请求", "Repeated request"),
    "server": ("系统错误", "Server error"),
    "database": ("系统忙", "Busy"),
}
