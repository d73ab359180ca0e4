"""What do the refusals of imported spreadsheets say?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "sheet.word": (
        "“{text}”认不出。可用：{words}。",
        "“{text}” is not known. Use one of: {words}.",
    ),
    "sheet.moment": (
        "时间写作 2026-11-24 14:05。",
        "A time is written 2026-11-24 14:05.",
    ),
    "sheet.money": ("金额写作 128.50（元）。", "A price is written 128.50 (yuan)."),
    "sheet.row_twice": (
        "和第 {first} 行重复。请删去一行。",
        "The same as line {first}. Delete one of them.",
    ),
    "sheet.no_product": (
        "贵企业没有商品条码 {gtin} 的产品。请先登记产品，或改正条码。",
        "You have no product with the GTIN {gtin}. Register it first, or mend the number.",
    ),
    "sheet.no_organization": (
        "没有信用代码为 {uscc} 的单位。",
        "No organisation has the code {uscc}.",
    ),
    "sheet.not_ready": (
        "这份表格还不能写入：要先试读，没有错才行。",
        "This sheet cannot be recorded yet: it must be tried out first, without a fault.",
    ),
    "sheet.not_found": ("没有这份导入。", "There is no such import."),
    "sheet.gone": (
        "文件已经不在了，请再上传一次。",
        "The file is gone. Upload it once more.",
    ),
}
