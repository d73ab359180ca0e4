"""A city without an interface: the sheet goes out, the receipts come back."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import load_workbook

from tests.credit_side import AUTHORITY, add_penalty
from tests.factories import City
from tests.served import served, signed_in
from traceability.gateways.credit_sheets import HEADINGS
from traceability.gateways.sheet_writing import write_xlsx

HEADS = [HEADINGS["CF_WSH"], HEADINGS["CF_CFJGDM"], "回执结果", "退回原因", "回执编号"]
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def test_the_sheet_goes_out_and_receipts_come_back(city: City, tmp_path: Path) -> None:
    sent = [add_penalty(city, number) for number in (1, 2, 3)]
    with (
        served(city.engine, tmp_path) as base,
        signed_in(base, "regulator") as regulator,
        signed_in(base, "mill") as mill,
    ):
        assert mill.get("/api/credit-sheets").status_code == 403
        book = load_workbook(io.BytesIO(regulator.get("/api/credit-sheets").content))
        assert [sheet.max_row for sheet in book.worksheets] == [4, 1]
        plain = regulator.get("/api/credit-sheets", format="csv").content.decode("utf-8-sig")
        assert plain.count("惠市监处罚") == 3

        wrong = write_xlsx("回执", [HEADS, ["惠市监处罚〔2026〕9号", AUTHORITY, "接收", "", ""]])
        answer = regulator.http.post("/api/credit-sheets/receipts", content=wrong, headers=XLSX)
        assert (answer.status_code, answer.json()["code"]) == (422, "sheet.faults")
        [fault] = answer.json()["errors"]
        assert (fault["row"], fault["column"], fault["code"]) == (2, "A", "receipt.no_delivery")
        assert "惠市监处罚〔2026〕9号" in fault["message"]

        returned = write_xlsx(
            "回执",
            [
                HEADS,
                ["惠市监处罚〔2026〕1号", AUTHORITY, "接收", "", "HZ-1"],
                ["惠市监处罚[2026]2号", AUTHORITY, "退回", "CF_NR_FK：单位不对", ""],
            ],
        )
        answer = regulator.http.post("/api/credit-sheets/receipts", content=returned, headers=XLSX)
        assert answer.status_code == 201, answer.text
        assert [item["state"] for item in answer.json()["items"]] == ["acknowledged", "refused"]
        seen = regulator.get(f"/api/credit-deliveries/{sent[1].id}").json()
        assert seen["answers"][0]["channel"] == "sheet"
        assert seen["answers"][0]["errors"] == [
            {"code": "CF_NR_FK", "field": "fine_10k_yuan", "message": "CF_NR_FK：单位不对"}
        ]
        again = regulator.http.post("/api/credit-sheets/receipts", content=returned, headers=XLSX)
        assert again.status_code == 422  # what has a receipt waits for none
        plain = regulator.get("/api/credit-sheets", format="csv").content.decode("utf-8-sig")
        assert plain.count("惠市监处罚") == 1
