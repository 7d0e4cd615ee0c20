use serde_json::json;

use super::*;

const HERE: Context<'_> = Context { scope: "acc", region: "eu-de" };
const NOWHERE: Context<'_> = Context { scope: "", region: "" };

fn id(text: &str, context: &Context<'_>) -> Option<String> {
    VOCABULARY.identify(text, "", context).map(|id| id.to_string())
}

#[test]
fn every_spelling_of_a_resource_is_one_id() {
    let key = "crn:v1:bluemix:public:kms:eu-de:a/acc:guid:key:k";
    for spelling in [
        key,
        "crn%3Av1%3Abluemix%3Apublic%3Akms%3Aeu-de%3Aa%2Facc%3Aguid%3Akey%3Ak",
        "CRN:v1:bluemix:public:kms:eu-de:a/acc:guid:key:k",
    ] {
        assert_eq!(id(spelling, &NOWHERE).as_deref(), Some(key), "{spelling}");
    }
    let instance = "crn:v1:bluemix:public:kms:eu-de:a/acc:guid::";
    for spelling in [instance, "crn:v1:bluemix:public:kms:eu-de:a/acc:guid"] {
        assert_eq!(id(spelling, &NOWHERE).as_deref(), Some(instance), "{spelling}");
    }
    let service = "crn:v1:bluemix:public:iam-identity::a/acc::serviceid:ServiceId-1";
    for spelling in [service, "iam-ServiceId-1", "ServiceId-1"] {
        assert_eq!(id(spelling, &HERE).as_deref(), Some(service), "{spelling}");
    }
}

#[test]
fn without_a_place_only_full_ids_count() {
    for text in [
        "ServiceId-1",
        "IBMid-1",
        "",
        "c",
        "cos",
        "arn:aws:s3:::b",
        "crn:v1:bluemix:public:kms:::::",
        "crn:v1:bluemix:public:globalcatalog::::deployment:x",
    ] {
        assert_eq!(id(text, &NOWHERE), None, "{text}");
    }
}

#[test]
fn who_wrote_a_thing_is_no_relation_of_it() {
    assert_eq!(VOCABULARY.identify("IBMid-1", "createdbyid", &HERE), None);
    assert!(VOCABULARY.identify("IBMid-1", "iamid", &HERE).is_some());
}

#[test]
fn tags_are_labels_in_each_form() {
    let expect = vec![("owner".to_owned(), "data".to_owned()), ("lonely".to_owned(), String::new())];
    for payload in [
        json!({"tags": ["owner:data", "lonely"]}),
        json!({"user_tags": ["owner:data", "lonely"]}),
        json!({"labels": ["owner:data", "lonely"]}),
        json!({"metadata": {"tags": ["owner:data", "lonely"]}}),
        json!({"items": [{"name": "owner:data"}, {"name": "lonely"}]}),
    ] {
        assert_eq!(VOCABULARY.labels(&payload), expect, "{payload}");
    }
    let digest = json!({"tags": ["model-digest:sha256:aa"]});
    assert_eq!(VOCABULARY.labels(&digest), [("model-digest".to_owned(), "sha256:aa".to_owned())]);
}
