use welkin_model::Cloud;

use super::super::Weakness;

const fn weakness(id: &'static str, asset: &'static str, what: &'static str) -> Weakness {
    Weakness { id, cloud: Cloud::Ibm, asset, what }
}

/// What is wrong in the bank's part of IBM Cloud. Everything else is meant to be in order.
#[rustfmt::skip]
pub(crate) const WEAKNESSES: &[Weakness] = &[
    weakness("TB-IBM-01", "crn:v1:bluemix:public:iam-identity::a/a8d3f7c2b1e04965978ad2c4e6f1b305::profile:Profile-6f3b0d82-9a57-4c1e-8b24-5d7e1f0c9a36",
        "The trusted profile of a vendor whose contract has ended still manages watsonx.ai and all keys."),
    weakness("TB-IBM-02", "crn:v1:bluemix:public:iam-identity::a/a8d3f7c2b1e04965978ad2c4e6f1b305::apikey:ApiKey-2f9d7c51-8e34-4b0a-a6c7-d1e5f8309b42",
        "The API key of the ledger has not been rotated since April 2023 and never expires."),
    weakness("TB-IBM-03", "crn:v1:bluemix:public:iam-identity::a/a8d3f7c2b1e04965978ad2c4e6f1b305::serviceid:ServiceId-d5a90f37-1c6b-4e82-93d4-60b7f8e2c1a5",
        "A batch job without an owner administers every service of the account."),
    weakness("TB-IBM-04", "crn:v1:bluemix:public:iam-identity::a/a8d3f7c2b1e04965978ad2c4e6f1b305::account-settings:a8d3f7c2b1e04965978ad2c4e6f1b305",
        "The account asks nobody for a second factor and lets anyone create API keys."),
    weakness("TB-IBM-05", "crn:v1:bluemix:public:cloud-object-storage:global:a/a8d3f7c2b1e04965978ad2c4e6f1b305:7d1f4b83-2c6e-4a95-b0d8-3e5f6a7b8c91:bucket:model-demo",
        "A policy for Public Access opens a bucket with a copy of the fraud model to everyone."),
    weakness("TB-IBM-06", "crn:v1:bluemix:public:cloud-object-storage:global:a/a8d3f7c2b1e04965978ad2c4e6f1b305:5e2a9c71-0d4b-4f36-8b1e-9a7c6d3f2058:bucket:core-ledger-export",
        "Exports of the ledger lie without a key of the bank, firewall, versions and activity tracking."),
    weakness("TB-IBM-07", "crn:v1:bluemix:public:is:us-south-1:a/a8d3f7c2b1e04965978ad2c4e6f1b305::security-group:r006-5d1c8e47-2b60-4f93-8a7e-c4b9d6f1a035",
        "The security group of the GPU servers lets SSH in from anywhere."),
    weakness("TB-IBM-08", "crn:v1:bluemix:public:is:us-south-1:a/a8d3f7c2b1e04965978ad2c4e6f1b305::instance:0717_8a4fb17a-5e93-42c6-9da1-f7ec0924d368",
        "A GPU server with a public address answers its metadata service unencrypted over up to 64 hops."),
    weakness("TB-IBM-09", "crn:v1:bluemix:public:kms:us-south:a/a8d3f7c2b1e04965978ad2c4e6f1b305:9f2b7d46-1e8a-4c53-b0d7-6a3c5e8f1d20:key:7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41",
        "The root key of the ledger is never rotated and one person can delete it."),
    weakness("TB-IBM-10", "crn:v1:bluemix:public:context-based-restrictions::a/a8d3f7c2b1e04965978ad2c4e6f1b305::rule:e9c307fb5d24618bc3d4e5f60718293a",
        "The restriction on watsonx.ai only reports: calls from anywhere go through."),
    weakness("TB-IBM-11", "crn:v1:bluemix:public:is:us-south-1:a/a8d3f7c2b1e04965978ad2c4e6f1b305::flow-log-collector:r006-6e2d9f58-3c71-40a4-9b8f-d5cae702b146",
        "The flow logs of the AI network are switched off."),
    weakness("TB-IBM-12", "crn:v1:bluemix:public:pm-20:us-south:a/a8d3f7c2b1e04965978ad2c4e6f1b305:3c6e8f10-52a4-4b7d-9e31-7d8c0b2a4f65:deployment:63f4e5d0-c1b2-4394-9857-162f3e4d5c0b",
        "The canary serves a model under the credit model's name with another digest, and nothing watches it."),
    weakness("TB-IBM-13", "crn:v1:bluemix:public:atracker:us-south:a/a8d3f7c2b1e04965978ad2c4e6f1b305:c3af0a9e-4b71-4a86-95d2-7e1f6c8b0d53:route:c3af0a9e-4b71-4a86-95d2-7e1f6c8b0d53",
        "Audit records of Frankfurt are routed nowhere, and there is no default target."),
    weakness("TB-IBM-14", "crn:v1:bluemix:public:secrets-manager:us-south:a/a8d3f7c2b1e04965978ad2c4e6f1b305:b0c47d1e-95f2-4a6b-8e03-61d7f2a9c584:secret:9b50c28b-6fa4-43d7-8eb2-08fd1a35e479",
        "The key to a partner's model has lain unchanged since May 2023 and is not rotated."),
];
