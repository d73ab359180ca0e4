"""As what food is a lot judged?"""

from __future__ import annotations

from sqlmodel import Session

from traceability.domain.limits import FoodFacts
from traceability.storage.batches import products_by_id
from traceability.storage.tables import Batch


def food_of(
    session: Session, batch: Batch, process: str | None = None, grade: str | None = None
) -> FoodFacts:
    """Give the food of a lot by its product; what is said of process and grade is for raw lots."""
    if batch.product_id is None:
        return FoodFacts(batch.material, process, grade, batch.produced_on)
    product = products_by_id(session, [batch.product_id])[batch.product_id]
    return FoodFacts(product.food_category, product.process, product.grade, batch.produced_on)
