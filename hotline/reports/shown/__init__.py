"""What reports hand to a page: small frozen values, every word in both languages."""

from hotline.reports.shown.attachment import AttachmentShown
from hotline.reports.shown.call import CallLegShown, CallPage, CallRow, QuestionShown
from hotline.reports.shown.clarification import ClarificationShown, ClarificationState
from hotline.reports.shown.department import Department, LiaisonShown
from hotline.reports.shown.disclosure import (
    CatalogueRow,
    ItemChange,
    ItemRow,
    ItemShown,
    Mark,
    WithheldRow,
)
from hotline.reports.shown.entry import (
    ClearedShown,
    EntryPage,
    EntryRow,
    ReferralShown,
    VersionShown,
)
from hotline.reports.shown.figure import Behind, Counts, Figure, Part, Period
from hotline.reports.shown.inquiry import (
    CallLink,
    ComplaintShown,
    ContactShown,
    DeadlineShown,
    HandlingLegShown,
    Inquirer,
    InquiryPage,
    InquiryRow,
    RequestShown,
    WaitingRow,
)
from hotline.reports.shown.notice import (
    AddressShown,
    ChoiceShown,
    FailingShown,
    Letter,
    NoticeShown,
    NoticesShown,
)
from hotline.reports.shown.overdue import (
    AccountabilityShown,
    AccountableUnit,
    ExplanationShown,
    LateRow,
    LateShown,
    ReviewShown,
    SupervisionShown,
)
from hotline.reports.shown.page import Line, Page
from hotline.reports.shown.progress import (
    Personal,
    ProgressLeg,
    ProgressShown,
    PublishedText,
)
from hotline.reports.shown.shared import InquiryLink, RatingShown, RecordingShown

__all__ = [
    "AccountabilityShown",
    "AccountableUnit",
    "AddressShown",
    "AttachmentShown",
    "Behind",
    "CallLegShown",
    "CallLink",
    "CallPage",
    "CallRow",
    "CatalogueRow",
    "ChoiceShown",
    "ClarificationShown",
    "ClarificationState",
    "ClearedShown",
    "ComplaintShown",
    "ContactShown",
    "Counts",
    "DeadlineShown",
    "Department",
    "EntryPage",
    "EntryRow",
    "ExplanationShown",
    "FailingShown",
    "Figure",
    "HandlingLegShown",
    "Inquirer",
    "InquiryLink",
    "InquiryPage",
    "InquiryRow",
    "ItemChange",
    "ItemRow",
    "ItemShown",
    "LateRow",
    "LateShown",
    "Letter",
    "LiaisonShown",
    "Line",
    "Mark",
    "NoticeShown",
    "NoticesShown",
    "Page",
    "Part",
    "Period",
    "Personal",
    "ProgressLeg",
    "ProgressShown",
    "PublishedText",
    "QuestionShown",
    "RatingShown",
    "RecordingShown",
    "ReferralShown",
    "RequestShown",
    "ReviewShown",
    "SupervisionShown",
    "VersionShown",
    "WaitingRow",
    "WithheldRow",
]
