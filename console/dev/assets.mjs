import { ACCOUNTS } from "./estate.mjs";
import { random } from "./random.mjs";

/** The family of each kind that is invented here. */
export const GROUP = { model: "ai", endpoint: "ai", agent: "ai", training_job: "ai", knowledge_base: "ai", guardrail: "ai", role: "identity", service_identity: "identity", federation: "identity", user: "identity", bucket: "data", secret: "data", network: "network", subnet: "network", gateway: "network", peering: "network", vpn_gateway: "network", vpn_tunnel: "network", private_link: "network", load_balancer: "network", firewall: "network", public_address: "network", instance: "compute", function: "compute", cluster: "compute", key: "key", log_sink: "logging", account: "organisation" };

const CLOUDS = {
  aws: { regions: ["us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1"], type: (kind) => `AWS::Invented::${title(kind)}`, id: (kind, region, name) => `arn:aws:invented:${region}:${ACCOUNTS.aws}:${kind}/${name}` },
  azure: { regions: ["westeurope", "eastus2", "swedencentral"], type: (kind) => `Microsoft.Invented/${kind}`, id: (kind, region, name) => `/subscriptions/${ACCOUNTS.azure}/resourceGroups/${region}/providers/Microsoft.Invented/${kind}/${name}` },
  gcp: { regions: ["europe-west4", "us-central1", "asia-southeast1"], type: (kind) => `invented.googleapis.com/${title(kind)}`, id: (kind, region, name) => `//invented.googleapis.com/projects/${ACCOUNTS.gcp}/locations/${region}/${kind}/${name}` },
  oci: { regions: ["eu-frankfurt-1", "us-ashburn-1", "sa-saopaulo-1"], type: (kind) => title(kind), id: (kind, region, name) => `ocid1.${kind}.oc1.${region}.${name}` },
  ibm: { regions: ["eu-de", "us-south", "au-syd"], type: (kind) => `is.${kind}`, id: (kind, region, name) => `crn:v1:bluemix:public:invented:${region}:${ACCOUNTS.ibm}::${kind}:${name}` },
};

const INSIDE = ["instance", "function", "endpoint", "load_balancer", "private_link", "cluster"];

