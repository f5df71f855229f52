"""Said outright and about a job: the strongest evidence that words alone can give.

The same sentence sets a job interview, a visa interview and a school's; what tells them apart is a post with a title.
In the training mail, a `plainly-…` rule was right in 21 of 22 cases beside a title and a word for a post, without
either in 20 of 51.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rules.features import View
from rules.reading import Intent
from rules.sentences import Sentence
from rules.structure import Finding

NAME = "plainly-"
"""How the ids of rules begin that say a thing outright."""

DUTY = "interviewer_duty"

ABOUT_A_POST = 4.0
ABOUT_A_TITLE = 1.5
NOT_UNRELATED = -1.5
"""Log-odds; chosen on corpus-dev, which is not trained on."""


INVITED = "interview_scheduled.plainly-invited"
"""An invitation sets an interview only where a definite time stands beside it."""


def outright(view: View, title: str | None, has_time: Callable[[], bool]) -> Iterator[Finding]:
    """What is said outright, weighed by whether a post with a title is spoken of. `has_time` is asked only then."""
    if title is None:
        return
    concepts = {mark.concept for sentence in (*view.subject, *view.body) for mark in sentence.marks}
    is_post = "position" in concepts
    weight = ABOUT_A_POST if is_post else ABOUT_A_TITLE
    said = {
        hit.rule: hit.words
        for sentence, hit in view.hits
        if NAME in hit.rule.id and not hit.is_conditional and not _is_about_a_duty(sentence)
    }
    for rule, words in said.items():
        if rule.id == INVITED and not has_time():
            continue
        yield Finding(rule.id, words[:120], rule.intent, weight)
    is_approach = any(hit.rule.intent is Intent.RECRUITER_OUTREACH for _, hit in view.hits)
    if (is_post or said) and not is_approach and (said or DUTY not in concepts):
        yield Finding("post.titled", title[:80], Intent.UNRELATED, NOT_UNRELATED)


def _is_about_a_duty(sentence: Sentence) -> bool:
    """The owner is to interview somebody else; "I will be your interviewer" elsewhere in the mail is no such thing."""
    return any(mark.concept == DUTY for mark in sentence.marks)
