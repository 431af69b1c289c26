"""Numbers that Python and TypeScript compute alike, so that golden files need not hold inputs and weights."""
import numpy as np


def fixed_numbers(count, salt):
    """Entry i: MurmurHash3's finalizer of i + salt * 2^20, as a number between -1 and 1."""
    h = (np.arange(count, dtype=np.uint64) + np.uint64(salt << 20)).astype(np.uint32)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return h.astype(np.float64) / 2**32 * 2 - 1
