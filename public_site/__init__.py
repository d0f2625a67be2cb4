"""The counter: the public asks, looks up, complains, rates."""
