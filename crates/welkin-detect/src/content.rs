use rust_embed::Embed;

use crate::RuleFile;

/// Welkin's own rules, `content/detections` as it was when the program was built.
#[derive(Embed)]
#[folder = "../../content/detections"]
#[include = "*.yml"]
#[exclude = "*.test.yml"]
struct Detections;

impl RuleFile {
    /// Every rule that Welkin ships, by path.
    pub fn shipped() -> Vec<RuleFile> {
        let mut files: Vec<RuleFile> = Detections::iter()
            .filter_map(|path| {
                let file = Detections::get(&path)?;
                let text = std::str::from_utf8(&file.data).ok()?.to_owned();
                Some(RuleFile { name: format!("content/detections/{path}"), text })
            })
            .collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        files
    }
}
