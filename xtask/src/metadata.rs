use std::process::Command;

use serde_json::Value;

use crate::tree::root;

/// What cargo says about the workspace alone; needs no network.
pub(crate) fn workspace() -> Result<Vec<Package>, String> {
    packages(&["--no-deps", "--offline"])
}

/// The workspace and every dependency that is built on this machine. What is here is enough; else it is downloaded.
pub(crate) fn everything() -> Result<Vec<Package>, String> {
    let host = host()?;
    packages(&["--locked", "--offline", "--filter-platform", &host])
        .or_else(|_| packages(&["--locked", "--filter-platform", &host]))
}

/// A package as far as the checks read it.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) license_file: bool,
    pub(crate) source: Option<String>,
    /// Names of what its product code depends on: development and build dependencies are left out.
    pub(crate) dependencies: Vec<String>,
    pub(crate) is_ours: bool,
}

fn packages(arguments: &[&str]) -> Result<Vec<Package>, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .current_dir(root())
        .output()
        .map_err(|e| format!("cargo cannot be run: {e}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    parse(&output.stdout)
}

fn parse(json: &[u8]) -> Result<Vec<Package>, String> {
    let value: Value = serde_json::from_slice(json).map_err(|e| format!("cargo metadata: {e}"))?;
    let list = value.get("packages").and_then(Value::as_array).ok_or("cargo metadata names no packages")?;
    Ok(list.iter().map(package).collect())
}

fn package(value: &Value) -> Package {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let dependencies = value.get("dependencies").and_then(Value::as_array);
    let product = dependencies.into_iter().flatten().filter(|d| d.get("kind").is_none_or(Value::is_null));
    let source = text("source");
    Package {
        name: text("name").unwrap_or_default(),
        version: text("version").unwrap_or_default(),
        license: text("license"),
        license_file: text("license_file").is_some(),
        is_ours: source.is_none(),
        source,
        dependencies: product.filter_map(|d| Some(d.get("name")?.as_str()?.to_owned())).collect(),
    }
}

fn host() -> Result<String, String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .current_dir(root())
        .output()
        .map_err(|e| format!("rustc cannot be run: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|l| l.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not name its host".to_owned())
}
