"""Which published products carry a name, or come from an enterprise of a name?

Chinese has no spaces to find words by, so names are indexed by their pairs of characters: whatever
stands somewhere in a name is found by its pairs, on every database, through a plain index.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlmodel import col

from consumer_web.document import ProductDocument
from consumer_web.tables import ProductTerm, PublishedProduct, PublishedStanding

MOST_FOUND = 20
LONGEST_NAME = 40
_MOST_CANDIDATES = 60


@dataclass(frozen=True)
class FoundName:
    """A product whose name or whose maker's name was asked for."""

    document: ProductDocument
    standing: str | None


def fold_name(text: str) -> str:
    """Fold a name to what two people would both type: no case, width, space or sign."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def cut_pairs(*names: str) -> frozenset[str]:
    """Give the pairs of neighbouring characters in some names."""
    folded = [fold_name(name) for name in names]
    return frozenset(name[at : at + 2] for name in folded for at in range(len(name) - 1))


def read_words(typed: str) -> tuple[str, ...]:
    """Give the words of a search that are long enough to be looked up: two characters or more."""
    words = (fold_name(word) for word in typed[:LONGEST_NAME].split())
    return tuple(word for word in words if len(word) > 1)


def find_products(engine: Engine, words: tuple[str, ...]) -> list[FoundName]:
    """Find products in whose name, or maker's name, every word stands; at most MOST_FOUND."""
    pairs = cut_pairs(*words)
    if not pairs:
        return []
    candidates = (
        select(col(ProductTerm.gtin), col(ProductTerm.origin))
        .where(col(ProductTerm.term).in_(pairs))
        .group_by(col(ProductTerm.gtin), col(ProductTerm.origin))
        .having(func.count() == len(pairs))
        .order_by(col(ProductTerm.gtin), col(ProductTerm.origin))
        .limit(_MOST_CANDIDATES)
        .subquery()
    )
    query = (
        select(col(PublishedProduct.document_text), col(PublishedStanding.standing))
        .select_from(candidates)
        .join(
            PublishedProduct,
            (col(PublishedProduct.gtin) == candidates.c.gtin)
            & (col(PublishedProduct.origin) == candidates.c.origin),
        )
        .outerjoin(
            PublishedStanding,
            (col(PublishedStanding.uscc) == col(PublishedProduct.uscc))
            & (col(PublishedStanding.origin) == col(PublishedProduct.origin)),
        )
        .order_by(col(PublishedProduct.gtin))
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    read = (FoundName(ProductDocument.model_validate_json(text), said) for text, said in rows)
    return _keep_each_once([found for found in read if _holds(found.document, words)])


def _holds(document: ProductDocument, words: tuple[str, ...]) -> bool:
    """Tell whether every word stands in one name: its pairs alone may be strewn over both."""
    names = (fold_name(document.product.name), fold_name(document.enterprise.name))
    return all(any(word in name for name in names) for word in words)


def _keep_each_once(found: list[FoundName]) -> list[FoundName]:
    """Keep one barcode of a product, which stands under every one that it ever had."""
    once: dict[tuple[str, str, str], FoundName] = {}
    for one in found:
        product = one.document.product
        once[one.document.enterprise.uscc, product.name, product.net_content.zh] = one
    return list(once.values())[:MOST_FOUND]
