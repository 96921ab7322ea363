"""What the commands are called and take; their help is in Vietnamese."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date, datetime
from datetime import time as dt_time
from pathlib import Path
from typing import Any, NoReturn

from bot.cli.operator_parser import add_operating
from bot.core.days import VIETNAM

#: what argparse says of a wrong command line, and how it is said here
_COMPLAINTS = (
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1: không có \2, chọn \3"),
    (r"the following arguments are required: (.+)", r"còn thiếu \1"),
    (r"unrecognized arguments: (.+)", r"không hiểu \1"),
    (r"argument (.+?): expected one argument", r"\1: còn thiếu giá trị"),
    (r"argument (.+?): invalid int value: (.+)", r"\1: \2 không phải số"),
    (r"argument (.+?): ", r"\1: "),
)


class _Parser(argparse.ArgumentParser):
    """argparse with Vietnamese headings."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Help)
        self._positionals.title = "tham số"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in phần trợ giúp này")

    def error(self, message: str) -> NoReturn:
        """Say in Vietnamese what is wrong with the command line, and how it is used."""
        for english, vietnamese in _COMPLAINTS:
            message = re.sub(english, vietnamese, message)
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = _Parser(prog="python -m bot", description="Bot hướng dẫn thủ tục của Đà Nẵng.")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="lệnh", title="các lệnh", parser_class=_Parser
    )
    for name, said in (
        ("run", "chạy trang web, API và các kênh chat đã cài đặt"),
        ("chat", "trò chuyện ngay trong cửa sổ này"),
    ):
        commands.add_parser(name, help=said, description=said)
    _add_ask(commands)
    _add_check(commands)
    _add_editing(commands)
    add_operating(commands)
    said = "việc với cơ sở dữ liệu"
    db = commands.add_parser("db", help=said, description=said)
    db.add_argument("verb", choices=["upgrade"], help="upgrade: đưa lên phiên bản mới nhất")
    return parser


def _add_check(commands: Any) -> None:
    said = "kiểm tra kho tri thức, in mọi lỗi kèm tệp và dòng"
    check = commands.add_parser("check", help=said, description=said)
    check.add_argument("--json", action="store_true", help="in mỗi lỗi một dòng JSON")
    check.add_argument(
        "--format", choices=["text", "github"], default="text", help="github: chú thích cho CI"
    )
    check.add_argument(
        "folder", nargs="?", type=Path, metavar="THƯ_MỤC", help="mặc định: thư mục đang dùng"
    )


def _add_ask(commands: Any) -> None:
    said = "hỏi một câu và in câu trả lời"
    ask = commands.add_parser("ask", help=said, description=said)
    ask.add_argument("question", nargs="?", metavar="CÂU_HỎI", help='ví dụ "làm khai sinh cần gì"')
    ask.add_argument(
        "--json", action="store_true", help="đọc mỗi dòng một câu từ đầu vào, in mỗi dòng một JSON"
    )
    ask.add_argument(
        "--on", type=_day, metavar="NGÀY", help="trả lời như vào ngày này, 2027-01-01"
    )
    ask.add_argument("--explain", action="store_true", help="in vì sao hiểu như vậy")
    ask.add_argument(
        "--dialogue",
        action="store_true",
        help="các dòng liền nhau là một cuộc trò chuyện, dòng trống bắt đầu cuộc mới",
    )


def _add_editing(commands: Any) -> None:
    said = "thêm mục nháp vào procedures.yaml"
    new = commands.add_parser("new", help=said, description=said)
    new.add_argument("id", metavar="MÃ", help="chữ thường không dấu, gạch nối: cap-so-nha")
    new.add_argument("--title", default="", metavar="TÊN", help='tên dễ hiểu, "Cấp số nhà"')
    new.add_argument("--category", default="", metavar="NHÓM", help="mặc định: nhóm đầu tiên")
    said = "so hai bản kho tri thức: câu nào đổi mục, đổi lời, câu thử nào hỏng"
    diff = commands.add_parser("diff", help=said, description=said)
    diff.add_argument("old", metavar="CŨ", help="thư mục, hoặc phiên bản git như HEAD~1")
    diff.add_argument("new", metavar="MỚI", help="thư mục, hoặc phiên bản git")
    diff.add_argument("--wording", action="store_true", help="in cả lời cũ và lời mới")
    diff.add_argument("--questions", type=Path, metavar="TỆP", help="hỏi thêm, mỗi dòng một câu")
    diff.add_argument(
        "--recent",
        type=int,
        default=500,
        metavar="SỐ",
        help="hỏi thêm chừng ấy câu gần đây của bà con, đã che thông tin riêng (mặc định 500)",
    )
    said = "nhập danh mục thủ tục quốc gia (CSV, JSON, JSONL, cả .gz); chạy lại thì làm tiếp"
    imported = commands.add_parser("import", help=said, description=said)
    imported.add_argument("file", type=Path, metavar="TỆP")


def _day(written: str) -> datetime:
    """Return noon of a day in Việt Nam."""
    try:
        date.fromisoformat(written)
    except ValueError:
        msg = f'"{written}" không phải ngày; viết năm-tháng-ngày: 2027-01-01'
        raise argparse.ArgumentTypeError(msg) from None
    return datetime.combine(date.fromisoformat(written), dt_time(12), VIETNAM)
