"""Stories: people follow a label job, stop it, answer its questions, reprint and void labels.

Labels are counted from 1 in a job here, as people count them on the roll; from 0 in the records.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from uuid import UUID

from consumer_web.codes import CodeBook, CodeError, fold_code
from consumer_web.digital_link import DigitalLinkError, parse_uri
from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, RuleError
from traceability.domain.kinds import OPEN_RUNS, LabelOutput, LabelState, RunState
from traceability.domain.label_ranges import (
    Ranges,
    check_within,
    count_in,
    find,
    move,
    move_all,
    settle,
)
from traceability.publishing.codes import publish_new_voids
from traceability.publishing.label_progress import show_job, show_progress
from traceability.schemas.labels import (
    FirstArticle,
    LabelAnswer,
    LabelJobDetail,
    LabelProgress,
    LabelReprintCreate,
    LabelVoidCreate,
    PrinterPublic,
)
from traceability.storage.batches import lock_batch
from traceability.storage.ids import new_id
from traceability.storage.label_runs import (
    RunOrder,
    add_run,
    count_waiting,
    current_run,
    get_own_job,
    lease_of,
    list_runs,
    lock_current,
    lock_runs,
    missing_state,
    ranges_of,
    rest,
    state_after,
    working_row,
)
from traceability.storage.labels import may_print
from traceability.storage.tables import LabelJob, LabelRun, LabelVoid
from traceability.storage.work import Work

S = LabelState
_MAY_RESUME = frozenset({RunState.PAUSED, RunState.STOPPED})
_MAY_PAUSE = frozenset({RunState.QUEUED, RunState.PRINTING})
_PRINTED = (S.CONFIRMED, S.RENDERED)  # rendered ones went into a file


def read_progress(work: Work, job_id: UUID) -> LabelProgress:
    """Tell how far a job is."""
    work.actor.require(Action.PRINT_LABELS)
    runs = list_runs(work.session, get_own_job(work, job_id).id)
    if not runs:
        raise RuleError("label.no_run", id=job_id)
    run = current_run(runs)
    return show_progress(run, working_row(work.session, run.id))


def list_printers(work: Work, printers: Sequence[tuple[str, str, int]]) -> list[PrinterPublic]:
    """List the printers of the settings (name, language, dpi) with what waits for each."""
    work.actor.require(Action.PRINT_LABELS)
    shown = []
    for name, language, dpi in printers:
        lease = lease_of(work.session, name)
        is_busy = bool(lease and lease.leased_until and lease.leased_until > work.now)
        shown.append(
            PrinterPublic(
                name=name,
                language=language,
                dpi=dpi,
                is_busy=is_busy,
                waiting=count_waiting(work.session, name, work.actor.org_id),
            )
        )
    return shown


def _open(work: Work, job_id: UUID) -> tuple[LabelJob, LabelRun, Ranges]:
    work.actor.require(Action.PRINT_LABELS)
    return lock_current(work, job_id)


def pause_run(work: Work, job_id: UUID) -> LabelJobDetail:
    """Send no more labels until somebody resumes; what is at the printer is still printed."""
    job, run, ranges = _open(work, job_id)
    if RunState(run.state) not in _MAY_PAUSE:
        raise RuleError("label.not_possible", state=run.state)
    rest(work, run, ranges, RunState.PAUSED)
    return show_job(work, job)


def resume_run(work: Work, job_id: UUID) -> LabelJobDetail:
    """Go on where a run stopped, if its labels may go out now."""
    job, run, ranges = _open(work, job_id)
    if RunState(run.state) is RunState.UNANSWERED:
        raise RuleError("label.unanswered")
    if RunState(run.state) not in _MAY_RESUME:
        raise RuleError("label.not_possible", state=run.state)
    may_print(work, lock_batch(work.session, run.batch_id))
    run_waits = RunState.QUEUED if run.printer else RunState.READY
    rest(work, run, ranges, run_waits, stopped_by=None)
    return show_job(work, job)


def cancel_run(work: Work, job_id: UUID) -> LabelJobDetail:
    """End a run for good: labels of the first run that were not printed are void.

    Those that are at the printer now are confirmed, or asked about, as always.
    """
    job, run, ranges = _open(work, job_id)
    if RunState(run.state) not in OPEN_RUNS:
        raise RuleError("label.not_possible", state=run.state)
    after = move_all(ranges, (S.ALLOCATED,), S.VOID) if run.run_no == 0 else ranges
    lease = lease_of(work.session, run.printer or "")
    if lease is None or lease.run_id != run.id:  # sent to a printer that never tells
        after = move_all(after, (S.SENT,), S.UNKNOWN)
    rest(work, run, after, RunState.CANCELLED)
    publish_new_voids(work, run, ranges, after)
    return show_job(work, job)


def answer_run(
    work: Work, job_id: UUID, answer: LabelAnswer, keys: Sequence[bytes]
) -> LabelJobDetail:
    """Record which label was the last on the roll: those behind it wait to be printed again.

    For a file it says up to which label somebody printed it.
    """
    job = get_own_job(work, job_id)
    work.actor.require(Action.PRINT_LABELS)
    run = _asked_run(work, lock_runs(work.session, job.id))
    ranges = ranges_of(work.session, run)
    number = answer.last_seen
    if number is None:
        number = _number_of(job, answer.code or "", keys) + 1
    place = number - 1 - run.first
    if find(ranges, S.UNKNOWN) is not None:
        after = settle(ranges, place, missing_state(run))
    elif find(ranges, S.RENDERED) is not None:
        after = _confirm_file(ranges, place)
    else:
        raise RuleError("label.nothing_unknown")
    working_row(work.session, run.id).odometer = None
    rest(work, run, after, state_after(run, after), settled_by="person")
    publish_new_voids(work, run, ranges, after)
    return show_job(work, job)


def _asked_run(work: Work, runs: Sequence[LabelRun]) -> LabelRun:
    """Give the run that has a question: a cancelled one may have it still."""
    asked = [run for run in runs if find(ranges_of(work.session, run), S.UNKNOWN) is not None]
    return asked[0] if asked else current_run(runs)


def _confirm_file(ranges: Ranges, place: int) -> Ranges:
    check_within(ranges, 0, place)
    for part in ranges:
        if part.state is S.RENDERED and part.first <= place:
            ranges = move(ranges, part.first, min(part.last, place), S.CONFIRMED)
    return ranges


def scan_first_article(
    work: Work, job_id: UUID, article: FirstArticle, keys: Sequence[bytes]
) -> LabelJobDetail:
    """Accept label 1 (首件检验): what was read off it is what it should say; the rest may go."""
    job, run, ranges = _open(work, job_id)
    if RunState(run.state) is not RunState.FIRST_ARTICLE:
        raise RuleError("label.not_possible", state=run.state)
    if job.is_serialised:
        is_right = _number_of(job, article.scanned, keys) == run.first
    else:
        batch = lock_batch(work.session, job.batch_id)
        is_right = _read_lot(article.scanned) == (batch.gtin, batch.lot)
    if not is_right:
        raise RuleError("label.first_article_differs", field="scanned")
    rest(work, run, ranges, RunState.QUEUED, first_scanned_at=work.now)
    return show_job(work, job)


def _read_lot(scanned: str) -> tuple[str, str | None]:
    try:
        found = parse_uri(scanned.strip())
    except DigitalLinkError:
        raise RuleError("label.first_article_differs", field="scanned") from None
    return found.gtin, found.lot


def _number_of(job: LabelJob, text: str, keys: Sequence[bytes]) -> int:
    """Read a label's place in its job off its code or its address."""
    if not job.is_serialised:
        raise RuleError("label.not_serialised", id=job.id)
    path = text.strip().partition("?")[0].rstrip("/")
    try:
        code = fold_code(path.rsplit("/", 1)[-1])
    except CodeError as error:
        raise RuleError(error.code, field="code") from None
    issued = CodeBook(keys).verify(code)
    serial = (issued[1] if issued else 0) - (job.first_serial or 0)
    if issued is None or issued[0] != job.job_no or not 0 <= serial < job.count:
        raise RuleError("label.code_of_another_job", field="code")
    return serial


