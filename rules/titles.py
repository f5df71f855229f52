"""The grammar of job titles: what may stand before the noun that heads one, and what belongs to it behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.pieces import fold, is_capital, is_word, joined, word_sets
from rules.title_words import COMMON, HEADS, RANKS, TRADES
from rules.title_words import is_head as is_head

_LISTS = word_sets("titles.yaml")


# Verbs and adverbs behind a title in running text: a Romance title, whose words need no capitals, ends before them.
_AFTER = _LISTS["after"]
_ROMANCE = frozenset({"fr", "es", "pt", "it"})
_OF = _LISTS["of"]
_CLOSING = COMMON | _OF | _AFTER
_NOT_TO = frozenset({"manager", "engineer", "developer", "analyst", "nurse", "head"})  # they serve nobody by title
_ARTICLES = frozenset({"the", "la", "le", "les", "el", "los", "las", "il", "lo", "gli", "i", "o", "os", "as"})
_LEVEL = re.compile(
    r"(?:[IVX]{1,4}|[23]D|[1-9]|[LPEG]-?\d|IC\d|Ssr|Sr|Jr|SR|JR|Pleno|Sênior|Senior|Júnior|General|NQ|H/F|F/H|M/F|\d{2,3}(?:[-–]\d{2,3})?%)$"
)
_NO_SPECIALITY = re.compile(
    r"(?:(?:fully |100% |part )?(?:remote|hybrid|on-?site|in office|wfh|home ?office|"
    r"t[ée]l[ée]travail|teletrabajo|remoto|ibrido)\b.*"
    r"|[$£€].*|.*\bper hour\b.*|(?:grade|band|gs|level|tier|scale|group|category|pay|exam|rank|"
    r"step)\b.*|(?:c|k)andidate?\b.*|(?:job|ref|req|id|jr|posting|requisition|vacancy|nr|no)\b.*|.*\d{3,}.*)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a text's pieces: `begin` to `end` for certain, to `reach` if what follows is its speciality."""

    begin: int
    end: int
    reach: int


def titles_in(parts: Sequence[str], language: str | None = None) -> list[Title]:
    """All titles in a text's pieces, left to right, none inside another."""
    found: list[Title] = []
    edge = 0
    for at in [at for at, piece in enumerate(parts) if piece != " " and is_head(piece)]:
        if at >= edge and parts[at][0].isalpha() and not _is_hour(parts, at) and not _only_ranks(parts, at):
            title = title_at(parts, at, edge, language)
            found.append(title)
            edge = title.reach
    return found


def _only_ranks(parts: Sequence[str], at: int) -> bool:
    """ "Senior", unless it ends a title ("Tax Senior"): what follows it has the head."""
    return fold(parts[at]) == "senior" and (
        at < 2 or not is_capital(parts[at - 2]) or (at + 2 < len(parts) and is_capital(parts[at + 2]))
    )


def _is_hour(parts: Sequence[str], at: int) -> bool:
    """ "2 PM", "11:30 pm": no product manager."""
    return fold(parts[at]) in ("pm", "ot") and at > 1 and parts[at - (2 if parts[at - 1] == " " else 1)][0].isdigit()


def title_at(parts: Sequence[str], head: int, edge: int = 0, language: str | None = None) -> Title:
    """The title that the piece at `head` heads, reaching no further left than `edge`."""
    begin = _begin(parts, head, edge, language in _ROMANCE)
    capital = is_capital(parts[head])
    end = _grown(parts, head + 1, capital, language in _ROMANCE)
    if language == "nl" and (step := _adjective(parts, end)):
        end = step
    reach = end
    if capital and (step := _speciality(parts, end)):
        reach = _grown(parts, step, capital, False)
    return Title(begin, end, reach)


def _begin(parts: Sequence[str], head: int, edge: int, romance: bool) -> int:
    if not is_capital(parts[head]):
        return _begin_small(parts, head, edge, romance)
    at = head
    while at - 2 >= edge:
        gap, before = parts[at - 1], parts[at - 2]
        if gap in ("&", "/") or (gap == " " and before in ("&", "and", "und", "et", "of", "y", "e")):
            before_at = at - 4 if gap == " " and at - 4 >= edge and parts[at - 3] == " " else at - 2
            if before_at < edge or parts[before_at] in ("&", "and") or not _modifies(parts, before_at):
                break
            at = before_at
        elif gap == " " and (
            (is_word(before) and _modifies(parts, at - 2))
            or (parts[head].isupper() and (fold(before) in RANKS or fold(before) in TRADES))
        ):
            at -= 2
        elif gap == " " and before == "." and at - 3 >= edge and fold(parts[at - 3]) in _SHORTENED:
            at -= 3
        elif (
            gap == " "
            and before.isdigit()
            and at - 4 >= edge
            and parts[at - 3] == " "
            and fold(parts[at - 4]) in _GRADES
        ):
            at -= 4
        else:
            break
    return at


