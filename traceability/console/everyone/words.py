"""What do the pages say that every desk has, in both languages?"""

from __future__ import annotations

EVERYONE: dict[str, tuple[str, str]] = {
    # forms and frame
    "places": ("工作区", "Places"),
    "find": ("查找", "Find"),
    "clear_filters": ("清除筛选", "Clear filters"),
    "later": ("后面的", "Later ones"),
    "optional": ("（选填）", "(optional)"),
    "please_mend": ("请改正以下内容", "Please mend this"),
    "unit": ("单位", "Unit"),
    "reason": ("原因", "Reason"),
    "save": ("保存", "Save"),
    "kind": ("类型", "Kind"),
    "file_kept": (
        "已收到 {name}；要换文件再选一次。",
        "{name} has been received; choose again to replace it.",
    ),
    # lists
    "nothing_found": ("没有符合条件的记录。", "Nothing matches."),
    "nothing_yet": ("还没有记录。", "Nothing yet."),
    "from_the_start": ("从头看", "From the start"),
    "filter_all": ("{heading}：全部", "{heading}: all"),
    "chip": ("{heading}：{value}", "{heading}: {value}"),
    "chip_off": ("取消筛选 {chip}", "Remove filter {chip}"),
    "counted_all": ("共 {total} 条", "{total} in all"),
    "counted_some": ("本页 {shown} 条，共 {total} 条", "{shown} on this page, {total} in all"),
    "counted_over": ("超过 {most} 条", "over {most}"),
    "address_ignored": (
        "网址中的 {names} 看不懂，已略过。",
        "{names} in the address means nothing here and was left out.",
    ),
    "export_xlsx": ("导出表格", "Export"),
    "export_cut": (
        "只导出前 {most} 行，请缩小筛选范围后分次导出。",
        "Only the first {most} rows are here: narrow the filters and export in parts.",
    ),
}