/** An invented estate over five clouds, linked within and across them; `extra` buckets make it long. */
export function estate(now, extra = 0) {
  const rng = random(20261128);
  const assets = new Map();
  const edges = [];
  const add = (cloud, kind, region, name, facts = {}) => {
    const id = CLOUDS[cloud].id(kind, region || "global", name);
    assets.set(id, { id, kind, group: GROUP[kind], cloud, native_type: CLOUDS[cloud].type(kind), name, scope: ACCOUNTS[cloud], region, labels: { owner: rng.pick(["ml-platform", "platform", "risk"]) }, facts, unknown: [], observed_at: now - 3_600_000 });
    return id;
  };
  const link = (from, kind, to, field, told_by = from) => edges.push({ from, kind, to, field, told_by });
  const hub = {};
  for (const [cloud, { regions }] of Object.entries(CLOUDS)) {
    const account = add(cloud, "account", "", ACCOUNTS[cloud]);
    const trainer = add(cloud, "role", "", `${cloud}-trainer`);
    const server = add(cloud, "service_identity", "", `${cloud}-inference`);
    hub[cloud] = { trainer, server };
    for (const [place, region] of regions.entries()) {
      const network = add(cloud, "network", region, `${cloud}-ml-${region}`, { address: `10.${20 + place}.0.0/16` });
      const key = add(cloud, "key", region, `${cloud}-model-key`, { state: "Enabled" });
      const data = add(cloud, "bucket", region, `tb-training-${region}`, { public: place === 1 ? "yes" : "no", encryption: "customer_key", logged: place === 2 ? "no" : "yes" });
      const model = add(cloud, "model", region, `fraud-score-v${place + 5}`, { state: "Ready" });
      const job = add(cloud, "training_job", region, `train-fraud-${place}`, { state: "Completed" });
      const firewall = add(cloud, "firewall", region, `edge-rules-${place}`, place === 0 ? { public: "yes" } : {});
      link(data, "encrypted_by", key, "encryption.key");
      link(model, "trained_from", job, "source");
      link(job, "reads", data, "input[].uri");
      link(job, "runs_as", trainer, "roleArn");
      link(model, "encrypted_by", key, "kmsKey");
      link(account, "contains", network, "scope");
      link(firewall, "attached_to", network, "networkId");
      for (let n = 0; n < 3; n += 1) {
        const subnet = add(cloud, "subnet", region, `${region}-subnet-${n}`, { address: `10.${20 + place}.${n}.0/24`, public: n === 0 ? "yes" : "no" });
        link(subnet, "attached_to", network, "networkId");
        for (const kind of INSIDE) {
          const one = add(cloud, kind, region, `${kind.replaceAll("_", "-")}-${place}${n}`, kind === "endpoint" || kind === "load_balancer" ? { public: n === 0 ? "yes" : "no", state: "InService" } : {});
          link(one, "attached_to", subnet, "subnetId");
          if (kind === "endpoint") {
            link(one, "deployed_from", model, "modelName");
            link(one, "runs_as", server, "serviceAccount");
          }
          if (kind === "instance") link(one, "guarded_by", firewall, "securityGroups[]");
        }
      }
      if (place === 0) Object.assign(hub[cloud], { network, data, model, region });
    }
    hub[cloud].gateway = add(cloud, "vpn_gateway", hub[cloud].region, `${cloud}-vpn`, { address: `192.0.2.${20 + Object.keys(hub).length}` });
    link(hub[cloud].gateway, "attached_to", hub[cloud].network, "networkId");
    add(cloud, "public_address", hub[cloud].region, `${cloud}-egress`, { address: `203.0.113.${20 + Object.keys(hub).length}` });
  }
  for (const cloud of ["azure", "gcp", "oci", "ibm"]) {
    const tunnel = add("aws", "vpn_tunnel", "us-east-1", `to-${cloud}`, { state: "available" });
    link(tunnel, "attached_to", hub.aws.gateway, "gatewayId");
    link(tunnel, "peers_with", hub[cloud].gateway, "outsideAddress");
    link(hub.aws.trainer, "trusts", hub[cloud].server, "AssumeRolePolicy.Federated");
  }
  link(hub.gcp.model, "same_artifact", hub.aws.model, "digest");
  link(hub.gcp.server, "reads", hub.azure.data, "connection.uri");
  link(hub.aws.trainer, "refers_to", "arn:aws:iam::999900001111:role/partner-training", "Policy.Principal");
  for (let n = 0; n < extra; n += 1) add(rng.pick(Object.keys(CLOUDS)), "bucket", "", `archive-${String(n).padStart(6, "0")}`);
  const denied = assets.get(hub.aws.data);
  denied.unknown.push({ about: "s3:GetBucketPolicy", reason: "denied", permission: "s3:GetBucketPolicy", detail: "not authorized to perform s3:GetBucketPolicy", cloud: null, scope: null, region: null });
  return { assets: [...assets.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), edges, holes: holes(), hub };
}

function holes() {
  const hole = (cloud, about, reason, permission, region, detail) => ({ about, reason, permission, detail, cloud, scope: ACCOUNTS[cloud], region });
  return [
    hole("aws", "bedrock:ListGuardrails", "denied", "bedrock:ListGuardrails", "eu-west-1", "no identity-based policy allows the action"),
    hole("aws", "bedrock:ListGuardrails", "denied", "bedrock:ListGuardrails", "us-west-2", "no identity-based policy allows the action"),
    hole("azure", "Microsoft.Search/searchServices/read", "throttled", null, "westeurope", "429 after five tries"),
    hole("gcp", "aiplatform.models.list", "denied", "aiplatform.models.list", "asia-southeast1", "permission denied on the location"),
  ];
}

const title = (kind) => kind.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("");
