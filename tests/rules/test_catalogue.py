"""The rules as data: every example beside a rule holds, and a broken rule file says what is wrong with it."""

from functools import cache
from pathlib import Path

import pytest
import yaml

import rules as package
from rules.catalogue import WEIGHTS, Rule, hits_in, rules, rules_from
from rules.reading import Intent
from rules.sentences import sentences_of

INTENTS = Path(package.__file__).with_name("intents")
RULE = """
intent: rejection
rules:
  - id: no
    means: The answer is no.
    weight: {weight}
    {extra}patterns: ["{pattern}"]
"""


def matched(text: str, language: str | None = None) -> set[str]:
    return {hit.rule.id for sentence in sentences_of(text) for hit in hits_in(sentence, language)}


def named(rule: Rule) -> str:
    return rule.id


@cache
def examples() -> dict[str, dict[str, list[str]]]:
    """The examples that stand beside each rule in its file, those it matches and those it does not."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in INTENTS.glob("*.yaml")]
    return {f"{file['intent']}.{row['id']}": row.get("examples", {}) for file in files for row in file["rules"]}


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_a_rule_finds_its_examples_and_leaves_the_look_alikes(rule: Rule) -> None:
    """B5: what a rule is for stands beside it, and is true."""
    beside = examples()[rule.id]
    assert [text for text in beside["match"] if rule.id not in matched(text)] == []
    assert [text for text in beside["no_match"] if rule.id in matched(text)] == []


def test_every_rule_has_examples_of_both_kinds() -> None:
    assert [
        rule.id for rule in rules() if not all(examples()[rule.id].get(kind) for kind in ("match", "no_match"))
    ] == []


def test_every_intent_has_rules_and_every_rule_a_name_of_its_own() -> None:
    assert {rule.intent for rule in rules()} == set(Intent)
    assert len({rule.id for rule in rules()}) == len(rules())


def test_a_move_under_an_if_is_marked_as_only_thought_of() -> None:
    """B1: "if you are not selected" rejects nobody."""
    (sentence,) = sentences_of("If the job went to someone else we would tell you.")
    hits = {hit.rule.id: hit.is_conditional for hit in hits_in(sentence)}
    assert hits["rejection.chose-another"]


def test_a_hit_quotes_the_words_that_fired_it() -> None:
    """B5: the evidence names the words."""
    (sentence,) = sentences_of("In the end the job went to someone else.")
    assert any("went to" in hit.words for hit in hits_in(sentence))


def test_rules_of_another_language_are_not_tried_on_english() -> None:
    text = "We have to cancel Monday's interview."
    assert "interview_cancelled.off-in-other-languages" not in matched(text, "en")


@pytest.mark.parametrize(
    ("weight", "extra", "pattern", "complaint"),
    [
        ("heavy", "", "no", "not one of hint"),
        ("fair", "colour: red\n    ", "no", "unknown key 'colour'"),
        ("fair", "", "..", "no word to search for"),
        ("fair", "", "{nonsense}", "no concept 'nonsense'"),
    ],
)
def test_a_broken_rule_is_named_with_its_file(weight: str, extra: str, pattern: str, complaint: str) -> None:
    source = RULE.replace("{weight}", weight).replace("{extra}", extra).replace("{pattern}", pattern)
    with pytest.raises(ValueError, match=rf"mine\.yaml: .*{complaint}"):
        rules_from(source, "mine.yaml")


def test_the_words_of_a_pattern_mean_what_the_manual_says() -> None:
    source = RULE.replace("{weight}", "fair").replace("{extra}", "")
    cases = {
        "good|bad news": ("bad news", "bad old news"),
        "good .. news": ("good but slow news", "good a b c d e f news"),
        "postpon*": ("postponed", "posting"),
        "very? good": ("good", "very bad"),
        "went with !you": ("went with jamal", "went with you"),
        "let_you_know": ("we let you know", "let me know"),
        "[?] free": ("are you free?", "you are free."),
        "^ sorry": ("sorry about that", "so sorry"),
    }
    for pattern, (yes, no) in cases.items():
        (rule,) = rules_from(source.replace("{pattern}", pattern), "mine.yaml")
        (found,) = rule.patterns
        for text, expected in ((yes, True), (no, False)):
            (sentence,) = sentences_of(text)
            line = f" {' '.join(sentence.tokens)} "
            hit = found.compiled.search(line) and (sentence.is_question or not found.needs_question)
            assert bool(hit) is expected, (pattern, text)


def test_weights_grow_with_their_names() -> None:
    assert list(WEIGHTS.values()) == sorted(WEIGHTS.values())


def test_every_shipped_pattern_can_be_searched_for() -> None:
    """They are compiled when first needed, which must not be when mail arrives."""
    patterns = [pattern for rule in rules() for pattern in (*rule.patterns, *rule.unless)]
    assert all(pattern.compiled for pattern in patterns)
