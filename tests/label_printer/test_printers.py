import os
import threading
import tty
from pathlib import Path

import pytest

from label_printer.delivery import Outcome, deliver
from label_printer.errors import PrinterError
from label_printer.language import PrinterStatus
from label_printer.press import Press, find_language
from label_printer.printers.address import open_printer
from label_printer.printers.device import DevicePrinter
from label_printer.printers.ipp import IppPrinter
from label_printer.printers.ipp_message import read_answer
from label_printer.printers.tcp import TcpPrinter
from label_printer.stock import load_stock
from tests.label_printer.print_server import print_server

TSPL = find_language("tspl")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("tcp://192.168.1.50:9100", TcpPrinter),
        ("tcp://printer.example", TcpPrinter),
        ("/dev/usb/lp0", DevicePrinter),
        ("file:///dev/usb/lp0", DevicePrinter),
        ("labels.prn", DevicePrinter),
        ("ipp://localhost/printers/label", IppPrinter),
        ("ipps://localhost:631/printers/label", IppPrinter),
    ],
)
def test_an_address_means_a_printer(address, kind):
    assert isinstance(open_printer(address, TSPL), kind)


@pytest.mark.parametrize(
    "address", ["", "tcp://", "tcp://a:99999", "tcp://a/b", "http://a", "ipp://", "file://a/b"]
)
def test_what_means_nothing_is_explained(address):
    with pytest.raises(PrinterError, match="ipp://"):
        open_printer(address, TSPL)


def test_a_file_takes_one_chunk_after_another(short_label, tmp_path):
    path = tmp_path / "labels.prn"
    stream = Press(load_stock("40x30"), TSPL).render([short_label])
    for _ in range(2):
        printer = open_printer(str(path), TSPL)
        delivery = deliver(stream, 1, printer)
        assert (delivery.outcome, delivery.status) == (Outcome.SENT, PrinterStatus.SILENT)
        printer.close()
    assert path.read_bytes() == stream * 2


def test_a_folder_is_no_printer(tmp_path):
    printer = open_printer(str(tmp_path), TSPL)
    assert printer.status() is PrinterStatus.UNREACHABLE
    assert printer.printed() is None
    with pytest.raises(PrinterError, match="cannot write"):
        printer.send(b"CLS\r\n")


@pytest.fixture
def terminal():
    """A serial line: what is sent to its path comes out at the other end."""
    near, far = os.openpty()
    tty.setraw(far)
    yield near, Path(os.ttyname(far))
    os.close(near)
    os.close(far)


def test_a_device_is_asked_how_it_fares(terminal):
    near, path = terminal
    asked = []

    def answer():
        for content in (b"\x04", b"1024\r\n"):
            asked.append(os.read(near, 100))
            os.write(near, content)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    printer = DevicePrinter(path, language=TSPL, timeout_s=5)
    assert printer.status() is PrinterStatus.PAPER_OUT
    assert printer.printed() == 1024
    thread.join(timeout=5)
    assert asked == [b"\x1b!?", b"OUT @LABEL\r\n"]
    printer.send(b"CLS\r\n")
    assert os.read(near, 100) == b"CLS\r\n"
    printer.close()


def test_a_device_that_says_nothing_is_unreachable(terminal):
    _, path = terminal
    printer = DevicePrinter(path, language=TSPL, timeout_s=0.2)
    assert printer.status() is PrinterStatus.UNREACHABLE
    assert printer.printed() is None
    printer.close()


def test_a_print_server_takes_chunks_as_raw_jobs(short_label):
    stream = Press(load_stock("40x30"), TSPL).render([short_label])
    with print_server() as server:
        delivery = deliver(stream, 1, IppPrinter(server.address, timeout_s=5))
        assert (delivery.outcome, delivery.status) == (Outcome.SENT, PrinterStatus.READY)
        assert server.jobs == [("application/octet-stream", stream)]


@pytest.mark.parametrize(
    ("state", "reasons", "status"),
    [
        (3, ["none"], PrinterStatus.READY),
        (4, ["none"], PrinterStatus.BUSY),
        (5, ["none"], PrinterStatus.FAULT),
        (5, ["media-empty-error"], PrinterStatus.PAPER_OUT),
        (3, ["toner-low-warning", "cover-open"], PrinterStatus.HEAD_OPEN),
        (5, ["paused"], PrinterStatus.PAUSED),
    ],
)
def test_a_print_server_says_how_its_printer_fares(state, reasons, status):
    with print_server(state=state, reasons=reasons) as server:
        printer = IppPrinter(server.address, timeout_s=5)
        assert printer.status() is status
        assert printer.printed() is None
        printer.close()


def test_a_job_that_is_refused_is_told():
    with print_server(refuses=True) as server:
        printer = IppPrinter(server.address, timeout_s=5)
        assert printer.status() is PrinterStatus.READY
        with pytest.raises(PrinterError, match="0x0506"):
            printer.print_document(b"%PDF-", "application/pdf")


def test_a_server_that_speaks_something_else_is_unreachable():
    with print_server(speaks_ipp=False) as server:
        assert IppPrinter(server.address, timeout_s=5).status() is PrinterStatus.UNREACHABLE


@pytest.mark.parametrize("content", [b"", b"\x01\x01\x00\x00\x00\x00\x00\x01\x01\x47\x00\x12attr"])
def test_an_answer_that_is_cut_short_is_no_answer(content):
    with pytest.raises(ValueError, match="IPP"):
        read_answer(content)
