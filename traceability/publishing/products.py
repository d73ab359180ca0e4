"""The page of a product, for codes without a lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from consumer_web.document import EnterpriseFacts, ProductDocument, ProductFacts
from consumer_web.names import cut_pairs
from consumer_web.tables import ProductTerm, PublishedProduct
from traceability.domain.ledger import canonical_text
from traceability.publishing.words import (
    PROCESS_WORDS,
    say_amount,
    say_category,
    say_shelf_life,
)
from traceability.storage.parties import get_organization
from traceability.storage.tables import Organization, Product, ProductGtin
from traceability.storage.work import Work


def product_facts(product: Product, gtin: str) -> ProductFacts:
    """Say what a product's label says."""
    return ProductFacts(
        name=product.name,
        category=product.food_category,
        category_words=say_category(product.food_category),
        process=PROCESS_WORDS.get(product.process or ""),
        grade=product.grade,
        standard=product.standard,
        net_content=say_amount(product.net_content, product.net_content_unit),
        shelf_life=say_shelf_life(product.shelf_life, product.shelf_life_unit),
        ingredients=product.ingredients,
        storage_conditions=product.storage_conditions,
        origin=product.origin,
        gtin=gtin,
    )


def enterprise_facts(organization: Organization) -> EnterpriseFacts:
    """Say who made it; contact persons and their numbers stay inside."""
    return EnterpriseFacts(
        name=organization.name,
        uscc=organization.uscc,
        district=organization.district,
        address=organization.address,
        sc_licence=organization.sc_licence,
        sc_valid_until=organization.sc_valid_until,
    )


def publish_product(work: Work, product: Product, gtins: Sequence[ProductGtin]) -> None:
    """Publish a product under every GTIN that it ever had."""
    enterprise = enterprise_facts(get_organization(work.session, product.org_id))
    for gtin in gtins:
        document = ProductDocument(
            product=product_facts(product, gtin.gtin),
            enterprise=enterprise,
            published_at=work.now,
        )
        values: dict[str, Any] = {
            "document_text": canonical_text(document.model_dump(mode="json")),
            "published_at": work.now,
        }
        row = work.session.get(PublishedProduct, (gtin.gtin, work.origin))
        if row is None:
            key: dict[str, Any] = {
                "gtin": gtin.gtin,
                "origin": work.origin,
                "uscc": enterprise.uscc,
            }
            work.add(PublishedProduct(**key, **values))
        else:
            work.change(row, **values)
        _index_names(work, document)


def _index_names(work: Work, document: ProductDocument) -> None:
    """Let people find the product by its name and its maker's."""
    gtin = document.product.gtin
    known = select(ProductTerm).where(ProductTerm.gtin == gtin, ProductTerm.origin == work.origin)
    terms = cut_pairs(document.product.name, document.enterprise.name)
    rows = {row.term: row for row in work.session.exec(known)}
    for term in rows.keys() - terms:
        work.session.delete(rows[term])
    for term in sorted(terms - rows.keys()):
        work.session.add(ProductTerm(term=term, gtin=gtin, origin=work.origin))