_SHORTENED = frozenset({"sr", "jr", "asst", "assoc", "dep", "exec", "mgr", "prin"})
_GRADES = frozenset({"band", "grade", "class", "year", "level", "tier"})
_ORDINALS = frozenset({"second", "third", "first", "other", "next", "last", "new", "current"})


def _begin_small(parts: Sequence[str], head: int, edge: int, romance: bool) -> int:
    """A title without capitals reaches back to the nearest small word, if it is near ("the scenic artist job").

    One capital may open it where a sentence, a line or a name of the job begins ("Night porter").
    """
    at, unknown = head, 0
    while at - 2 >= edge and parts[at - 1] == " ":
        word, low = parts[at - 2], fold(parts[at - 2])
        if word == "." and at - 3 >= edge and fold(parts[at - 3]) in _SHORTENED:
            at -= 3
            continue
        if word[0].isdigit() and word[-1].isalpha() and at - 4 < edge + 1:
            return at - 2
        if not word[0].isalpha() or (low in COMMON and low not in TRADES) or low in _ORDINALS or low in _AFTER:
            break
        if low.endswith("'s") and at - 2 > edge:  # "today's estimator", "the firm's general counsel"
            break
        known = low in HEADS or low in RANKS or low in TRADES
        if not known and (romance or low in _OF):
            break
        unknown += not known
        linked = at - 4 < edge or parts[at - 3][0] != " " or fold(parts[at - 4]) in COMMON
        if unknown > 2 or (
            unknown and not is_capital(word) and low.endswith(("ing", "ed", "ly", "ty")) and not known and not linked
        ):
            break
        at -= 2
        if is_capital(word) and not (word.isupper() and at - 2 >= edge and parts[at - 2].isupper()):
            break
    return at


def _modifies(parts: Sequence[str], at: int) -> bool:
    piece = parts[at]
    low = fold(piece)
    if piece[0].isdigit():
        if piece.isdigit():
            return len(piece) == 4 and piece.startswith("20") and at + 2 < len(parts) and is_capital(parts[at + 2])
        return piece[-1].isalpha() and ":" not in piece and not low.endswith(("am", "pm"))
    return is_capital(piece) and (low in RANKS or low not in COMMON)


def _grown(parts: Sequence[str], at: int, capital: bool, romance: bool) -> int:
    """Behind the head: brackets, levels, further heads, "of …", and in Romance languages words without capitals."""
    while at < len(parts):
        bracket = _bracket(parts, at)
        romance = romance and not bracket
        step = bracket or _level(parts, at) or _further_head(parts, at, capital)
        step = (
            step or (_of(parts, at, romance) if capital or romance else 0) or (_adjective(parts, at) if romance else 0)
        )
        if not step:
            break
        at = step
    return at


def _bracket(parts: Sequence[str], at: int) -> int:
    start = at + 1 if parts[at] == " " else at
    if start >= len(parts) or parts[start] != "(":
        return 0
    for end in range(start + 2, min(start + 16, len(parts))):
        if parts[end] == ")":
            inner = "".join(parts[start + 1 : end]).strip()
            return 0 if _NO_SPECIALITY.fullmatch(inner) or _is_prose(inner) else end + 1
        if parts[end][0] == "\n":
            break
    return 0


# Brackets that belong to a title though they are small words.
_TERMS = re.compile(
    r"gender|^(?:part|full)[- ]time$|^(?:maternity|paternity|parental) (?:cover|leave)$|^fixed[- ]term", re.I
)


def _is_prose(inner: str) -> bool:
    words = inner.split()
    if _TERMS.search(inner):
        return False
    return (
        len(words) > 5
        or (len(words) > 1 and words[0].isdigit() and words[1][0].islower())
        or (len(words) > 1 and words[0][0].islower())
        or (inner.isalpha() and inner.islower() and len(inner) > 4)
    )


def _level(parts: Sequence[str], at: int) -> int:
    if at + 1 >= len(parts) or parts[at] != " " or not parts[at + 1][0].isalnum():
        return 0
    word = parts[at + 1] + (parts[at + 2] if at + 2 < len(parts) and parts[at + 2] == "%" else "")
    if not _LEVEL.match(word):
        return 0
    if (
        word == "I"
        and at + 3 < len(parts)
        and parts[at + 2] == " "
        and parts[at + 3][0].islower()
        and parts[at + 3] not in ("at", "with", "position", "role", "in", "interview", "job")
    ):
        return 0  # "… Engineer I spoke to"
    return at + 3 if word.endswith("%") else at + 2


