"""The practice phone: plays the telephone provider and the people on either end of the line.

It knows the hotline only by its webhooks and its REST calls, as the real provider does, and
imports none of its code: what it checks is written from the provider's documentation.
"""
