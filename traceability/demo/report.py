"""How does a newcomer get in? The address, logins, links and a QR code, for people and for checks.

People read it in the terminal, Chinese first; `demo.json` says the same to programs.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from traceability.demo.city import DemoCity, Login

_ROLES = {
    "admin": "管理员 administrator",
    "regulator": "监管人员 regulator",
    "regulator2": "上级监管人员 second regulator",
    "enterprise": "企业 enterprise",
    "inspector": "检验机构 inspector",
    "inspector_signer": "检验机构签发人 its second person",
    "inspector2": "另一家检验机构 another agency",
    "inspector2_signer": "其签发人 its second person",
    "canteen": "学校食堂 canteen",
    "canteen_second": "食堂第二人 its second person",
}
_VERDICTS = {
    "genuine": "真码，合格 genuine",
    "expired": "已过保质期 expired",
    "held": "封存核查 on hold",
    "recalled": "已召回 recalled",
    "delisted": "企业已移出 delisted",
    "suspicious": "疑似被复制 suspicious",
    "unknown": "查无此码 unknown",
}
_NUMBERS = (
    ("enterprises", "家企业", "enterprises"),
    ("products", "个产品", "products"),
    ("batches", "个批次", "batches"),
    ("events", "条追溯记录", "events"),
    ("inspections", "份检验报告", "reports"),
    ("canteens", "个学校食堂", "canteens"),
    ("purchases", "条采购台账", "purchases"),
)


def write_demo_json(path: Path, base_url: str, city: DemoCity) -> None:
    """Write what a check needs to call: base address, logins by role, addresses by verdict."""
    base = base_url.rstrip("/")
    said = {
        "base_url": base,
        "logins": {role: asdict(login) for role, login in city.logins.items()},
        "codes": {verdict: base + code for verdict, code in city.codes.items()},
        "more_codes": {
            verdict: [base + code for code in codes] for verdict, codes in city.more_codes.items()
        },
        "counts": city.counts,
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
    path.chmod(0o600)  # It holds passwords and tokens.


def read_demo_json(path: Path) -> tuple[str, DemoCity]:
    """Read what was written when the city was loaded: its base address and its facts."""
    said = json.loads(path.read_text("utf-8"))
    base = said["base_url"]
    return base, DemoCity(
        logins={role: Login(**login) for role, login in said["logins"].items()},
        codes={verdict: url.removeprefix(base) for verdict, url in said["codes"].items()},
        more_codes={
            verdict: [url.removeprefix(base) for url in urls]
            for verdict, urls in said["more_codes"].items()
        },
        counts=said["counts"],
    )


def describe_demo_city(base_url: str, city: DemoCity, phone_url: str | None = None) -> str:
    """Write for people where to go, how to sign in and what to click, with a code to scan.

    `phone_url` is the address under which a phone in the same network finds this machine.
    """
    base = base_url.rstrip("/")
    lines = [
        "",
        "粮油二维码溯源演示城 · The demo city is ready",
        "  " + "，".join(f"{city.counts[key]} {zh}" for key, zh, _ in _NUMBERS),
        "  " + ", ".join(f"{city.counts[key]:,} {en}" for key, _, en in _NUMBERS),
        f"  限量表 {city.counts['limits']} 条：其中草案 {city.counts['limits_confirmed']} 条"
        "未核对标准原文，为演示由监管人员全部确认",
        f"  {city.counts['limits']} national limits: the demo regulator confirmed all"
        f" {city.counts['limits_confirmed']} drafts, which nobody checked against the standards",
        "",
        f"网址 address:        {base}/",
        f"工作台 console:      {base}/console/",
        "",
        "登录 sign in (用户名 user / 密码 password)",
    ]
    for role, login in city.logins.items():
        lines.append(f"  {_pad(_ROLES[role], 34)}{login.username:<20}{login.password}")
    lines += ["", "扫码结果 what a scan says"]
    for verdict, name in _VERDICTS.items():
        lines.append(f"  {_pad(name, 24)}{base}{city.codes[verdict]}")
    scanned = (phone_url or base) + city.codes["genuine"]
    lines += ["", f"用手机扫一扫（同一网络）· scan with a phone on this network: {scanned}", ""]
    return "\n".join(lines) + "\n" + draw_code(scanned)


def draw_code(address: str) -> str:
    """Draw a QR code of an address with half blocks, for a terminal with a dark background."""
    symbol = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    symbol.add_data(address)
    symbol.make(fit=True)
    drawn = io.StringIO()
    symbol.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()


def _pad(text: str, width: int) -> str:
    """Fill up to a width in which a Chinese character takes two columns."""
    columns = sum(2 if ord(character) > 0x2E7F else 1 for character in text)
    return text + " " * max(1, width - columns)
