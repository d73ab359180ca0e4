"""What is said about reports and the limits they are judged by?"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Samples
    "sample.not_found": ("没有这个样品。", "There is no such sample."),
    "sample.number_taken": ("样品号 {no} 已使用。", "The sample number {no} is taken."),
    "sample.not_open": (
        "这个样品已出报告或已作废（{state}）。",
        "The sample is {state}: nothing more can be typed.",
    ),
    "sample.dates": ("收样日期早于抽样日期。", "It was received before it was sampled."),
    "sample.in_the_future": ("收样日期不能在将来。", "The sample came in the future."),
    "sample.unknown_item": (
        "这个样品不测 {parameter}。",
        "The sheet of this sample has no item {parameter}.",
    ),
    "sample.not_complete": (
        "还差 {missing} 项没有结果。",
        "{missing} items have no result yet.",
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
    "inspection.dates": ("报告日期早于抽样日期。", "It was reported before it was sampled."),
    "inspection.parameter_twice": ("同一检验项目写了两次。", "A parameter stands twice."),
    "inspection.cannot_judge": (
        "有 {count} 项结果不能判定，没有保存。",
        "{count} results cannot be judged; nothing was recorded.",
    ),
    "inspection.second_person": (
        "检验机构的报告须由录入人以外的另一人签发。",
        "An agency's report is signed by another person than the one who entered it.",
    ),
    "inspection.not_open": (
        "报告已签发或已撤回，不能再改（{state}）。",
        "The report is {state}: it cannot change any more.",
    ),
    "inspection.not_signed": (
        "只能更正或复检已签发的报告。",
        "Only a signed report can be corrected or tested again.",
    ),
    "inspection.replaced_already": (
        "这份报告已被更正或复检过。",
        "The report was corrected or tested again already.",
    ),
    "inspection.not_accredited": (
        "该检验机构没有有效的资质认定（CMA）编号。",
        "The agency has no valid accreditation (CMA).",
    ),
    "inspection.accreditation_expired": (
        "检验机构的资质认定（CMA）已于 {until} 到期，不能签发。",
        "The agency's accreditation (CMA) ended on {until}: it cannot sign.",
    ),
    "inspection.sample_incomplete": (
        "监督抽检须写明采样地点、采样人和采样数量。",
        "A supervision sample needs its place, who took it, and how much.",
    ),
    "inspection.product_decides": (
        "工艺和等级以产品登记为准，只有原料批次才填写。",
        "Process and grade are those of the product; give them for raw lots only.",
    ),
    "inspection.limits_changed": (
        "录入后限量已变更，判定结果不同：请撤回后重新录入。",
        "The limits changed since it was entered: withdraw the report and enter it anew.",
    ),
    # Re-tests and relatives
    "retest.nothing_failed": (
        "只能对检验机构签发的、食品安全项目不合格的报告申请复检。",
        "Only an agency's signed report with a failed safety item can be contested.",
    ),
    "retest.asked_already": ("这份报告已申请过复检。", "A re-test was asked for already."),
    "retest.decided": ("这份报告已被更正或复检。", "The report was replaced already."),
    "retest.too_late": (
        "复检申请期限（7 个工作日）已于 {until} 届满。",
        "A re-test could be asked for within 7 working days, until {until}.",
    ),
    "retest.same_agency": (
        "复检须由另一家检验机构承担。",
        "Another agency must test again.",
    ),
    "retest.no_agency": ("没有这家检验机构。", "There is no such inspection agency."),
    "retest.items_missing": (
        "复检漏了不合格项目：{missing}。",
        "The re-test leaves out items that failed: {missing}.",
    ),
    "relatives.not_related": (
        "这个批次与本批没有共同原料。",
        "That lot shares no raw lot with this one.",
    ),
    # Certificates
    "certificate.not_found": ("没有这份报告文件。", "There is no such certificate."),
    "certificate.altered": (
        "报告文件与登记的指纹不符，不能提供。",
        "The file differs from its recorded hash: it is not given out.",
    ),
    "certificate.empty": ("文件是空的。", "The file is empty."),
    "certificate.too_large": ("文件超过 {limit}。", "The file is larger than {limit}."),
    "certificate.wrong_type": (
        "只接受 PDF、JPEG 或 PNG 文件（按内容判断，不看扩展名）。",
        "Only a PDF, JPEG or PNG is taken, judged by its content and not by its name.",
    ),
    "certificate.damaged": (
        "文件已损坏，或在结尾之后另有内容。",
        "The file is damaged, or something hangs behind its end.",
    ),
    "certificate.too_many_pixels": (
        "图片太大，请缩小后再上传。",
        "The picture has too many pixels. Make it smaller.",
    ),
    "certificate.encrypted": (
        "PDF 已加密，请另存为不加密的文件。",
        "The PDF is encrypted. Save it without a password.",
    ),
    "certificate.pages": ("PDF 须有 1 至 {most} 页。", "A PDF has 1 to {most} pages here."),
    "certificate.too_complex": (
        "PDF 结构过于复杂，请打印成新的 PDF 再上传。",
        "The PDF is too complex. Print it to a new PDF.",
    ),
    "certificate.active": (
        "PDF 含有会自动执行的内容或附件（{found}），请打印成新的 PDF 再上传。",
        "The PDF holds scripts or attached files ({found}). Print it to a new PDF.",
    ),
    # Spreadsheets
    "sheet.faults": (
        "表格有 {count} 处错误，没有保存任何一行。",
        "The sheet has {count} faults; no line of it was recorded.",
    ),
    "sheet.many_faults": (
        "后面还有更多错误，请先改正以上各处。",
        "There are more faults below. Mend these first.",
    ),
    "sheet.too_complex": (
        "表格结构过于复杂，请复制到模板里再上传。",
        "The workbook is too complex. Copy its values into the template.",
    ),
    "sheet.encrypted": (
        "文件有密码，请另存为不加密的文件。",
        "The file has a password. Save it without one.",
    ),
    "sheet.number_mangled": (
        "“{text}”是被表格软件改写的长数字，请把单元格设为文本后重新输入。",
        "“{text}” is a long number that the program changed. Format the cell as text.",
    ),
    "sheet.empty": ("表格里没有数据。", "The sheet holds no data."),
    "sheet.too_large": ("文件超过 {limit}。", "The file is larger than {limit}."),
    "sheet.too_large_inside": (
        "文件解压后超过 {limit}，不予读取。",
        "The file unpacks to more than {limit}: it is not read.",
    ),
    "sheet.too_many_rows": (
        "一次最多 {most} 行，请分成几个文件。",
        "At most {most} lines at a time. Split the file.",
    ),
    "sheet.too_many_columns": ("最多 {most} 列。", "At most {most} columns."),
    "sheet.old_format": (
        "这是旧版 .xls，请另存为 .xlsx 或 .csv。",
        "This is an old .xls. Save it as .xlsx or .csv.",
    ),
    "sheet.unreadable": (
        "读不懂这个文件，请用模板另存为 .xlsx 或 .csv。",
        "The file cannot be read. Save the template as .xlsx or .csv.",
    ),
    "sheet.encoding": (
        "文字编码不对：请存为 UTF-8 或 GB 18030。",
        "The text is in no known encoding. Save it as UTF-8 or GB 18030.",
    ),
    "sheet.column_missing": (
        "缺少列 [{name}]，请使用模板的第一行。",
        "The column [{name}] is missing. Keep the first line of the template.",
    ),
    "sheet.column_twice": ("列 [{name}] 出现两次。", "The column [{name}] stands twice."),
    "sheet.heading_unknown": (
        "列标题“{heading}”看不懂：结尾应为 [名称] 或 [项目 单位]。",
        "The heading “{heading}” is not understood: it ends with [name] or [item unit].",
    ),
    "sheet.no_heading": ("这一列没有标题。", "This column has no heading."),
    "sheet.formula": (
        "{cell} 是公式，请改为数值或文字。",
        "{cell} is a formula. Write its value instead.",
    ),
    "sheet.cell_too_long": ("单元格超过 {most} 字。", "More than {most} characters in a cell."),
    "sheet.kind": ("检验类别应为 {words} 之一。", "The kind of test is one of {words}."),
    "sheet.no_results": ("这一行没有任何检验结果。", "This line holds no result."),
    "sheet.no_batch": (
        "找不到唯一的批次 {lot}：请核对商品条码和批号。",
        "No single lot {lot} is found: check bar code and lot.",
    ),
    "panel.not_found": (
        "这个产品没有这种检验项目表：{known}。",
        "The product has panels: {known}.",
    ),
    # Limits catalogue
    "limits.not_found": ("没有这条限量。", "There is no such limit."),
    "limits.unchanged": ("限量 {limit_no} 没有任何改动。", "Nothing of limit {limit_no} changes."),
    "limits.confirm_what": ("请写明确认哪些（ids）或全部（all）。", "Send either ids or all."),
    "limits.row_unreadable": ("限量表这一行读不懂。", "This row of the limits cannot be read."),
    "limits.row_repeated": ("限量表里同一编号出现两次。", "A row of the limits stands twice."),
}
