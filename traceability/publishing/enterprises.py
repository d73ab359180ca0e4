"""Who made it has changed: which published pages say so, and are written again?"""

from __future__ import annotations

from sqlmodel import col, select

from consumer_web.tables import PublishedProduct
from traceability.domain.civil import civil_date
from traceability.publishing.products import publish_product
from traceability.storage.batches import gtins_of
from traceability.storage.tables import Batch, Organization, Product, ProductGtin
from traceability.storage.work import Work


def publish_enterprise(work: Work, organization: Organization) -> None:
    """Write the pages of an enterprise's products again, and of its lots that are still good.

    A lot past its last day keeps what its page said then.
    """
    session = work.session
    session.flush()
    published = select(PublishedProduct.gtin).where(
        PublishedProduct.uscc == organization.uscc, PublishedProduct.origin == work.origin
    )
    known = select(ProductGtin.product_id).where(col(ProductGtin.gtin).in_(published))
    products = session.exec(select(Product).where(col(Product.id).in_(known))).all()
    gtins = gtins_of(session, (product.id for product in products))
    for product in products:
        publish_product(work, product, gtins[product.id])
    lots = select(Batch.id).where(
        Batch.org_id == organization.id,
        col(Batch.gtin).is_not(None),
        col(Batch.released_at).is_not(None),
        col(Batch.best_before) >= civil_date(work.now),
    )
    work.touch(*session.exec(lots))
