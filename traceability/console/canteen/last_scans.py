"""Which codes were scanned last on this device, and what was the answer?

They stand in a cookie of the receiving pages: a scan is no record, and no other device has a use
for it. It ends with the browser, and another person on the same device does not see it.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import Response

from traceability.console.canteen.views import clock
from traceability.console.visits import Visit
from traceability.console.words import say
from traceability.domain.acceptance import AcceptanceVerdict
from traceability.routes.desk import now
from traceability.schemas.purchases import AcceptanceAnswer

MOST_SCANS = 5
_COOKIE = "last_scans"
_PATH = "/console/receive"
_LONGEST_CODE = 120
_LONGEST_NAME = 30
_TONES = {
    AcceptanceVerdict.ACCEPT: "good",
    AcceptanceVerdict.ACCEPT_WITH_CARE: "careful",
    AcceptanceVerdict.DO_NOT_ACCEPT: "bad",
}


@dataclass(frozen=True, slots=True)
class _Scan:
    code: str
    verdict: str
    name: str
    lot: str
    time: str


def note_scan(page: Response, visit: Visit, code: str, answer: AcceptanceAnswer) -> None:
    """Keep a scan on the device, on top of those before it; the same code stands there once."""
    if len(code) > _LONGEST_CODE:
        return
    lot = answer.batch
    scan = _Scan(
        code=code,
        verdict=answer.verdict.value,
        name=lot.name[:_LONGEST_NAME] if lot else "",
        lot=lot.lot if lot else "",
        time=clock(now()),
    )
    others = [one for one in _read(visit) if one.code != code]
    kept = [asdict(one) for one in [scan, *others][:MOST_SCANS]]
    text = json.dumps({"by": str(visit.actor.user_id), "scans": kept}, ensure_ascii=False)
    page.set_cookie(
        _COOKIE,
        base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
        path=_PATH,
        httponly=True,
        secure=visit.house.settings.is_secure,
        samesite="lax",
    )


def last_scans(visit: Visit) -> list[dict[str, Any]]:
    """Give the last scans of this person on this device in words, the newest first."""
    return [
        {
            "code": one.code,
            "name": one.name or one.code,
            "lot": one.lot,
            "time": one.time,
            "verdict": say(f"c_verdict_{one.verdict}", visit.language),
            "tone": _TONES[AcceptanceVerdict(one.verdict)],
        }
        for one in _read(visit)
    ]


def _read(visit: Visit) -> list[_Scan]:
    """Read the cookie; what is not ours, or another person's, is nothing."""
    text = visit.request.cookies.get(_COOKIE, "")
    try:
        kept = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if kept["by"] != str(visit.actor.user_id):
            return []
        scans = [_Scan(**{name: str(said) for name, said in one.items()}) for one in kept["scans"]]
        return [one for one in scans if AcceptanceVerdict(one.verdict)][:MOST_SCANS]
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError):
        return []
