"""Which steps does the trade know, what do they mean in EPCIS, and what do they do to stock?

One row per step: our word, its names, the CBV words that are fixed in the event when it is
recorded, and the effect of its lines on the mass balance. CBV has no word for fumigation and tank
cleaning; those two are in our own vocabulary (`gyl:`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.kinds import EventAction, EventType, LineRole, OrganizationKind

K = OrganizationKind


class Effect(StrEnum):
    """What a line does to the stock of the one who speaks, and to goods on their way."""

    NONE = "none"
    PRODUCE = "produce"  # stock + amount: goods exist from now on
    CONSUME = "consume"  # stock - amount: used up or destroyed
    LEAVE = "leave"  # stock - amount, on the way to the destination + amount
    ARRIVE = "arrive"  # on the way to the speaker - amount, stock + amount
    CALL_BACK = "call_back"  # on the way to the destination - amount, stock + amount
    SEND_BACK = "send_back"  # on the way to the speaker - amount, to the destination + amount
    PACK = "pack"  # packed + amount
    UNPACK = "unpack"  # packed - amount


class Step(StrEnum):
    """Our words for what happens to goods."""

    HARVESTING = "harvesting"
    RAW_INTAKE = "raw_intake"
    RECEIVING = "receiving"
    DRYING = "drying"
    STORING = "storing"
    STOCK_COUNTING = "stock_counting"
    FUMIGATION = "fumigation"
    STORE_OUT = "store_out"
    CLEANING = "cleaning"
    MILLING = "milling"
    PRESSING = "pressing"
    EXTRACTION = "extraction"
    REFINING = "refining"
    BLENDING = "blending"
    FILLING = "filling"
    PACKING = "packing"
    UNPACKING = "unpacking"
    LABEL_PRINTING = "label_printing"
    LABEL_APPLYING = "label_applying"
    FACTORY_INSPECTION = "factory_inspection"
    SAMPLING = "sampling"
    SAMPLE_DESTRUCTION = "sample_destruction"
    TANK_CLEANING = "tank_cleaning"
    LOADING = "loading"
    DEPARTING = "departing"
    TRANSPORTING = "transporting"
    UNLOADING = "unloading"
    SHIPPING = "shipping"
    SHELVING = "shelving"
    VOID_SHIPPING = "void_shipping"
    REFUSAL = "refusal"
    RETURN_OUT = "return_out"
    RETURN_IN = "return_in"
    KITCHEN_USE = "kitchen_use"
    DESTRUCTION = "destruction"
    HOLDING = "holding"
    RECALLING = "recalling"
    LIFTING = "lifting"


@dataclass(frozen=True, slots=True)
class StepRule:
    """What the register knows about a step."""

    zh: str
    en: str
    event_type: EventType
    action: EventAction | None
    biz_step: str
    disposition: str | None = None
    effect: Effect = Effect.NONE
    sets: tuple[str, ...] = ()
    unsets: tuple[str, ...] = ()
    roles: frozenset[LineRole] = frozenset({LineRole.ITEM})
    speakers: frozenset[OrganizationKind] = frozenset({K.ENTERPRISE})
    needs_destination: bool = False
    by_use_case: bool = False  # written by a use case of its own, never typed as an event

    def effect_of(self, role: LineRole) -> Effect:
        """Give the effect of a line of this step on the balance."""
        if self.event_type is EventType.TRANSFORMATION:
            return Effect.CONSUME if role is LineRole.INPUT else Effect.PRODUCE
        return Effect.NONE if role is LineRole.PARENT else self.effect


_OBJECT, _AGGREGATION, _TRANSFORMATION = (
    EventType.OBJECT,
    EventType.AGGREGATION,
    EventType.TRANSFORMATION,
)
_ADD, _OBSERVE, _DELETE = EventAction.ADD, EventAction.OBSERVE, EventAction.DELETE
_MAKE = frozenset({LineRole.INPUT, LineRole.OUTPUT})
_HOLD_TOGETHER = frozenset({LineRole.PARENT, LineRole.CHILD})
_TRADERS = frozenset({K.ENTERPRISE, K.CANTEEN})
_GROWERS = frozenset({K.ENTERPRISE, K.FARM})


def _make(zh: str, en: str, biz_step: str = "commissioning") -> StepRule:
    return StepRule(zh, en, _TRANSFORMATION, None, biz_step, "active", roles=_MAKE)


def _see(
    zh: str, en: str, biz_step: str, disposition: str | None = None, **more: object
) -> StepRule:
    return StepRule(zh, en, _OBJECT, _OBSERVE, biz_step, disposition, **more)  # type: ignore[arg-type]


STEPS: dict[Step, StepRule] = {
    Step.HARVESTING: StepRule(
        "收割",
        "Harvest",
        _OBJECT,
        _ADD,
        "commissioning",
        "active",
        Effect.PRODUCE,
        speakers=_GROWERS,
    ),
    Step.RAW_INTAKE: StepRule(
        "原粮收购入库",
        "Raw material bought",
        _OBJECT,
        _ADD,
        "commissioning",
        "active",
        Effect.PRODUCE,
    ),
    Step.RECEIVING: _see("收货", "Received", "receiving", effect=Effect.ARRIVE, speakers=_TRADERS),
    Step.DRYING: _make("烘干", "Drying"),
    Step.STORING: _see("储存", "Stored", "storing", speakers=_TRADERS | _GROWERS),
    Step.STOCK_COUNTING: _see("盘点", "Stock counted", "stock_taking", speakers=_TRADERS),
    Step.FUMIGATION: _see("熏蒸", "Fumigation", "gyl:BizStep-fumigating", "non_sellable_other"),
    Step.STORE_OUT: _see("出仓", "Out of store", "staging_outbound"),
    Step.CLEANING: _make("清理", "Cleaning of grain"),
    Step.MILLING: _make("砻谷碾磨", "Milling"),
    Step.PRESSING: _make("压榨", "Pressing"),
    Step.EXTRACTION: _make("浸出", "Solvent extraction"),
    Step.REFINING: _make("精炼", "Refining"),
    Step.BLENDING: _make("调和", "Blending"),
    Step.FILLING: _make("包装赋码", "Filled into packages"),
    Step.PACKING: StepRule(
        "装箱码垛",
        "Packed on a pallet",
        _AGGREGATION,
        _ADD,
        "packing",
        None,
        Effect.PACK,
        roles=_HOLD_TOGETHER,
    ),
    Step.UNPACKING: StepRule(
        "拆垛",
        "Pallet opened",
        _AGGREGATION,
        _DELETE,
        "unpacking",
        None,
        Effect.UNPACK,
        roles=_HOLD_TOGETHER,
        speakers=_TRADERS,
    ),
    Step.LABEL_PRINTING: StepRule(
        "打印标签",
        "Labels printed",
        EventType.TRANSACTION,
        _ADD,
        "encoding",
        "encoded",
    ),
    Step.LABEL_APPLYING: StepRule(
        "贴标赋码",
        "Labels applied",
        _OBJECT,
        _ADD,
        "commissioning",
        "active",
    ),
    Step.FACTORY_INSPECTION: _see("出厂检验", "Factory inspection", "inspecting", "conformant"),
    Step.SAMPLING: _see(
        "抽样",
        "Sample taken",
        "sampling",
        speakers=frozenset({K.ENTERPRISE, K.INSPECTION_AGENCY, K.REGULATOR}),
    ),
    Step.SAMPLE_DESTRUCTION: StepRule(
        "样品处理",
        "Sample used up",
        _OBJECT,
        _DELETE,
        "destroying",
        "destroyed",
        Effect.CONSUME,
    ),
    Step.TANK_CLEANING: _see("罐体清洗", "Tank cleaned", "gyl:BizStep-cleaning"),
    Step.LOADING: StepRule(
        "装罐",
        "Tank loaded",
        _AGGREGATION,
        _ADD,
        "loading",
        "container_closed",
        Effect.LEAVE,
        roles=_HOLD_TOGETHER,
        needs_destination=True,
    ),
    Step.DEPARTING: _see("发车", "Left", "departing", "in_transit"),
    Step.TRANSPORTING: _see("运输", "On the road", "transporting", "in_transit"),
    Step.UNLOADING: StepRule(
        "卸罐",
        "Tank unloaded",
        _AGGREGATION,
        _DELETE,
        "unloading",
        None,
        roles=_HOLD_TOGETHER,
    ),
    Step.SHIPPING: _see(
        "发货",
        "Shipped",
        "shipping",
        "in_transit",
        effect=Effect.LEAVE,
        needs_destination=True,
        speakers=_GROWERS,
    ),
    Step.SHELVING: _see("上架", "On the shelf", "stocking", "sellable_accessible"),
    Step.VOID_SHIPPING: _see(
        "取消发货",
        "Shipment cancelled",
        "void_shipping",
        effect=Effect.CALL_BACK,
        needs_destination=True,
        speakers=_GROWERS,
    ),
    Step.REFUSAL: _see(
        "拒收",
        "Refused at the door",
        "shipping",
        "returned",
        effect=Effect.SEND_BACK,
        needs_destination=True,
        speakers=_TRADERS,
    ),
    Step.RETURN_OUT: _see(
        "退货发出",
        "Return sent",
        "shipping",
        "returned",
        effect=Effect.LEAVE,
        needs_destination=True,
        speakers=_TRADERS,
    ),
    Step.RETURN_IN: _see(
        "退货收回", "Return received", "receiving", "returned", effect=Effect.ARRIVE
    ),
    Step.KITCHEN_USE: StepRule(
        "食堂领用",
        "Used in a kitchen",
        _OBJECT,
        _DELETE,
        "dispensing",
        "dispensed",
        Effect.CONSUME,
        speakers=frozenset({K.CANTEEN}),
    ),
    Step.DESTRUCTION: StepRule(
        "销毁",
        "Destroyed",
        _OBJECT,
        _DELETE,
        "destroying",
        "destroyed",
        Effect.CONSUME,
        speakers=_TRADERS,
    ),
    Step.HOLDING: _see(
        "封存",
        "Put on hold",
        "holding",
        "non_sellable_other",
        sets=("non_sellable_other",),
        by_use_case=True,
    ),
    Step.RECALLING: _see(
        "召回", "Recalled", "holding", "recalled", sets=("recalled",), by_use_case=True
    ),
    Step.LIFTING: _see("解除", "Lifted", "inspecting", "conformant", by_use_case=True),
}

PRODUCTION_STEPS = frozenset(
    step for step, rule in STEPS.items() if rule.event_type is EventType.TRANSFORMATION
)


def is_amount_required(step: Step, role: LineRole) -> bool:
    """Tell whether a line must say how much: always where the balance counts it."""
    return STEPS[step].effect_of(role) is not Effect.NONE
