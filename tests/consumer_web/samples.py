"""Documents as a register would publish them, with a handle for every fact."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from consumer_web.document import (
    BatchState,
    Change,
    EnterpriseFacts,
    EventFacts,
    Fact,
    InspectionFacts,
    Notice,
    OriginFacts,
    Place,
    ProductDocument,
    ProductFacts,
    ResultFacts,
    TraceDocument,
    TrustFacts,
    TrustReason,
    Words,
)
from consumer_web.penalties import ShownPenalty

RICE_GTIN = "06974413020181"
OIL_GTIN = "06974413031071"
USCC = "91441322MA7H2P5KXG"
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
MG = Words(zh="毫克/千克", en="mg/kg")
UG = Words(zh="微克/千克", en="µg/kg")
PERCENT = Words(zh="%", en="%")


def w(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)


def result(
    parameter: str,
    names: tuple[str, str],
    group: str,
    value: str,
    limit: str | None,
    unit: Words = MG,
    **more: object,
) -> ResultFacts:
    facts: dict[str, object] = {
        "parameter": parameter,
        "name": w(*names),
        "group": group,
        "value": value,
        "not_detected": value == "",
        "unit": unit,
        "operator": "<=",
        "limit": limit,
        "standard": "GB 2762-2025",
        "kind": "quality" if group == "quality" else "safety",
        "verdict": "pass",
    }
    return ResultFacts.model_validate(facts | more)


def rice_results() -> tuple[ResultFacts, ...]:
    return (
        result("pb", ("铅", "Lead"), "metal", "0.04", "0.2"),
        result("cd", ("镉", "Cadmium"), "metal", "0.06", "0.2"),
        result("as_inorganic", ("无机砷", "Inorganic arsenic"), "metal", "0.09", "0.2"),
        result("hg", ("总汞", "Mercury"), "metal", "", "0.02"),
        result("cr", ("铬", "Chromium"), "metal", "0.12", "1.0"),
        result("phosphine", ("磷化物", "Phosphine"), "pesticide", "0.004", "0.05"),
        result("afb1", ("黄曲霉毒素B1", "Aflatoxin B1"), "toxin", "", "10", UG),
        result("ota", ("赭曲霉毒素A", "Ochratoxin A"), "toxin", "", "5.0", UG),
        result("bap", ("苯并[a]芘", "Benzo[a]pyrene"), "toxin", "", "2.0", UG),
        result("moisture", ("水分", "Moisture"), "quality", "13.1", "14.5", PERCENT),
        result("broken_total", ("碎米总量", "Broken grains"), "quality", "8.2", "15.0", PERCENT),
        result("imperfect_kernel", ("不完善粒", "Imperfect"), "quality", "1.4", "3.0", PERCENT),
    )


def inspection(**changes: object) -> InspectionFacts:
    facts: dict[str, object] = {
        "id": "insp-1",
        "kind": "commissioned",
        "kind_words": w("委托检验", "Commissioned test"),
        "laboratory": "惠州市粮油质量检测中心",
        "cma_no": "241900000418",
        "report_no": "HZ-2026-10417",
        "sampled_on": date(2026, 9, 29),
        "reported_on": date(2026, 10, 2),
        "verdict": "pass",
        "results": rice_results(),
    }
    return InspectionFacts.model_validate(facts | changes)


def place(name: str, district: str, latitude_e6: int, longitude_e6: int) -> Place:
    return Place(name=name, district=district, latitude_e6=latitude_e6, longitude_e6=longitude_e6)


LONGMEN = place("龙华镇", "龙门县", 23_723_000, 114_254_000)
BOLUO = place("龙溪街道", "博罗县", 23_120_000, 114_090_000)
HUICHENG = place("河南岸街道", "惠城区", 23_060_000, 114_430_000)


def event(
    step: str,
    titles: tuple[str, str],
    at: str,
    place: Place | None = BOLUO,
    facts: Sequence[tuple[str, str, str, str]] = (),
    **more: object,
) -> EventFacts:
    given: dict[str, object] = {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, step + at)}",
        "step": step,
        "title": w(*titles),
        "at": at,
        "place": place,
        "facts": tuple(Fact(label=w(a, b), value=w(c, d)) for a, b, c, d in facts),
        "entered_by": "惠州市禾坪里米业有限公司",
        "entered_at": NOW,
    }
    return EventFacts.model_validate(given | more)


def rice_events() -> tuple[EventFacts, ...]:
    return (
        event(
            "harvesting",
            ("收割", "Harvest"),
            "2026-07-18T09:00:00+08:00",
            LONGMEN,
            [("早稻", "Early rice", "42.6 吨", "42.6 t"), ("品种", "kind", "美香占", "Meixiang")],
            entered_by="龙门稻田合作社",
            lot="DG260718",
        ),
        event(
            "raw_intake",
            ("稻谷入库", "Into store"),
            "2026-07-22T10:00:00+08:00",
            BOLUO,
            [("仓", "Silo", "3 号", "no. 3"), ("水分", "moisture", "13.2%", "13.2%")],
            lot="DG260718",
        ),
        event(
            "store_out",
            ("出仓", "Out of store"),
            "2026-09-26T08:00:00+08:00",
            BOLUO,
            [("重量", "Weight", "18.4 吨", "18.4 t")],
            late_days=3,
            lot="DG260718",
        ),
        event(
            "milling",
            ("砻谷碾米", "Milling"),
            "2026-09-27T08:00:00+08:00",
            BOLUO,
            [("稻谷", "Paddy", "18.4 吨", "18.4 t"), ("出大米", "rice", "12.1 吨", "12.1 t")],
        ),
        event(
            "packing",
            ("包装赋码", "Packing, labels"),
            "2026-09-28T08:00:00+08:00",
            BOLUO,
            [("5 千克装", "Bags of 5 kg", "2420 袋", "2420")],
        ),
        event(
            "factory_inspection",
            ("成品检验", "Final test"),
            "2026-10-02T08:00:00+08:00",
            HUICHENG,
            [("报告", "Report", "HZ-2026-10417", "HZ-2026-10417")],
            entered_by="惠州市粮油质量检测中心",
        ),
        event(
            "transporting",
            ("装车运输", "By lorry"),
            "2026-10-03T08:00:00+08:00",
            BOLUO,
            [("车牌", "Plate", "粤L·5★★71", "粤L·5★★71")],
            missing=(w("车厢清洁记录", "record of cleaning the lorry"),),
            destination=w("粮油店（惠城区）", "shop (Huicheng)"),
        ),
        event(
            "receiving",
            ("到店", "At the shop"),
            "2026-10-03T16:00:00+08:00",
            HUICHENG,
            [("收货", "Received", "200 袋", "200 bags")],
            entered_by="惠佳粮油店",
        ),
    )


def rice_product(**changes: object) -> ProductFacts:
    facts: dict[str, object] = {
        "name": "禾坪里 油粘米",
        "category": "rice_indica",
        "category_words": w("籼米", "Indica rice"),
        "grade": "一级",
        "standard": "GB/T 1354",
        "net_content": w("5 千克", "5 kg"),
        "shelf_life": w("12 个月", "12 months"),
        "ingredients": "稻谷",
        "storage_conditions": "阴凉干燥处",
        "origin": "广东省惠州市龙门县",
        "gtin": RICE_GTIN,
    }
    return ProductFacts.model_validate(facts | changes)


def enterprise(**changes: object) -> EnterpriseFacts:
    facts: dict[str, object] = {
        "name": "惠州市禾坪里米业有限公司",
        "uscc": USCC,
        "district": "博罗县",
        "address": "广东省惠州市博罗县龙溪街道禾丰路 18 号",
        "sc_licence": "SC10144132201376",
        "sc_valid_until": date(2029, 3, 14),
    }
    return EnterpriseFacts.model_validate(facts | changes)


def rice_document(**changes: object) -> TraceDocument:
    """A released batch of rice with nothing wrong about it."""
    facts: dict[str, object] = {
        "gtin": RICE_GTIN,
        "lot": "HP260928A",
        "origin": "local",
        "uri": f"https://suyuan.example.cn/01/{RICE_GTIN}/10/HP260928A",
        "state": BatchState.RELEASED,
        "produced_on": date(2026, 9, 28),
        "best_before": date(2027, 9, 27),
        "quantity": w("2420 袋", "2420 bags"),
        "product": rice_product(),
        "enterprise": enterprise(),
        "raw_lots": (
            OriginFacts(
                lot="DG260718",
                name=w("稻谷", "Paddy"),
                place="广东省惠州市龙门县",
                harvest_year=2026,
            ),
        ),
        "events": rice_events(),
        "inspections": (inspection(),),
        "not_provided": (w("种植用药记录", "record of pesticide use"),),
        "changes": (
            Change(
                at=datetime(2026, 10, 9, 6, 22, tzinfo=UTC),
                what=w("标签改动", "Label changed"),
                field=w("贮存条件", "Storage"),
                old="阴凉干燥处",
                new="阴凉干燥处，开袋后 1 个月内吃完",
                by="惠州市禾坪里米业有限公司",
                reason="与袋上文字一致",
            ),
            Change(
                at=datetime(2026, 10, 2, 9, 5, tzinfo=UTC),
                what=w("首次发布", "First published"),
                by="惠州市禾坪里米业有限公司",
            ),
        ),
        "published_at": NOW,
    }
    return TraceDocument.model_validate(facts | changes)


def below_grade_document(**changes: object) -> TraceDocument:
    """A batch whose tests of safety passed and whose grade failed."""
    failed = inspection(verdict="fail", safety="pass")
    return rice_document(**({"lot": "HP261001B", "inspections": (failed,)} | changes))


def product_document() -> ProductDocument:
    """The page of the rice when no lot is named."""
    return ProductDocument(product=rice_product(), enterprise=enterprise(), published_at=NOW)


def oil_results(afb1: str = "27.4", acid: str = "0.9") -> tuple[ResultFacts, ...]:
    mg_g = w("毫克/克", "mg/g")
    g_kg = w("克/千克", "g/kg")
    return (
        result(
            "acid_value",
            ("酸价", "Acid value"),
            "oil",
            acid,
            "3",
            mg_g,
            verdict="fail" if float(acid) > 3 else "pass",
        ),
        result(
            "peroxide_value",
            ("过氧化值", "Peroxide value"),
            "oil",
            "0.11",
            "0.25",
            w("克/100 克", "g/100 g"),
        ),
        result(
            "afb1",
            ("黄曲霉毒素B1", "Aflatoxin B1"),
            "toxin",
            afb1,
            "20",
            UG,
            verdict="fail" if float(afb1) > 20 else "pass",
        ),
        result("bap", ("苯并[a]芘", "Benzo[a]pyrene"), "toxin", "2.1", "10", UG),
        result("pb", ("铅", "Lead"), "metal", "", "0.08"),
        result("as_total", ("总砷", "Total arsenic"), "metal", "", "0.1"),
        result("solvent_residue", ("溶剂残留", "Solvent"), "oil", "", None, MG, operator="ND"),
        result("tbhq", ("TBHQ", "TBHQ"), "additive", "", "0.2", g_kg),
        result("bha", ("BHA", "BHA"), "additive", "", "0.2", g_kg),
        result("bht", ("BHT", "BHT"), "additive", "", "0.2", g_kg),
        result(
            "moisture_volatile", ("水分及挥发物", "Moisture"), "quality", "0.04", "0.10", PERCENT
        ),
        result(
            "smoke_point",
            ("烟点", "Smoke point"),
            "quality",
            "215",
            "190",
            w("℃", "°C"),
            operator=">=",
        ),
    )


def oil_document(**changes: object) -> TraceDocument:
    """A batch of peanut oil that was recalled for aflatoxin."""
    maker = enterprise(
        name="惠州市榕岸油脂有限公司",
        sc_licence="SC10244130300526",
    )
    product = rice_product(
        name="榕岸 压榨花生油",
        category="oil_peanut",
        category_words=w("花生油", "Peanut oil"),
        process=w("压榨", "Pressed"),
        standard="GB/T 1534",
        net_content=w("5 升", "5 L"),
        ingredients="花生仁",
        gtin=OIL_GTIN,
    )
    item = w("黄曲霉毒素B1", "Aflatoxin B1")
    given: dict[str, object] = {
        "gtin": OIL_GTIN,
        "lot": "RA260716B",
        "uri": f"https://suyuan.example.cn/01/{OIL_GTIN}/10/RA260716B",
        "state": BatchState.RECALLED,
        "notice": Notice(
            since=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
            reason=w(
                "测得 27.4 微克/千克，限量是 20。这种毒素来自发霉的花生，长期吃会伤肝。",
                "27.4 µg/kg were found; the limit is 20. It comes from mouldy peanuts.",
            ),
            decided_by="惠州市市场监督管理局",
            number="惠市监召〔2026〕3 号",
            cause="failed_test",
            items=(item,),
        ),
        "produced_on": date(2026, 7, 16),
        "best_before": date(2028, 1, 15),
        "quantity": w("2460 桶", "2460 bottles"),
        "product": product,
        "enterprise": maker,
        "raw_lots": (),
        "inspections": (
            inspection(
                kind="supervision",
                kind_words=w("监督抽检", "Supervision sample"),
                report_no="HZ-2026-11540",
                reported_on=date(2026, 11, 12),
                verdict="fail",
                results=oil_results(),
            ),
        ),
        "not_provided": (),
    }
    return rice_document(**(given | changes))


def held_document(**changes: object) -> TraceDocument:
    """A batch of peanut oil held for its acid value."""
    given: dict[str, object] = {
        "lot": "RA260716C",
        "state": BatchState.HELD,
        "notice": Notice(
            since=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
            reason=w(
                "抽检的酸价是 3.4，限量是 3。酸价高，说明油可能开始变质。",
                "Acid value 3.4, limit 3: the oil may have begun to spoil.",
            ),
            decided_by="惠州市市场监督管理局",
            cause="failed_test",
            items=(w("酸价", "acid value"),),
        ),
        "inspections": (inspection(verdict="fail", results=oil_results(afb1="4.2", acid="3.4")),),
    }
    return oil_document(**(given | changes))


def trust(**changes: object) -> TrustFacts:
    """The grade of an enterprise with a failed test, a penalty, late entries and a certificate."""
    reasons = (
        TrustReason(
            rule="I1",
            points="-25",
            words=w(
                "监督抽检安全指标不合格：CJ-2026-1187 黄曲霉毒素B₁",
                "Failed a safety test: CJ-2026-1187 黄曲霉毒素B₁",
            ),
            on=date(2026, 11, 20),
            until=date(2027, 11, 20),
        ),
        TrustReason(
            rule="P1",
            points="-10",
            words=w(
                "行政处罚：惠粮罚〔2026〕11号 标签标示不实",
                "Penalty: 惠粮罚〔2026〕11号 标签标示不实",
            ),
            on=date(2026, 7, 2),
            until=date(2027, 7, 2),
        ),
        TrustReason(
            rule="R1",
            points="-3",
            words=w(
                "近 90 天的记录按时录入 92%",
                "92% of the records of 90 days were entered in time",
            ),
        ),
        TrustReason(
            rule="B1",
            points="2",
            words=w("HACCP CQC-H-21876 认证有效", "Holds a valid certificate, HACCP CQC-H-21876"),
            until=date(2027, 3, 31),
        ),
    )
    facts: dict[str, object] = {
        "grade": "C",
        "score": "64",
        "since": date(2026, 11, 20),
        "rule_set": "hz-trust-1",
        "reasons": reasons,
    }
    return TrustFacts.model_validate(facts | changes)


def penalty(**changes: Any) -> ShownPenalty:
    """Give a published penalty, shown until next summer."""
    said: dict[str, Any] = {
        "party_name": "惠州市禾坪里米业有限公司",
        "decision_no": "惠市监罚〔2026〕9号",
        "authority_name": "惠州市市场监督管理局",
        "kinds": {"zh": "罚款", "en": "fine"},
        "decided_on": date(2026, 7, 1),
        "until": date(2027, 7, 1),
        "is_contested": False,
    }
    return ShownPenalty.model_validate(said | changes)
