"""The knowledge base: find the approved answer, or say honestly that there is none."""

import os

# Before numpy is imported: a question is too small to share among threads of the linear algebra,
# which would only wait for each other, and for those of the other processes on the machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
