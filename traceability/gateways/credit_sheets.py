"""How does a city without an interface deliver its penalties? By the official sheets.

Two sheets (发改办财金〔2018〕424号 as cities use it): legal persons and sole traders without the
columns of a person's papers; natural persons with name, kind and number of the papers only. What
comes back names each decision, and whether it was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.credit_messages import FieldError
from traceability.domain.errors import Fault, FaultsError
from traceability.domain.penalty_fields import normalise_decision_no
from traceability.domain.sheets import MOST_FAULTS, SheetCell, column_letter, is_formula
from traceability.gateways.sheet_writing import write_csv, write_workbook

HEADINGS: dict[str, str] = {
    "CF_XDR_MC": "行政相对人名称",
    "CF_XDR_LB": "行政相对人类别",
    "CF_XDR_SHXYM": "行政相对人代码_1(统一社会信用代码)",
    "CF_XDR_GSZC": "行政相对人代码_2(工商注册号)",
    "CF_XDR_ZZJG": "行政相对人代码_3(组织机构代码)",
    "CF_XDR_SWDJ": "行政相对人代码_4(税务登记号)",
    "CF_XDR_SYDW": "行政相对人代码_5(事业单位证书号)",
    "CF_XDR_SHZZ": "行政相对人代码_6(社会组织登记证号)",
    "CF_FRDB": "法定代表人",
    "CF_FR_ZJLX": "法定代表人证件类型",
    "CF_FR_ZJHM": "法定代表人证件号码",
    "CF_XDR_ZJLX": "证件类型",
    "CF_XDR_ZJHM": "证件号码",
    "CF_WSH": "行政处罚决定书文号",
    "CF_WFXW": "违法行为类型",
    "CF_SY": "违法事实",
    "CF_YJ": "处罚依据",
    "CF_CFLB": "处罚类别",
    "CF_NR": "处罚内容",
    "CF_NR_FK": "罚款金额(万元)",
    "CF_NR_WFFF": "没收违法所得、没收非法财物的金额(万元)",
    "CF_NR_ZKDX": "暂扣或吊销证照名称及编号",
    "CF_JDRQ": "处罚决定日期",
    "CF_YXQ": "处罚有效期",
    "CF_GSJZQ": "公示截止期",
    "CF_CFJG": "处罚机关",
    "CF_CFJGDM": "处罚机关统一社会信用代码",
    "CF_SJLY": "数据来源单位",
    "CF_SJLYDM": "数据来源单位统一社会信用代码",
    "BZ": "备注",
}
"""Official code → heading, in the order of the standard."""

NATURAL_PERSON = "自然人"
_PAPERS = ("CF_XDR_ZJLX", "CF_XDR_ZJHM")
_CODES = tuple(HEADINGS)
_DECISION = _CODES[_CODES.index("CF_WSH") :]
LEGAL_COLUMNS = tuple(code for code in HEADINGS if code not in _PAPERS)
PERSON_COLUMNS = ("CF_XDR_MC", *_PAPERS, *_DECISION)
LEGAL_TITLE, PERSON_TITLE = "法人及非法人组织、个体工商户", NATURAL_PERSON

OUTCOME, REASON, RECEIPT_NO = "回执结果", "退回原因", "回执编号"
_TAKEN = frozenset({"接收", "已接收", "接受", "成功", "通过", "accepted"})
_REFUSED = frozenset({"退回", "已退回", "拒绝", "失败", "不通过", "refused"})
_NEEDED = (HEADINGS["CF_WSH"], HEADINGS["CF_CFJGDM"], OUTCOME)
_LONGEST_REASON = 500
_LONGEST_NUMBER = 100
Record = Mapping[str, object]


def penalty_lines(records: Sequence[Record], *, is_person: bool) -> list[list[str]]:
    """Give headings and lines of the sheet for one kind of party."""
    columns = PERSON_COLUMNS if is_person else LEGAL_COLUMNS
    wanted = [each for each in records if (each["CF_XDR_LB"] == NATURAL_PERSON) is is_person]
    heads = [HEADINGS[code] for code in columns]
    return [heads, *([str(each.get(code) or "") for code in columns] for each in wanted)]


def write_penalty_workbook(records: Sequence[Record]) -> bytes:
    """Write both sheets as one workbook of text cells."""
    return write_workbook(
        {
            LEGAL_TITLE: penalty_lines(records, is_person=False),
            PERSON_TITLE: penalty_lines(records, is_person=True),
        }
    )


def write_penalty_csv(records: Sequence[Record], *, is_person: bool) -> bytes:
    """Write one of the sheets as CSV, UTF-8 with its mark."""
    return write_csv(penalty_lines(records, is_person=is_person))


@dataclass(frozen=True, slots=True)
class SheetReceipt:
    """What one line of a returned sheet says; `column` is the letter of the decision number."""

    row: int
    column: str
    decision_no: str
    authority_uscc: str
    is_accepted: bool
    errors: tuple[FieldError, ...]
    receipt_no: str | None


def read_receipts(lines: Sequence[Sequence[SheetCell]]) -> list[SheetReceipt]:
    """Read a returned sheet, or raise FaultsError with every fault by row and column."""
    places = _places(lines[0] if lines else ())
    faults = [
        Fault(name, "sheet.column_missing", row=1, values={"name": name})
        for name in _NEEDED
        if name not in places
    ]
    receipts: list[SheetReceipt] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines[1:] if not faults else (), start=2):
        cells = _cells(line, places)
        if not any(cells.values()):
            continue
        wrong = list(_faults(number, cells, line, places))
        faults += wrong
        if not wrong:
            receipt = _receipt(number, cells, column_letter(places[_NEEDED[0]]))
            identity = (receipt.decision_no, receipt.authority_uscc)
            if identity in seen:
                faults.append(Fault(_NEEDED[0], "receipt.twice", row=number, column=receipt.column))
            seen.add(identity)
            receipts.append(receipt)
    if not receipts and not faults:
        faults.append(Fault("file", "sheet.empty"))
    if faults:
        raise FaultsError("sheet.faults", faults[:MOST_FAULTS])
    return receipts


def _places(heads: Sequence[SheetCell]) -> dict[str, int]:
    """Find the columns by their headings; others of the returned sheet may stand beside them."""
    places: dict[str, int] = {}
    for place, cell in enumerate(heads):
        places.setdefault("".join(cell.text.split()), place)
    return places


def _cells(line: Sequence[SheetCell], places: Mapping[str, int]) -> dict[str, str]:
    return {
        name: line[places[name]].text.strip().removeprefix("'")
        if name in places and places[name] < len(line)
        else ""
        for name in (*_NEEDED, REASON, RECEIPT_NO)
    }


def _faults(
    number: int, cells: Mapping[str, str], line: Sequence[SheetCell], places: Mapping[str, int]
) -> Iterator[Fault]:
    for name, place in places.items():
        if name in cells and place < len(line) and _computes(line[place]):
            where = f"{column_letter(place)}{number}"
            yield _at(places, number, name, "sheet.formula", cell=where)
    for name in _NEEDED[:2]:
        if not cells[name]:
            yield _at(places, number, name, "field.missing")
    yield from _faults_of_outcome(number, cells, places)


def _faults_of_outcome(
    number: int, cells: Mapping[str, str], places: Mapping[str, int]
) -> Iterator[Fault]:
    outcome = cells[OUTCOME].lower()
    if outcome not in _TAKEN | _REFUSED:
        yield _at(places, number, OUTCOME, "receipt.verdict", text=cells[OUTCOME][:60])
    elif outcome in _REFUSED and not cells[REASON]:
        yield _at(places, number, REASON, "receipt.reason_missing")
    if len(cells[RECEIPT_NO]) > _LONGEST_NUMBER:
        yield _at(places, number, RECEIPT_NO, "sheet.cell_too_long", most=_LONGEST_NUMBER)


def _at(places: Mapping[str, int], number: int, name: str, code: str, **values: object) -> Fault:
    letter = column_letter(places[name]) if name in places else None
    return Fault(name, code, row=number, column=letter, values=values)


def _computes(cell: SheetCell) -> bool:
    return cell.is_formula or is_formula(cell.text.strip().removeprefix("'"))


def _receipt(number: int, cells: Mapping[str, str], column: str) -> SheetReceipt:
    is_accepted = cells[OUTCOME].lower() in _TAKEN
    reason = cells[REASON][:_LONGEST_REASON]
    return SheetReceipt(
        row=number,
        column=column,
        decision_no=normalise_decision_no(cells[_NEEDED[0]]),
        authority_uscc=cells[_NEEDED[1]].upper(),
        is_accepted=is_accepted,
        errors=() if is_accepted else (FieldError(_code_in(reason), reason),),
        receipt_no=cells[RECEIPT_NO] or None,
    )


def _code_in(reason: str) -> str:
    """Find the field that a reason begins with, by its code or its heading."""
    return next(
        (code for code, head in HEADINGS.items() if reason.startswith((f"{code}:", f"{code}："))
         or reason.startswith((f"{head}:", f"{head}："))), ""
    )  # fmt: skip
