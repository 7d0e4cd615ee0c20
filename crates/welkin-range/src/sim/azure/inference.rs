//! Models that answer: scoring at online endpoints of Azure Machine Learning, and Azure OpenAI.
//!
//! In Azure each account and endpoint has a host name of its own. Here the first segments of the path say which:
//! `/accounts/{account}/openai/…` and `/onlineEndpoints/{workspace}/{endpoint}/score`.

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::caller::{Audience, caller};
use super::error::Fault;
use super::journal::Completion;
use super::json::{at as value_at, list, text};
use crate::sim::{Method, Request, Response};

const CHAT: &str = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action";
const SCORE: &str = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action";

impl Azure {
    pub(super) fn infer(&mut self, segments: &[String], request: &Request, at: Millis) -> Option<Response> {
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        let outcome = match parts.as_slice() {
            ["onlineEndpoints", workspace, endpoint, "score"] => self.score(workspace, endpoint, request, at),
            ["accounts", account, "openai", "deployments", deployment, operation @ ..] => {
                self.complete(account, deployment, &operation.join("/"), request, at)
            }
            _ => return None,
        };
        Some(outcome.unwrap_or_else(|fault| fault.inference()))
    }

    /// learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint
    fn score(
        &mut self,
        workspace: &str,
        endpoint: &str,
        request: &Request,
        at: Millis,
    ) -> Result<Response, Fault> {
        let kind = "microsoft.machinelearningservices/workspaces/onlineendpoints";
        let tail = format!("/workspaces/{workspace}/onlineendpoints/{endpoint}").to_ascii_lowercase();
        let found = self.estate.of_kind(kind, "/", at).find(|(key, _)| key.ends_with(&tail));
        let Some((key, body)) = found.map(|(key, body)| (key.to_owned(), body.clone())) else {
            return Err(Fault::new(404, "NotFound", format!("The endpoint {endpoint} was not found.")));
        };
        if request.method != Method::POST {
            return Err(Fault::new(405, "MethodNotAllowed", "The endpoint takes POST requests alone."));
        }
        if text(&body, "properties.publicNetworkAccess") == "Disabled" && !is_private(request) {
            return Err(Fault::new(
                403,
                "PublicNetworkAccessDisabled",
                "The public network access is disabled for the endpoint.",
            ));
        }
        let bearer = request.header("authorization").strip_prefix("Bearer ").unwrap_or("");
        if text(&body, "properties.authMode") == "Key" {
            if !self.credentials.opens(&key, bearer) {
                return Err(Fault::new(
                    401,
                    "key_auth_access_denied",
                    "Access denied: the key of the endpoint is missing or wrong.",
                ));
            }
        } else {
            let who = caller(request, &self.key, Audience::Learning, at)
                .map_err(|fault| Fault::new(401, "aad_auth_access_denied", fault.message))?;
            let scopes = self.above(&key, at);
            if self.rights(&who.object_id, at).allows(SCORE, &scopes, false).is_none() {
                return Err(Fault::new(
                    403,
                    "aad_auth_access_denied",
                    format!("Access denied: {} may not score at the endpoint.", who.object_id),
                ));
            }
        }
        // The header chooses a deployment whatever the traffic says: traffic of 0 keeps nobody out.
        let chosen = request.header("azureml-model-deployment");
        let routed = if chosen.is_empty() { self.routed(&body) } else { Some(chosen.to_owned()) };
        let Some(name) = routed else {
            return Err(Fault::new(404, "no_deployment", "No deployment of the endpoint takes traffic."));
        };
        let Some(deployment) = self.estate.get(&format!("{key}/deployments/{name}"), at) else {
            return Err(Fault::new(
                404,
                "deployment_not_found",
                format!("The deployment {name} was not found."),
            ));
        };
        let given = request.json();
        if !given.is_object() {
            return Err(Fault::new(400, "model_error", "The input is no JSON object."));
        }
        let rows = list(&given, "input_data.data").len().max(1);
        let scores: Vec<Value> =
            (0..rows).map(|nth| json!(f64::from(u32::try_from(nth % 10).unwrap_or(0)) / 10.0)).collect();
        let body = json!({"predictions": scores, "model": text(deployment, "properties.model"), "modelDigest": text(deployment, "tags.model-digest")});
        Ok(Response::json(200, &body)
            .with("azureml-model-deployment", name)
            .with("x-ms-run-function", "score"))
    }

    /// A deployment by its share of the traffic.
    fn routed(&mut self, body: &Value) -> Option<String> {
        let traffic = value_at(body, "properties.traffic")?.as_object()?;
        let mut drawn = i64::try_from(self.rng.below(100)).unwrap_or(0);
        for (name, share) in traffic {
            let share = share.as_i64().unwrap_or(0);
            if drawn < share {
                return Some(name.clone());
            }
            drawn -= share;
        }
        None
    }

