use std::collections::BTreeMap;

use welkin_model::Millis;

/// What clients may put into all buckets together, and the largest object.
const MOST_OBJECTS: usize = 5_000;
const MOST_BYTES: usize = 64 << 20;
const LARGEST: usize = 8 << 20;

/// The objects of all buckets, each with its versions, newest last.
#[derive(Debug, Default)]
pub(super) struct Objects {
    all: BTreeMap<(String, String), Vec<Object>>,
    count: usize,
    bytes: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Object {
    /// `null` where the bucket keeps no versions.
    pub(super) version: String,
    pub(super) body: Vec<u8>,
    /// What listings say, which for seeded data is more than the body.
    pub(super) size: u64,
    pub(super) etag: String,
    pub(super) modified: Millis,
    pub(super) legal_hold: bool,
    /// A delete marker.
    pub(super) deleted: bool,
}

/// There is no room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

impl Objects {
    /// Adds a version, or replaces the one without versions.
    pub(super) fn put(&mut self, bucket: &str, key: &str, object: Object) -> Result<(), Full> {
        let versions = self.all.entry((bucket.to_owned(), key.to_owned())).or_default();
        let grows = object.body.len();
        if grows > LARGEST || self.count >= MOST_OBJECTS || self.bytes + grows > MOST_BYTES {
            return Err(Full);
        }
        if object.version == "null" {
            let gone: Vec<Object> = versions.extract_if(.., |old| old.version == "null").collect();
            self.count -= gone.len();
            self.bytes -= gone.iter().map(|old| old.body.len()).sum::<usize>();
        }
        self.count += 1;
        self.bytes += grows;
        versions.push(object);
        Ok(())
    }

    pub(super) fn get(&self, bucket: &str, key: &str, version: &str) -> Option<&Object> {
        let versions = self.all.get(&(bucket.to_owned(), key.to_owned()))?;
        if version.is_empty() {
            versions.last()
        } else {
            versions.iter().find(|object| object.version == version)
        }
    }

    pub(super) fn get_mut(&mut self, bucket: &str, key: &str, version: &str) -> Option<&mut Object> {
        let versions = self.all.get_mut(&(bucket.to_owned(), key.to_owned()))?;
        if version.is_empty() {
            versions.last_mut()
        } else {
            versions.iter_mut().find(|object| object.version == version)
        }
    }

    /// The newest version of each key under a prefix, in order.
    pub(super) fn list<'a>(
        &'a self,
        bucket: &str,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Object)> + use<'a> {
        let bucket = bucket.to_owned();
        self.all
            .range((bucket.clone(), prefix.to_owned())..)
            .take_while(move |((of, key), _)| *of == bucket && key.starts_with(prefix))
            .filter_map(|((_, key), versions)| {
                Some((key.as_str(), versions.last().filter(|object| !object.deleted)?))
            })
    }
}
