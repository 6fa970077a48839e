"""What holds for every test of this checkout."""

import gc
import os

from hypothesis import settings

# no test is timed: a busy machine is no fault of the code; more examples: EXAMPLES=1000 make test
settings.register_profile("untimed", deadline=None, max_examples=int(os.environ.get("EXAMPLES", "50")))
settings.load_profile("untimed")

# as seldom as the `mentorcore` command looks for garbage: a test process holds a lot for long, and spent a tenth of its time looking through it
gc.set_threshold(100_000)