    /// learn.microsoft.com/azure/ai-services/openai/reference
    fn complete(
        &mut self,
        account: &str,
        deployment: &str,
        operation: &str,
        request: &Request,
        at: Millis,
    ) -> Result<Response, Fault> {
        let kind = "microsoft.cognitiveservices/accounts";
        let tail = format!("/accounts/{account}").to_ascii_lowercase();
        let found = self.estate.of_kind(kind, "/", at).find(|(key, _)| key.ends_with(&tail));
        let Some((key, body)) = found.map(|(key, body)| (key.to_owned(), body.clone())) else {
            return Err(Fault::new(404, "404", "Resource not found"));
        };
        let mut call = Completion { account: &key, deployment, operation, ..Completion::default() };
        let outcome = self.opened(&key, &body, request, at).and_then(|object_id| {
            call.object_id = object_id;
            self.answered(&key, deployment, operation, request, at)
        });
        let status =
            outcome.as_ref().map_or_else(|fault| fault.status, |(response, _, _)| response.status.as_u16());
        if let Ok((response, model, version)) = &outcome {
            (call.model, call.version, call.response) = (model.clone(), version.clone(), response.body.len());
        }
        let trace = self.uuid();
        self.journal.completion(&call, status, request, &trace, at);
        outcome.map(|(response, _, _)| response.with("apim-request-id", trace))
    }

    /// The caller's object id, empty for an account key.
    fn opened(&self, key: &str, body: &Value, request: &Request, at: Millis) -> Result<String, Fault> {
        let network = text(body, "properties.publicNetworkAccess") == "Disabled"
            || text(body, "properties.networkAcls.defaultAction") == "Deny";
        if network && !is_private(request) {
            return Err(Fault::new(
                403,
                "AccessDenied",
                "Public access is disabled. Please configure private endpoint.",
            ));
        }
        let given = request.header("api-key");
        if !given.is_empty() {
            if value_at(body, "properties.disableLocalAuth") == Some(&json!(true)) {
                return Err(Fault::new(
                    403,
                    "AuthenticationTypeDisabled",
                    "Key based authentication is disabled for this resource.",
                ));
            }
            if !self.credentials.opens(key, given) {
                return Err(Fault::new(
                    401,
                    "401",
                    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
                ));
            }
            return Ok(String::new());
        }
        let who = caller(request, &self.key, Audience::Cognitive, at).map_err(|fault| {
            let message = if request.header("authorization").is_empty() {
                "Access denied due to missing subscription key or access token.".to_owned()
            } else {
                fault.message
            };
            Fault::new(401, "401", message)
        })?;
        let scopes = self.above(key, at);
        if self.rights(&who.object_id, at).allows(CHAT, &scopes, true).is_none() {
            return Err(Fault::new(
                401,
                "PermissionDenied",
                format!(
                    "The principal `{}` lacks the required data action `{CHAT}` to perform `POST /openai/deployments/{{deployment-id}}/chat/completions` operation.",
                    who.object_id
                ),
            ));
        }
        Ok(who.object_id)
    }

    fn answered(
        &self,
        key: &str,
        deployment: &str,
        operation: &str,
        request: &Request,
        at: Millis,
    ) -> Result<(Response, String, String), Fault> {
        let body = self.estate.get(&format!("{key}/deployments/{deployment}"), at).ok_or_else(|| {
            Fault::new(404, "DeploymentNotFound", "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.")
        })?;
        let (model, version) = (text(body, "properties.model.name"), text(body, "properties.model.version"));
        let given = request.json();
        let prompt = given.to_string().len() / 4;
        let answer = match operation {
            "chat/completions" => {
                let last = list(&given, "messages").last().ok_or_else(|| {
                    Fault::new(400, "invalid_request_error", "[] is too short - 'messages'")
                })?;
                self.filtered(key, body, text(last, "content"), at)?;
                json!({"id": "chatcmpl-range", "object": "chat.completion", "created": at.div_euclid(1_000), "model": format!("{model}-{version}"),
                    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "TechnoBank's assistant is at your service."}, "content_filter_results": {}}],
                    "usage": {"prompt_tokens": prompt, "completion_tokens": 9, "total_tokens": prompt + 9}})
            }
            "embeddings" => {
                json!({"object": "list", "model": model, "data": [{"object": "embedding", "index": 0, "embedding": [0.1, 0.2, 0.3]}], "usage": {"prompt_tokens": prompt, "total_tokens": prompt}})
            }
            _ => return Err(Fault::new(404, "404", "Resource not found")),
        };
        let response = Response::json(200, &answer)
            .with("x-ms-deployment-name", deployment)
            .with("x-ratelimit-remaining-requests", "99");
        Ok((response, model.to_owned(), version.to_owned()))
    }

    /// Prompt Shields, where the deployment's policy has them on and blocking.
    fn filtered(&self, key: &str, deployment: &Value, prompt: &str, at: Millis) -> Result<(), Fault> {
        let policy = text(deployment, "properties.raiPolicyName");
        let policy = self.estate.get(&format!("{key}/raiPolicies/{policy}"), at);
        let shielded = policy.is_none_or(|policy| {
            list(policy, "properties.contentFilters").iter().any(|filter| {
                text(filter, "name").eq_ignore_ascii_case("Jailbreak")
                    && filter.get("enabled") == Some(&json!(true))
                    && filter.get("blocking") == Some(&json!(true))
            })
        });
        if shielded && prompt.to_lowercase().contains("ignore all previous instructions") {
            return Err(Fault::new(
                400,
                "content_filter",
                "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
            ));
        }
        Ok(())
    }
}

/// Whether a request came through the estate's private link. On loopback the client says so: `x-range-source: private`.
fn is_private(request: &Request) -> bool {
    request.header("x-range-source") == "private"
}
