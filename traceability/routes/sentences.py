"""What does each refusal say to people? Code → (中文, English); `{x}` are its values."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Signing in and rights
    "sign_in.missing": ("请先登录，或带上访问令牌。", "Sign in first, or send a bearer token."),
    "sign_in.scheme": ("Authorization 只接受 Bearer 令牌。", "Authorization takes a Bearer token."),
    "sign_in.session_ended": ("登录已结束，请重新登录。", "The session has ended. Sign in again."),
    "sign_in.token_unknown": (
        "令牌无效、已过期或已吊销。",
        "The token is unknown, expired or revoked.",
    ),
    "sign_in.user_inactive": (
        "账号已停用，请联系管理员。",
        "The account is inactive. Ask an admin.",
    ),
    "sign_in.wrong": ("用户名或密码不对。", "The name or the password is wrong."),
    "sign_in.too_many_attempts": (
        "尝试次数过多，请在 {retry_after} 秒后再试。",
        "Too many attempts. Try again in {retry_after} seconds.",
    ),
    "sign_in.csrf": (
        "页面已过期：缺少或不符 X-CSRF-Token，请刷新后再试。",
        "X-CSRF-Token is missing or wrong. Reload the page and try again.",
    ),
    "access.role": ("您的角色不能做这件事。", "Your role does not allow this."),
    "token.not_found": ("没有这个令牌。", "There is no such token."),
    "user.name_taken": ("用户名“{username}”已被使用。", "The user name {username} is taken."),
    "user.role_does_not_fit": (
        "这种角色不能属于这类单位（{kind}）。",
        "This role cannot belong to that kind of organisation ({kind}).",
    ),
    # Organisations, standings, places
    "organization.not_found": ("没有这个单位。", "There is no such organisation."),
    "organization.uscc_taken": (
        "统一社会信用代码 {uscc} 已登记。",
        "The unified social credit code {uscc} is registered already.",
    ),
    "standing.not_an_enterprise": (
        "只能对企业做这个决定。",
        "Only an enterprise can be decided on.",
    ),
    "standing.not_found": ("没有这项决定。", "There is no such decision."),
    "standing.unchanged": ("该企业现在就是这个状态。", "The enterprise has this standing already."),
    "standing.decision_no_missing": (
        "移出须写明决定文号。",
        "A delisting needs its decision number.",
    ),
    "standing.not_proposed": ("这项决定已经生效。", "This decision is in force already."),
    "standing.second_person": (
        "移出须由另一位监管人员确认。",
        "A delisting must be confirmed by a second regulator.",
    ),
    "enterprise.not_trusted": (
        "该企业已被暂停或移出（{standing}），不能放行、发货或打印标签。",
        "The enterprise is {standing}: it may not release, ship or print labels.",
    ),
    "site.not_found": ("没有这个场所。", "There is no such place."),
    "site.not_yours": ("这个场所不属于您的单位。", "This place is not your organisation's."),
    "asset.not_found": ("没有这个罐、车或托盘。", "There is no such tank, vehicle or pallet."),
    # Products and batches
    "product.not_found": ("没有这个产品。", "There is no such product."),
    "product.gtin_taken": ("商品条码 {gtin} 已登记。", "The GTIN {gtin} is registered already."),
    "product.decided_already": ("该产品已是这个状态。", "The product is {approval} already."),
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
    "batch.not_yours": ("批次 {lot} 不属于您的单位。", "Batch {lot} is not your organisation's."),
    "batch.lot_taken": (
        "该产品已有批号 {lot}，请换一个批号。",
        "The product has a lot {lot} already. Choose another.",
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
    # Laboratory
    "inspection.not_found": ("没有这份检验报告。", "There is no such report."),
    "inspection.not_yours": ("这份报告不是您的单位出具的。", "Your organisation did not issue it."),
    "inspection.kind_not_yours": (
        "企业只能出具出厂检验和型式检验。",
        "An enterprise signs factory and type tests only.",
    ),
    "inspection.report_taken": ("报告编号 {no} 已使用。", "The report number {no} is taken."),
    "inspection.in_the_future": ("报告日期不能在将来。", "The report lies in the future."),
    "inspection.before_production": ("抽样日期早于生产日期。", "Sampled before it was made."),
    "inspection.verdict_differs": (
        "{parameter} 的结论与数值不符：{value}，限量 {limit}，结论 {verdict}。",
        "The verdict of {parameter} contradicts its value: {value} against {limit}, {verdict}.",
    ),
    "inspection.dates": ("报告日期早于抽样日期。", "It was reported before it was sampled."),
    "inspection.parameter_twice": ("同一检验项目写了两次。", "A parameter stands twice."),
    # Labels, codes, purchases, penalties
    "label.not_released": ("该批次未放行（{status}），不能打印标签。", "The batch is {status}."),
    "label.no_gtin": ("批次 {lot} 没有商品条码，不能打印标签。", "Lot {lot} has no GTIN."),
    "label.job_not_found": ("没有这个打印任务。", "There is no such label job."),
    "label.not_serialised": ("这个任务没有一物一码。", "This job has no package codes."),
    "label.numbers_used_up": ("任务编号已用完。", "The job numbers are used up."),
    "label.stock": ("没有这种标签纸。", "There is no such label stock."),
    "label.too_many": (
        "这批只有 {made} 件，一物一码最多打 {most} 个（含损耗）。",
        "There are {made} packages: at most {most} codes, spoilage included.",
    ),
    "label.text": ("标签放不下或缺字：{reason}", "The label cannot be drawn: {reason}"),
    "code.not_issued": ("这个码不是本系统发出的。", "We did not issue this code."),
    "code.flagged_already": ("这个码已经标记过。", "This code is flagged already."),
    "code.length": ("码应有 16 个字符。", "A code has 16 characters."),
    "code.characters": ("码里有不会出现的字符。", "The code has characters that never occur."),
    "code.check": ("码的校验字符不对，请再看一遍。", "The code's check character is wrong."),
    "purchase.not_found": ("没有这条台账。", "There is no such ledger entry."),
    "purchase.not_acceptable": (
        "这批货现在不能收（{verdict}），请退回或销毁。",
        "These goods cannot be accepted now ({verdict}). Return or destroy them.",
    ),
    "penalty.recorded_already": ("这份决定书已登记。", "This decision is recorded already."),
    "penalty.not_an_authority": (
        "处罚机关的代码须以 11 开头。",
        "An authority's code begins with 11.",
    ),
    "penalty.in_the_future": ("决定日期不能在将来。", "The decision lies in the future."),
    # Limits catalogue
    "limits.not_found": ("没有这条限量。", "There is no such limit."),
    "limits.unchanged": ("限量 {limit_no} 没有任何改动。", "Nothing of limit {limit_no} changes."),
    "limits.confirm_what": ("请写明确认哪些（ids）或全部（all）。", "Send either ids or all."),
    "limits.row_unreadable": ("限量表这一行读不懂。", "This row of the limits cannot be read."),
    "limits.row_repeated": ("限量表里同一编号出现两次。", "A row of the limits stands twice."),
    # Requests
    "json.malformed": ("JSON 写错了（第 {where} 个字符附近）。", "Malformed JSON near {where}."),
    "input.invalid": ("有 {count} 处填写不对，见下。", "{count} entries are wrong, see below."),
    "cursor.malformed": ("翻页标记不对，请从第一页开始。", "The cursor is wrong. Start again."),
    "idempotency.key_reused": (
        "这个 Idempotency-Key 已用于另一个请求。",
        "This Idempotency-Key was used for another request.",
    ),
    "idempotency.key_malformed": (
        "Idempotency-Key 须是 1–100 个可见 ASCII 字符。",
        "Idempotency-Key takes 1-100 printable ASCII characters.",
    ),
    "body.too_large": (
        "内容太大，最多 {limit} 字节。",
        "The body is too large: at most {limit} bytes.",
    ),
    "address.not_found": ("没有这个地址。", "There is no such address."),
    "address.method": ("这个地址不接受这种请求。", "This address does not take that method."),
    "address.refused": ("请求不被接受。", "The request was refused."),
    "record.clash": ("和另一条记录冲突，没有保存。", "It clashes with another record."),
    "database.busy": ("系统忙，没有保存，请稍后再试。", "The register is busy. Try again soon."),
    "server.broken": (
        "系统出错，没有保存。请把请求编号告诉管理员。",
        "Something broke. Tell the operator the request id.",
    ),
    # Values
    "uscc.shape": (
        "统一社会信用代码是 18 位大写字母和数字。",
        "A USCC has 18 digits and capitals.",
    ),
    "uscc.check_character": (
        "统一社会信用代码的校验位不对，应为 {expected}。",
        "The USCC's check character is wrong: {expected} is expected.",
    ),
    "gtin.shape": ("商品条码是 8、12、13 或 14 位数字。", "A GTIN has 8, 12, 13 or 14 digits."),
    "gtin.check_digit": (
        "商品条码的校验位不对，应为 {expected}。",
        "The GTIN's check digit is wrong: {expected} is expected.",
    ),
    "gln.shape": ("位置码是 13 位数字，末位是校验位。", "A GLN has 13 digits, the last a check."),
    "sc_licence.shape": ("生产许可证编号是 SC 加 14 位数字。", "A licence is SC and 14 digits."),
    "sc_licence.check_digit": (
        "生产许可证编号的校验位不对，应为 {expected}。",
        "The licence's check digit is wrong: {expected} is expected.",
    ),
    "lot.shape": (
        "批号用 1–20 位大写字母、数字、点和横线，首位是字母或数字。",
        "A lot has 1-20 of 0-9 A-Z . -, beginning with a digit or letter.",
    ),
    "unit.unknown": ("没有这个单位，可用：{known}。", "Unknown unit. Use one of: {known}."),
    "amount.not_a_number": ("请写正数，例如 13.2。", "Give a positive number, such as 13.2."),
    "amount.not_exact": (
        '数量须是整的克、毫升或件；小数请用文字写，例如 "13.2"。',
        'The amount must be whole g, ml or packages; send decimals as text, such as "13.2".',
    ),
    "amount.out_of_range": ("数量须大于零，且不能太大。", "The amount is zero or too large."),
    "value.not_text": ("检测结果请用文字写（加引号）。", "Send a measured value as text."),
    "text.control_character": ("文字里有控制字符。", "The text has control characters."),
    "text.too_long": (
        "文字太长，最多 {max_length} 个字。",
        "The text is too long: {max_length} at most.",
    ),
    "text.too_short": ("不能空着，至少 {min_length} 个字。", "At least {min_length} characters."),
    "json.key": ("名称只能用英文字母、数字和下划线。", "Names are ASCII letters, digits and _."),
    "json.value": ("只能是文字、整数、列表和对象。", "Texts, whole numbers, lists, objects only."),
    "json.too_large": ("条目太多，最多 40 个。", "Too many entries: at most 40."),
    "field.missing": ("缺少这一项。", "This field is missing."),
    "field.unknown": ("没有这一项。", "There is no such field."),
    "field.word": ("不在可选范围内：{expected}。", "Not one of {expected}."),
    "field.shape": ("格式不对。", "The shape is wrong."),
    "field.date": ("日期写作 2026-11-24。", "A date is written 2026-11-24."),
    "field.instant": (
        "时间须带时区，例如 2026-11-24T09:30:00+08:00。",
        "A time needs its offset, such as 2026-11-24T09:30:00+08:00.",
    ),
    "field.id": ("编号不对。", "The id is malformed."),
    "field.number": ("请写整数。", "Give a whole number."),
    "field.range": ("超出范围。", "Out of range."),
    "field.list": ("条数不对。", "Too many or too few entries."),
}

TITLES: dict[str, tuple[str, str]] = {
    "sign_in": ("需要登录", "Sign in"),
    "access": ("没有权限", "Not allowed"),
    "balance": ("数量不平衡", "Mass balance"),
    "lineage": ("来源矛盾", "Lineage"),
    "event": ("事件不能记录", "Event refused"),
    "release": ("不能放行", "Not released"),
    "tank": ("散装运输不合规", "Bulk transport"),
    "store_out": ("不能出仓", "Not out of store"),
    "label": ("不能打印标签", "No label"),
    "limits": ("限量表", "Limits catalogue"),
    "input": ("填写有误", "Invalid input"),
    "json": ("填写有误", "Invalid input"),
    "idempotency": ("重复请求", "Repeated request"),
    "server": ("系统错误", "Server error"),
    "database": ("系统忙", "Busy"),
}
