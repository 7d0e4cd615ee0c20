use serde_json::Value;

/// Images that serve models, by the last parts of their names.
const SERVERS: &[&str] = &[
    "vllm",
    "vllm-openai",
    "tritonserver",
    "text-generation-inference",
    "tgi",
    "ollama",
    "sglang",
    "lmdeploy",
    "text-embeddings-inference",
    "llama.cpp",
    "llama-cpp",
    "localai",
    "local-ai",
    "tensorflow-serving",
    "torchserve",
    "mlserver",
    "bentoml",
    "openvino",
    "model_server",
    "ray-ml",
    "ray-llm",
    "nim",
    "litellm",
    "infinity",
    "xinference",
    "djl-serving",
    "huggingfaceserver",
    "kserve-huggingfaceserver",
    "aphrodite-engine",
];

/// What accelerators are asked for by.
const ACCELERATORS: &[&str] = &[
    "nvidia.com/gpu",
    "nvidia.com/mig-",
    "amd.com/gpu",
    "gpu.intel.com/",
    "habana.ai/gaudi",
    "google.com/tpu",
    "aws.amazon.com/neuron",
];

/// Whether a workload serves models: an image of a model server, or a container that asks for an accelerator.
pub(crate) fn serves(manifest: &Value) -> bool {
    accelerator(manifest).is_some()
        || containers(manifest).any(|container| text(container, "image").is_some_and(is_server))
}

fn is_server(image: &str) -> bool {
    // Registry, tag and digest say nothing of what an image does.
    let name = image.split('@').next().unwrap_or(image);
    let name = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(name, |(name, _)| name);
    let is_nim = name.starts_with("nvcr.io/nim/");
    is_nim
        || name.split('/').any(|part| {
            SERVERS.iter().any(|server| part == *server || part.starts_with(&format!("{server}-")))
        })
}

/// The accelerator that the containers ask for.
pub(super) fn accelerator(manifest: &Value) -> Option<&str> {
    containers(manifest).find_map(|container| {
        ["limits", "requests"].iter().find_map(|kind| {
            let resources = container.get("resources")?.get(*kind)?.as_object()?;
            resources
                .keys()
                .map(String::as_str)
                .find(|name| ACCELERATORS.iter().any(|known| name.starts_with(known)))
        })
    })
}

/// The specification of the pods: of the workload itself, of its template, or of a component of an inference service.
pub(super) fn pods(manifest: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let spec = manifest.get("spec");
    look(spec.unwrap_or(&Value::Null), 0, &mut found);
    found
}

fn look<'v>(value: &'v Value, depth: usize, found: &mut Vec<&'v Value>) {
    if depth > 12 || found.len() > 64 {
        return;
    }
    match value {
        Value::Object(map) => {
            if ["containers", "serviceAccountName", "image", "model", "resources"]
                .iter()
                .any(|key| map.contains_key(*key))
            {
                found.push(value);
            }
            for (key, inner) in map {
                if !matches!(key.as_str(), "containers" | "initContainers" | "resources") {
                    look(inner, depth + 1, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(item, depth + 1, found)),
        _ => {}
    }
}

pub(super) fn containers(manifest: &Value) -> impl Iterator<Item = &Value> {
    pods(manifest).into_iter().flat_map(|pod| {
        let listed = pod.get("containers").and_then(Value::as_array).into_iter().flatten();
        // Inference services describe a container in place, as their model or their image.
        let in_place = pod.get("model").filter(|model| model.is_object());
        let own = Some(pod).filter(|pod| pod.get("resources").is_some());
        listed.chain(in_place).chain(own)
    })
}

pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// The model that a container is told to serve, by argument or variable of the usual model servers.
pub(super) fn model(container: &Value) -> Option<&str> {
    let args = || {
        ["args", "command"]
            .iter()
            .filter_map(|key| container.get(*key)?.as_array())
            .flatten()
            .filter_map(Value::as_str)
    };
    let mut after = args().skip_while(|arg| !FLAGS.contains(arg)).skip(1);
    let joined =
        args().find_map(|arg| FLAGS.iter().find_map(|flag| arg.strip_prefix(flag)?.strip_prefix('=')));
    let variable = || {
        let env = container.get("env")?.as_array()?;
        env.iter()
            .find(|one| text(one, "name").is_some_and(|name| VARIABLES.contains(&name)))
            .and_then(|one| text(one, "value"))
    };
    joined.or_else(|| after.next()).or_else(variable)
}

const FLAGS: &[&str] =
    &["--model", "--model-id", "--model_id", "--model-path", "--model-repository", "--model_name"];
const VARIABLES: &[&str] =
    &["MODEL_ID", "MODEL_NAME", "MODEL", "HF_MODEL_ID", "NIM_MODEL_NAME", "STORAGE_URI", "OLLAMA_MODEL"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn servers_are_known_by_image_and_by_accelerator() {
        let of = |container: Value| json!({"spec": {"template": {"spec": {"containers": [container]}}}});
        for (image, expect) in [
            ("vllm/vllm-openai:v0.9", true),
            ("nvcr.io/nvidia/tritonserver:25.01-py3", true),
            ("ghcr.io/huggingface/text-generation-inference@sha256:abc", true),
            ("localhost:5000/ollama", true),
            ("nvcr.io/nim/meta/llama-3.1-8b-instruct:1", true),
            ("nginx:1", false),
            ("example.com:5000/vllmish", false),
        ] {
            assert_eq!(serves(&of(json!({"image": image}))), expect, "{image}");
        }
        assert!(serves(&of(json!({"image": "x", "resources": {"limits": {"nvidia.com/gpu": 1}}}))));
        let arguments = json!({"args": ["serve", "--model", "org/m"]});
        assert_eq!(model(&arguments), Some("org/m"));
        assert_eq!(model(&json!({"args": ["--model-id=org/m"]})), Some("org/m"));
        assert_eq!(model(&json!({"env": [{"name": "MODEL_ID", "value": "org/m"}]})), Some("org/m"));
    }
}
