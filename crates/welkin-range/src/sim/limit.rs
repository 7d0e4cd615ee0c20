use std::collections::BTreeMap;

use welkin_model::{Cloud, Millis};

use super::Limit;

/// Token buckets, one for each cloud and class.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    buckets: BTreeMap<(Cloud, &'static str), Bucket>,
}

#[derive(Debug)]
struct Bucket {
    /// In thousandths of a call, so that a bucket refills evenly.
    level: i64,
    at: Millis,
}

impl Limiter {
    /// Takes a call, or says in how many milliseconds there will be one.
    pub(crate) fn take(&mut self, cloud: Cloud, limit: Limit, at: Millis) -> Result<(), Millis> {
        let full = i64::from(limit.calls) * WHOLE;
        let per = limit.per.max(1);
        let bucket = self.buckets.entry((cloud, limit.class)).or_insert(Bucket { level: full, at });
        let passed = (at - bucket.at).clamp(0, per);
        bucket.level = (bucket.level + passed * full / per).min(full);
        bucket.at = bucket.at.max(at);
        if bucket.level >= WHOLE {
            bucket.level -= WHOLE;
            return Ok(());
        }
        // Rounded up: whoever comes after the wait finds a whole call.
        Err((((WHOLE - bucket.level) * per + full - 1) / full.max(1)).max(1))
    }
}

const WHOLE: i64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { class: "query", calls: 15, per: 5_000 };

    #[test]
    fn a_full_bucket_empties_and_refills_evenly() {
        let mut limiter = Limiter::default();
        let mut taken = |at| limiter.take(Cloud::Azure, LIMIT, at);
        assert!((0..15).all(|_| taken(0).is_ok()));
        let wait = taken(0).unwrap_err();
        assert!((300..=340).contains(&wait), "{wait}");
        assert!(taken(wait).is_ok());
        assert!(taken(wait).is_err());
    }

    #[test]
    fn clouds_do_not_share_buckets() {
        let one = Limit { calls: 1, ..LIMIT };
        let mut limiter = Limiter::default();
        assert!(limiter.take(Cloud::Azure, one, 0).is_ok());
        assert!(limiter.take(Cloud::Gcp, one, 0).is_ok());
        assert!(limiter.take(Cloud::Gcp, one, 0).is_err());
    }
}
