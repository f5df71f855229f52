"""The lints find what B32 forbids, whoever wrote the words; and no input makes a draft that they would stop."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import lints, mime
from agent.compose import draft
from agent.draft_request import NOTE_KINDS, TONES, Composed, DraftRequest, Note
from agent.material import MaterialError, language, languages, step_material
from rules.pacing import Step
from rules.reading import Person
from tests.agent.drafting import ABOUT, request

LAST = "I look forward to hearing about the next steps."


def rewritten(asked: DraftRequest, old: str, new: str) -> Composed:
    """The draft with other words in it, as an owner's template or a language model might have written it."""
    composed = draft(asked)
    body = re.sub(old, lambda _: new, composed.body, count=1)
    assert body != composed.body
    raw = mime.build(
        sender=asked.sender, to=asked.to, subject=composed.subject, body=body,
        message_id=asked.message_id, written_at=asked.written_at,
    )  # fmt: skip
    return replace(composed, body=body, mime=raw)


FIRST_SENTENCE = r"(?<=\n\n)[A-Z][^.]*\."


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Dear Priya,", "Dear Hiring Manager,", "does not name the recipient"),
        ("Dear Priya,", "Dear Priya", "does not begin with a greeting"),
        ("Elena Marsh", "E. M.", "owner's signature"),
        ("Senior Data Analyst", "open", "role is not named"),
        ("Brightwater Analytics", "your company", "company is not named"),
        (r"\n\nKind", " It was good. So it was. I mean it. Truly. Indeed.\n\nKind", "sentences"),
        (r"\n\nKind", " I want to say this at length" + " and at length" * 60 + ".\n\nKind", "words"),
        (r"\n\nKind", " I am just checking in.\n\nKind", '"just checking"'),
        (r"\n\nKind", " Sorry for writing.\n\nKind", '"Sorry"'),
        (r"\n\nKind", " Please answer immediately.\n\nKind", '"immediately"'),
        (r"\n\nKind", " We spoke yesterday.\n\nKind", '"yesterday"'),
        (r"\n\nKind", " My name is [name].\n\nKind", '"["'),
        (r"\n\nKind", " The role is N/A.\n\nKind", '"N/A"'),
        (r"\n\nKind", " I have 12 years of experience.\n\nKind", '"12" is a number'),
        (r"\n\nKind", " I am glad 🎉.\n\nKind", "emoji"),
        (r"\n\nKind", " I am glad the the role is open.\n\nKind", "twice"),
        (r"\n\nKind", " this begins small.\n\nKind", "capital"),
        (r"\n\nKind", " And it does not end\n\nKind", "end like a sentence"),
        (r"\n\nKind", " I am glad  of it.\n\nKind", "stray space"),
        (r"\n\nKind", " It would be a honour.\n\nKind", '"an honour"'),
    ],
)
def test_a_fault_is_found(old: str, new: str, fault: str) -> None:
    asked = request()
    assert any(fault in found for found in lints.faults(rewritten(asked, old, new), asked))


def test_a_thank_you_that_does_not_thank_is_found() -> None:
    asked = request()
    silent = rewritten(
        asked, r"(?s)(?<=\n\n).*(?=\n\nKind)", "I write about the Senior Data Analyst role. It is good. So."
    )
    assert any("'thank'" in fault for fault in lints.faults(silent, replace(asked, company=None)))


def test_few_sentences_are_a_fault_where_notes_give_matter() -> None:
    """B32: 5 to 7 sentences where notes give matter."""
    asked = request(notes=(ABOUT,))
    plain = draft(replace(asked, notes=(), tone="brief"))
    assert any("5 to 7" in fault for fault in lints.faults(plain, asked))


def test_a_message_that_says_something_else_is_found() -> None:
    asked = request()
    other = draft(request(to=Person("Tom Okafor", "tom@brightwater.example")))
    found = lints.faults(replace(draft(asked), mime=other.mime), asked)
    assert any("something else" in fault for fault in found)
    assert any("not addressed" in fault for fault in found)


def test_a_second_re_is_found() -> None:
    asked = request(anchor=None)
    composed = draft(asked)
    anchored = draft(request())
    assert lints.faults(anchored, asked) == ()
    assert any("empty" in fault for fault in lints.faults(replace(composed, subject=""), asked))


@pytest.mark.parametrize(
    "company", ["Urgent Care", "St. Anselm Health", "Cheers!", "Today's Bread", "7th Street Books", "TBD Labs"]
)
def test_what_a_fact_says_is_no_fault(company: str) -> None:
    asked = request(company=company)
    assert lints.faults(draft(asked), asked) == ()


