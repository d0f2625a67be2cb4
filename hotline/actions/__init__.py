"""Actions write: one verb a function, each takes the Work it is part of."""
