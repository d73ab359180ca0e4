"""From a label to paper, over a real line to a printer in a process of its own."""

import socket
import threading

import pytest

from label_printer.delivery import Outcome, deliver, print_chunks, settle
from label_printer.errors import PrinterError
from label_printer.language import PrinterStatus
from label_printer.press import Press, find_language
from label_printer.printers.address import open_printer
from label_printer.printers.tcp import TcpPrinter
from label_printer.stock import load_stock
from tests.label_printer.samples import job
from tests.label_printer.virtual_printers import virtual_printer

STOCK = load_stock("40x30")
LANGUAGES = pytest.mark.parametrize("language", ["tspl", "zpl"])


def press(language, **options):
    return Press(STOCK, find_language(language), **options)


@LANGUAGES
@pytest.mark.parametrize("native", [False, True])
def test_every_label_comes_out_once_and_scans(short_label, tmp_path, language, native):
    labels = job(short_label, 70)
    seen = []
    with virtual_printer(tmp_path, language) as printer, printer.reach() as line:
        reports = print_chunks(
            labels, press(language, native=native), line, chunk=30, on_chunk=seen.append
        )
        assert line.status() is PrinterStatus.READY
        assert line.printed() == 70
    wanted = [label.payload for label in labels]
    assert printer.texts() == wanted
    assert [one.text for one in printer.printed()] == wanted
    assert reports == seen
    assert [(one.first, one.last) for one in reports] == [(1, 30), (31, 60), (61, 70)]
    assert {one.delivery.outcome for one in reports} == {Outcome.CONFIRMED}


def test_no_more_than_fifty_labels_leave_at_once(short_label, tmp_path):
    with virtual_printer(tmp_path) as printer, printer.reach() as line:
        reports = print_chunks(job(short_label, 60), press("tspl"), line, chunk=1000)
    assert [one.delivery.count for one in reports] == [50, 10]


@LANGUAGES
def test_after_a_broken_line_the_printer_tells_how_far_it_came(short_label, tmp_path, language):
    labels = job(short_label, 30)
    with virtual_printer(tmp_path, language, "--drop-after", "17") as printer:
        with printer.reach() as line:
            reports = print_chunks(labels, press(language), line, chunk=10)
            assert [one.delivery.outcome for one in reports] == [Outcome.CONFIRMED, Outcome.UNKNOWN]
            assert reports[-1].delivery.printed == 7
            assert len(printer.printed()) == 17
            rest = print_chunks(labels[17:], press(language), line, chunk=10)
        assert {one.delivery.outcome for one in rest} == {Outcome.CONFIRMED}
        assert printer.texts() == [label.payload for label in labels]


@LANGUAGES
def test_out_of_paper_is_told_and_the_rest_comes_with_new_paper(short_label, tmp_path, language):
    labels = job(short_label, 20)
    with (
        virtual_printer(tmp_path, language, "--paper-out-after", "5") as printer,
        printer.reach() as line,
    ):
        stream = press(language).render(labels[:10])
        delivery = deliver(stream, 10, line)
        assert (delivery.outcome, delivery.status) == (Outcome.UNKNOWN, PrinterStatus.PAPER_OUT)
        assert delivery.printed == 5
        refused = deliver(press(language).render(labels[10:]), 10, line)
        assert refused.outcome is Outcome.NOT_SENT
        assert "缺纸" in (refused.reason or "")
        printer.say("paper")
        assert settle(line, 0, 10).outcome is Outcome.CONFIRMED
        assert deliver(press(language).render(labels[10:]), 10, line).outcome is Outcome.CONFIRMED
        assert printer.texts() == [label.payload for label in labels]


@LANGUAGES
def test_a_printer_that_hangs_is_unreachable_until_it_goes_on(short_label, tmp_path, language):
    labels = job(short_label, 12)
    with virtual_printer(tmp_path, language, "--stall-after", "3") as printer:
        with printer.reach(timeout_s=1) as line:
            delivery = deliver(press(language).render(labels), 12, line)
            assert delivery.outcome is Outcome.UNKNOWN
            assert delivery.status is PrinterStatus.UNREACHABLE
        printer.say("resume")
        with printer.reach() as line:
            assert settle(line, 0, 12).outcome is Outcome.CONFIRMED
        assert printer.texts() == [label.payload for label in labels]


def test_a_job_that_was_killed_settles_by_the_count_it_kept(short_label, tmp_path):
    labels = job(short_label, 20)
    with virtual_printer(tmp_path, "tspl", "--speed", "40") as printer:
        with printer.reach() as line:
            before = line.printed()
            line.send(press("tspl").render(labels))
            # The job dies here, its labels still on their way.
        with printer.reach() as later:
            assert settle(later, before, 20).outcome is Outcome.CONFIRMED
    assert len(printer.printed()) == 20


def test_the_count_survives_switching_off(short_label, tmp_path):
    for total in (3, 6):
        with virtual_printer(tmp_path) as printer, printer.reach() as line:
            print_chunks(job(short_label, 3), press("tspl"), line)
            assert line.printed() == total
    assert [one.number for one in printer.printed()] == [1, 2, 3, 4, 5, 6]


def test_nobody_there_is_unreachable_and_nothing_is_sent(short_label):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        line = TcpPrinter("127.0.0.1", port, language=find_language("tspl"), timeout_s=1)
        assert line.status() is PrinterStatus.UNREACHABLE
        assert line.printed() is None
        delivery = deliver(press("tspl").render([short_label]), 1, line)
        assert (delivery.outcome, delivery.status) == (
            Outcome.NOT_SENT,
            PrinterStatus.UNREACHABLE,
        )
        with pytest.raises(PrinterError, match="broke"):
            line.send(b"CLS\r\n")


@pytest.fixture
def mute_port():
    """A printer that takes everything and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = bytearray()

        def take():
            try:
                connection, _ = listener.accept()
                with connection:
                    while part := connection.recv(65536):
                        taken.extend(part)
            except OSError:
                return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield listener.getsockname()[1], taken, thread
    thread.join(timeout=5)


def test_a_printer_known_not_to_answer_is_sent_to_and_never_confirmed(short_label, mute_port):
    port, taken, thread = mute_port
    line = open_printer(f"tcp://127.0.0.1:{port}?answers=no", find_language("tspl"))
    stream = press("tspl").render([short_label])
    delivery = deliver(stream, 1, line)
    assert (delivery.outcome, delivery.printed) == (Outcome.SENT, None)
    line.close()
    thread.join(timeout=5)
    assert bytes(taken) == stream


def test_a_printer_that_falls_silent_is_not_trusted(mute_port):
    port, _, _ = mute_port
    line = TcpPrinter("127.0.0.1", port, language=find_language("zpl"), timeout_s=0.2)
    assert line.status() is PrinterStatus.UNREACHABLE
    line.close()