def reprint_labels(
    work: Work, job_id: UUID, wanted: LabelReprintCreate, printers: Collection[str]
) -> LabelJobDetail:
    """Print labels once more, with a reason, on record: a run of its own, for printed labels only.

    Labels that came from a file, and are sent to no printer now, come as a file of their own.
    Raises RuleError "label.run_open" while another run of the job is under way.
    """
    work.actor.require(Action.PRINT_LABELS)
    job = get_own_job(work, job_id)
    runs = lock_runs(work.session, job.id)
    busy = [run for run in runs if _is_under_way(run)]
    if busy:
        raise ConflictError("label.run_open", state=busy[0].state)
    may_print(work, lock_batch(work.session, job.batch_id))
    first, last = wanted.first - 1, wanted.last - 1
    ranges = ranges_of(work.session, runs[0])
    check_within(ranges, first, last)
    for part in ranges:
        if part.first <= last and part.last >= first and part.state not in _PRINTED:
            at = max(first, part.first) + 1
            raise RuleError("label.never_printed", field="first", label=at, state=part.state)
    printer = wanted.printer or runs[-1].printer
    output = LabelOutput.PRINTER if printer else LabelOutput(runs[-1].output)
    if printer is not None and printer not in printers:
        raise RuleError("label.no_such_printer", field="printer", known="、".join(printers) or "–")
    order = RunOrder(first, last - first + 1, output, printer, reason=wanted.reason)
    add_run(work, job, order)
    return show_job(work, job)