def _further_head(parts: Sequence[str], at: int, capital: bool) -> int:
    """ "Data Engineer Lead", "Store Leadership Program Associate", "Clerk and Responsible Financial Officer"."""
    for gap in (1, 3, 5, 7):
        if at + gap >= len(parts) or parts[at + gap - 1] != " ":
            return 0
        word = parts[at + gap]
        if word in ("and", "&", "/") and gap == 1 and capital:
            continue
        low = fold(word)
        if gap == 1 and capital and parts[at - 1].isupper() and word.islower() and is_head(word):
            return at + 2  # "SAP PM consultant"
        if (
            not word[0].isalpha()
            or is_capital(word) != capital
            or (low in COMMON and low not in RANKS and low not in HEADS)
        ):
            return 0
        if is_head(word):
            return at + gap + 1
        if not capital:
            return 0
    return 0


def _of(parts: Sequence[str], at: int, romance: bool) -> int:
    """ " of Data Strategy", " to the Chairman", " de datos": to the last capital, or a small word behind "de"."""
    if at + 3 > len(parts) or parts[at] != " ":
        return 0
    low = fold(parts[at + 1])
    if low.startswith(("d'", "dell'", "all'")) and romance:
        return at + 2
    if low not in _OF or (not romance and low not in ("of", "to", "de")):
        return 0
    k, end = at + 3, 0
    if low == "to" and (k >= len(parts) or parts[k] != "the" or fold(parts[at - 1]) in _NOT_TO):
        return 0
    while k < len(parts) and parts[k - 1] == " " and k < at + 16:
        word, small = parts[k], fold(parts[k])
        if romance and not end and low in ("en", "em", "in", "a", "na", "no") and is_capital(word):
            break
        if (is_word(word) and is_capital(word) and small not in COMMON) or (
            romance
            and not end
            and word[0].isalpha()
            and small not in COMMON
            and small not in _OF
            and small not in _AFTER
        ):
            end = k + 1
        elif word not in ("&", "and") and small not in _OF and small not in _ARTICLES:
            break
        k += 2
    return end


def _adjective(parts: Sequence[str], at: int) -> int:
    """ " meccanico", " direttivo contabile": small words behind a Romance head, up to a mark or a common word."""
    end = at
    while end + 1 < len(parts) and parts[end] == " " and end - at < 4:
        word, low = parts[end + 1], fold(parts[end + 1])
        if not word[0].isalpha() or len(low) < 3 or is_capital(word) or low in COMMON or low in _AFTER or low in _OF:
            break
        end += 2
    after = parts[end] if end < len(parts) else "\n"
    closes = after != " " or (
        end + 1 < len(parts) and (not parts[end + 1][0].islower() or fold(parts[end + 1]) in _CLOSING)
    )
    return end if end > at and closes else 0


def _speciality(parts: Sequence[str], at: int) -> int:
    """ ", Observability", " - Indirect Tax", " Catchments": capitals up to the next mark."""
    if at + 2 >= len(parts):
        return 0
    if parts[at] == "," and parts[at + 1] == " ":
        k = at + 2
    elif (parts[at] == " " and parts[at + 1] in ("-", "–", "—") and parts[at + 2] == " ") or (
        parts[at] == " " and parts[at + 1] in ("in", "for") and parts[at + 2] == " "
    ):
        k = at + 3
    elif parts[at] == " ":
        k = at + 1
    else:
        return 0
    end = 0
    while k < len(parts) and k < at + 14:
        word = parts[k]
        if (
            is_word(word)
            and (is_capital(word) or _is_ordinal(word))
            and (fold(word) not in COMMON or fold(word) in RANKS or word == "EU")
        ):
            end = k + 1
        elif not (end and word in ("&", "and", "of", "und", "et", "/", "de", "van")):
            break
        if k + 1 >= len(parts) or parts[k + 1] != " ":
            break
        k += 2
    if end and (
        _NO_SPECIALITY.fullmatch(joined(parts[at:end]))
        or (parts[at + 1] in ("-", "–", "—") and fold(parts[end - 1]) in ("offshore", "onshore"))
    ):
        return 0
    return end


def _is_ordinal(word: str) -> bool:
    return word[0].isdigit() and word.lower().endswith(("st", "nd", "rd", "th"))
