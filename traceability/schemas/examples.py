"""What does a good request look like? Examples for the OpenAPI document, checked by a test.

The journey of one batch: 20 t of paddy become 13.2 t of rice and 2 640 bags of 5 kg.
"""

from __future__ import annotations

from typing import Any

_BATCH = "01a20e72-93ba-7368-98ed-f2104c6e6e16"
_BULK = "01a20e72-93c0-7122-b17d-8f06da712066"
_CANTEEN = "01a20e72-9323-7381-be1c-6a88d07797b5"

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "OrganizationCreate": [
        {
            "uscc": "91441322MA7H2P5KXG",
            "name": "惠州市禾坪里米业有限公司",
            "kind": "enterprise",
            "district": "博罗县",
            "address": "博罗县龙溪街道禾丰路 18 号",
            "sc_licence": "SC10144132201376",
            "sc_valid_until": "2029-03-14",
        }
    ],
    "EnterpriseCreate": [
        {
            "uscc": "91441322MA7H2P5KXG",
            "name": "惠州市禾坪里米业有限公司",
            "district": "博罗县",
            "sc_licence": "SC10144132201376",
        }
    ],
    "StandingCreate": [
        {
            "organization_id": _CANTEEN,
            "standing": "suspended",
            "reason": "食品生产许可现场核查发现严重缺陷",
            "decision_no": "惠市监停〔2026〕3号",
        }
    ],
    "CommitmentCreate": [
        {
            "organization_id": _CANTEEN,
            "text_version": "2026-01",
            "text_sha256": "5f" * 32,
            "signed_on": "2026-01-05",
            "signed_by": "陈守诺",
        }
    ],
    "CaseCreate": [
        {
            "organization_id": _CANTEEN,
            "measure": "delisting",
            "ground": "forged_record",
            "facts": "监督检查发现伪造出厂检验报告三份。",
            "basis": "《入驻信用承诺书》第一条、第六条",
        }
    ],
    "DefenceCreate": [{"statement": "报告系打印错误，已经更正。"}, {"is_waived": True}],
    "CaseDecision": [
        {
            "is_approved": True,
            "reason": "伪造检验报告，依据入驻承诺移出",
            "decision_no": "惠市监移〔2026〕7号",
        }
    ],
    "AcknowledgementCreate": [{"action": "returned", "said": "200 袋全部退回"}],
    "ListReport": [
        {
            "event": "put_on",
            "task_no": "LHCJ-2026-0017",
            "uscc": "91441322MA7H2P5KXG",
            "list_name": "市场监督管理严重违法失信名单",
            "basis_no": "粤市监严〔2026〕3号",
            "authority_name": "广东省市场监督管理局",
            "authority_uscc": "11441300MB2C98765G",
            "listed_on": "2026-11-20",
            "valid_until": "2029-11-19",
        }
    ],
    "SiteCreate": [
        {
            "kind": "mill",
            "name": "一号车间",
            "district": "博罗县",
            "latitude_e6": 23113000,
            "longitude_e6": 114123000,
        }
    ],
    "ProductCreate": [
        {
            "name": "禾坪里 油粘米",
            "gtin": "6974413020181",
            "food_category": "rice_indica",
            "grade": "一级",
            "standard": "GB/T 1354",
            "net_content": "5",
            "net_content_unit": "kg",
            "shelf_life": 12,
            "shelf_life_unit": "month",
            "ingredients": "稻谷",
            "storage_conditions": "阴凉干燥处",
        }
    ],
    "BatchCreate": [
        {
            "material": "paddy_indica",
            "name": "早籼稻",
            "lot": "P260718",
            "quantity": "20",
            "unit": "t",
            "produced_on": "2026-07-18",
            "origin": "龙门县龙华镇",
            "harvest_year": 2026,
        },
        {
            "product_id": _BULK,
            "lot": "HP260928A",
            "quantity": "2640",
            "unit": "each",
            "produced_on": "2026-09-28",
        },
    ],
    "EventCreate": [
        {
            "step": "milling",
            "event_time": "2026-09-27T10:00:00+08:00",
            "lines": [
                {"role": "input", "batch_id": _BATCH, "amount": "20", "unit": "t"},
                {"role": "output", "batch_id": _BULK, "amount": "13.2", "unit": "t"},
            ],
            "loss": {"amount": "6.8", "unit": "t"},
        }
    ],
    "BatchEventCreate": [
        {
            "step": "shipping",
            "event_time": "2026-10-02T16:00:00+08:00",
            "amount": "200",
            "unit": "each",
            "parties": [{"side": "destination", "organization_id": _CANTEEN}],
            "documents": [{"type": "desadv", "number": "FH-118"}],
        }
    ],
    "CorrectionCreate": [{"reason": "did_not_occur", "note": "重复填写"}],
    "InspectionCreate": [
        {
            "batch_id": _BATCH,
            "kind": "factory",
            "sample_no": "S-1",
            "sampled_on": "2026-09-28",
            "report_no": "CC-260928",
            "reported_on": "2026-09-29",
            "results": [
                {
                    "parameter": "cd",
                    "value": "0.06",
                    "unit": "mg/kg",
                    "method": "GB 5009.15",
                },
                {
                    "parameter": "pb",
                    "value": "未检出",
                    "unit": "mg/kg",
                    "detection_limit": "0.02",
                },
            ],
        }
    ],
    "WithdrawalCreate": [{"reason": "样品编号录错，重新录入"}],
    "SignaturesCreate": [{"ids": [_BATCH]}],
    "RetestCreate": [
        {"inspection_id": _BATCH, "agency_id": _CANTEEN, "reason": "对检验结论有异议，申请复检"}
    ],
    "RelativesHoldCreate": [{"reason": "同源批次黄曲霉毒素B₁不合格，先行封存"}],
    "LimitCreate": [
        {
            "standard": "GB 2762",
            "edition": "2025",
            "effective_from": "2026-09-02",
            "food_category_zh": "稻谷、糙米、大米(粉)",
            "food_category_en": "paddy, brown rice, rice (flour)",
            "product_codes": ["paddy", "brown_rice", "rice"],
            "parameter_code": "cd",
            "parameter_zh": "镉(以Cd计)",
            "parameter_en": "cadmium (as Cd)",
            "operator": "<=",
            "value": "0.2",
            "unit": "mg/kg",
            "test_method": "GB 5009.15",
            "kind": "safety",
            "source": "GB 2762-2025, 表2",
            "note": "稻谷以糙米计",
        }
    ],
    "LimitCorrection": [{"reason": "按标准文本更正", "value": "0.20"}],
    "LimitConfirmation": [{"ids": [_BATCH]}, {"all": True}],
    "JudgeRequest": [
        {
            "category": "rice_indica",
            "grade": "一级",
            "produced_on": "2026-09-28",
            "results": [
                {"parameter": "cd", "value": "0.21", "unit": "mg/kg"},
                {"parameter": "afb1", "value": "未检出", "unit": "μg/kg", "detection_limit": "0.1"},
            ],
        }
    ],
    "RecallCreate": [
        {"reason": "黄曲霉毒素B1超过国家限量", "number": "惠召〔2026〕3号", "downstream": "recall"}
    ],
    "HoldCreate": [{"reason": "包装破损", "cause": "other"}],
    "PurchaseCreate": [
        {
            "batch_id": _BATCH,
            "amount": "200",
            "unit": "each",
            "delivered_at": "2026-10-03T08:00:00+08:00",
            "delivery_note": "FH-118",
            "checked_by": "张老师",
            "second_checked_by": "李老师",
        }
    ],
    "AcceptanceAsk": [{"code": "(01)06974413020181(10)HP260928A"}],
    "UncodedPurchaseCreate": [
        {
            "name": "小麦粉 25 kg",
            "food": "wheat_flour",
            "lot": "M1118",
            "best_before": "2027-05-17",
            "amount": "200",
            "unit": "kg",
            "supplier": "东江面粉店",
            "supplier_phone": "0752-2233118",
            "delivered_at": "2026-11-21T09:10:00+08:00",
        }
    ],
    "StockIssueCreate": [{"purchase_id": _BATCH, "amount": "3", "unit": "each"}],
    "SupplierEntryCreate": [
        {
            "enterprise_id": _CANTEEN,
            "outcome": "admitted",
            "reviewed_on": "2026-09-01",
            "contract_no": "HT-2026-014",
            "has_heard_committee": True,
        }
    ],
    "FryingOilTestCreate": [
        {"fryer": "1 号炸锅", "tested_on": "2026-11-17", "polar_components": "19"}
    ],
    "LabelJobCreate": [{"batch_id": _BATCH, "count": 2640, "is_serialised": True}],
    "PenaltyCreate": [
        {
            "organization_id": _CANTEEN,
            "decision_no": "惠市监罚〔2026〕7号",
            "legal_representative": "陈大文",
            "violation_kind": "生产经营不符合食品安全标准的食品",
            "violation_facts": "监督抽检镉超过国家限量，涉及一个批次。",
            "legal_basis": "《中华人民共和国食品安全法》第一百二十四条第一款第（一）项",
            "penalty_kinds": ["罚款", "没收违法所得"],
            "penalty_content": "罚款人民币五万元，没收违法所得二万六千元",
            "fine_10k_yuan": "5",
            "confiscated_10k_yuan": "2.6",
            "decided_on": "2026-11-20",
        }
    ],
    "PenaltyRevise": [{"reason": "信用平台退回：罚款金额有误", "fine_10k_yuan": "4.5"}],
    "PenaltyWithdraw": [{"reason": "行政复议撤销", "document_no": "惠府复〔2026〕3号"}],
    "RepairCreate": [
        {
            "penalty_id": _BULK,
            "reason": "罚款已缴清，整改已验收",
            "evidence": [
                {"kind": "duty_fulfilled", "title": "罚款缴款书", "reference": "粤财0012345"},
                {"kind": "commitment", "title": "信用承诺书", "reference": "信用窗口存档"},
            ],
        }
    ],
    "RepairDecide": [{"is_granted": True, "reason": "符合条件", "repair_no": "惠信修〔2026〕1号"}],
    "ObjectionCreate": [
        {"subject_kind": "penalty", "subject_id": _BULK, "reason": "罚款金额与决定书不一致"}
    ],
    "ObjectionAnswer": [{"outcome": "upheld", "reason": "经核实，记录与决定书一致"}],
}
