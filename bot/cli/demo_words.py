"""What the demo offices and their personalities are called."""

from __future__ import annotations

PORTS = {"gopy": 9101, "open311": 9102, "mail": 9103, "webhook": 9104}  #: unless told otherwise
OFFICES = {
    "gopy": "Cổng góp ý của thành phố",
    "open311": "Hệ thống Open311",
    "mail": "Hộp thư góp ý",
    "webhook": "Hệ thống riêng nhận qua webhook",
}
TRAITS = {
    "good": "làm đúng mọi việc",
    "down": "ngắt kết nối ngay",
    "error_500": "báo lỗi 500, không giữ gì",
    "html_error": "trả về trang HTML 502 của proxy, không giữ gì",
    "rate_limited": "báo 429, hẹn gửi lại sau, không giữ gì",
    "slow": "giữ rồi, nhưng để người gửi chờ 30 giây",
    "drop_after_store": "giữ rồi mới ngắt kết nối: người gửi không biết kết quả",
    "error_after_store": "giữ rồi lại báo lỗi 500",
    "bad_json": "làm đúng, nhưng câu trả lời bị cắt nửa chừng",
    "honours_key": "gặp lại mã cũ thì trả số cũ (bình thường đã vậy)",
    "ignores_key": "gặp lại mã cũ vẫn giữ thêm một bản",
    "no_lookup": "không cho tra theo mã",
    "reject_field": "chê một ô không hợp lệ, trả 400",
    "id_zero": "số đầu tiên là 0",
    "endpoint": "trả lời như Open311::Endpoint của mySociety (bình thường đã vậy)",
    "issue_reporting": "trả lời như issue-reporting của 6Aika",
    "batch": "đưa phiếu hẹn trước, cho số sau; chỉ với endpoint",
    "temp_4xx": "báo 451 cho mọi thư, hẹn gửi lại",
    "perm_5xx": "báo 550, không có hộp thư này",
    "greylist": "lần đầu báo 451, lần sau mới nhận",
    "refuse_auth": "không nhận mật khẩu nào",
    "drop_after_data": "giữ thư rồi mới ngắt kết nối",
    "bad_signature_401": "cho rằng chữ ký nào cũng sai",
}
