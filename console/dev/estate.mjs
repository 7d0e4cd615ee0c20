/** The invented estate that the fixtures play in: sources, accounts, people, addresses. */
export const SOURCES = [
  { id: "aws.cloudtrail", cloud: "aws", title: "AWS CloudTrail", rate: 41.5 },
  { id: "aws.bedrock", cloud: "aws", title: "Amazon Bedrock invocation log", rate: 12.2 },
  { id: "aws.guardduty", cloud: "aws", title: "Amazon GuardDuty", rate: 0.4 },
  { id: "azure.activity", cloud: "azure", title: "Azure Activity Log", rate: 18.7 },
  { id: "entra.signin", cloud: "azure", title: "Entra sign-in log", rate: 22.1 },
  { id: "entra.audit", cloud: "azure", title: "Entra audit log", rate: 2.6 },
  { id: "gcp.audit", cloud: "gcp", title: "Google Cloud audit log", rate: 27.9 },
  { id: "gcp.scc", cloud: "gcp", title: "Security Command Center", rate: 0 },
  { id: "oci.audit", cloud: "oci", title: "Oracle Cloud audit log", rate: 6.3 },
  { id: "ibm.activity", cloud: "ibm", title: "IBM Cloud Activity Tracker", rate: 3.1 },
  { id: "okta.system", cloud: "other", title: "Okta System Log", rate: 0 },
];

export const ACCOUNTS = {
  aws: "111122223333",
  azure: "7d1f0c52-0000-4000-8000-00000000a2e1",
  gcp: "technobank-ml-prod",
  oci: "ocid1.tenancy.oc1..technobank",
  ibm: "a/5f0e9c1d2b",
  other: "technobank.example",
};

export const REGIONS = { aws: "eu-west-1", azure: "westeurope", gcp: "europe-west4", oci: "eu-frankfurt-1", ibm: "eu-de", other: "global" };

export const PROVIDERS = { aws: "AWS", azure: "Azure", gcp: "GCP", oci: "OCI", ibm: "IBM Cloud", other: "Other" };

export const ACTORS = ["mira.koval@technobank.example", "svc-train@technobank.example", "j.ortega@technobank.example", "ci-deployer", "data-platform", "li.wei@technobank.example"];

export const ADDRESSES = ["198.51.100.14", "198.51.100.77", "203.0.113.9", "192.0.2.45", "192.0.2.61"];

export const SEVERITY = { 1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical" };

/** Routine control-plane actions: source, service, operation, and the finding that one in a few raises. */
export const ACTIONS = [
  { source: "aws.cloudtrail", service: "sagemaker.amazonaws.com", operation: "CreateEndpoint", title: "SageMaker endpoint created", severity: 1, tactic: ["TA0042", "Resource Development"], technique: ["AML.T0008", "Acquire Infrastructure"] },
  { source: "aws.cloudtrail", service: "iam.amazonaws.com", operation: "CreateAccessKey", title: "Access key created for another user", severity: 3, tactic: ["TA0003", "Persistence"], technique: ["T1098.001", "Additional Cloud Credentials"] },
  { source: "aws.cloudtrail", service: "s3.amazonaws.com", operation: "PutBucketPolicy", title: "Bucket policy grants another account", severity: 3, tactic: ["TA0010", "Exfiltration"], technique: ["T1537", "Transfer Data to Cloud Account"] },
  { source: "aws.bedrock", service: "bedrock.amazonaws.com", operation: "InvokeModel", title: "Prompt asks the model to ignore its instructions", severity: 3, tactic: ["AML.TA0005", "Execution"], technique: ["AML.T0051", "LLM Prompt Injection"] },
  { source: "aws.guardduty", service: "guardduty.amazonaws.com", operation: "CreateFindings", title: "Calls from a network known for abuse", severity: 4, tactic: ["TA0001", "Initial Access"], technique: ["T1078.004", "Cloud Accounts"] },
  { source: "azure.activity", service: "Microsoft.CognitiveServices", operation: "accounts/listKeys/action", title: "Azure OpenAI keys listed", severity: 2, tactic: ["TA0006", "Credential Access"], technique: ["T1552", "Unsecured Credentials"] },
  { source: "azure.activity", service: "Microsoft.Network", operation: "networkSecurityGroups/securityRules/write", title: "Inbound rule opened to any address", severity: 3, tactic: ["TA0005", "Defense Evasion"], technique: ["T1562.007", "Disable or Modify Cloud Firewall"] },
  { source: "entra.signin", service: "Entra ID", operation: "UserLoggedIn", title: "Sign-in from a new country", severity: 2, tactic: ["TA0001", "Initial Access"], technique: ["T1078.004", "Cloud Accounts"] },
  { source: "entra.audit", service: "Core Directory", operation: "Add member to role", title: "Member added to a privileged role", severity: 4, tactic: ["TA0003", "Persistence"], technique: ["T1098.003", "Additional Cloud Roles"] },
  { source: "gcp.audit", service: "aiplatform.googleapis.com", operation: "google.cloud.aiplatform.v1.ModelService.UploadModel", title: "Vertex AI model uploaded", severity: 1, tactic: ["AML.TA0001", "AI Attack Staging"], technique: ["AML.T0010", "AI Supply Chain Compromise"] },
  { source: "gcp.audit", service: "iam.googleapis.com", operation: "google.iam.admin.v1.CreateServiceAccountKey", title: "Service account key created", severity: 3, tactic: ["TA0003", "Persistence"], technique: ["T1098.001", "Additional Cloud Credentials"] },
  { source: "gcp.scc", service: "securitycenter.googleapis.com", operation: "CreateFinding", title: "Publicly readable training bucket", severity: 4, tactic: ["TA0009", "Collection"], technique: ["T1530", "Data from Cloud Storage"] },
  { source: "oci.audit", service: "IdentityControlPlane", operation: "CreateApiKey", title: "API signing key added", severity: 2, tactic: ["TA0003", "Persistence"], technique: ["T1098.001", "Additional Cloud Credentials"] },
  { source: "ibm.activity", service: "iam-identity", operation: "iam-identity.serviceid-apikey.create", title: "Service ID API key created", severity: 2, tactic: ["TA0003", "Persistence"], technique: ["T1098.001", "Additional Cloud Credentials"] },
];
