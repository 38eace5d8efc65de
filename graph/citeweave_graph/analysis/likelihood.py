"""How surely a share differs between two groups: the log-likelihood ratio (Dunning 1993)."""

from __future__ import annotations

import math

__all__ = ["signed_ratio"]


def signed_ratio(here: int, all_here: int, there: int, all_there: int) -> float:
    """Give -2 log λ of two shares being one, negative where the first is the smaller.

    Dunning, T. (1993), "Accurate methods for the statistics of surprise and coincidence",
    Computational Linguistics 19(1). Under one share it is about chi-squared with one degree of
    freedom: beyond 3.84 in one case of twenty, beyond 10.83 in one of a thousand.

    >>> round(signed_ratio(10, 100, 10, 100), 3), round(signed_ratio(20, 100, 5, 100), 2)
    (0.0, 10.92)
    >>> round(signed_ratio(5, 100, 20, 100), 2), signed_ratio(0, 0, 3, 10)
    (-10.92, 0.0)
    """
    if not all_here or not all_there:
        return 0.0
    share = (here + there) / (all_here + all_there)
    ratio = 2 * (
        _log_likelihood(here, all_here, here / all_here)
        + _log_likelihood(there, all_there, there / all_there)
        - _log_likelihood(here, all_here, share)
        - _log_likelihood(there, all_there, share)
    )
    rises = here * all_there >= there * all_here
    return max(ratio, 0.0) if rises else -max(ratio, 0.0)


def _log_likelihood(having: int, every: int, share: float) -> float:
    found = having * math.log(share) if having else 0.0
    rest = every - having
    return found + (rest * math.log(1 - share) if rest else 0.0)
