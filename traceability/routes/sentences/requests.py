"""What is said about requests and the values in them?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
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
    "notice.target": (
        "请填写电子邮箱，或以 https:// 开头的网址。",
        "Give an e-mail address, or an address that begins with https://.",
    ),
    "notice.too_many_routes": ("最多 {most} 个。", "At most {most}."),
    "notice.no_route": ("没有这一项。", "There is no such entry."),
    "notice.not_yours": (
        "这类事不会发到您的账号。",
        "Nothing of this kind ever waits for you.",
    ),
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
