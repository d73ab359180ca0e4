"""What goes on beside the requests? Deliveries, labels, sheets, what time brings: a thread each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import structlog

from traceability.duties import do_duties
from traceability.exchange import open_worker
from traceability.importing.worker import ImportWorker
from traceability.label_worker import run_label_worker
from traceability.notifying import NoticeWorker
from traceability.routes.desk import House

DUTIES_EVERY_S = 600.0
FIRST_DUTIES_AFTER_S = 60.0  # beside requests: those who wait for the server come first
_LONGEST_END_S = 30.0


def start_background(house: House, *, first_duties_after_s: float = 0.0) -> Callable[[], None]:
    """Let all that this installation needs run in threads; give the function that ends them.

    Deliveries go out where the address of a credit system is set, labels where printers are.
    """
    stop = threading.Event()
    jobs: dict[str, Callable[[], None]] = {
        "duties": partial(_run_duties, house, stop, first_duties_after_s),
        "imports": partial(ImportWorker(house).run, stop),
        "notices": partial(NoticeWorker(house).run, stop),
    }
    if house.credit is not None:
        worker = open_worker(house.settings, house.engine, house.credit)
        jobs["deliveries"] = partial(worker.run, stop)
    if house.printers:
        jobs["labels"] = partial(run_label_worker, house, stop.is_set)
    threads = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs.items()]
    for thread in threads:
        thread.start()

    def end() -> None:
        stop.set()
        for thread in threads:
            thread.join(timeout=_LONGEST_END_S)

    return end


def _run_duties(house: House, stop: threading.Event, wait_s: float) -> None:
    while not stop.wait(wait_s):
        try:
            do_duties(house.engine, house.settings.register_origin, stop.is_set)
        except Exception as error:  # noqa: BLE001 - the edge of the thread: the next round may do
            structlog.get_logger().error("duties.unexpected", exc_info=error)
        wait_s = DUTIES_EVERY_S
