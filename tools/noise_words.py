"""Words the generators of noise put in: common usage, not taken from the knowledge base."""

from __future__ import annotations

#: a word and how it is chatted
CHAT: dict[str, tuple[str, ...]] = {
    "không": ("k", "ko", "hok", "kh"),
    "được": ("dc", "đc", "đx"),
    "gì": ("j", "gj"),
    "tôi": ("t", "toi"),
    "mình": ("mk", "mìn"),
    "em": ("e", "iem"),
    "anh": ("a",),
    "chị": ("c", "chj"),
    "bạn": ("b", "bn"),
    "làm": ("lm", "lèm"),
    "biết": ("bik", "bít"),
    "muốn": ("mún", "mun"),
    "vậy": ("z", "dzậy", "zậy"),
    "rồi": ("r", "rùi"),
    "bây": ("bi",),
    "giờ": ("h", "jo"),
    "thì": ("thì", "thj"),
    "cũng": ("cg", "cũg"),
    "với": ("vs", "zới"),
    "người": ("ng", "ngừi"),
    "những": ("nhg", "nhữg"),
    "nhiều": ("nhìu", "nhiu"),
    "trước": ("trc",),
    "nào": ("nèo", "nào"),
    "sao": ("seo", "sao"),
    "thế": ("thía", "thế"),
    "phải": ("fải", "phai"),
    "quá": ("wá", "wa"),
    "hỏi": ("hỏi", "hoi"),
    "ở": ("ở", "o"),
    "đâu": ("đou", "đâu"),
    "chưa": ("chưa", "chx"),
    "hết": ("hết", "het"),
    "của": ("của", "cua"),
    "bao": ("bao", "bn"),
    "lâu": ("lâu", "lau"),
    "như": ("nhu", "nhứ"),
}

#: longest first: what is written in full and its usual short form
ABBREVIATIONS: dict[str, str] = {
    "chứng minh nhân dân": "cmnd",
    "căn cước công dân": "cccd",
    "ủy ban nhân dân": "ubnd",
    "uỷ ban nhân dân": "ubnd",
    "bảo hiểm thất nghiệp": "bhtn",
    "bảo hiểm xã hội": "bhxh",
    "bảo hiểm y tế": "bhyt",
    "đăng ký kết hôn": "đkkh",
    "tình trạng hôn nhân": "tthn",
    "giấy phép lái xe": "gplx",
    "giấy phép xây dựng": "gpxd",
    "giấy phép kinh doanh": "gpkd",
    "đăng ký kinh doanh": "đkkd",
    "quyền sử dụng đất": "qsdđ",
    "lý lịch tư pháp": "lltp",
    "hộ kinh doanh": "hkd",
    "dịch vụ công": "dvc",
    "vệ sinh an toàn thực phẩm": "vsattp",
    "an toàn thực phẩm": "attp",
    "học sinh sinh viên": "hssv",
    "nhà ở xã hội": "noxh",
    "giấy chứng nhận": "gcn",
    "giấy khai sinh": "gks",
    "sổ hộ khẩu": "shk",
    "sinh viên": "sv",
    "hộ khẩu": "hk",
    "hộ chiếu": "hc",
    "tài khoản": "tk",
    "mật khẩu": "mk",
    "đăng ký": "đk",
    "điện thoại": "đt",
    "giấy tờ": "gt",
    "hồ sơ": "hs",
    "ngân hàng": "nh",
    "công ty": "cty",
    "thành phố": "tp",
    "đà nẵng": "đn",
    "việt nam": "vn",
}

#: the keys beside a key
KEYS_BESIDE: dict[str, str] = {
    "a": "sqz", "b": "vnh", "c": "xvd", "d": "sfe", "e": "wrd", "g": "fhv", "h": "gjn",
    "i": "uok", "k": "jlm", "l": "ko", "m": "nk", "n": "bmh", "o": "ipl", "p": "ol",
    "q": "wa", "r": "etf", "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "x": "zcs",
    "y": "tug",
}  # fmt: skip

#: what is told before a question and after it
STORIES: tuple[tuple[str, str], ...] = (
    (
        (
            "Chào các anh chị, gia đình tôi ở Hòa Khánh đã gần mười lăm năm, hai vợ chồng đều "
            "làm công nhân, đi từ sáng sớm đến tối mịt mới về nên ít khi ra được cơ quan nhà "
            "nước. Bữa trước tôi xin nghỉ nửa ngày mà tới nơi thì đông quá, chờ không nổi đành "
            "về."
        ),
        (
            "Tôi đọc trên mạng thì mỗi nơi nói một kiểu, hỏi hàng xóm cũng không ai rành. Mong "
            "các anh chị chỉ giúp cho rõ để tôi khỏi phải đi lại nhiều lần, tôi cảm ơn nhiều "
            "lắm."
        ),
    ),
    (
        (
            "Dạ thưa, tôi năm nay sáu mươi tám tuổi, con cái đi làm xa trong Sài Gòn hết, ở nhà "
            "chỉ có hai ông bà già. Mắt tôi kém, chữ nhỏ đọc không ra, thằng cháu nó mở máy cho "
            "tôi rồi bảo cứ hỏi ở đây là có người trả lời."
        ),
        (
            "Tôi lớn tuổi rồi nên có gì chậm hiểu xin đừng cười. Nói giúp tôi từng việc một, "
            "tôi lấy bút ghi lại rồi mai nhờ người chở đi."
        ),
    ),
    (
        (
            "Hôm qua trời mưa tầm tã mà mình vẫn chạy xe từ Liên Chiểu xuống, tới nơi thì đã "
            "hết giờ nhận, bảo vệ nói mai quay lại. Sếp mình thì khó, xin nghỉ một buổi là bị "
            "trừ tiền."
        ),
        (
            "Mình chỉ còn rảnh sáng thứ sáu này thôi, nên muốn hỏi trước cho chắc kẻo lại mất "
            "công. Nhà thì xa, con thì nhỏ, đi một lần cho xong luôn."
        ),
    ),
    (
        (
            "Chuyện là nhà em mới chuyển từ Quảng Nam ra đây hồi sau Tết, lạ nước lạ cái, chưa "
            "quen ai. Chồng em chạy xe ôm, em bán nước mía ở gần chợ, cả ngày lu bu không coi "
            "tin tức gì."
        ),
        (
            "Chị tổ trưởng thì bận suốt, gọi mấy lần không gặp. Ai biết chỉ em với, em cảm ơn "
            "trước, chúc cả nhà mạnh khỏe."
        ),
    ),
    (
        (
            "Tôi xin trình bày: tuần rồi tôi có gọi lên hỏi, cô trực máy nói rất nhanh rồi cúp "
            "nên tôi không kịp ghi. Sau đó tôi có nhờ đứa cháu học đại học coi giúp, nó cũng "
            "bảo không chắc."
        ),
        (
            "Kính mong quý cơ quan hướng dẫn bằng văn bản hoặc nhắn lại cho tôi trong giờ làm "
            "việc. Xin trân trọng cảm ơn và kính chúc sức khỏe."
        ),
    ),
    (
        (
            "Ngồi uống cà phê với mấy ông bạn, ông thì nói dễ lắm, ông thì nói khó, cãi nhau cả "
            "buổi không ra đầu đuôi, cuối cùng đổ cho tôi đi hỏi."
        ),
        ("Có gì trả lời sớm để chiều tôi còn về nói lại với mấy ổng, chứ để lâu lại quên mất."),
    ),
)
