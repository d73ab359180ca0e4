"""What does a label of a batch say, and which address does its symbol carry?

One package code has two addresses. Where a till may read the label it is a Digital Link with the
GTIN, `/01/{gtin14}/21/{code}`; on labels of at most 30 mm height, where the longer address would
need modules too small for phones, it is `/T/{code}`. The stock decides, so that all labels of a
job are alike; both resolve to the same page.
"""

from __future__ import annotations

from consumer_web.codes import check_character, group_code
from consumer_web.digital_link import build_uri
from label_printer.label import Label
from label_printer.layout import lay_out
from label_printer.stock import load_stock
from traceability.publishing.words import say_amount
from traceability.storage.labels import LabelFacts

SHORT_HEIGHT_MM = 30.0
_WIDEST = "M" * 15  # of the characters of a code


def takes_short_address(stock: str) -> bool:
    """Tell whether labels of a stock carry `/T/{code}`; raise `StockError` for an unknown one."""
    return load_stock(stock).height_mm <= SHORT_HEIGHT_MM


def as_label(
    facts: LabelFacts, base_url: str, code: str | None = None, *, is_short: bool = False
) -> Label:
    """Turn the facts of a batch, or of one package, into a label with the address of its page."""
    base = base_url.rstrip("/")
    if code is None:
        payload = build_uri(base, facts.gtin, facts.lot)
    elif is_short:
        payload = f"{base}/T/{code}"
    else:
        payload = build_uri(base, facts.gtin, serial=code)
    return Label(
        payload=payload,
        product=facts.product,
        net_content=say_amount(facts.net_content, facts.net_content_unit).zh,
        grade=facts.grade,
        standard=facts.standard,
        lot=facts.lot,
        produced_on=facts.produced_on,
        best_before=facts.best_before,
        enterprise=facts.enterprise,
        sc_licence=facts.sc_licence,
        code=group_code(code) if code else None,
    )


def try_label(facts: LabelFacts, base_url: str, stock: str, *, is_serialised: bool) -> None:
    """Lay one label out, with the widest code that there could be.

    Raises `StockError`, `LayoutError` or `SymbolError`: better now than at the printer.
    """
    code = _WIDEST + check_character(_WIDEST) if is_serialised else None
    label = as_label(facts, base_url, code, is_short=takes_short_address(stock))
    lay_out(label, load_stock(stock))
