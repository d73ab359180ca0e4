"""What is said about events and what they do to amounts, origins, stores and tanks?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Events
    "event.not_found": ("没有这条记录。", "There is no such event."),
    "event.not_yours": (
        "这条记录不是您的单位填写的。",
        "Your organisation did not record this event.",
    ),
    "event.in_the_future": ("事件时间不能在将来。", "The event time lies in the future."),
    "event.too_early": ("事件时间早得不合理。", "The event time is unbelievably early."),
    "event.speaker": (
        "您这类单位（{kind}）不能记录“{step}”。",
        "An organisation of kind {kind} cannot record {step}.",
    ),
    "event.not_typed": (
        "“{step}”由专门的操作产生，不能直接填写。",
        "{step} is written by an operation of its own, not typed.",
    ),
    "event.role": ("“{step}”里不能有 {role} 行。", "A line of role {role} does not fit {step}."),
    "event.line_twice": ("同一批次或设备写了两次。", "A batch or asset stands twice."),
    "event.party_twice": ("同一方写了两次。", "A party stands twice."),
    "event.reserved_attribute": (
        "attributes 里不能用“{name}”，请用同名的专门字段。",
        "attributes may not hold {name}: use the field of that name.",
    ),
    "event.product_is_made": (
        "成品批次 {lot} 只能由生产步骤产生，不能用“{step}”。",
        "Lot {lot} of a product comes out of a production, not out of {step}.",
    ),
    "event.no_lines": ("没有写是哪一批（或哪个罐）。", "The event names no batch (or tank)."),
    "event.input_and_output": (
        "“{step}”至少要有一个投入和一个产出。",
        "{step} needs at least one input and one output.",
    ),
    "event.asset_not_goods": ("设备不能作投入或产出。", "An asset is neither input nor output."),
    "event.one_parent": (
        "“{step}”须写明一个罐或托盘（parent）。",
        "{step} needs exactly one tank or pallet as parent.",
    ),
    "event.amount_missing": ("批次 {lot} 没有写数量。", "An amount is missing ({lot})."),
    "event.unit_differs": (
        "批次 {lot} 以 {lot_unit} 计，不能用 {unit}。",
        "Lot {lot} is counted in {lot_unit}, not in {unit}.",
    ),
    "event.batch_closed": (
        "批次 {lot} 已是 {status}，不能再增加产量；写错了请用更正。",
        "Lot {lot} is {status}: nothing can be added. Use a correction.",
    ),
    "event.batch_stopped": (
        "批次 {lot} 已封存或召回（{status}），不能使用或发货。",
        "Lot {lot} is {status}: it may not be used or shipped.",
    ),
    "event.not_released": ("批次 {lot} 尚未放行，不能发货。", "Lot {lot} is not released yet."),
    "event.receiver_ambiguous": (
        "系统里有几家叫“{name}”，请从“发给谁”里选。",
        "Several in the system are called {name}: choose one from the list.",
    ),
    "event.no_destination": (
        "“{step}”须写明收货方（destination）。",
        "{step} needs a destination: an organisation or a name.",
    ),
    "event.detail_missing": ("“{step}”缺少必填的详细内容。", "{step} lacks its required details."),
    "event.not_a_production": (
        "只有生产步骤才有损耗和工序号。",
        "Only a production has a loss or a transformation id.",
    ),
    "process.closed": ("工序 {id} 已结束，不能再加记录。", "The process {id} is closed."),
    "line.one_thing": ("每行写一个批次或一个设备。", "A line names a batch or an asset."),
    "line.amount_and_unit": ("数量和单位要一起写。", "Amount and unit go together."),
    "party.one_party": (
        "一方只写单位、场所或名称之一。",
        "Give an organisation, a site or a name.",
    ),
    "party.location": ("类型 location 须写场所。", "A location is a site, and nothing else is."),
    "correction.twice": ("这条记录已经更正过。", "This event was corrected already."),
    "correction.of_a_declaration": (
        "更正声明本身不能再更正。",
        "A declaration cannot be corrected.",
    ),
    "correction.nothing_left": (
        "批次 {lot} 已放行，不能更正成没有生产过；请先召回。",
        "Lot {lot} was released: it cannot be corrected away. Recall it.",
    ),
    "correction.did_not_occur": (
        "没有发生过的事，不能有替代记录。",
        "What never occurred has no replacement.",
    ),
    "correction.replacement_missing": (
        "请写出实际情况的替代记录。",
        "Give the event as it really was.",
    ),
    # Mass balance and lineage
    "balance.exceeded": (
        "批次 {lot} 数量不够，差 {missing}（以该批次的单位计）。",
        "Lot {lot} has too little: {missing} short, in its own unit.",
    ),
    "balance.not_on_the_way": (
        "没有这么多 {lot} 在发往您处的途中，差 {missing}。请供货方先记录发货。",
        "Not so much of {lot} is on its way to you: {missing} short. Ask the supplier to ship.",
    ),
    "balance.packed_exceeded": (
        "批次 {lot} 装箱数量超过所有，差 {missing}。",
        "More of lot {lot} is packed than there is: {missing} too many.",
    ),
    "balance.more_out_than_in": (
        "产出和损耗比投入多 {surplus_g} 克。",
        "Outputs and loss exceed the inputs by {surplus_g} g.",
    ),
    "balance.loss_not_stated": (
        "投入比产出多 {missing_g} 克，请写明损耗（loss）。",
        "The inputs exceed the outputs by {missing_g} g. State the loss.",
    ),
    "balance.loss_is_a_mass": ("损耗须是重量（克、千克、吨）。", "The loss is a mass (g, kg, t)."),
    "balance.no_net_content": ("缺少净含量，无法折算重量。", "The net content is unknown."),
    "lineage.cycle": ("投入的批次不能来自产出的批次。", "An input cannot come out of its output."),
    # Storage and transport
    "store_out.no_report": ("出仓须有质量检验报告。", "Grain leaves store with a quality report."),
    "store_out.no_interval": (
        "熏蒸过的粮食须写安全间隔期。",
        "Fumigated grain needs its safe date.",
    ),
    "store_out.fumigation_denied": (
        "系统里有这批粮的熏蒸记录，请如实填写。",
        "The register knows a fumigation of this lot.",
    ),
    "store_out.interval_not_over": (
        "药剂安全间隔期到 {safe_from} 才满，不能出仓。",
        "The fumigant's safety interval ends on {safe_from}.",
    ),
    "tank.not_food_only": (
        "罐体须有“食用油专用”或“食品专用”标识（GB 44917-2024）。",
        "The tank must be marked for food only (GB 44917-2024).",
    ),
    "tank.no_seal": ("须写铅封号（GB 44917-2024）。", "Give the seal numbers (GB 44917-2024)."),
    "tank.previous_not_food": (
        "前载货物 {previous} 不是食用油，此罐不得使用（GB 44917-2024）。",
        "The previous cargo {previous} was no edible oil (GB 44917-2024).",
    ),
    "tank.previous_differs": (
        "前载货物与记录不符：填写 {declared}，记录 {recorded}。",
        "The previous cargo differs: declared {declared}, on record {recorded}.",
    ),
    "tank.not_cleaned": (
        "换装不同油种前须清洗并有清洗单（前载 {previous}）。",
        "A change of oil kind needs a cleaning with its ticket (previous {previous}).",
    ),
}
