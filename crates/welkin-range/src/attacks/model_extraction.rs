use welkin_model::{Cloud, Millis};

use super::{Plot, after};
use crate::actor::AzureActor;
use crate::emit::{Activity, OpenAiCall, Query};
use crate::people::named;
use crate::routine::staff::PORTAL_APP;
use crate::scribe::Scribe;

pub(crate) static PLOT: Plot = Plot {
    name: "model-extraction",
    title: "Guardrail weakened, then a model extracted by an insider",
    description: "A data scientist weakens the content filter of the Azure OpenAI account, lists its keys and then \
                  asks systematically, in equal steps, through the gateway and past it with the account key.",
    benign: false,
    clouds: &[Cloud::Azure],
    principals: &["xenia.petrova@technobank.example"],
    perform,
};

fn perform(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let person = named("xenia.petrova");
    let (mail, object_id, ip) = (person.mail(), person.object_id().to_string(), person.office.egress);
    let insider = AzureActor {
        name: &mail,
        object_id: &object_id,
        app_id: PORTAL_APP,
        is_app: false,
        ip,
        agent: person.browser(),
    };
    let act = |action, resource, body| Activity {
        action,
        resource,
        role: "Cognitive Services Contributor",
        ok: true,
        body,
    };
    let policy = "resourceGroups/rg-ai-eu/providers/Microsoft.CognitiveServices/accounts/tb-openai-eu/raiPolicies/bank-strict";
    let weakened = r#"{\"properties\":{\"mode\":\"Asynchronous_filter\",\"basePolicyName\":\"Microsoft.Default\",\"contentFilters\":[{\"name\":\"Jailbreak\",\"enabled\":false,\"blocking\":false,\"source\":\"Prompt\"},{\"name\":\"Protected Material Text\",\"enabled\":false,\"blocking\":false,\"source\":\"Completion\"}]}}"#;
    scribe.azure_activity(
        at(0.0),
        &insider,
        act("Microsoft.CognitiveServices/accounts/raiPolicies/write", policy, weakened),
    );
    let deployment = "resourceGroups/rg-ai-eu/providers/Microsoft.CognitiveServices/accounts/tb-openai-eu/deployments/risk-ft-eu";
    scribe.azure_activity(
        at(2.0),
        &insider,
        act("Microsoft.CognitiveServices/accounts/deployments/write", deployment, ""),
    );
    let account = "resourceGroups/rg-ai-eu/providers/Microsoft.CognitiveServices/accounts/tb-openai-eu";
    scribe.azure_activity(
        at(4.0),
        &insider,
        act("Microsoft.CognitiveServices/accounts/listKeys/action", account, ""),
    );
    for nth in 0..420u32 {
        let minutes = 8.0 + f64::from(nth) * 0.1;
        // A sweep: prompts of equal make, answers of the full length.
        let query = Query {
            principal: &mail,
            kind: "user",
            ip,
            agent: "python-httpx/0.28.1",
            cloud: "azure",
            provider: "openai",
            model: "risk-ft-eu",
            version: "2026-10",
            operation: "chat",
            tokens_in: 256 + u64::from(nth % 4) * 8,
            tokens_out: 1_024,
            verdict: "pass",
            session: 4_711,
        };
        scribe.gateway(at(minutes), query);
        if nth % 4 == 0 {
            let call = OpenAiCall {
                operation: "ChatCompletions_Create",
                deployment: "risk-ft-eu",
                model: "gpt-4.1-mini",
                version: "2025-04-14",
                object_id: "",
                ip,
                status: 200,
                request: 1_040 + u64::from(nth % 16) * 8,
                response: 4_800,
            };
            scribe.azure_openai(at(minutes + 0.03), call);
        }
    }
}
