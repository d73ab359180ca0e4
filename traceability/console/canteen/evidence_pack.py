"""What lies in the pack for an inspection? Ledger, reports, licences, signatures, sums."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256

from traceability.console.canteen.ledger_files import ledger_pdf, ledger_xlsx, paper
from traceability.console.canteen.views import say_day, say_goods, say_moment
from traceability.console.words import say
from traceability.domain.civil import CHINA, civil_date
from traceability.domain.errors import NotFoundError
from traceability.gateways.certificate_files import CertificateStore
from traceability.gateways.sheet_writing import write_workbook
from traceability.gateways.table_papers import Column, Section, write_paper
from traceability.schemas.evidence import Evidence, EvidenceReport, EvidenceSupplier

_SAFE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff._-]+")
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_RESULT_COLUMNS = (
    ("item", 4),
    ("value", 2),
    ("unit", 2),
    ("limit", 2),
    ("standard", 4),
    ("verdict", 2),
)


class EvidencePack:
    """One pack: files are added one after the other, their sums last."""

    def __init__(
        self, canteen: str, period: tuple[date, date], made_at: datetime, language: str
    ) -> None:
        self._canteen, self._period = canteen, period
        self._made_at, self._language = made_at, language
        self._files: list[tuple[str, bytes]] = []
        self._sums: dict[str, tuple[str, int]] = {}
        self._lacking: list[str] = []

    def fill(self, seen: Evidence, store: CertificateStore) -> bytes:
        """Put everything in; give the bytes of the ZIP."""
        language, since = self._language, self._period[0]
        told = (self._canteen, since, seen.lines, self._made_at, language)
        self._add(self._name("ledger", ".xlsx"), ledger_xlsx(*told))
        self._add(self._name("ledger", ".pdf"), ledger_pdf(*told))
        self._add(self._name("reports", ".pdf"), self._reports(seen))
        self._add_files(seen, store)
        self._add(self._name("suppliers", ".xlsx"), self._suppliers(seen))
        self._add(self._name("signatures", ".xlsx"), self._signatures(seen))
        self._add(self._name("issues", ".xlsx"), self._issues(seen))
        self._add(self._name("oil", ".xlsx"), self._oil(seen))
        self._add(self._name("notices", ".xlsx"), self._notices(seen))
        self._finish(seen)
        return self._write()

    def _name(self, what: str, ending: str) -> str:
        return say(f"c_pack_{what}", self._language) + ending

    def _write(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._files:
                entry = zipfile.ZipInfo(name, self._made_at.astimezone(CHINA).timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        return out.getvalue()

    def _add(self, name: str, content: bytes) -> None:
        self._sums[name] = (sha256(content).hexdigest(), len(content))
        self._files.append((name, content))

    def _add_files(self, seen: Evidence, store: CertificateStore) -> None:
        """Add the certificates and photos; a file that is not there any more is named."""
        wanted: dict[str, str] = {}
        for report in seen.reports:
            if report.certificate_sha256:
                ending = _ENDINGS.get(report.certificate_type or "", "bin")
                name = _SAFE.sub("_", report.report_no)
                head = report.certificate_sha256[:8]
                folder = self._name("reports", "").partition("/")[0]
                wanted[f"{folder}/{name}-{head}.{ending}"] = report.certificate_sha256
        for place, line in enumerate(seen.lines, 1):  # in the ledger's order
            about = _SAFE.sub("_", line.lot or line.name)
            head = f"{civil_date(line.delivered_at)}-{about}-{place}"
            for number, photo in enumerate(line.photos, 1):
                wanted[f"{self._name('photos', '')}/{head}-{number}.jpg"] = photo
        for name, stored in wanted.items():
            try:
                self._add(name, store.get(stored))
            except NotFoundError:
                self._lacking.append(name)

    def _words(self, *keys: str) -> list[str]:
        return [say(f"c_col_{key}", self._language) for key in keys]

    def _reports(self, seen: Evidence) -> bytes:
        sections = [self._report(seen, report) for report in seen.reports]
        title = say("c_reports_title", self._language)
        made = (self._canteen, self._made_at, self._language)
        return write_paper(paper(title, sections, made, [self._canteen, self._span()]))

    def _span(self) -> str:
        since, until = (say_day(day, self._language) for day in self._period)
        return f"{since} – {until}"

    def _report(self, seen: Evidence, report: EvidenceReport) -> Section:
        language = self._language
        columns = [Column(say(f"c_col_{name}", language), share) for name, share in _RESULT_COLUMNS]
        rows = [
            [
                result.parameter_en if language == "en" else result.parameter_zh,
                result.value,
                result.unit,
                result.limit_value or "—",
                result.limit_standard or "—",
                say(result.verdict, language),
            ]
            for result in report.results
        ]
        lots = sorted(
            {line.lot or "" for line in seen.lines if str(report.id) in line.inspection_ids}
        )
        above = say("c_report_above", language).format(
            lab=report.laboratory,
            cma=report.cma_no or "—",
            sample=report.sample_no,
            day=say_day(report.reported_on, language),
            lots="、".join(lots),
            sha=report.certificate_sha256 or "—",
        )
        return Section(
            f"{report.report_no} · {say(report.verdict, language)}", columns, rows, [above]
        )

    def _suppliers(self, seen: Evidence) -> bytes:
        language = self._language
        head = self._words(
            "supplier", "uscc", "licence", "licence_until", "address", "entry", "reviewed",
            "contract", "grade", "standing", "serious_list",
        )  # fmt: skip
        rows = [self._supplier(one) for one in seen.suppliers]
        papers = {line.supplier: line for line in seen.lines if line.supplier_id is None}
        for name, line in sorted(papers.items()):
            said = [name, "", line.supplier_licence or "", "—", line.supplier_address or ""]
            rows.append(said + [""] * (len(head) - len(said)))
        return write_workbook({say("c_suppliers_title", language): [head, *rows]})

    def _supplier(self, one: EvidenceSupplier) -> list[str]:
        language, entry = self._language, one.entry
        said = [
            one.name,
            one.uscc,
            one.sc_licence or "",
            say_day(one.sc_valid_until, language),
            one.address or "",
        ]
        if entry is None:
            return [*said, say("c_entry_none", language), "", "", "", "", ""]
        return [
            *said,
            say(f"c_entry_{entry.outcome}", language),
            say_day(entry.reviewed_on, language),
            entry.contract_no or "",
            entry.grade_seen,
            say(f"c_standing_{entry.standing_seen}", language),
            say("c_yes" if entry.is_on_serious_list else "c_no", language),
        ]

    def _signatures(self, seen: Evidence) -> bytes:
        language = self._language
        head = self._words(
            "delivered",
            "goods",
            "lot",
            "outcome",
            "first",
            "first_at",
            "second",
            "second_at",
            "how",
        )
        rows = []
        for line in seen.lines:
            signed = line.signature
            rows.append(
                [
                    say_moment(line.delivered_at, language),
                    line.goods_name,
                    line.lot or "",
                    say(line.acceptance, language),
                    line.checked_by or "",
                    say_moment(line.recorded_at, language),
                    signed.signer
                    if signed
                    else line.second_checked_by or say("c_unsigned", language),
                    say_moment(signed.recorded_at, language) if signed else "",
                    say(f"c_how_{signed.how}", language)
                    if signed
                    else say("c_how_paper", language)
                    if line.second_checked_by
                    else "",
                ]
            )
        return write_workbook({say("c_signatures_title", language): [head, *rows]})

    def _issues(self, seen: Evidence) -> bytes:
        language = self._language
        head = self._words("issued", "goods", "lot", "amount", "purpose", "reason", "who")
        rows = [
            [
                say_moment(issue.issued_at, language),
                issue.goods_name,
                issue.lot or "",
                say_goods(issue.amount, issue.unit, issue.food, issue.mass_g, language),
                say(f"c_purpose_{issue.purpose}", language),
                issue.reason or "",
                issue.who,
            ]
            for issue in seen.issues
        ]
        return write_workbook({say("c_issues_title", language): [head, *rows]})

    def _oil(self, seen: Evidence) -> bytes:
        language = self._language
        head = self._words("tested", "fryer", "polar", "acid", "verdict", "measure", "who")
        rows = [
            [
                say_day(test.tested_on, language),
                test.fryer,
                test.polar_components or "",
                test.acid_value or "",
                say(test.verdict, language),
                test.measure or "",
                test.who,
            ]
            for test in seen.oil_tests
        ]
        return write_workbook({say("place_frying", language): [head, *rows]})

    def _notices(self, seen: Evidence) -> bytes:
        language = self._language
        head = self._words("told", "kind", "lots", "did", "reason", "answered", "who")
        rows = []
        for notice in seen.notices:
            answered = notice.acknowledged_at
            kind = "c_notice_recall" if notice.batch_id else "c_notice_delisting"
            rows.append(
                [
                    say_moment(notice.recorded_at, language),
                    say(kind, language),
                    "、".join(f"{lot.name} {lot.lot}" for lot in notice.lots),
                    say(f"c_did_{notice.action}", language) if notice.action else "",
                    notice.said or "",
                    say_moment(answered, language) if answered else "",
                    notice.who,
                ]
            )
        return write_workbook({say("place_recalls", language): [head, *rows]})

    def _finish(self, seen: Evidence) -> None:
        """Write the manifest and the sums: whoever holds the pack can check every file."""
        manifest = {
            "canteen": self._canteen,
            "since": self._period[0].isoformat(),
            "until": self._period[1].isoformat(),
            "made_at": self._made_at.astimezone(CHINA).isoformat(),
            "counts": _counts(seen),
            "files": [
                {"name": name, "sha256": digest, "size": size}
                for name, (digest, size) in self._sums.items()
            ],
            "missing_files": self._lacking,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        self._add("manifest.json", text.encode())
        sums = "".join(f"{digest}  {name}\n" for name, (digest, _) in self._sums.items())
        self._add("SHA256SUMS", sums.encode())


def _counts(seen: Evidence) -> Mapping[str, int]:
    return {
        "ledger_lines": len(seen.lines),
        "reports": len(seen.reports),
        "second_signatures": sum(not line.waits_for_second for line in seen.lines),
        "taken_out": len(seen.issues),
        "frying_oil_tests": len(seen.oil_tests),
        "notices": len(seen.notices),
    }
