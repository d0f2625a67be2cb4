"""Reports read: the only place that reads across tables."""
