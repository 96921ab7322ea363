"""Says in plain words why an utterance was understood as it was (`bot ask --explain`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.matching.focus import ASIDE
from bot.core.models import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.matching.analysis import Analysis
    from bot.core.matching.matcher import Matcher
    from bot.core.matching.ranked import Ranked
    from bot.core.understanding import Understanding

NEARLY = 0.05  #: a difference too small to be a reason
_ASPECTS = {
    "documents": "giấy tờ",
    "steps": "cách làm",
    "fee": "lệ phí",
    "time": "thời hạn",
    "place": "nơi làm",
    "online": "làm qua mạng",
    "who": "ai làm được",
    "law": "căn cứ pháp luật",
    "result": "kết quả nhận được",
}


def explain(matcher: Matcher, utterance: str, current: str | None = None) -> list[str]:
    """Tell which words matched what, and why the runner-up lost."""
    analysis = matcher.ranker.analyst.analyse(utterance)
    reading = matcher.understand(utterance, current)
    ranked = matcher.rank(analysis)[:3]
    return [
        f"Đọc là: {' '.join(analysis.words)}",
        *_set_aside(analysis),
        *(line for one in ranked[:1] for line in _winner(matcher, analysis, one)),
        *(line for one in ranked[1:] for line in _loser(matcher, analysis, one, ranked[0])),
        _asked(analysis, reading),
        _concluded(matcher, reading, ranked),
    ]


def _set_aside(analysis: Analysis) -> Iterator[str]:
    pairs = zip(analysis.words, analysis.weights, strict=True)
    words = [word for word, weight in pairs if weight <= ASIDE * 2]
    if words:
        yield f"Gạt sang bên (chuyện đã xong hoặc không phải điều hỏi): {' '.join(words)}"


def _winner(matcher: Matcher, analysis: Analysis, one: Ranked) -> Iterator[str]:
    yield f'Hiểu là: "{matcher.ranker.title(one.id)}" ({one.id}), chắc {one.chance:.0%}'
    yield f"  - trùng những chữ: {_shared(matcher, analysis, one)}"
    yield (
        f'  - giống câu mẫu "{matcher.ranker.nearest(analysis, one.id)}" khoảng {one.likeness:.0%}'
    )
    if one.classified is not None:
        yield f"  - cách nói này giống cách bà con hỏi mục đó: {one.classified:.0%}"
    if one.told > 0:
        yield "  - có chữ (hoặc tên nơi khác) tự nó cho biết là chuyện đó"


def _loser(matcher: Matcher, analysis: Analysis, one: Ranked, best: Ranked) -> Iterator[str]:
    yield f'Kém hơn: "{matcher.ranker.title(one.id)}" ({one.id}), {one.chance:.0%}, vì'
    reasons = []
    if best.found - one.found > NEARLY:
        reasons.append(f"ít chữ riêng trùng hơn ({_shared(matcher, analysis, one)})")
    if best.likeness - one.likeness > NEARLY:
        nearest = matcher.ranker.nearest(analysis, one.id)
        reasons.append(f'câu mẫu gần nhất "{nearest}" chỉ giống {one.likeness:.0%}')
    if (best.classified or 0.0) - (one.classified or 0.0) > NEARLY:
        reasons.append(f"ít ai hỏi mục đó bằng cách nói này ({one.classified or 0.0:.0%})")
    yield "  " + ("; ".join(reasons) or "hai mục gần như nhau") + "."


def _shared(matcher: Matcher, analysis: Analysis, one: Ranked) -> str:
    return ", ".join(matcher.ranker.shared(analysis, one.id)) or "không chữ nào"


def _asked(analysis: Analysis, reading: Understanding) -> str:
    if reading.aspect is None:
        return "Hỏi điều gì: không nói rõ, nên trả lời chung."
    words = [
        " ".join(analysis.words[place] for place in sorted(one.places))
        for one in analysis.heard
        if one.cue.aspect is reading.aspect
    ]
    if words:
        because = f'vì có chữ "{words[0]}"'
    elif analysis.manner.opens is reading.aspect:
        because = "vì câu gọi tên điều đó"
    else:
        because = "vì giống các câu mẫu hỏi điều đó"
    return f"Hỏi điều gì: {_ASPECTS[reading.aspect]} ({reading.aspect}), {because}."


def _concluded(matcher: Matcher, reading: Understanding, ranked: Sequence[Ranked]) -> str:
    sure = f"{ranked[0].chance:.0%}" if ranked else "0%"
    least = f"{matcher.calibration.answer_from:.0%}"
    if reading.is_follow_up:
        told = "về mục vừa nói tới" if reading.requests else "mà chưa nói giấy nào"
        why = f"câu hỏi tiếp {told}"
    elif len(reading.requests) > 1:
        why = "trả lời cả hai chuyện được hỏi"
    elif reading.topic and reading.outcome is Outcome.UNKNOWN:
        why = "chuyện này không thuộc các thủ tục của bot, nói thật và chỉ chỗ hỏi"
    else:
        why = {
            Outcome.ANSWERED: f"trả lời, vì chắc {sure}, từ {least} trở lên",
            Outcome.CLARIFIED: f"hỏi lại, vì chỉ chắc {sure}, dưới {least}",
            Outcome.SMALL_TALK: "đáp lời chuyện trò",
        }.get(reading.outcome, f"nói thật là chưa rõ, vì mục gần nhất chỉ chắc {sure}")
    return f"Kết luận: {why}."
