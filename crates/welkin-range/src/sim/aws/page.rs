use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Makes and reads page tokens: the last id of the page before, which nobody but the cloud can write.
pub(super) struct Pages {
    key: hmac::Key,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// A page token that this cloud did not make for this operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct BadToken;

/// The tag is cut to this many bytes: enough against guessing, short enough for the services' limits on tokens.
const TAG: usize = 12;

impl Pages {
    pub(super) fn new(secret: &[u8]) -> Pages {
        Pages { key: hmac::Key::new(hmac::HMAC_SHA256, secret) }
    }

    /// The items behind the token, at most `size`, and the token of the next page. Items are in the order of their ids,
    /// so that what is created or deleted between two pages neither repeats nor hides others.
    pub(super) fn cut<T>(
        &self,
        scope: &str,
        items: impl IntoIterator<Item = (String, T)>,
        token: &str,
        size: usize,
    ) -> Result<(Vec<T>, Option<String>), BadToken> {
        let after = if token.is_empty() { None } else { Some(self.read(scope, token).ok_or(BadToken)?) };
        let mut items = items.into_iter().filter(|(id, _)| after.as_ref().is_none_or(|after| id > after));
        let mut page = Vec::new();
        let mut last = String::new();
        for (id, item) in items.by_ref().take(size.max(1)) {
            page.push(item);
            last = id;
        }
        let next = items.next().is_some().then(|| self.write(scope, &last));
        Ok((page, next))
    }

    fn write(&self, scope: &str, id: &str) -> String {
        let tag = self.tag(scope, id);
        let tag = URL_SAFE_NO_PAD.encode(tag.as_ref().get(..TAG).unwrap_or_default());
        format!("{}{tag}", URL_SAFE_NO_PAD.encode(format!("{id}\n")))
    }

    fn read(&self, scope: &str, token: &str) -> Option<String> {
        // Twelve bytes are sixteen characters.
        let (body, tag) = token.split_at_checked(token.len().checked_sub(16)?)?;
        let id = String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        let id = id.strip_suffix('\n')?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        let wanted = self.tag(scope, id);
        let wanted = wanted.as_ref().get(..TAG)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(&tag, wanted).ok()?;
        Some(id.to_owned())
    }

    fn tag(&self, scope: &str, id: &str) -> hmac::Tag {
        hmac::sign(&self.key, format!("{scope}\n{id}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_together_are_the_whole_whatever_changes_between_them() {
        let pages = Pages::new(b"secret");
        let mut ids: Vec<(String, u32)> = (0..10).map(|n| (format!("id-{n:02}"), n)).collect();
        let (first, token) = pages.cut("op", ids.clone(), "", 4).unwrap();
        assert_eq!(first, [0, 1, 2, 3]);
        ids.remove(0);
        let (second, token) = pages.cut("op", ids.clone(), &token.unwrap(), 4).unwrap();
        assert_eq!(second, [4, 5, 6, 7]);
        let (third, token) = pages.cut("op", ids, &token.unwrap(), 4).unwrap();
        assert_eq!(third, [8, 9]);
        assert_eq!(token, None);
    }

    #[test]
    fn a_token_of_another_operation_or_of_nobody_is_refused() {
        let pages = Pages::new(b"secret");
        let ids = || (0..3).map(|n| (n.to_string(), n));
        let token = pages.cut("one", ids(), "", 1).unwrap().1.unwrap();
        assert!(pages.cut("one", ids(), &token, 1).is_ok());
        assert_eq!(pages.cut("other", ids(), &token, 1).unwrap_err(), BadToken);
        for wrong in ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "é€ü", &format!("{token}A")] {
            assert!(pages.cut("one", ids(), wrong, 1).is_err(), "{wrong}");
        }
    }
}
