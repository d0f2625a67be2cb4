"""Gives back to the system what was needed while a large index was built."""

import ctypes
import gc


def give_back() -> None:
    """Let go of freed memory, which the C library would keep: twice an index, in ten processes."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
