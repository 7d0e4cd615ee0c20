use url::Url;
use welkin_model::estate::{AssetId, EdgeKind, Handle, HandleKind, Link};

/// A link to the store that holds an object, if the text is the address of one on any cloud.
pub(crate) fn store_of(text: &str, kind: EdgeKind, field: &str) -> Option<Link> {
    if !text.contains("://") {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    // The address of a store alone has no path.
    let mut segments = url.path().split('/').filter(|part| !part.is_empty());
    let store = |value: String| Some(Link::to_handle(kind, Handle::new(HandleKind::Store, value), field));
    let asset = |id: String| Some(Link::to(kind, AssetId::new(id), field));
    match url.scheme() {
        "s3" | "s3a" => return asset(format!("arn:aws:s3:::{host}")),
        "gs" => return asset(format!("//storage.googleapis.com/{host}")),
        "oci" => return store(format!("oci/{host}/{}", url.username())),
        "cos" => return store(format!("cos/{}", segments.next().unwrap_or(host))),
        "abfss" | "wasbs" => return Some(Link::to_handle(kind, Handle::host(host), field)),
        "https" | "http" | "azureml" => {}
        _ => return None,
    }
    if host.ends_with(".blob.core.windows.net") || host.ends_with(".dfs.core.windows.net") {
        // One account answers under several names; the first label is the account.
        let account = host.split('.').next()?;
        return Some(Link::to_handle(kind, Handle::host(&format!("{account}.blob.core.windows.net")), field));
    }
    if host == "storage.googleapis.com" || host == "storage.cloud.google.com" {
        return asset(format!("//storage.googleapis.com/{}", segments.next()?));
    }
    if let Some(bucket) = aws_bucket(host) {
        let bucket = if bucket.is_empty() { segments.next()? } else { bucket };
        return asset(format!("arn:aws:s3:::{bucket}"));
    }
    if host.starts_with("objectstorage.") && host.ends_with("oraclecloud.com") {
        let parts: Vec<&str> = segments.collect();
        if let ["n", namespace, "b", bucket, ..] = parts.as_slice() {
            return store(format!("oci/{namespace}/{bucket}"));
        }
        return None;
    }
    if host.ends_with(".cloud-object-storage.appdomain.cloud") {
        return store(format!("cos/{}", segments.next()?));
    }
    None
}

/// The bucket of a virtual-hosted address, empty for one whose path names it.
fn aws_bucket(host: &str) -> Option<&str> {
    let rest = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    if rest == "s3" || rest.starts_with("s3.") || rest.starts_with("s3-") {
        return Some("");
    }
    rest.split_once(".s3").map(|(bucket, _)| bucket)
}

#[cfg(test)]
mod tests {
    use welkin_model::estate::Target;

    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let found = store_of(text, EdgeKind::Reads, "f").map(|link| match link.target {
            Target::Asset(id) => id.to_string(),
            Target::Handle(handle) => handle.to_string(),
        });
        assert_eq!(found.as_deref(), expect, "{text}");
    }

    #[test]
    fn the_store_of_an_object_on_every_cloud() {
        check("s3://models/fraud/model.tar.gz", Some("arn:aws:s3:::models"));
        check("https://models.s3.us-east-1.amazonaws.com/a", Some("arn:aws:s3:::models"));
        check("https://s3.amazonaws.com/models/a", Some("arn:aws:s3:::models"));
        check("s3://models", Some("arn:aws:s3:::models"));
        check("gs://models", Some("//storage.googleapis.com/models"));
        check("gs://models/a", Some("//storage.googleapis.com/models"));
        check("https://storage.googleapis.com/models/a", Some("//storage.googleapis.com/models"));
        check("https://acct.blob.core.windows.net/c/a", Some("acct.blob.core.windows.net"));
        check("abfss://c@acct.dfs.core.windows.net/a", Some("acct.dfs.core.windows.net"));
        check("oci://models@ns/a", Some("oci/ns/models"));
        check("https://objectstorage.us-ashburn-1.oraclecloud.com/n/ns/b/models/o/a", Some("oci/ns/models"));
        check("https://s3.eu-de.cloud-object-storage.appdomain.cloud/models/a", Some("cos/models"));
        for none in ["models", "https://example.com/a", "s3://", "://", "file:///etc/passwd"] {
            check(none, None);
        }
    }
}
