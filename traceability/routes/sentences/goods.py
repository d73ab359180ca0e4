"""What is said about products, batches, and their release, holding and recall?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Products and batches
    "product.not_found": ("没有这个产品。", "There is no such product."),
    "product.gtin_taken": ("商品条码 {gtin} 已登记。", "The GTIN {gtin} is registered already."),
    "product.decided_already": ("该产品已是这个状态。", "The product is {approval} already."),
    "product.not_pending": (
        "该产品不在待审批中，不能不予批准。",
        "The product is {approval}, not pending: it cannot be refused.",
    ),
    "product.not_refused": (
        "该产品没有被不予批准，不能重新提交。",
        "The product was not refused: there is nothing to ask again.",
    ),
    "product.not_approved": ("该产品没有获准，不能撤回。", "The product is not approved."),
    "product.process_missing": (
        "食用油须写明工艺：压榨（pressed）或浸出（extracted）。",
        "Oil must state its process: pressed or extracted.",
    ),
    "product.net_content": (
        "净含量须是重量或体积，不能是件数。",
        "Net content is a mass or a volume, not a count.",
    ),
    "batch.not_found": ("没有这个批次。", "There is no such batch."),
    "batch.code_unknown": (
        "没有找到这个码或批号。请重新扫码，或输入包装上的批号。",
        "No lot has this code. Scan it again, or type the lot number on the package.",
    ),
    "batch.lot_not_unique": (
        "批号 {lot} 不止一个。请扫码，或输入带条码的批号：(01)条码(10)批号。",
        "Several lots are numbered {lot}. Scan the code, or type (01)GTIN(10)lot.",
    ),
    "batch.not_yours": ("批次 {lot} 不属于您的单位。", "Batch {lot} is not your organisation's."),
    "batch.lot_taken": (
        "该产品已有批号 {lot}，请换一个批号。",
        "The product has a lot {lot} already. Choose another.",
    ),
    "batch.not_enough_raw": (
        "现存原料不够，最多做 {most} 件。",
        "The raw lots at hand are enough for {most} packages at most.",
    ),
    "batch.no_raw": (
        "请至少填一个原料批次的用量。",
        "Say how much of at least one raw lot is used.",
    ),
    "batch.lot_not_typed": (
        "请输入批号 {lot}，一字不差。",
        "Type the lot number {lot}, exactly.",
    ),
    "batch.material_missing": (
        "没有产品的批次须写明原料类别（material）和名称（name）。",
        "A lot without product_id needs material and name.",
    ),
    "batch.packed_counts_packages": (
        "成品批次按件计数，单位用 each。",
        "A lot of a product counts packages: use the unit each.",
    ),
    "batch.produced_in_the_future": (
        "生产日期不能在将来。",
        "The production date lies in the future.",
    ),
    "batch.beyond_shelf_life": (
        "保质期到期日超过产品的保质期，最晚 {last_day}。",
        "The best-before date lies beyond the product's shelf life: {last_day} at the latest.",
    ),
    "batch.best_before_production": (
        "保质期到期日早于生产日期。",
        "The best-before date lies before the production date.",
    ),
    # Lifecycle
    "release.not_draft": (
        "只有草稿批次可以放行（现为 {status}）。",
        "Only a draft can be released.",
    ),
    "release.product_not_approved": (
        "产品尚未获准，不能放行。",
        "The product is not approved: the batch cannot be released.",
    ),
    "release.no_production": (
        "没有生产记录，不能放行。请先记录包装、碾磨或压榨。",
        "There is no production event. Record filling, milling or pressing first.",
    ),
    "release.no_inspection": (
        "没有合格的出厂检验，不能放行。",
        "There is no passed factory inspection.",
    ),
    "release.inspection_failed": ("有不合格的检验，不能放行。", "An inspection failed."),
    "release.expired": ("已过或没有保质期，不能放行。", "The batch has expired or has no date."),
    "hold.not_possible": ("该批次现为 {status}，不能再封存。", "The batch is {status} already."),
    "lift.not_possible": ("该批次没有被封存或召回。", "The batch is neither held nor recalled."),
    "lift.only_regulator": (
        "监管部门封存的、已召回的或检验不合格的批次，只能由监管部门解除。",
        "Only a regulator lifts his own hold, a recall, or a failed test.",
    ),
    "recall.not_possible": (
        "该批次现为 {status}，不能召回。",
        "The batch is {status} and cannot be recalled.",
    ),
}
