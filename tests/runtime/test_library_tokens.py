"""What holds for tokens of every vendor's library: kept while they hold, one renewal at a time, no loop blocked."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from modelwire_runtime.errors import AuthenticationError
from modelwire_runtime.library_tokens import MARGIN, LibraryTokens, Token


class Counted(LibraryTokens):
    """Tokens of a library that takes its time."""

    def __init__(self, lifetime: float = 3600) -> None:
        super().__init__()
        self.fetched = 0
        self.failing = False
        self._lifetime = lifetime

    def _fetch(self) -> Token:
        time.sleep(0.05)
        self.fetched += 1
        if self.failing:
            raise AuthenticationError("no luck")
        return Token(f"token-{self.fetched}", time.time() + self._lifetime)


def test_a_token_is_kept_while_it_holds() -> None:
    tokens = Counted()
    assert tokens.fresh() is None
    assert [tokens.renew(), tokens.renew(), tokens.fresh()] == ["token-1"] * 3
    short = Counted(lifetime=MARGIN - 1)
    assert short.renew() == "token-1"
    assert short.fresh() is None
    assert short.renew() == "token-2"


def test_a_renewal_that_fails_is_tried_again_by_the_next() -> None:
    tokens = Counted()
    tokens.failing = True
    for _ in range(2):
        with pytest.raises(AuthenticationError, match="no luck"):
            tokens.renew()
    tokens.failing = False
    assert tokens.renew() == "token-3"


def test_threads_share_one_renewal() -> None:
    tokens, got = Counted(), list[str]()
    threads = [threading.Thread(target=lambda: got.append(tokens.renew())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["token-1"] * 8 and tokens.fetched == 1


def test_tasks_share_one_renewal_and_the_loop_goes_on() -> None:
    tokens = Counted()

    async def both() -> tuple[list[str], int]:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.001)
                beats += 1

        beating = asyncio.create_task(beat())
        got = await asyncio.gather(*(tokens.renew_async() for _ in range(8)))
        beating.cancel()
        return list(got), beats

    got, beats = asyncio.run(both())
    assert got == ["token-1"] * 8 and tokens.fetched == 1
    assert beats > 3


def test_a_token_is_not_shown() -> None:
    assert "token-1" not in repr(Token("token-1", 0.0))
