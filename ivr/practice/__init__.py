"""The practice phone: plays the telephone provider and the people on either end of the line.

It knows the hotline only by its webhooks and its REST calls, as the real provider does, and
imports none of its code: what it checks is written from the provider's documentation.

    exchange    plays calls (`phone.call("社保卡丢了怎么补办", "1", "5")`), time added up, not slept
    people      scripts of callers, behaviours of those who are rung
    faults      webhooks twice, late, lost, forged …
    checker     refuses documents that the provider's documentation does not cover
    server      the REST interface, the sound of recordings, and buttons for a page
    dial        one call in the terminal
    page        two telephones in the browser, for one person
"""
