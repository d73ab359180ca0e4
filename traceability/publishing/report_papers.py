"""What does a laboratory's report say on paper?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from consumer_web.civil_time import say_date, say_instant
from traceability.domain.kinds import OrganizationKind, ReportState, ResultVerdict, Succession
from traceability.domain.limit_clauses import cite_beside
from traceability.domain.limit_words import word_bound
from traceability.domain.limits import LimitOperator
from traceability.gateways.report_papers import Proof, ReportPaper, ResultLine
from traceability.publishing.report_codes import group_report_code
from traceability.publishing.words import INSPECTION_WORDS, say_amount
from traceability.storage.tables import Batch, Inspection, Organization, TestResult

_VERDICTS = {
    ResultVerdict.PASS: "合格",
    ResultVerdict.FAIL: "不合格",
    ResultVerdict.ERROR: "不能判定",
    ResultVerdict.NOT_APPLICABLE: "不判定",
}
_REPLACED = {Succession.CORRECTION: "已更正", Succession.RETEST: "已复检"}
_HEADS = ("序号", "检验项目", "检验方法", "单位", "限量", "判定依据", "实测值", "单项判定")
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class ReportSources:
    """A report with all that its paper says of others; `code` is empty while nobody signed."""

    report: Inspection
    results: Sequence[TestResult]
    batch: Batch
    agency: Organization
    enterprise: Organization
    names: Mapping[UUID, str]
    first: Inspection | None
    later: Inspection | None
    place: str
    code: str
    base_url: str


def say_bound(result: TestResult) -> str:
    """Write the limit of a result as it stands on paper; its unit where it is another."""
    if result.operator is None:
        return _NOTHING
    bound = word_bound(LimitOperator(result.operator), result.limit_value or "").zh
    is_other = result.limit_value and result.limit_unit and result.limit_unit != result.unit
    return f"{bound} {result.limit_unit}" if is_other else bound


def compose_report(sources: ReportSources) -> ReportPaper:
    """Write a report in the words of its paper; Chinese alone, as the law asks for."""
    report, agency = sources.report, sources.agency
    is_agency = agency.kind == OrganizationKind.INSPECTION_AGENCY.value
    cma_no = report.cma_no or agency.cma_no
    return ReportPaper(
        agency=agency.name,
        accreditation=f"检验检测机构资质认定（CMA）证书编号 {cma_no}"
        if is_agency and cma_no
        else "",
        title="检 验 报 告",
        number=f"报告编号 {report.report_no}",
        facts=list(_facts(sources)),
        heads=_HEADS,
        results=[_line(result) for result in sources.results],
        conclusions=_conclusions(report),
        notes=list(_notes(sources, is_agency=is_agency)),
        signatures=_signatures(sources),
        proof=_proof(sources),
        watermark=_watermark(sources),
        foot=f"{agency.name}　{report.report_no}"
        + (f"　验证码 {group_report_code(sources.code)}" if sources.code else ""),
        page_of="第 {page} 页，共 {pages} 页",
        lacking="注：〓 为本字库未收的字，以登记系统中的记录为准。",
    )


def _facts(sources: ReportSources) -> Iterator[tuple[str, str]]:
    report, batch = sources.report, sources.batch
    amount = _NOTHING
    if report.sampled_amount is not None and report.sampled_unit is not None:
        amount = say_amount(report.sampled_amount, report.sampled_unit).zh
    yield "样品名称", batch.name
    yield "批号", batch.lot
    yield "生产日期", say_date(batch.produced_on, "zh")
    yield "生产企业", sources.enterprise.name
    yield "检验类别", INSPECTION_WORDS[report.kind].zh
    yield "判定依据", report.basis or _NOTHING
    yield "样品编号", report.sample_no
    yield "抽样日期", say_date(report.sampled_on, "zh")
    yield "抽样地点", sources.place or _NOTHING
    yield "抽样数量", amount
    yield "抽样人", report.sampled_by or _NOTHING
    yield "报告日期", say_date(report.reported_on, "zh")


def _line(result: TestResult) -> ResultLine:
    standard = cite_beside(result.limit_standard, result.limit_clause, result.parameter_zh)
    verdict = ResultVerdict(result.verdict)
    value = result.value
    if result.is_not_detected and result.detection_limit:
        value = f"{value}\n检出限 {result.detection_limit}"
    return ResultLine(
        (
            result.parameter_zh,
            result.method or _NOTHING,
            result.unit or _NOTHING,
            say_bound(result),
            standard or _NOTHING,
            value,
            _VERDICTS[verdict],
        ),
        verdict is ResultVerdict.FAIL,
    )


def _conclusions(report: Inspection) -> list[tuple[str, str, bool]]:
    said = (("食品安全指标", report.safety_verdict), ("质量等级指标", report.grade_verdict))
    return [
        (what, _VERDICTS[ResultVerdict(verdict)], verdict == ResultVerdict.FAIL)
        for what, verdict in said
    ]


def _notes(sources: ReportSources, *, is_agency: bool) -> Iterator[str]:
    report = sources.report
    if sources.first is not None:
        is_retest = report.succession == Succession.RETEST
        what = "本报告为复检报告，取代" if is_retest else "本报告更正并取代"
        yield f"{what} {sources.first.report_no}。"
    if sources.later is not None:
        yield f"本报告已由 {sources.later.report_no} 取代，不再有效。"
    if not is_agency:
        yield "本报告为企业自行检验，未经第三方检验机构复核。"
    yield "检验结果只对所检样品负责。"


def _signatures(sources: ReportSources) -> list[tuple[str, str]]:
    report = sources.report
    entered = _who(sources, report.entered_by)
    signed = "（未签发）"
    if report.signed_by is not None and report.signed_at is not None:
        signed = f"{_who(sources, report.signed_by)}　{say_instant(report.signed_at, 'zh')}"
    return [("录入", f"{entered}　{say_instant(report.recorded_at, 'zh')}"), ("签发", signed)]


def _who(sources: ReportSources, user_id: UUID) -> str:
    return sources.names.get(user_id, _NOTHING)


def _proof(sources: ReportSources) -> Proof | None:
    if not sources.code:
        return None
    pages = f"{sources.base_url}/reports"
    code = group_report_code(sources.code)
    return Proof(
        address=f"{pages}/{sources.code}",
        code=f"验证码　{code}",
        lines=(
            f"扫右上角二维码，或在 {pages} 输入验证码，可查本报告真伪、内容和是否仍然有效。",
            "验证码由报告内容计算得出：编造的验证码查不到报告；请核对查到的内容与纸上一致。",
        ),
    )


def _watermark(sources: ReportSources) -> str:
    state = ReportState(sources.report.state)
    if state is ReportState.WITHDRAWN:
        return "已退回"
    if state is ReportState.ENTERED:
        return "未签发"
    if sources.later is not None:
        return _REPLACED[Succession(sources.later.succession or Succession.CORRECTION)]
    return ""
