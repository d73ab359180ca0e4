"""Which columns has a sheet of products, batches, events or purchases, and what do they hold?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from traceability.domain import import_words as words
from traceability.domain.access import Action
from traceability.domain.desk_kinds import ImportKind
from traceability.domain.errors import Fault
from traceability.domain.import_words import Read, UnreadableError
from traceability.domain.kinds import Acceptance, LineRole, ShelfLifeUnit
from traceability.domain.sheets import Sheet, SheetRow
from traceability.domain.steps import STEPS

MOST_BATCHES = 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its names, what it is read as, whether it must be there, and an example."""

    name: str
    zh: str
    en: str
    read: Read = words.as_said
    is_needed: bool = False
    example: str = ""

    @property
    def heading(self) -> str:
        """Give the heading as the template writes it."""
        return f"{self.zh} [{self.name}]"


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet: who may bring it, how long it may be, its columns."""

    zh: str
    en: str
    action: Action
    most_rows: int
    fields: tuple[Field, ...]

    @property
    def known(self) -> dict[str, bool]:
        """Tell which fields there are, and which must have their column."""
        return {field.name: field.is_needed for field in self.fields}

    def headings(self) -> list[str]:
        """Write the headings of an empty sheet."""
        return [field.heading for field in self.fields]

    def notes(self) -> list[list[str]]:
        """Explain the columns, for a second sheet that nobody reads back."""
        lines = [["列", "Column", "必填", "示例"]]
        for field in self.fields:
            must = "是" if field.is_needed else ""
            lines.append([field.heading, field.en, must, field.example])
        return lines


_PROCESSES = {
    "压榨": "pressed",
    "浸出": "extracted",
    "pressed": "pressed",
    "extracted": "extracted",
}
_SHELF = {
    "天": ShelfLifeUnit.DAY, "日": ShelfLifeUnit.DAY, "月": ShelfLifeUnit.MONTH,
    "个月": ShelfLifeUnit.MONTH,
} | {unit.value: unit for unit in ShelfLifeUnit}  # fmt: skip
_STEPS = {rule.zh: step for step, rule in STEPS.items() if not rule.by_use_case} | {
    step.value: step for step, rule in STEPS.items() if not rule.by_use_case
}
_ROLES = {
    "对象": LineRole.ITEM, "原料": LineRole.INPUT, "产出": LineRole.OUTPUT,
} | {role.value: role for role in LineRole}  # fmt: skip
_OUTCOMES = {
    "收下": Acceptance.ACCEPTED, "退回": Acceptance.RETURNED, "销毁": Acceptance.DESTROYED,
} | {each.value: each for each in Acceptance}  # fmt: skip
_GTIN = Field("gtin", "商品条码", "GTIN", words.code, example="06974413020181")
_LOT = Field("lot", "批号", "Lot", words.code, is_needed=True, example="HP260928A")

KINDS: dict[ImportKind, SheetKind] = {
    ImportKind.PRODUCTS: SheetKind(
        "产品", "Products", Action.WRITE_PRODUCTS, 2_000,
        (
            Field("gtin", "商品条码", "GTIN", words.code, is_needed=True, example="06974413020181"),
            Field("name", "产品名称", "Name", is_needed=True, example="禾坪里 油粘米"),
            Field("food_category", "食品类别", "Food", is_needed=True, example="籼米"),
            Field("process", "加工工艺", "Process", words.one_of(_PROCESSES)),
            Field("grade", "质量等级", "Grade", example="一级"),
            Field("standard", "执行标准", "Standard", example="GB/T 1354"),
            Field("net_content", "净含量", "Net content", words.amount, is_needed=True,
                  example="5"),
            Field("net_content_unit", "净含量单位", "Unit", words.unit, is_needed=True,
                  example="kg"),
            Field("shelf_life", "保质期", "Shelf life", words.whole, is_needed=True, example="12"),
            Field("shelf_life_unit", "保质期单位", "Unit of shelf life", words.one_of(_SHELF),
                  is_needed=True, example="月"),
            Field("ingredients", "配料", "Ingredients"),
            Field("storage_conditions", "贮存条件", "Storage"),
            Field("origin", "产地", "Origin"),
        ),
    ),
    ImportKind.BATCHES: SheetKind(
        "批次", "Batches", Action.WRITE_BATCHES, MOST_BATCHES,
        (
            _GTIN,
            Field("material", "原料类别", "Material"),
            Field("name", "原料名称", "Name of the material"),
            _LOT,
            Field("quantity", "数量", "Quantity", words.amount, is_needed=True, example="2,400"),
            Field("unit", "单位", "Unit", words.unit, is_needed=True, example="袋"),
            Field("produced_on", "生产日期", "Produced on", words.day, is_needed=True,
                  example="2026-09-28"),
            Field("best_before", "保质期至", "Best before", words.day),
            Field("origin", "产地", "Origin"),
            Field("harvest_year", "收获年份", "Harvest year", words.whole),
        ),
    ),
    ImportKind.EVENTS: SheetKind(
        "事件", "Events", Action.RECORD_EVENTS, 2_000,
        (
            Field("event_no", "事件序号", "Event number", words.code, example="1"),
            Field("step", "步骤", "Step", words.one_of(_STEPS), is_needed=True, example="储存"),
            Field("event_time", "发生时间", "Happened at", words.moment, is_needed=True,
                  example="2026-09-28 09:30"),
            Field("role", "货物角色", "Role", words.one_of(_ROLES), example="对象"),
            _GTIN,
            _LOT,
            Field("amount", "数量", "Amount", words.amount, example="20"),
            Field("unit", "单位", "Unit", words.unit, example="t"),
            Field("to_uscc", "收货方信用代码", "USCC of the receiver", words.code),
            Field("from_uscc", "发货方信用代码", "USCC of the sender", words.code),
            Field("from_name", "发货方名称(未入网)", "Sender outside the register"),
            Field("delivery_note", "送货单号", "Delivery note"),
            Field("loss_kg", "损耗(kg)", "Loss (kg)", words.amount),
        ),
    ),
    ImportKind.PURCHASES: SheetKind(
        "进货台账", "Purchases", Action.RECORD_PURCHASES, 1_000,
        (
            Field("gtin", "商品条码", "GTIN", words.code, is_needed=True, example="06974413020181"),
            _LOT,
            Field("amount", "数量", "Amount", words.amount, is_needed=True, example="40"),
            Field("unit", "单位", "Unit", words.unit, is_needed=True, example="袋"),
            Field("delivered_at", "到货时间", "Delivered at", words.moment, is_needed=True,
                  example="2026-09-28 09:30"),
            Field("acceptance", "处理", "Outcome", words.one_of(_OUTCOMES), example="收下"),
            Field("delivery_note", "送货单号", "Delivery note"),
            Field("price_yuan", "金额(元)", "Price (yuan)", words.fen, example="5120.00"),
            Field("checked_by", "验收人", "Checked by"),
            Field("second_checked_by", "复核人", "Second person"),
        ),
    ),
}  # fmt: skip


def read_fields(
    row: SheetRow, sheet: Sheet, kind: SheetKind, readers: Mapping[str, Read] | None = None
) -> tuple[dict[str, Any], list[Fault]]:
    """Read a line; `readers` know words that only the catalogue knows. Faults are told, not raised.

    A field that must be there and is empty is a fault of its own.
    """
    said: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in kind.fields:
        text = row.fields.get(field.name, "")
        if text:
            read = (readers or {}).get(field.name, field.read)
            try:
                said[field.name] = read(text)
            except UnreadableError as error:
                faults.append(error.fault(field.name, row.number, sheet.column_of(field.name)))
        elif field.is_needed:
            column = sheet.column_of(field.name)
            faults.append(Fault(field.name, "field.missing", row=row.number, column=column))
    return said, faults
