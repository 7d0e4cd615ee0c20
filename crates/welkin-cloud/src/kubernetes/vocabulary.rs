use serde_json::{Map, Value};
use welkin_model::estate::{AssetId, EdgeKind, Fact, Handle, HandleKind, Link};

use super::types;
use super::workload::{accelerator, containers, model, pods, text};
use crate::describe::{Context, Draft, FactRule, Read, Resource, TypeRule, Vocabulary, fact, store_of};

/// What manifests of Kubernetes say. Ids are `k8s://cluster/namespace/kind/name`.
pub(crate) static VOCABULARY: KubernetesVocabulary = KubernetesVocabulary;

#[derive(Debug)]
pub(crate) struct KubernetesVocabulary;

impl Vocabulary for KubernetesVocabulary {
    fn rule(&self, native_type: &str) -> Option<&'static TypeRule> {
        types::rule(native_type)
    }

    fn identify(&self, text: &str, _field: &str, _context: &Context<'_>) -> Option<AssetId> {
        text.starts_with("k8s://").then(|| AssetId::new(text))
    }

    fn meaning(&self, field: &str) -> Option<EdgeKind> {
        match field {
            // Workload identity of the clouds: an annotation of a service account.
            "eksamazonawscomrolearn" | "iamgkeiogcpserviceaccount" => Some(EdgeKind::RunsAs),
            "image" => Some(EdgeKind::DeployedFrom),
            _ => None,
        }
    }

    fn facts(&self) -> &'static [FactRule] {
        FACTS
    }

    fn labels(&self, payload: &Value) -> Vec<(String, String)> {
        let labels = payload.pointer("/metadata/labels").and_then(Value::as_object);
        labels
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect()
    }

    fn special(&self, resource: &Resource, draft: &mut Draft<'_>) {
        let Some((place, _)) =
            resource.id.as_str().rsplit_once('/').and_then(|(rest, _)| rest.rsplit_once('/'))
        else {
            return;
        };
        let manifest = &resource.payload;
        match &*resource.native_type {
            "core/Service" => service(manifest, place, draft),
            "networking.k8s.io/Ingress" => ingress(manifest, place, draft),
            "core/ServiceAccount" => {}
            _ => workload(manifest, place, draft),
        }
    }
}

const FACTS: &[FactRule] = &[
    fact("^metadata.creationtimestamp", Fact::Created, Read::Time),
    fact("securitycontext.privileged", Fact::Privileged, Read::Yes),
];

fn workload(manifest: &Value, place: &str, draft: &mut Draft<'_>) {
    for pod in pods(manifest) {
        if let Some(name) = text(pod, "serviceAccountName") {
            let id = AssetId::new(format!("{place}/ServiceAccount/{name}"));
            draft.to(EdgeKind::RunsAs, id, "serviceAccountName");
        }
        for name in ["runtime", "clusterRuntime"].iter().filter_map(|key| text(pod.get("model")?, key)) {
            draft.to(EdgeKind::Uses, AssetId::new(format!("{place}/ServingRuntime/{name}")), "model.runtime");
        }
    }
    if let Some(name) = accelerator(manifest) {
        draft.fact(Fact::Accelerator, name);
    }
    for container in containers(manifest) {
        if let Some(name) = model(container) {
            draft.fact(Fact::ModelName, name);
            if let Some(link) = store_of(name, EdgeKind::DeployedFrom, "args") {
                draft.link(link);
            }
        }
    }
    let visibility = [
        "networking.kserve.io/visibility",
        "networking.knative.dev/visibility",
        "serving.knative.dev/visibility",
    ];
    let labels = manifest.pointer("/metadata/labels");
    if visibility.iter().any(|key| labels.and_then(|labels| text(labels, key)) == Some("cluster-local")) {
        draft.fact(Fact::Public, "no");
    }
    if let Some(host) = manifest.pointer("/status/url").and_then(Value::as_str).and_then(host_of) {
        draft.provide(Handle::host(host));
    }
    // Services choose pods by their labels; most by one, or by all by which the workload itself chooses them.
    for at in ["/spec/template/metadata/labels", "/metadata/labels"] {
        let Some(labels) = manifest.pointer(at).and_then(Value::as_object) else { continue };
        for (key, value) in labels {
            if let Some(value) = value.as_str() {
                draft.provide(Handle::new(HandleKind::Selector, format!("{place}?{key}={value}")));
            }
        }
        draft.provide(selector(place, labels));
    }
    if let Some(labels) = manifest.pointer("/spec/selector/matchLabels").and_then(Value::as_object) {
        draft.provide(selector(place, labels));
    }
}

