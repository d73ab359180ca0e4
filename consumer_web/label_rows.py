"""What stands on the printed label, and what does the page say where it is silent?"""

from __future__ import annotations

from consumer_web.civil_time import say_date
from consumer_web.document import EnterpriseFacts, ProductFacts, TraceDocument, Verdict
from consumer_web.labels import get_labels
from consumer_web.tellings import name_pack
from consumer_web.words import Lang


def write_sub_line(product: ProductFacts, verdict: Verdict | None, lang: Lang) -> str:
    """Write the line below the product's name: content, kind and grade."""
    if verdict is Verdict.SUSPICIOUS:
        pack = name_pack(product, lang).pack
        return {
            "zh": f"这个码原本属于这一{pack}",
            "en": f"Code of this one {pack}",
        }[lang]
    kind = [getattr(product.category_words, lang), product.grade or ""]
    content: str = getattr(product.net_content, lang)
    return content + " · " + " ".join(part for part in kind if part)


def list_label_rows(
    product: ProductFacts,
    enterprise: EnterpriseFacts,
    batch: TraceDocument | None,
    lang: Lang,
) -> list[tuple[str, str]]:
    """List the label's rows in the order of GB 7718; a missing one is said, never hidden.

    `batch` adds the rows that only a lot has.
    """
    t = get_labels(lang)
    process = getattr(product.process, lang) if product.process else None
    rows: list[tuple[str, str | None]] = [
        (t["food_name"], product.name),
        (t["category"], getattr(product.category_words, lang)),
        (t["ingredients"], product.ingredients),
        (t["net_content"], getattr(product.net_content, lang)),
        (t["producer"], enterprise.name),
        (t["address"], enterprise.address),
        (t["licence"], enterprise.sc_licence),
        (t["standard"], product.standard),
        (t["grade"], product.grade),
    ]
    if process or "oil" in product.category:  # grain has no process that a label must state
        rows.append((t["process"], process))
    rows.append((t["origin"], product.origin))
    if batch is not None:
        rows.append((t["produced_on"], say_date(batch.produced_on, lang)))
    rows.append((t["shelf_life"], getattr(product.shelf_life, lang)))
    if batch is not None:
        rows += [
            (t["best_before_day"], say_date(batch.best_before, lang)),
            (t["lot"], batch.lot),
            (t["quantity"], getattr(batch.quantity, lang)),
        ]
    rows += [
        (t["storage"], product.storage_conditions),
        (t["barcode"], say_barcode(product.gtin)),
    ]
    return [(label, value or t["not_provided"]) for label, value in rows]


def say_barcode(gtin: str) -> str:
    """Write a GTIN-14 as it stands below the bars: without the zeros that pad it."""
    for padding in ("000000", "00", "0"):
        if gtin.startswith(padding):
            return gtin[len(padding) :]
    return gtin


def write_licence(enterprise: EnterpriseFacts, lang: Lang) -> str:
    """Write the food production licence and its last day."""
    t = get_labels(lang)
    line = t["licence_no"].format(enterprise.sc_licence or t["not_provided"])
    if enterprise.sc_licence and enterprise.sc_valid_until:
        line += t["licence_until"].format(say_date(enterprise.sc_valid_until, lang))
    return line
