"""Records remember: one noun a class; every table of the hotline is here."""

from hotline.records.api_key import HEARS, ApiKey, ApiScope
from hotline.records.attachment import Attachment, Audience, FileFault, Scan, StoredFile
from hotline.records.base import Chain, ChainedEvent, Record
from hotline.records.calendar import CalendarDay, CalendarYear, Edition
from hotline.records.call import Call, CallEvent, Question
from hotline.records.call_leg import CallLeg, LegKind, LegResult
from hotline.records.demand import Demand
from hotline.records.disclosure import (
    DisclosureChange,
    DisclosureItem,
    Effectiveness,
    ItemType,
    is_owed,
)
from hotline.records.faq import (
    Clarification,
    ClarificationKind,
    FaqCleared,
    FaqEntry,
    FaqPhrasing,
    FaqReferral,
    FaqReview,
    FaqVersion,
    Publicity,
    VersionState,
)
from hotline.records.handling import ContactRecord, Extension, Forward
from hotline.records.imports import FaqImport, FaqImportRow, ImportState, RowResult
from hotline.records.inquiry import (
    Channel,
    Complaint,
    Deadline,
    Ground,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    InquiryKind,
    InquiryState,
    LegState,
)
from hotline.records.jurisdiction import (
    DialledNumber,
    Function,
    Jurisdiction,
    Level,
    Liaison,
    OpeningHours,
    Oversight,
    Position,
    Unit,
    liaisons_named,
)
from hotline.records.machinery import (
    Anchor,
    Attempt,
    OrganisationEvent,
    OutboxRow,
    OutboxState,
    PeriodicSlot,
    ReadEvent,
    Receipt,
)
from hotline.records.miss import Decided, Miss, MissCluster, MissDecision
from hotline.records.notice import (
    Notice,
    NoticeAddress,
    NoticeChannel,
    NoticeChoice,
    NoticeDelivery,
    NoticeMessage,
    NoticeState,
)
from hotline.records.overdue import (
    Accountability,
    Explanation,
    ExplanationReview,
    LegProgress,
)
from hotline.records.rating import Rating, RatingSubject
from hotline.records.recording import Recording, RecordingKind, RecordingState
from hotline.records.reply_template import ReplyTemplate, ReplyTemplateVersion
from hotline.records.staff import Absence, RoleGrant, Staff, whose_is_theirs
from hotline.records.upkeep import FaqPair, PairKind, SourceLink
from hotline.records.webhook import Subject, Telling, Webhook
from hotline.records.work_list import Followed, SavedFilter

__all__ = [name for name in dir() if name[0].isupper()] + ["liaisons_named", "whose_is_theirs"]
