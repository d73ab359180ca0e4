"""How is each part of a page called, in the two languages?"""

from __future__ import annotations

from types import MappingProxyType

from consumer_web.words import Lang

_LABELS: dict[str, tuple[str, str]] = {
    "html_lang": ("zh-CN", "en"),
    "site": ("{}粮油二维码溯源系统", "{} grain and oil tracing"),
    "skip": ("跳到正文", "Skip to content"),
    "other_language": ("English", "中文"),
    "do_now": ("现在请您", "What to do now"),
    "contents": ("本页目录", "On this page"),
    "nav_test": ("检验", "Tests"),
    "nav_way": ("来路", "Way"),
    "nav_label": ("标签", "Label"),
    "nav_firm": ("企业", "Maker"),
    "nav_say": ("投诉", "Help"),
    # The label.
    "product": ("产品", "Product"),
    "maker": ("生产企业", "Maker"),
    "produced_on": ("生产日期", "Made on"),
    "best_before": ("保质期到", "Good until"),
    "lot": ("批号", "Lot"),
    "barcode": ("商品条码", "Barcode"),
    "full_label": ("标签全文", "The whole label"),
    "food_name": ("食品名称", "Name of food"),
    "category": ("食品类别", "Category"),
    "ingredients": ("配料", "Ingredients"),
    "net_content": ("净含量", "Net content"),
    "producer": ("生产者", "Producer"),
    "address": ("地址", "Address"),
    "licence": ("食品生产许可证编号", "Food licence"),
    "standard": ("产品标准代号", "Standard"),
    "grade": ("质量等级", "Grade"),
    "process": ("加工工艺", "Process"),
    "origin": ("产地", "Origin"),
    "shelf_life": ("保质期", "Shelf life"),
    "best_before_day": ("保质期到期日", "Best before"),
    "storage": ("贮存条件", "Storage"),
    "quantity": ("本批数量", "Size of lot"),
    "not_provided": ("未提供", "not provided"),
    "raw": ("用了哪些原料", "What it was made from"),
    "place_missing": ("产地未提供", "origin not provided"),
    "harvested": ("{} 年收获", "harvest of {}"),
    # Tests.
    "tests": ("检验结果", "Test results"),
    "tests_when_new": ("出厂时的检验结果", "Tests when it was new"),
    "tests_before": ("移出前的检验记录", "Tests before the removal"),
    "tests_of_real": ("真品的检验结果", "Tests of the real product"),
    "for_reading_only": ("仅供查阅，不作质量证明", "For reading only, no proof of quality"),
    "no_tests": ("检验报告：未提供", "Test report: not provided"),
    "old_food": (
        "放久了会变质，出厂合格不代表现在还能吃。",
        "Food spoils with time: passing when new does not make it good now.",
    ),
    "issued_on": ("{}，{}出具", "{}, issued {}"),
    "report_no": ("报告 {}", "Report {}"),
    "certificate": ("看报告原件", "See the report itself"),
    "retest_of": ("复检报告，以它为准；原报告 {}", "A re-test, which decides; first report {}"),
    "correction_of": ("更正了报告 {}", "Corrects report {}"),
    "replaced_by": ("已由报告 {} 取代，以那份为准", "Replaced by report {}, which counts instead"),
    "bars": (
        "竖线是限量，横条越短越好。",
        "The line is the limit; the shorter the bar, the better. ",
    ),
    "basis": ("判定依据：{}。", "Judged by {}."),
    "each_result": ("每一项的结果", "Result of each test"),
    "results_then": ("当时报告上的结果", "Results in the report of that time"),
    "item": ("项目", "Item"),
    "value_limit": ("测得值和限量", "Value and limit"),
    "conclusion": ("结论", "Result"),
    "earlier_reports": ("其他检验报告", "Other test reports"),
    "report_line": ("{}，{}，{}：{}", "{}, {}, {}: {}"),
    "of_lot": ("原料批 {}：", "Raw lot {}: "),
    # The way.
    "way": ("从田里到店里", "From the field to the shop"),
    "way_of_real": ("真品的来路", "The way of the real product"),
    "north": ("北", "N"),
    "km": ("{} 公里", "{} km"),
    "no_map": (
        "示意图，只表示先后和大致方位，不是地图。",
        "A sketch of order and rough direction, not a map.",
    ),
    "nodes": (
        "实心点：按时填写。空心菱形：事后补填。虚线圈：有内容未提供。",
        "Solid dot: entered in time. Diamond: entered later. Dashed ring: something not provided.",
    ),
    "some_steps": (
        "一共 {} 步，这里列出要紧的 {} 步。",
        "{} steps in all; the {} that matter most are shown.",
    ),
    "correction": ("更正", "correction"),
    "sentence": ("{}。", "{}. "),
    "not_given": ("未提供：{}。", "Not provided: {}. "),
    "earlier_lot": ("原料批 {}。", "Raw lot {}. "),
    "entered": ("填写：{}，", "Entered by {}, "),
    "same_day": ("当天", "in time"),
    "late": ("晚 {} 天补填", "{} days late"),
    # Enterprise and parties.
    "firm": ("生产企业", "The maker"),
    "uscc": ("统一社会信用代码 {}", "Credit code {}"),
    "licence_no": ("食品生产许可证 {}", "Food production licence {}"),
    "licence_until": ("，有效到 {}", ", valid until {}"),
    "who": ("谁填写，按时吗", "Who entered it, and in time?"),
    "party": ("谁", "Who"),
    "what_entered": ("填了什么", "What"),
    "on_time": ("按时", "In time"),
    "all": ("全部", "all"),
    "on_time_means": (
        "按时：事后 24 小时内填写。填写后不能删改。要更正，只能再加一条，前后都看得见。",
        "In time: within 24 hours. Nothing can be deleted or changed; a correction is a new "
        "entry, and both stay visible.",
    ),
    # Not provided, changes, package, other lots.
    "missing": ("未提供的内容", "Not provided"),
    "item_not_given": ("{}：未提供", "{}: not provided"),
    "missing_means": (
        "“未提供”不等于不合格，是说没有人填。",
        "“Not provided” does not mean failed; it means nobody entered it.",
    ),
    "nothing_missing": ("该填的都填了。", "Everything that is due was entered."),
    "changes": ("改动记录", "Change history"),
    "changed": ("{}：“{}”改为“{}”。", "{}: “{}” became “{}”."),
    "because": ("；理由：{}", "; reason: {}"),
    "no_changes": ("没有改动。", "No changes."),
    "more_changes": ("还有更早的改动 {} 条。", "{} earlier changes are not shown."),
    "this_code": ("这个码", "This code"),
    "code": ("码", "Code"),
    "first_scan": ("第一次被扫", "First scanned"),
    "scan_count": ("被扫过", "Scanned so far"),
    "times": ("{} 次", "{} times"),
    "never_before": ("在您之前没有人扫过", "nobody scanned it before you"),
    "code_means": (
        "一个包装一个码。别的包装上也有这个码，请打 12315。",
        "Every pack has its own code. If you see this one on another pack, call 12315.",
    ),
    "other_lots": ("同一产品的其他批次", "Other lots of this product"),
    "lots": ("这种产品的批次", "Lots of this product"),
    "lot_word": ("{}：{}", "{}: {}"),
    # Complaints and the foot.
    "say": ("有问题，请告诉我们", "Something wrong? Tell us"),
    "say_how": (
        "打 12315（市场监管）。不用登录，不用下载。留好包装和小票，说清在哪家店买的。",
        "Call 12315 (market regulation). No login, no download. Keep the pack and the receipt, "
        "and say which shop it came from.",
    ),
    "say_what": ("电话里请报批号 {}。", "On the phone, give lot {}."),
    "call_12315": ("拨打 12315（市场监管）", "Call 12315 (market regulation)"),
    "updated": ("本页内容更新于 {}。", "The content of this page is of {}."),
    "as_opened": ("本页查询结果以打开时为准。", "This answer holds for the moment of opening."),
    "one_address": (
        "官方网址只有一个：{}。请核对手机顶部的网址。",
        "There is one official address: {}. Compare it with the address bar.",
    ),
    "law": (
        "主管：粮食和物资储备、市场监督管理部门",
        "Authorities: grain reserves and market regulation",
    ),
    "in_brackets": ("（{}）", " ({})"),
    # Forms, unknown, malformed, home.
    "look_up": ("查一查", "Look up"),
    "barcode_13": ("商品条码（13 位数字）", "Barcode (13 digits)"),
    "scanned_code": ("扫到的码", "Scanned code"),
    "unreadable": ("没有可以显示的字符", "nothing that can be shown"),
    "no_record": ("没有记录", "no record"),
    "why_unknown": ("为什么会查不到", "Why it was not found"),
    "once_more": ("手工再查一次", "Try once more by hand"),
    "code_16": ("输入码下面的 16 位字母数字", "Type the 16 letters and digits below the code"),
    "code_hint": (
        "例如 7K3M-9QWD-X2HF-58TN。横线可以不输。",
        "For example 7K3M-9QWD-X2HF-58TN. Hyphens may be left out.",
    ),
    "letters_hint": (
        "印在二维码下面。O 和 0、I 和 1 都可以。",
        "Printed below the QR code. O or 0, I or 1: both are fine.",
    ),
    "by_barcode": ("用条码和批号查", "Look up by barcode and lot"),
    "real_label": ("真的标签是什么样", "What a real label looks like"),
    "address_must_be": (
        "扫开以后，手机顶部的网址必须是 {}。",
        "After scanning, the address bar must say {}.",
    ),
    "sample_spoken": (
        "标签示例：左边是二维码，右边从上到下是批号、生产日期、保质期到，二维码下面是 16 位码",
        "Sample label: on the left the QR code; on the right lot, date made and best-before date; "
        "below the QR code the 16-character code",
    ),
    "sample_steps": ("① 扫码 ② 对批号", "① Scan ② Check lot"),
    "read_code": ("读到的码", "What was read"),
    "complete_code": ("补全这 16 位码", "Complete the 16 characters"),
    "where_code": ("码在哪里", "Where the code is"),
    "was_read": ("读到", "Read"),
    "should_be": ("应该是", "Should be"),
    "what_is_wrong": ("哪里不对", "What is wrong"),
    "enter_code": ("输入 16 位码", "Type the 16-character code"),
    "under_the_code": ("二维码下面的字母数字", "The letters and digits below the QR code"),
    "home_hint": (
        "印在二维码下面，例如 7K3M-9QWD-X2HF-58TN。横线可以不输。",
        "Such as 7K3M-9QWD-X2HF-58TN. Hyphens may be left out.",
    ),
    "no_code": ("没有 16 位码？用条码和批号", "No such code? Use barcode and lot"),
    "by_name": ("按名称查", "Look up by name"),
    "product_or_maker": ("产品或企业的名称", "Name of the product or its maker"),
    "name_hint": ("写两个字就能查，例如：油粘米", "Two characters are enough, in Chinese"),
    "found_products": ("对得上的产品", "Products that fit"),
    "open_camera": ("用相机扫", "Scan with the camera"),
    "close_camera": ("关掉相机", "Close the camera"),
    "no_camera": ("相机打不开，请手工输入。", "The camera did not open. Please type the code."),
    "read_label": ("怎样看标签", "How to read the label"),
    "after_scan": (
        "扫开后先看顶上的大字，再对批号。",
        "After scanning, read the large words first, then compare the lot.",
    ),
    "seven_seals": ("七种结果，七种印章", "Seven answers, seven seals"),
    "enter_lot": ("输入批号", "Type the lot"),
}

_BY_LANGUAGE: dict[Lang, MappingProxyType[str, str]] = {
    "zh": MappingProxyType({name: zh for name, (zh, _) in _LABELS.items()}),
    "en": MappingProxyType({name: en for name, (_, en) in _LABELS.items()}),
}


def get_labels(lang: Lang) -> MappingProxyType[str, str]:
    """Give the labels of one language by name."""
    return _BY_LANGUAGE[lang]
