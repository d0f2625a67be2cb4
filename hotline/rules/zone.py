"""The one time zone the hotline lives in, and the two ways across its border."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOTLINE_ZONE = ZoneInfo("Asia/Shanghai")


def local(at: datetime) -> datetime:
    """The instant as the hotline's wall clock shows it; a naive datetime is refused."""
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {at!r}")
    return at.astimezone(HOTLINE_ZONE)


def today(at: datetime) -> date:
    """The date at the hotline at that instant."""
    return local(at).date()


def instant(*, on: date, at_time: time) -> datetime:
    """The UTC instant of a wall-clock time at the hotline."""
    return datetime.combine(on, at_time, tzinfo=HOTLINE_ZONE).astimezone(UTC)


def end_of_day(on: date) -> datetime:
    """24:00 of that date at the hotline, in UTC."""
    return instant(on=on + timedelta(days=1), at_time=time.min)
