use std::fmt;

use welkin_model::Millis;

pub(crate) const SECOND: Millis = 1_000;
pub(crate) const MINUTE: Millis = 60 * SECOND;
pub(crate) const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// How a source writes a time. All are UTC.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// `2026-11-24T10:00:00Z`
    Seconds,
    /// `2026-11-24T10:00:00.123Z`
    Millis,
    /// `2026-11-24T10:00:00.1230000Z`
    Ticks,
    /// `2026-11-24T10:00:00.123000000Z`
    Nanos,
    /// `2026-11-24T10:00:00.12+0000`
    Cadf,
    /// `24/Nov/2026:10:00:00 +0000`
    Access,
    /// `Nov 24, 2026, 10:00:00 AM`
    Java,
    /// `2026-11-24`
    Date,
}

/// A time that displays in a [`Form`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp(pub(crate) Millis, pub(crate) Form);

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stamp(at, form) = *self;
        let (year, month, day) = date(at.div_euclid(DAY));
        let in_day = at.rem_euclid(DAY);
        let (hour, minute) = (in_day / HOUR, in_day / MINUTE % 60);
        let (second, millis) = (in_day / SECOND % 60, in_day % SECOND);
        match form {
            Form::Date => return write!(f, "{year}-{month:02}-{day:02}"),
            Form::Access => {
                let month = month_name(month);
                return write!(f, "{day:02}/{month}/{year}:{hour:02}:{minute:02}:{second:02} +0000");
            }
            Form::Java => {
                let (half, clock) = (if hour < 12 { "AM" } else { "PM" }, (hour + 11) % 12 + 1);
                let month = month_name(month);
                return write!(f, "{month} {day}, {year}, {clock}:{minute:02}:{second:02} {half}");
            }
            _ => write!(f, "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?,
        }
        match form {
            Form::Millis => write!(f, ".{millis:03}Z"),
            Form::Ticks => write!(f, ".{millis:03}0000Z"),
            Form::Nanos => write!(f, ".{millis:03}000000Z"),
            Form::Cadf => write!(f, ".{:02}+0000", millis / 10),
            _ => f.write_str("Z"),
        }
    }
}

/// The time cut to what a source's time field can say.
pub(crate) fn whole_seconds(at: Millis) -> Millis {
    at - at.rem_euclid(SECOND)
}

/// How busy people are, in percent of their busiest: by local hour, and little on Saturday and Sunday.
pub(crate) fn busy(at: Millis, utc_offset_hours: i64) -> u64 {
    let local = at + utc_offset_hours * HOUR;
    let hour = local.rem_euclid(DAY) / HOUR;
    let workday = match hour {
        9..=11 | 14..=16 => 100,
        8 | 13 | 17 => 70,
        12 => 45,
        7 | 18 => 25,
        19..=21 => 8,
        _ => 1,
    };
    if is_weekend(local) { workday / 12 } else { workday }
}

/// How busy customers are, in percent: a flatter day than that of the staff, and a full weekend.
pub(crate) fn demand(at: Millis, utc_offset_hours: i64) -> u64 {
    let local = at + utc_offset_hours * HOUR;
    let hour = local.rem_euclid(DAY) / HOUR;
    let percent = match hour {
        9..=20 => 100,
        7 | 8 | 21 | 22 => 65,
        _ => 25,
    };
    if is_weekend(local) { percent * 7 / 10 } else { percent }
}

/// The hour of the day in UTC.
pub(crate) fn hour_of_day(at: Millis) -> Millis {
    at.rem_euclid(DAY) / HOUR
}

fn is_weekend(local: Millis) -> bool {
    // 1970-01-01 was a Thursday.
    matches!((local.div_euclid(DAY) + 4).rem_euclid(7), 0 | 6)
}

/// Year, month, day of the proleptic Gregorian calendar from days since 1970-01-01 (Howard Hinnant's algorithm).
fn date(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn month_name(month: i64) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or("Jan")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_every_form() {
        let at = 1_795_516_496_120; // 2026-11-24T12:34:56.120Z, a Tuesday
        let show = |form| Stamp(at, form).to_string();
        assert_eq!(show(Form::Seconds), "2026-11-24T10:34:56Z");
        assert_eq!(show(Form::Millis), "2026-11-24T10:34:56.120Z");
        assert_eq!(show(Form::Ticks), "2026-11-24T10:34:56.1200000Z");
        assert_eq!(show(Form::Nanos), "2026-11-24T10:34:56.120000000Z");
        assert_eq!(show(Form::Cadf), "2026-11-24T10:34:56.12+0000");
        assert_eq!(show(Form::Access), "24/Nov/2026:10:34:56 +0000");
        assert_eq!(show(Form::Java), "Nov 24, 2026, 10:34:56 AM");
        assert_eq!(show(Form::Date), "2026-11-24");
        assert_eq!(Stamp(951_782_400_000, Form::Date).to_string(), "2000-02-29");
    }

    #[test]
    fn people_rest_at_night_and_on_sunday() {
        let tuesday_noon = 1_795_516_496_120;
        assert_eq!(busy(tuesday_noon, 0), 100);
        assert_eq!(busy(tuesday_noon, -8), 1);
        assert!(busy(tuesday_noon - 2 * DAY, 0) < 10);
    }
}
