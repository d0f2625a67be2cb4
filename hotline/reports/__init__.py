"""Reports read: what an actor may see, as small values for pages (`shown`).

calls.listed(work, *, from_on, to_on, place_id=None, outcome=None, after=None, limit=50)
calls.page(work, *, call_id)                      -> CallPage; NotFound
inquiries.listed(work, *, wanted=Wanted(…), after=None, limit=50)
inquiries.todo(work, *, after, limit)             -> Page[InquiryRow] by due date
inquiries.to_listen(work, *, limit=10)            -> voicemails by due date, and their number
inquiry_page.page(work, *, inquiry_id)            -> InquiryPage; NotFound
directory.departments(work, *, place_id=None, …)  -> tuple[Department, …]
figures.figures(work, *, period, place_id=None, unit_id=None)
figures.counts(work, *, period, place_id=None)    -> {outcome: n}, which add up to offered
figures.behind(work, *, figure_id, part, period, place_id=None, unit_id=None, after=None)
machinery.state(work, *, limit=50)               -> Machinery
scope.may_hear(work, *, recording_id)             -> bool
trail.verify(db, seal)                            -> list[Break]
"""
