"""Has drafts polished by a language model, beside the cycle: nothing ever waits for it.

A draft is placed on time in the built-in words. Afterwards it is offered here, a thread of its own asks the model, and
a later cycle takes the answer: accepted, it replaces the words of the draft if that is still untouched (as B27 does);
refused, `why` says so. Each wording of a draft is offered once.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent import polishing, writing
from agent.draft_request import DraftRequest
from agent.language_model import ModelFailed
from agent.rulebook import Rulebook
from agent.threads import Draft, DraftStatus, Thread

Ask = Callable[[Sequence[dict[str, str]]], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model made of one wording of a draft; `failed` says why there is nothing."""

    thread_id: str
    draft_id: str
    digest: str
    text: str = ""
    failed: str = ""


class Polisher:
    """One model, asked by one thread. `name` is what `why` calls it, `sees` what it may see."""

    def __init__(self, ask: Ask, name: str, sees: Sequence[str]) -> None:
        self.ask, self.name, self.sees = ask, name, tuple(sees)
        self._asked: set[tuple[str, str]] = set()
        self._questions: queue.SimpleQueue[tuple[Answer, list[dict[str, str]]]] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._come: list[Answer] = []
        self._open = 0
        self._worker: threading.Thread | None = None

    def offer(self, thread: Thread, draft: Draft, rulebook: Rulebook, now: datetime) -> None:
        """Have this wording polished, if it was not yet."""
        is_new = draft.digest != draft.polished_for and (draft.id, draft.digest) not in self._asked
        if not is_new or draft.status is not DraftStatus.LIVE or not draft.body:
            return
        self._asked.add((draft.id, draft.digest))
        _, request = writing.request_for(thread, draft, rulebook, now)
        question = polishing.messages(request, polishing.text_of(draft.body), self.sees)
        self._open += 1
        self._questions.put((Answer(thread.id, draft.id, draft.digest), question))
        if self._worker is None:
            # A daemon thread: an answer that is never taken up is no reason to keep the program from ending.
            self._worker = threading.Thread(target=self._work, name="polisher", daemon=True)
            self._worker.start()

    def answers(self) -> list[Answer]:
        """What has come back since the last call."""
        found, self._come = self._come, []
        while not self._answers.empty():
            found.append(self._answers.get())
        self._open -= len(found)
        return found

    def wait(self, seconds: float) -> bool:
        """Wait until everything offered is answered, at most so long for each; whether anything is."""
        while len(self._come) < self._open:
            try:
                self._come.append(self._answers.get(timeout=seconds))
            except queue.Empty:
                break
        return bool(self._come)

    def _work(self) -> None:
        while True:
            blank, question = self._questions.get()
            try:
                self._answers.put(replace(blank, text=self.ask(question)))
            except ModelFailed as error:
                self._answers.put(replace(blank, failed=str(error)))


def polished(thread: Thread, answer: Answer, polisher: Polisher, rulebook: Rulebook, now: datetime) -> Thread:
    """The thread with the draft in the model's words, or with the reason why not; as it is if the draft moved on."""
    draft = thread.draft(answer.draft_id)
    if draft is None or draft.status is not DraftStatus.LIVE or draft.digest != answer.digest:
        return thread
    _, request = writing.request_for(thread, draft, rulebook, now)
    made = _in_its_words(draft, request, answer.text, answer.failed, polisher)
    return thread.with_draft(
        replace(made, polished_for=draft.digest, is_stale=draft.is_stale or made.body != draft.body)
    )


def polished_now(draft: Draft, request: DraftRequest, polisher: Polisher) -> Draft:
    """A draft that is only looked at, in the model's words or with the reason why not; waits for the answer."""
    text, failed = "", ""
    try:
        text = polisher.ask(polishing.messages(request, polishing.text_of(draft.body), polisher.sees))
    except ModelFailed as error:
        failed = str(error)
    return _in_its_words(draft, request, text, failed, polisher)


def _in_its_words(draft: Draft, request: DraftRequest, text: str, failed: str, polisher: Polisher) -> Draft:
    if failed:
        return replace(draft, wording=f"not polished by {polisher.name}: {failed}")
    made = polishing.accepted(text, request, polishing.text_of(draft.body), polisher.sees, draft.subject)
    if isinstance(made, str):
        return replace(draft, wording=f"the words of {polisher.name} were refused: {made}")
    said = (*draft.sentences, *made.sentences)
    return replace(draft, body=made.body, slots=(), sentences=said, wording=f"polished by {polisher.name}")