fn selector(place: &str, labels: &Map<String, Value>) -> Handle {
    let pairs: Vec<String> =
        labels.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    Handle::new(HandleKind::Selector, format!("{place}?{}", pairs.join(",")))
}

fn service(manifest: &Value, place: &str, draft: &mut Draft<'_>) {
    if let Some(labels) = manifest.pointer("/spec/selector").and_then(Value::as_object)
        && !labels.is_empty()
    {
        draft.link(Link::to_handle(EdgeKind::Exposes, selector(place, labels), "spec.selector"));
    }
    match manifest.pointer("/spec/type").and_then(Value::as_str).unwrap_or("ClusterIP") {
        "LoadBalancer" => draft.fact(Fact::Public, if is_internal(manifest) { "no" } else { "yes" }),
        "ClusterIP" => draft.fact(Fact::Public, "no"),
        _ => {}
    }
    for entry in
        manifest.pointer("/status/loadBalancer/ingress").and_then(Value::as_array).into_iter().flatten()
    {
        if let Some(address) = text(entry, "ip") {
            draft.fact(Fact::Address, address);
            draft.provide(Handle::new(HandleKind::Address, address));
        }
        if let Some(host) = text(entry, "hostname") {
            draft.provide(Handle::host(host));
        }
    }
}

fn ingress(manifest: &Value, place: &str, draft: &mut Draft<'_>) {
    draft.fact(Fact::Public, if is_internal(manifest) { "no" } else { "yes" });
    let rules = manifest.pointer("/spec/rules").and_then(Value::as_array).into_iter().flatten();
    let mut backends: Vec<&Value> = manifest.pointer("/spec/defaultBackend").into_iter().collect();
    for rule in rules {
        if let Some(host) = text(rule, "host") {
            draft.provide(Handle::host(host));
        }
        let paths = rule.pointer("/http/paths").and_then(Value::as_array).into_iter().flatten();
        backends.extend(paths.filter_map(|path| path.get("backend")));
    }
    for backend in backends {
        let name = backend.pointer("/service/name").or_else(|| backend.get("serviceName"));
        if let Some(name) = name.and_then(Value::as_str) {
            let id = AssetId::new(format!("{place}/Service/{name}"));
            draft.to(EdgeKind::Exposes, id, "spec.rules[].http.paths[].backend.service.name");
        }
    }
}

/// Whether the annotations of some cloud say that a load balancer has no public address.
fn is_internal(manifest: &Value) -> bool {
    const MARKS: &[(&str, &[&str])] = &[
        ("service.beta.kubernetes.io/aws-load-balancer-internal", &["true", "0.0.0.0/0"]),
        ("service.beta.kubernetes.io/aws-load-balancer-scheme", &["internal"]),
        ("alb.ingress.kubernetes.io/scheme", &["internal"]),
        ("service.beta.kubernetes.io/azure-load-balancer-internal", &["true"]),
        ("networking.gke.io/load-balancer-type", &["Internal", "internal"]),
        ("cloud.google.com/load-balancer-type", &["Internal", "internal"]),
        ("service.beta.kubernetes.io/oci-load-balancer-internal", &["true"]),
        ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", &["private"]),
        ("kubernetes.io/ingress.class", &["gce-internal"]),
    ];
    let Some(annotations) = manifest.pointer("/metadata/annotations") else { return false };
    MARKS.iter().any(|(key, values)| text(annotations, key).is_some_and(|value| values.contains(&value)))
}

fn host_of(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split(['/', ':']).next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use welkin_model::estate::AssetKind;

    use super::*;

    #[test]
    fn every_type_has_a_kind_and_is_named_once() {
        for rule in types::TYPES {
            assert_ne!(rule.kind, AssetKind::Other, "{}", rule.native);
            assert_eq!(types::TYPES.iter().filter(|other| other.native == rule.native).count(), 1);
        }
    }
}
