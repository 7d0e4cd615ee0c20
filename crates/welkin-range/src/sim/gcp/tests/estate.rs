use super::*;

#[test]
fn the_estate_is_large_and_every_weakness_is_in_it() {
    let gcp = gcp();
    let all = gcp.estate.all().filter(|(_, asset)| asset.kind.collection() != "o").count();
    let known = gcp.estate.all().filter(|(_, asset)| !asset.kind.asset.is_empty()).count();
    println!("{all} resources, {known} of them in the inventory");
    assert!(known >= 90, "{known}");
    assert!((8..=14).contains(&WEAKNESSES.len()));
    for weakness in WEAKNESSES {
        assert!(gcp.estate.get(weakness.asset).is_some(), "{} {}", weakness.id, weakness.asset);
    }
    for (key, asset) in gcp.estate.all().filter(|(_, asset)| !asset.kind.asset.is_empty()) {
        let ancestors = gcp.estate.ancestors(key);
        assert_eq!(
            ancestors.last().map(String::as_str),
            Some("organizations/402917365518"),
            "{key} {asset:?}"
        );
    }
}

#[test]
fn links_in_the_estate_lead_to_what_exists() {
    let gcp = gcp();
    let all: String = gcp.estate.all().filter_map(|(_, asset)| asset.now()).map(Value::to_string).collect();
    let missing: Vec<&str> = all
        .split('"')
        .filter_map(|text| text.strip_prefix("https://www.googleapis.com/compute/v1/"))
        .filter(|path| {
            ["/networks/", "/subnetworks/", "/disks/", "/vpn", "/backendServices/"]
                .iter()
                .any(|p| path.contains(p))
        })
        .filter(|path| gcp.estate.get(&format!("//compute.googleapis.com/{path}")).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn both_sides_of_what_crosses_clouds_are_here() {
    use crate::sim::crossings as c;
    let gcp = gcp();
    let all: String = gcp.estate.all().filter_map(|(_, asset)| asset.now()).map(Value::to_string).collect();
    for value in [
        c::ENTRA_ISSUER,
        c::GITHUB_ISSUER,
        c::DEPLOYER_SUBJECT,
        c::CROSS_CLOUD_ROLE,
        c::FRAUD_DIGEST,
        c::FRAUD_SOURCE,
        c::CREDIT_DIGEST,
        c::CREDIT_TRAINING,
        c::AWS_VPN_ADDRESS,
        c::GCP_VPN_ADDRESS,
        c::AWS_CIDR,
        c::GCP_CIDR,
        c::EXPORT_KEY_ID,
        c::EXTERNAL_KEY_URI,
        c::TRANSFER_SOURCE,
        c::TRANSFER_SINK,
        c::INFERENCE_HOST,
    ] {
        assert!(all.contains(value), "{value}");
    }
}
