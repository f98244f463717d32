"""Two stopwatches, one here and one in the page; and medians of things that take turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence

from playwright.sync_api import Page

# Resolves with the milliseconds from the event to the moment when what the selector finds is there and is
# other than before. Both are read from the page's own clock, so the way to the page costs nothing.
_IN_THE_PAGE = """
([event, selector]) => {
  const text = () => document.querySelector(selector)?.textContent ?? "";
  const before = text();
  let since = 0;
  document.addEventListener(event, (happened) => { since ||= happened.timeStamp; }, { capture: true });
  const answer = new Promise((done, fail) => {
    setTimeout(() => fail(new Error(`${selector} shows nothing new after ${event}`)), 30000);
    new MutationObserver((_, observer) => {
      const now = since && text();
      if (!now || now === before) return;
      observer.disconnect();
      done(performance.now() - since);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return { answer };
}
"""


def milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def milliseconds_in(
    page: Page, act: Callable[[], object], *, event: str, shows: Iterable[str]
) -> list[float]:
    """How long after the event that `act` causes each selector of `shows` found something new."""
    watches = [page.evaluate_handle(_IN_THE_PAGE, [event, selector]) for selector in shows]
    act()
    return [watch.evaluate("watch => watch.answer") for watch in watches]


def medians(rounds: Sequence[Sequence[float]]) -> list[float]:
    """The median of each column of some rounds."""
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def in_turns(rounds: int, *ways: Callable[[int], float], warm_up: int = 1) -> list[float]:
    """The median of what each way answers; each is called with the round's number, one after the other."""
    answers = [[way(n) for way in ways] for n in range(warm_up + rounds)]
    return medians(answers[warm_up:])
