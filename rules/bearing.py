"""Whether a message bears on a search for work at all, by the words that speak of one and how thickly they stand.

People arrange meetings, send forms and say no in offices, clubs and lists all day, in the words of hiring mail. From a
stranger, such a message may start nothing unless something in it speaks of a post (B4, B10).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from rules.features import View
from rules.message import Message
from rules.pieces import word_sets
from rules.senders import SystemKind, system_of
from rules.sentences import tokens_of
from rules.structure import is_bulk, is_discussion
from rules.title_words import is_head

_WORDS = word_sets("bearing.yaml")
_BEGINNINGS = tuple(_WORDS["beginnings"])
_PHRASES = frozenset(phrase.replace("_", " ") for phrase in _WORDS["phrases"])
_HIRING_CONCEPTS = frozenset({"position", "application"})
_OTHER_CONCEPTS = frozenset(
    "health housing schooling money_matters officialdom publishing media_research commerce leisure kin pets "  # noqa: SIM905
    "romance software office_life bulk interviewer_duty".split()
)
PLAIN, HINT, TITLE = 2, 1, 2
ENOUGH = 2
ENOUGH_IN_MASS_MAIL = 4
"""A newsletter has a word about jobs now and then; a hiring system that is not known by name speaks of little else."""
WORDS_FOR_ONE_POINT = 60
"""The thinnest that words of hiring may stand. Of 44 invitations of corpus-dev that were read surely, 43 pass; of 253
ordinary messages that had been taken for invitations, fewer than one in ten."""
_QUOTED_CHARACTERS = 1000
_MOST_NEAR = 2
_LONGEST_TITLE = 12
_LONG_WORD = 9
"""One word alone may be a title if it is a compound ("Vertriebsleiterin"); short ones are names or abbreviations."""
_FEWEST_CAPITALS = 2
_PATH = re.compile(r"/[A-Z]{2,}/[A-Z]{2,}")
"""As in the addresses of Lotus Notes."""
_BREAK = re.compile(r"[,()–—:]| - ")


def begins_a_search(message: Message, view: View, title: str | None, doubt: float, most_doubt: float) -> bool:
    """Say whether a stranger's message that is read as an interview, or as a wish for one, may begin a thread.

    `title` is the job title read in it, `doubt` the chance that it is no mail about the owner's candidacy. It must bear
    on hiring, and then what the chance, the length and the signs of a post tell together decides. What bears on hiring
    plainly, with no more than `most_doubt`, may have a little less of that; mass mail must do so.
    """
    is_of_hiring = _is_of_hiring_system(message)
    if is_of_hiring and doubt <= most_doubt:
        return True
    if is_discussion(message):
        return False
    signs = _signs_of(message, view, title)
    weight = _BASE + _BY_DOUBT * math.log(doubt + _LEAST_DOUBT) + _BY_LENGTH * math.log(max(signs.words, _FEWEST_WORDS))
    weight += _BY_CONCEPT * min(signs.concepts, _MOST_CONCEPTS) + _BY_TITLE * signs.titled
    weight += _BY_SYSTEM * is_of_hiring
    if weight >= 0 and not is_bulk(message) and bears_on_hiring(message, view, title, plainly=False):
        return True
    return weight >= LEAST_WHERE_PLAIN and doubt <= most_doubt and bears_on_hiring(message, view, title)


_BASE, _BY_DOUBT, _BY_LENGTH, _BY_CONCEPT, _BY_TITLE, _BY_SYSTEM = 3.29, -0.74, -2.16, 0.65, 1.19, 0.74
_LEAST_DOUBT, _FEWEST_WORDS, _MOST_CONCEPTS = 1e-6, 5, 4
"""A logistic regression, fitted to 271 interviews and wishes for one that were rightly read in 758 messages: corpus-dev
and three files of invented mail before anything was learnt from them; and to 465 of 19,195 real messages that read like
such (the ham of enron1 to enron5 of the Enron-Spam corpus of Metsis et al., 2006, and SpamAssassin's). Length tells so
much because long mail holds some words of everything."""
LEAST_WHERE_PLAIN = -1.5
"""In cross-validation 190 of 219 invented ones pass (174 by the bearing and bounds of doubt that stood here before) and
49 of the real ones (80), 40 of them in the mailbox of a manager who hires. The base is 0.5 more than was fitted: as it
was, 188 and 45 pass."""


def _is_of_hiring_system(message: Message) -> bool:
    system = system_of(message)
    return system is not None and system.kind in (SystemKind.HIRING, SystemKind.ASSESSMENT)


@dataclass(frozen=True, slots=True)
class _Signs:
    words: int
    plain: int
    concepts: int
    titled: int
    strays: int


def _signs_of(message: Message, view: View, title: str | None) -> _Signs:
    sentences = (*view.subject, *view.body)
    tokens = [token for sentence in sentences for token in sentence.tokens]
    marks = [mark for sentence in sentences for mark in sentence.marks]
    return _Signs(
        words=len(tokens),
        plain=sum(map(_is_plain, tokens)) + sum(pair in _PHRASES for pair in map(" ".join, pairwise(tokens))),
        concepts=sum(mark.concept in _HIRING_CONCEPTS for mark in marks),
        titled=0 if title is None else TITLE if is_plain_title(title) else HINT * _is_last_telling(title),
        strays=sum(mark.concept in _OTHER_CONCEPTS for mark in marks),
    )


def bears_on_hiring(message: Message, view: View, title: str | None, *, plainly: bool = True) -> bool:
    """Say whether something in the message speaks of a post; `title` is the job title read in it.

    What may begin a thread must do so `plainly`; of what can only end one, less is asked.
    """
    if _is_of_hiring_system(message):
        return True
    if is_discussion(message):
        return False
    signs = _signs_of(message, view, title)
    plain, titled, words = signs.plain, signs.titled, signs.words
    hints = signs.concepts + _near(message)
    if not plainly:
        return (plain > 0 or hints > 0 or title is not None) and signs.strays <= PLAIN * plain + hints + titled + 1
    if not (plain or titled == TITLE or (titled and hints and words <= WORDS_FOR_ONE_POINT)):
        return False
    points = PLAIN * plain + HINT * hints + titled
    enough = ENOUGH_IN_MASS_MAIL if is_bulk(message) else ENOUGH
    return points >= enough and points * WORDS_FOR_ONE_POINT >= words and signs.strays <= points + 1


def is_plain_title(title: str) -> bool:
    """Say whether a title is written as titles are ("Senior Data Analyst", "Chef de projet"), not as people are spoken
    of ("the mail administrator", "Corporate Staff")."""
    words = [word.strip(",()") for word in title.split()[:_LONGEST_TITLE]]
    if sum(word[:1].isupper() for word in words) < _FEWEST_CAPITALS or _PATH.search(title):
        return False
    parts = [part.split() for part in _BREAK.split(title)]
    heads = [part[0] if _is_head_first(part) else part[-1] for part in parts if part and not _is_abbreviation(part)]
    return any(map(_is_telling, heads))


def _is_last_telling(title: str) -> bool:
    words = title.split()
    return (len(words) > 1 or len(title) >= _LONG_WORD) and _is_telling(words[-1])


def _is_telling(word: str) -> bool:
    """Say whether a word heads the title of one person's post, and hardly anything else."""
    is_plural = word[-1:] == "s" and is_head(word[:-1])
    return is_head(word) and not is_plural and word.rpartition("/")[2].lower() not in _WORDS["vague"]


def _is_abbreviation(words: list[str]) -> bool:
    return len(words) == 1 and words[0].isupper()


def _is_head_first(words: list[str]) -> bool:
    return words[0].lower() in _WORDS["first"] or (len(words) > 1 and words[1].lower() in _WORDS["of"])


def _is_plain(token: str) -> bool:
    return token in _WORDS["words"] or (token.startswith(_BEGINNINGS) and token not in _WORDS["others"])


def _near(message: Message) -> int:
    """Words of hiring in the signature, the sender's name and the quote."""
    around = f"{message.signature}\n{(message.sender.name if message.sender else None) or ''}\n{message.quoted_text}"
    near = tokens_of(around[:_QUOTED_CHARACTERS])
    return min(_MOST_NEAR, sum(_is_plain(word) or word in _WORDS["nearby"] for word in near))
