"""What does the page for setting up a hand scanner say?"""

from __future__ import annotations

SCANNER: dict[str, tuple[str, str]] = {
    "sc_heading": ("扫码枪设置", "Scanner set-up"),
    "sc_lead": (
        "扫码枪对电脑来说就是键盘：扫到什么，就打出什么。设好一次，所有页面都能用。",
        "To a computer a hand scanner is a keyboard: it types what it reads. Set up once, it works "
        "on every page.",
    ),
    "sc_try": ("试一下", "Try it"),
    "sc_try_how": (
        "光标在框里时，用扫码枪扫下面的测试码。",
        "With the cursor in the field, scan the test code below.",
    ),
    "sc_field": ("扫到这里", "Scan into here"),
    "sc_check": ("看结果", "Check"),
    "sc_code_alt": ("测试用的二维码", "QR code for the test"),
    "sc_came": ("收到 {length} 个字符", "{length} characters came"),
    "sc_ending": ("结尾键", "Ending"),
    "sc_ending_enter": ("回车（Enter），正好", "Enter, as wanted"),
    "sc_ending_tab": ("制表（Tab），也可以", "Tab, which works too"),
    "sc_ending_none": ("没有分清，见第 2 步", "not told apart, see step 2"),
    "sc_is_right": ("扫码枪已设好", "The scanner is set up"),
    "sc_is_input_method": (
        "电脑的输入法处于中文状态，字母变成了汉字。按 Shift 切到英文再扫",
        "The Chinese input method is on and made characters of letters. Press Shift and scan again",
    ),
    "sc_is_wide": (
        "收到的是全角字符。系统能认，最好把输入法切到半角（Shift + 空格）",
        "Full-width characters came. They are understood; Shift + space sets half width",
    ),
    "sc_is_caps": (
        "大小写反了。关掉键盘的 Caps Lock 再扫",
        "Upper and lower case are swapped. Switch Caps Lock off and scan again",
    ),
    "sc_is_case": (
        "大小写变了。追溯码不分大小写，能用；扫码枪设成“原样输出”更好",
        "The case was changed. Trace codes do not mind; “no case conversion” is better",
    ),
    "sc_is_prefix": (
        "前面多了字符（前缀）。系统能认；扫说明书里的“取消前缀”更好",
        "Something stands before the code (a prefix). It is understood; better switch it off",
    ),
    "sc_is_suffix": (
        "后面多了字符。请把后缀设成只有回车",
        "Something stands behind the code. Set the suffix to Enter alone",
    ),
    "sc_is_lost": (
        "丢了字符。请把扫码枪的字符间隔设成 5～10 毫秒",
        "Characters were lost. Set the delay between characters to 5–10 ms",
    ),
    "sc_is_layout": (
        "键盘布局不对。请把扫码枪的键盘语言设成“美式英语”",
        "The keyboard layout differs. Set the scanner’s keyboard language to US English",
    ),
    "sc_is_other": (
        "这不是测试码，但扫码枪已能打字。请扫下面的测试码再看",
        "This is not the test code, but the scanner types. Scan the test code to be sure",
    ),
    "sc_set": ("怎么设", "How to set it"),
    "sc_step_1": ("连接方式选“USB 键盘”（HID-KBW）；蓝牙枪选“HID 键盘”。",
        "Choose the connection “USB keyboard” (HID-KBW); for Bluetooth, “HID keyboard”."),
    "sc_step_2": (
        "后缀设成回车：扫说明书里的“添加回车后缀”（Add CR / Enter suffix）。设成 Tab 也可以。"
        "文字停在框里不动，就是没有后缀；光标跳到按钮上，就是 Tab。",
        "Set the suffix to Enter: scan “Add CR / Enter suffix” in the scanner’s manual. Tab works "
        "too. Text that stays in the field means no suffix; a cursor on the button means Tab.",
    ),
    "sc_step_3": ("不要前缀：扫“取消前缀”（No prefix）。", "No prefix: scan “No prefix”."),
    "sc_step_4": ("键盘语言选“美式英语”，大小写选“原样”。",
        "Keyboard language US English, case conversion off."),
    "sc_step_5": ("打开二维码（QR Code、Data Matrix）识读。", "Switch QR Code and Data Matrix on."),
    "sc_step_6": ("电脑输入法切到英文。", "Switch the computer’s input method to English."),
    "sc_step_7": (
        "安卓手持机：在“扫描设置”里选“键盘输出”，结尾加回车。",
        "Android handhelds: in the scan settings choose keystroke output, ending with Enter.",
    ),
    "sc_goes_on": ("去扫码", "Go and scan"),
    "sc_help": ("扫码枪不灵？设置和测试", "Scanner trouble? Set it up and test it"),
}  # fmt: skip
