use std::path::PathBuf;

use crate::environment::Environment;

/// Larger files are no configuration.
const LARGEST: u64 = 1 << 20;

/// The region that the environment names, else the one of the profile, else the first that AWS had
/// (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html>).
pub(super) async fn region(environment: &Environment) -> String {
    if let Some(region) = environment.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]) {
        return region.to_owned();
    }
    let profile = environment.first(&["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]).unwrap_or("default");
    let told = match read(environment).await {
        Some(text) => setting(&text, profile, "region"),
        None => None,
    };
    told.unwrap_or_else(|| "us-east-1".to_owned())
}

async fn read(environment: &Environment) -> Option<String> {
    let path: PathBuf = match environment.get("AWS_CONFIG_FILE") {
        Some(path) => environment.expand(path),
        None => environment.home()?.join(".aws").join("config"),
    };
    let size = tokio::fs::metadata(&path).await.ok()?.len();
    if size > LARGEST {
        return None;
    }
    tokio::fs::read_to_string(&path).await.ok()
}

/// A setting in `[profile NAME]`, or in `[default]`.
fn setting(text: &str, profile: &str, name: &str) -> Option<String> {
    let mut within = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(section) = trimmed.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            let section = section.trim();
            let named = section.strip_prefix("profile ").map(str::trim);
            within = named == Some(profile) || (profile == "default" && section == "default");
            continue;
        }
        // Indented lines belong to the setting before, e.g. to `s3 =`.
        let nested = line.starts_with([' ', '\t']);
        if within
            && !nested
            && let Some((key, value)) = trimmed.split_once('=')
            && key.trim() == name
            && !value.trim().is_empty()
        {
            return Some(value.trim().to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[default]\nregion = eu-west-1\n[profile prod]\ns3 =\n  region = no\nregion=eu-central-1\n[sso-session x]\nregion = no\n";

    #[test]
    fn the_region_of_a_profile_is_in_its_own_section() {
        let of = |profile| setting(FILE, profile, "region");
        assert_eq!(of("default").as_deref(), Some("eu-west-1"));
        assert_eq!(of("prod").as_deref(), Some("eu-central-1"));
        assert_eq!(of("x"), None);
    }

    #[tokio::test]
    async fn variables_go_before_the_file_and_the_file_before_the_default() {
        let folder = std::env::temp_dir().join(format!("welkin-profile-{}", std::process::id()));
        std::fs::write(&folder, FILE).unwrap();
        let file = ("AWS_CONFIG_FILE".to_owned(), folder.display().to_string());
        let with = |more: &[(&str, &str)]| {
            let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Environment::new(more.chain([file.clone()]), None)
        };
        assert_eq!(region(&with(&[("AWS_REGION", "us-west-2"), ("AWS_PROFILE", "prod")])).await, "us-west-2");
        assert_eq!(region(&with(&[("AWS_PROFILE", "prod")])).await, "eu-central-1");
        assert_eq!(region(&with(&[])).await, "eu-west-1");
        assert_eq!(region(&Environment::default()).await, "us-east-1");
        std::fs::remove_file(&folder).unwrap();
    }
}
