"""What does one label say?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True)
class Label:
    """The words of one label, and the text of its QR symbol (`payload`).

    `code` is what a person types when the symbol cannot be scanned. Only `payload` and `product`
    must be there; what is None is left out of the label.
    """

    payload: str
    product: str
    net_content: str | None = None
    grade: str | None = None
    standard: str | None = None
    lot: str | None = None
    produced_on: date | None = None
    best_before: date | None = None
    enterprise: str | None = None
    sc_licence: str | None = None
    code: str | None = None

    def words(self) -> dict[str, str]:
        """Give the text of every field that is filled, as it is printed; dates as 2025-03-01."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: " ".join(str(value).split())
            for name, value in values.items()
            if name != "payload" and value is not None and str(value).strip()
        }


CAPTIONS = {
    "payload": "二维码内容",
    "product": "产品名称",
    "net_content": "净含量",
    "grade": "质量等级",
    "standard": "执行标准",
    "lot": "批号",
    "produced_on": "生产日期",
    "best_before": "保质期至",
    "enterprise": "生产者",
    "sc_licence": "生产许可证",
    "code": "追溯码",
}
"""The Chinese name of each field, as labels and messages say it."""

PROMPT = "扫码溯源"
"""What the label asks of whoever holds it: scan to see the way of this food."""
