use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Milliseconds since 1970-01-01T00:00:00Z, the unit of every OCSF `timestamp_t`.
pub type Millis = i64;

/// Reads a time as clouds write it: RFC 3339 with any fraction and offset, the same with a blank for the `T`, without
/// an offset (taken as UTC), `10/Oct/2000:13:55:36 -0700` of access logs, or a Unix time in s, ms, µs or ns as text.
///
/// Returns `None` for anything else and for times outside of the years 1970 to 2261.
pub fn parse_time(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return unix_millis(number);
    }
    let millis = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp()))
        .or_else(|| jiff::fmt::strtime::parse("%d/%b/%Y:%H:%M:%S %z", text).ok()?.to_timestamp().ok())
        .or_else(|| {
            text.strip_suffix(" UTC")
                .and_then(|t| t.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp()))
        })
        .or_else(|| jiff::fmt::rfc2822::parse(text).ok().map(|z| z.timestamp()))?
        .as_millisecond();
    in_range(millis)
}

/// RFC 3339 in UTC with milliseconds, e.g. `2026-11-24T10:00:00.000Z`.
pub fn format_time(millis: Millis) -> String {
    match Timestamp::from_millisecond(millis) {
        Ok(t) => format!("{t:.3}"),
        Err(_) => format!("{millis} ms"),
    }
}

/// A Unix time whose unit shows in its magnitude: seconds up to the year 5138, then ms, µs, ns.
pub(crate) fn unix_millis(number: f64) -> Option<Millis> {
    let millis = match number.abs() {
        n if n < 1e11 => number * 1e3,
        n if n < 1e14 => number,
        n if n < 1e17 => number / 1e3,
        n if n < 1e20 => number / 1e6,
        _ => return None,
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded by the arms above; NaN matches none of them"
    )]
    in_range(millis as Millis)
}

fn in_range(millis: Millis) -> Option<Millis> {
    const YEAR_2261: Millis = 9_183_110_400_000;
    (0..YEAR_2261).contains(&millis).then_some(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(parse_time(text).map(format_time).as_deref(), expect, "{text}");
    }

    #[test]
    fn reads_the_spellings_of_the_clouds() {
        check("2023-07-10T11:45:00Z", Some("2023-07-10T11:45:00.000Z"));
        check("2023-07-10T11:45:00.123456789+02:00", Some("2023-07-10T09:45:00.123Z"));
        check("2023-07-10 11:45:00.000000000", Some("2023-07-10T11:45:00.000Z"));
        check("2023-07-10 11:45:00 UTC", Some("2023-07-10T11:45:00.000Z"));
        check("10/Oct/2000:13:55:36 -0700", Some("2000-10-10T20:55:36.000Z"));
        check("1418530010", Some("2014-12-14T04:06:50.000Z"));
        check("1663146003606", Some("2022-09-14T09:00:03.606Z"));
        check("1663146003606000000", Some("2022-09-14T09:00:03.606Z"));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["", "yesterday", "-5", "2023-13-40T00:00:00Z", "NaN", "inf", "99999999999999999999999"] {
            check(text, None);
        }
    }
}
