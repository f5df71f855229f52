"""The variables that a sentence template may use. This table is also their documentation (docs/drafts.md)."""

from __future__ import annotations

from collections.abc import Mapping

VARIABLES: Mapping[str, str] = {
    "given": "the recipient's given name",
    "family": "the recipient's family name",
    "full": "the recipient's whole name, without a title",
    "title": "the recipient's title, as they write it: Dr.",
    "owner": "your own name",
    "role": "the role: Grid Data Engineer",
    "company": "the employer, with its article where it has one: the University of Lune",
    "the_role": "the role in a sentence: the Grid Data Engineer role",
    "at_company": "the employer in a sentence: at Lumenfeld",
    "position": "both, as far as known: the Grid Data Engineer role at Lumenfeld",
    "weekday": "for dates: the day of the week",
    "month": "for dates: the month",
    "day": "for dates: the day of the month",
    "year": "for dates: the year",
    "date": "a written date: Monday, May 11",
    "on_day": "the day of the interview: on Monday, May 11",
    "of_day": "the same after a noun, where a language tells them apart: l’entretien du lundi 11 mai",
    "interview": "what kind of interview it was: the technical interview",
    "talk": "the same to somebody who was there: our call",
    "about": "a phrase from the notes, for after 'about': how you moved to Kafka",
    "also_about": "a second such phrase",
    "topic": "a phrase for something that the mail itself offers: the forecasting project",
    "connection": "what the owner and the recipient have in common: Lund University",
    "event": "why the owner chose this day, as a phrase: the launch on the 12th",
    "concern": "a phrase for a doubt that came up: my limited experience with Go",
    "ask": "something to ask, for after 'hear': how the team shares its on-call duty",
    "ask_question": "something to ask, as a question of its own",
    "promised": "something promised to the employer: my portfolio",
    "fit": "the owner's line of fit, as a phrase: six years of grid data",
    "fit_sentence": "the owner's line of fit, where it is a sentence of its own",
    "promise_day": "the day by which an answer was promised: Friday, May 15",
    "start_day": "the day on which the role begins, as the employer named it: Monday, July 6",
}
"""Texts. An unknown one is empty."""

FLAGS: Mapping[str, str] = {
    "interviewed": "the recipient was in the interview",
    "had_interview": "an interview has taken place",
    "interview_ahead": "an interview is arranged for a later day",
    "others": "others interviewed too, and get no thank-you of their own",
    "thanks": "the thank-you was overtaken, so this draft carries the thanks",
    "promise_passed": "the promised day is over",
    "promise_ahead": "the promised day is still to come, or today",
    "material": "the employer sent something to read before the interview",
    "attached": "what was promised is attached",
    "referral": "a referral may be asked for",
}
"""What is so or not, for `needs` and `unless`."""
