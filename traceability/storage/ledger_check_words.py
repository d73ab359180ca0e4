"""How is a check of the ledger told to people, in Chinese and in English?"""

from __future__ import annotations

import json
from typing import Literal

from traceability.storage.ledger_findings import Finding, FindingCode, LedgerReport

Language = Literal["zh", "en"]
_SHOWN = 300  # characters of a value

_SENTENCES: dict[FindingCode, tuple[str, str]] = {
    FindingCode.PART_HASH: (
        "登记条目的原文或随机盐与其哈希不符：登记哈希 {logged}，重新计算 {found}",
        "text or salt of the log entry do not give its hash: logged {logged}, computed {found}",
    ),
    FindingCode.LEAF_HASH: (
        "登记条目的叶哈希不符：登记 {logged}，重新计算 {found}",
        "the entry does not give its leaf hash: logged {logged}, computed {found}",
    ),
    FindingCode.TREE_HASH: (
        "编号叶子的哈希与条目不符：编号时 {logged}，条目 {found}",
        "the numbered leaf has another hash than its entry: leaf {logged}, entry {found}",
    ),
    FindingCode.TEXT_MISSING: ("登记条目的原文缺失", "the text of the log entry is missing"),
    FindingCode.SALT_MISSING: ("登记条目的随机盐缺失", "the salt of the log entry is missing"),
    FindingCode.TEXT_UNREADABLE: (
        "登记条目的原文不可读：{logged}",
        "the text of the log entry cannot be read: {logged}",
    ),
    FindingCode.TEXT_UNCANONICAL: (
        "登记条目的原文不是规范写法",
        "the text of the log entry is not written canonically",
    ),
    FindingCode.PART_MISSING: (
        "登记条目缺少这一部分；记录现为 {found}",
        "the log entry lacks this part; the record says {found}",
    ),
    FindingCode.PART_UNKNOWN: (
        "登记条目多出这一部分：{logged}",
        "the log entry has a part that the record has not: {logged}",
    ),
    FindingCode.KIND_UNKNOWN: (
        "登记条目的种类不明：{logged}",
        "the log entry is of an unknown kind: {logged}",
    ),
    FindingCode.CLASS: (
        "登记条目的公开级别应为 {found}，却为 {logged}",
        "the log entry is {logged} where it must be {found}",
    ),
    FindingCode.SCHEMA_UNKNOWN: (
        "登记条目的结构版本不明：{logged}",
        "the log entry has an unknown schema version: {logged}",
    ),
    FindingCode.RECORD: (
        "登记条目的原文属于另一条记录：原文 {logged}，列中 {found}",
        "the entry's text speaks of another record: text {logged}, columns {found}",
    ),
    FindingCode.REVISION: (
        "登记条目的版本号不符：登记 {logged}，实际 {found}",
        "the revisions differ: logged {logged}, found {found}",
    ),
    FindingCode.REVISION_MISSING: (
        "缺少第 {logged} 版登记条目，其后是第 {found} 版",
        "log entry of revision {logged} is missing; what follows is revision {found}",
    ),
    FindingCode.REVISION_EXTRA: (
        "不可更改的记录出现第 {found} 版",
        "a record that never changes has a revision {found}",
    ),
    FindingCode.OWNER: (
        "登记条目所列单位不符：列中 {logged}，应为 {found}",
        "the log entry names another organisation: {logged}, not {found}",
    ),
    FindingCode.RECORDED_AT: (
        "记录时间不符：登记于 {logged}，记录称 {found}",
        "the times of recording differ: logged at {logged}, the row says {found}",
    ),
    FindingCode.ERASURE_UNKNOWN: (
        "原文被删除，却没有删除登记：{found}",
        "texts were erased without an entry that says why: {found}",
    ),
    FindingCode.UNNUMBERED: (
        "登记条目既未编号也不在待编号之列：系从系统之外写入",
        "the log entry is neither numbered nor waiting: it was inserted behind the system's back",
    ),
    FindingCode.REMOVED: (
        "登记条目已被删除，其编号仍在",
        "the log entry was removed; its place in the numbering is still there",
    ),
    FindingCode.ROW_ALTERED: (
        "登记为 {logged}，现为 {found}",
        "the log says {logged}, the row says {found}",
    ),
    FindingCode.ROW_MISSING: (
        "记录已被删除；登记内容 {logged}",
        "the row is gone; the log says {logged}",
    ),
    FindingCode.ROW_INSERTED: (
        "记录没有登记条目，系从系统之外写入：{found}",
        "the row has no log entry, it was inserted behind the system's back: {found}",
    ),
    FindingCode.LINK_MISSING: (
        "谱系索引缺少事件所示的关联：{logged}",
        "the lineage index lacks a link that the events show: {logged}",
    ),
    FindingCode.LINK_EXTRA: (
        "谱系索引多出事件没有的关联：{found}",
        "the lineage index has a link that no event shows: {found}",
    ),
    FindingCode.SUM: (
        "合计与台账和事件不符：应为 {logged}，现为 {found}",
        "the sum differs from the records: they add up to {logged}, it says {found}",
    ),
}
_SCOPE = (
    "说明：本检查不看已签名的检查点；若记录、原文、哈希和编号被一并改写，须对照检查点才能发现。",
    "Note: signed checkpoints were not consulted; a forgery that rewrote row, text, hashes and"
    " numbering alike shows only against them.",
)


def render_report(report: LedgerReport, language: Language = "zh") -> str:
    """Tell what was checked and what is wrong: table, record, field, logged value, found value."""
    is_chinese = language == "zh"
    lines = [_headline(report, is_chinese)]
    for number, finding in enumerate(report.findings, start=1):
        lines.append(f"{number}. {_sentence(finding, is_chinese)}")
    if hidden := report.found - len(report.findings):
        lines.append(f"……另有 {hidden} 处未列出。" if is_chinese else f"… and {hidden} more.")
    lines.append(_SCOPE[0 if is_chinese else 1])
    return "\n".join(lines) + "\n"


def _headline(report: LedgerReport, is_chinese: bool) -> str:
    if is_chinese:
        result = "未发现篡改。" if report.is_sound else f"发现 {report.found} 处异常："
        return f"已核对 {report.entries} 条登记、{report.rows} 行记录，{result}"
    result = "all sound." if report.is_sound else f"{report.found} findings:"
    return f"Checked {report.entries} log entries and {report.rows} rows: {result}"


def _sentence(finding: Finding, is_chinese: bool) -> str:
    said = _SENTENCES[finding.code][0 if is_chinese else 1].format(
        logged=_value(finding.logged), found=_value(finding.found)
    )
    if is_chinese:
        field = f"，字段 {finding.field}" if finding.field else ""
        entry = f"（登记条目 {finding.entry_id}）" if finding.entry_id else ""
        return f"[{finding.code}] 表 {finding.table}，记录 {finding.record}{field}：{said}{entry}。"
    field = f", field {finding.field}" if finding.field else ""
    entry = f" (log entry {finding.entry_id})" if finding.entry_id else ""
    place = f"table {finding.table}, record {finding.record}{field}"
    return f"[{finding.code}] {place}: {said}{entry}."


def _value(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, default=repr)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
