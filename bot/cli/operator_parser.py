"""What the commands for operators take; their help is in Vietnamese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.cli.demo_words import PORTS
from bot.core.tickets import TicketState
from bot.demo_office.behaviour import GOOD
from bot.services.operating import NOT_SENT

_CONTENT = "in cả nội dung bà con viết (thông tin riêng)"
_CODE = "mã góp ý, DN-7K3M-9QX2T"
_JSON = "in JSON, mỗi dòng một mục"


def add_operating(commands: Any) -> None:
    """Add `tickets`, `outbox`, `backup`, `bounce` and `demo-office`."""
    _add_tickets(commands)
    _add_outbox(commands)
    said = "sao lưu cơ sở dữ liệu (SQLite) và thư mục góp ý, trong lúc bot vẫn chạy"
    copied = commands.add_parser("backup", help=said, description=said)
    copied.add_argument("folder", type=Path, metavar="THƯ_MỤC", help="thư mục mới, chưa có")
    said = "nhận một thư góp ý bị trả lại, từ đầu vào (cho máy chủ thư gọi)"
    commands.add_parser("bounce", help=said, description=said)
    _add_demo_office(commands)


def _add_demo_office(commands: Any) -> None:
    said = "mở các văn phòng thử trên máy này, để thử góp ý mà không cần thành phố"
    demo = commands.add_parser("demo-office", help=said, description=said)
    for name, port in PORTS.items():
        demo.add_argument(
            f"--{name}", type=int, metavar="CỔNG", help=f"chỉ mở nơi được nêu; mặc định {port}"
        )
    demo.add_argument("--personality", default=GOOD, metavar="TÍNH_NẾT", help="xem --list")
    demo.add_argument("--list", action="store_true", help="giải thích mọi tính nết rồi thôi")


def _add_tickets(commands: Any) -> None:
    verbs = _verbs(commands, "tickets", "xem phiếu góp ý, chặn hoặc bỏ chặn người gửi")
    listed = _verb(verbs, "list", "liệt kê, cũ nhất trước")
    listed.add_argument("--state", choices=sorted(TicketState), help="chỉ trạng thái này")
    listed.add_argument("--overdue", action="store_true", help="chỉ phiếu quá hạn trả lời")
    listed.add_argument("--limit", type=int, default=200, metavar="SỐ", help="mặc định 200")
    said = "mỗi ngày khách trên trang web gửi bao nhiêu, không có thông tin riêng"
    days = _verb(verbs, "days", said)
    days.add_argument("--limit", type=int, default=31, metavar="SỐ", help="mặc định 31 ngày")
    shown = _verb(verbs, "show", "xem một phiếu")
    shown.add_argument("--content", action="store_true", help=_CONTENT)
    block = _verb(verbs, "block", "không nhận góp ý của người gửi phiếu này nữa")
    block.add_argument("--why", required=True, metavar="LÝ_DO", help="ghi lại để về sau còn biết")
    unblock = _verb(verbs, "unblock", "nhận góp ý của người gửi phiếu này trở lại")
    for verb in (shown, block, unblock):
        verb.add_argument("code", metavar="MÃ", help=_CODE)
    _add_settle(verbs)


def _add_settle(verbs: Any) -> None:
    said = "ghi điều đã hỏi ra về phiếu chưa chắc tới, hoặc không gửi được"
    settle = _verb(verbs, "settle", said)
    settle.add_argument("codes", nargs="+", metavar="MÃ", help=_CODE)
    verdict = settle.add_mutually_exclusive_group(required=True)
    verdict.add_argument(
        "--arrived", action="store_true", help="nơi nhận nói đã có; báo người gửi"
    )
    verdict.add_argument("--why", default="", metavar="LÝ_DO", help="không hỏi ra được; thôi nhắc")
    settle.add_argument("--number", default="", metavar="SỐ", help="số của nơi nhận, nếu có")


def _add_outbox(commands: Any) -> None:
    verbs = _verbs(commands, "outbox", "xem những gì chưa gửi được, gửi lại hoặc bỏ")
    listed = _verb(verbs, "list", "liệt kê những dòng chưa gửi xong, cũ nhất trước")
    listed.add_argument("--state", choices=sorted(NOT_SENT), help="chỉ trạng thái này")
    listed.add_argument("--channel", default="", metavar="KÊNH", help="ví dụ office:gopy, web")
    listed.add_argument("--limit", type=int, default=200, metavar="SỐ", help="mặc định 200")
    shown = _verb(verbs, "show", "xem một dòng")
    shown.add_argument("id", type=int, metavar="SỐ", help="số dòng")
    shown.add_argument("--content", action="store_true", help=_CONTENT)
    retry = _verb(verbs, "retry", "gửi lại ngay; phiếu đã bỏ cuộc thì lên đường lại")
    drop = _verb(verbs, "drop", "không gửi nữa; phiếu góp ý thì rút lại và báo người gửi")
    drop.add_argument("--why", required=True, metavar="LÝ_DO", help="ghi lại để về sau còn biết")
    for verb in (retry, drop):
        verb.add_argument("ids", nargs="+", metavar="SỐ_HOẶC_MÃ", help="số dòng, hoặc mã góp ý")


def _verbs(commands: Any, name: str, said: str) -> Any:
    """Add a command whose verb may be left out: it lists then."""
    command = commands.add_parser(name, help=said, description=said)
    command.set_defaults(state=None, channel="", limit=200, overdue=False, json=False)
    return command.add_subparsers(dest="verb", metavar="việc", title="các việc")


def _verb(verbs: Any, name: str, said: str) -> Any:
    verb = verbs.add_parser(name, help=said, description=said)
    verb.add_argument("--json", action="store_true", help=_JSON)
    return verb
