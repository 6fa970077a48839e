"""Whatever a hostile policy does to the process ends with its test."""

from __future__ import annotations

import decimal
import locale
import os
import random
import signal
import sys
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture
def same_world() -> Iterator[None]:
    """The process as it was, afterwards."""
    spoken, environ, chance = locale.setlocale(locale.LC_ALL), dict(os.environ), random.getstate()
    tracer, handler = sys.gettrace(), signal.getsignal(signal.SIGUSR1)
    with warnings.catch_warnings(), decimal.localcontext():
        yield
    sys.settrace(tracer)
    signal.signal(signal.SIGUSR1, handler)
    random.setstate(chance)
    os.environ.clear()
    os.environ.update(environ)
    locale.setlocale(locale.LC_ALL, spoken)