def _is_under_way(run: LabelRun) -> bool:
    """Tell whether a run may still print; a file that was made may wait for its answer."""
    return RunState(run.state) in OPEN_RUNS and RunState(run.state) is not RunState.READY


def void_labels(
    work: Work, job_id: UUID, wanted: LabelVoidCreate, keys: Sequence[bytes]
) -> LabelJobDetail:
    """Void damaged or lost labels in every run: their codes are unknown from the next scan on.

    Raises RuleError "label.wrong_state" for labels at the printer, "label.unanswered" for those
    whose fate is unknown, ConflictError "label.void_already".
    """
    work.actor.require(Action.PRINT_LABELS)
    job = get_own_job(work, job_id)
    runs = lock_runs(work.session, job.id)
    spans = _wanted_spans(job, wanted, keys)
    before = ranges_of(work.session, runs[0])
    voided = count_in(before, S.VOID)
    for run in runs:
        ranges = ranges_of(work.session, run)
        after = ranges
        for first, last in spans:
            after = _void(run, after, first, last)
        if after != ranges:
            _keep_void(work, run, ranges, after)
    if count_in(ranges_of(work.session, runs[0]), S.VOID) == voided:
        raise ConflictError("label.void_already")
    for first, last in spans:
        work.add(
            LabelVoid(
                id=new_id(),
                recorded_at=work.now,
                org_id=job.org_id,
                job_id=job.id,
                first=first,
                last=last,
                reason=wanted.reason,
                voided_by=work.actor.user_id,
            )
        )
    work.session.flush()
    return show_job(work, job)


def _wanted_spans(
    job: LabelJob, wanted: LabelVoidCreate, keys: Sequence[bytes]
) -> list[tuple[int, int]]:
    """Give the places in the job as few spans, out of numbers or scanned codes."""
    if wanted.first is not None and wanted.last is not None:
        if not wanted.first <= wanted.last <= job.count:
            raise RuleError("label.no_such_label", field="last", count=job.count)
        return [(wanted.first - 1, wanted.last - 1)]
    places = sorted({_number_of(job, code, keys) for code in wanted.codes})
    groups = groupby(enumerate(places), key=lambda item: item[1] - item[0])
    spans = []
    for _, members in groups:
        row = [place for _, place in members]
        spans.append((row[0], row[-1]))
    return spans


def _void(run: LabelRun, ranges: Ranges, first: int, last: int) -> Ranges:
    """Void the part of a span that a run has."""
    low, high = max(first - run.first, 0), min(last - run.first, run.count - 1)
    if low > high:
        return ranges
    unknown = find(ranges, S.UNKNOWN)
    if unknown is not None and unknown.first <= high and unknown.last >= low:
        raise RuleError("label.unanswered")
    return move(ranges, low, high, S.VOID)


def _keep_void(work: Work, run: LabelRun, before: Ranges, after: Ranges) -> None:
    """Record voided labels; a run that is printing goes on without them."""
    state = state_after(run, after) if RunState(run.state) in OPEN_RUNS else RunState(run.state)
    rest(work, run, after, state)
    publish_new_voids(work, run, before, after)