hostile = st.one_of(
    st.text(max_size=100),
    st.sampled_from(
        ["{{ 7*7 }}", "{% raw %}", "A\r\nBcc: x@y.example", "Inc.", "Yahoo!", "a" * 300, "<script>", "Re: Re:", "Jr."]
    ),
)


@settings(max_examples=120, deadline=None)
@given(
    step=st.sampled_from(Step), tone=st.sampled_from(TONES), name=hostile, role=hostile, company=hostile, topic=hostile,
    fit=hostile, notes=st.lists(st.builds(Note, st.sampled_from(NOTE_KINDS), hostile), max_size=3),
    number=st.integers(0, 9), code=st.sampled_from(languages()), address=st.sampled_from([None, "informal"]),
)  # fmt: skip
def test_no_input_makes_a_draft_that_cannot_be_sent(
    step: Step,
    tone: str,
    name: str,
    role: str,
    company: str,
    topic: str,
    fit: str,
    notes: list[Note],
    number: int,
    code: str,
    address: str | None,
) -> None:
    """B6, B32: whatever a mail or a note says, the draft is whole, or the fact stays out of it."""
    asked = request(
        step=step, tone=tone, to=Person(name, "p@x.example"), role=role, company=company, topic=topic, fit=fit,
        notes=tuple(notes), message_id=f"<{number}@inkmail.example>", language=code, address=address,
    )  # fmt: skip
    composed = draft(asked)
    assert lints.faults(composed, asked) == ()
    assert not set("{}[]<>\r") & set(composed.body)


def test_no_sentence_puts_an_indefinite_article_before_a_fact() -> None:
    """ "a" or "an" depends on a word that is not known here, so the English material goes without."""
    for material in language("en").steps.values():
        for slot in material.slots:
            assert not any(re.search(r"\ban? \{\{", s.text, re.IGNORECASE) for s in slot.sentences)


def test_every_word_of_the_manners_and_customs_is_a_word() -> None:
    """YAML reads a bare no, yes or on as true or false."""

    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for part in (*value.keys(), *value.values()) for leaf in leaves(part)]
        return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list) else [value]

    for tongue in map(language, languages()):
        found = [*leaves(tongue.customs), *leaves(tongue.manners)]
        assert [leaf for leaf in found if not isinstance(leaf, str)] == [
            tongue.customs["dates"]["month_first_where_unknown"]
        ]


def test_no_sentence_stands_in_two_places() -> None:
    """A sentence of two steps would be said twice in one thread."""
    for tongue in map(language, languages()):
        texts = [s.text for m in tongue.steps.values() for slot in m.slots for s in slot.sentences]
        texts.remove("{{ fit_sentence }}")
        shared = {text for text in texts if texts.count(text) > 1}
        assert shared <= _ALLOWED_TWINS


_ALLOWED_TWINS = frozenset(
    {
        # A thank-you to the contact, and a check-in in its place: a thread has one or the other for a round.
        "Please accept my thanks for the invitation to interview {{ on_day }} for {{ position }}.",
        "Thank you for the chance to interview {{ on_day }} for {{ position }}.",
        "Thank you for {{ interview }} {{ on_day }} for {{ position }}.",
        "I would like to thank you and your colleagues for {{ interview }} {{ on_day }} for {{ position }}.",
        "I appreciated the opportunity to interview {{ on_day }} for {{ position }}, and I thank you for it.",
    }
)


@pytest.mark.parametrize(
    ("slot", "fault"),
    [
        ({"slot": "a", "paragraph": 1, "rank": 1, "sentences": ["{{ salary }}"]}, "salary"),
        ({"slot": "a", "paragraph": 1, "rank": 1, "sentences": ["{{ role"]}, "unexpected|expected"),
        ({"slot": "a", "paragraph": 1, "rank": 1, "sentences": [{"text": "x", "tones": ["loud"]}]}, "loud"),
        ({"slot": "a", "paragraph": 1, "rank": 1, "sentence": []}, "sentence"),
        ({"slot": "a", "paragraph": 1, "rank": 1, "needs": ["money"], "sentences": []}, "money"),
    ],
)
def test_material_that_cannot_work_is_refused_by_name(slot: dict[str, object], fault: str) -> None:
    with pytest.raises(MaterialError, match=f"en/nudge.yaml: .*({fault})"):
        step_material("en/nudge.yaml", {"subjects": ["x"], "slots": [slot]})


@pytest.mark.parametrize("text", ["{{ role.__class__.__mro__ }}", "{{ cycler }}", "{{ [].append(1) }}"])
def test_templates_reach_nothing_but_their_variables(text: str) -> None:
    """B6: sandboxed, without Jinja's own globals."""
    tongue = language("en")
    with pytest.raises(Exception, match=r"unsafe|uses cycler|not safely"):
        tongue.phrase(text, {"role": "x"})
