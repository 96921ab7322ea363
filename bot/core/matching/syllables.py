"""Vietnamese syllables without their marks, and raw Telex and VNI keystrokes."""

from __future__ import annotations

import re

_ONSETS = ("", *"b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split())  # noqa: SIM905 - a list of 28 strings is harder to read
_RIMES = (  # noqa: SIM905 - as above
    "a ac ach ai am an ang anh ao ap at au ay e ec em en eng enh eo ep et eu ech i ia ich iec iem "
    "ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay "
    "oc oe oen oeo oet oi om on ong op ot u ua uan uang uat uay uc ue uech uen uenh ui um un ung "
    "uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen "
    "yet yeu"
).split()
SYLLABLES = frozenset(onset + rime for onset in _ONSETS for rime in _RIMES)

_VOWEL = re.compile(r"[aeiouy]")
_TELEX_TONES = frozenset("sfrxj")


def read_telex(word: str) -> str | None:
    """Return the bare syllable of raw Telex keystrokes ("dduwowngf" -> "duong"), or None."""
    if not word.isalpha() or len(word) < 3:  # noqa: PLR2004 - "as" and "or" are no keystrokes
        return None
    bare = _undouble(word)
    for candidate in (bare, *_without_tone(bare)):
        plain = (
            candidate.replace("w", "") if candidate.replace("w", "") in SYLLABLES else candidate
        )
        plain = plain.replace("w", "u")
        if plain != word and plain in SYLLABLES:
            return plain
        late = _late_mark(plain)
        if late:
            return late
    return None


def _undouble(word: str) -> str:
    """Turn dd, aa, ee, oo into single letters."""
    if word.startswith("dd"):
        word = word[1:]
    return re.sub(r"([aeo])\1+", r"\1", word)


def _without_tone(word: str) -> list[str]:
    """Drop one tone key, from the last one back to the first vowel."""
    vowel = _VOWEL.search(word)
    if vowel is None:
        return []
    places = [i for i in range(len(word) - 1, vowel.start(), -1) if word[i] in _TELEX_TONES]
    return [word[:i] + word[i + 1 :] for i in places]


def _late_mark(word: str) -> str | None:
    """Take a circumflex or a đ typed at the end: "tienef", "duongd"."""
    last = word[-1:]
    if last in {"a", "e", "o", "d"} and last in word[:-1] and word[:-1] in SYLLABLES:
        return word[:-1]
    return None


def read_vni(word: str) -> str | None:
    """Return the bare syllable of raw VNI keystrokes ("d9u7o7ng2" -> "duong"), or None."""
    if not word[0].isalpha() or word.isalpha() or not word.isalnum():
        return None
    bare = re.sub(r"[1-9]", "", word)
    is_vowel = len(bare) == 1 and len(word) > 2 and bare in "aeiouy"  # noqa: PLR2004 - "o73" is ở, "a1" a licence
    return bare if is_vowel or (len(bare) > 1 and bare in SYLLABLES) else None


_SOUNDS = (
    (re.compile(r"^tr"), "ch"),
    (re.compile(r"^(?:gi(?=[aeou])|r|v)"), "d"),
    (re.compile(r"^s"), "x"),
    (re.compile(r"^(?:ngh)"), "ng"),
    (re.compile(r"^gh"), "g"),
    (re.compile(r"^[kq](?!h)"), "c"),
    (re.compile(r"^l"), "n"),
    (re.compile(r"(?<=.)(?:ng|nh|n)$"), "n"),
    (re.compile(r"(?<=.)(?:ch|c|t)$"), "t"),
    (re.compile(r"y"), "i"),
)


def sound(word: str) -> str:
    """Return how a syllable sounds to many ears here: tr=ch, s=x, n=ng, c=t at the end."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word
