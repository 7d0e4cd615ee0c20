/// What is common to all resources of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// With `{account}`, `{region}`, `{id}`, the parts `{parent}` and `{last}` of an id, and `{suffix}`.
    pub(super) arn: &'static str,
    /// The field that a description has the id in; empty if none.
    pub(super) id: &'static str,
    /// The field that a description has the ARN in; empty if none.
    pub(super) field: &'static str,
    pub(super) global: bool,
}

const fn regional(name: &'static str, arn: &'static str, id: &'static str, field: &'static str) -> Kind {
    Kind { name, arn, id, field, global: false }
}

const fn global(name: &'static str, arn: &'static str, id: &'static str, field: &'static str) -> Kind {
    Kind { name, arn, id, field, global: true }
}

/// A kind of EC2: the description has the id under its own name and no ARN.
const fn ec2(name: &'static str, arn: &'static str, id: &'static str) -> Kind {
    regional(name, arn, id, "")
}

pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

#[rustfmt::skip]
pub(super) const KINDS: &[Kind] = &[
    regional("sagemaker:model", "arn:aws:sagemaker:{region}:{account}:model/{id}", "ModelName", "ModelArn"),
    regional("sagemaker:endpoint", "arn:aws:sagemaker:{region}:{account}:endpoint/{id}", "EndpointName", "EndpointArn"),
    regional("sagemaker:endpoint-config", "arn:aws:sagemaker:{region}:{account}:endpoint-config/{id}", "EndpointConfigName", "EndpointConfigArn"),
    regional("sagemaker:notebook-instance", "arn:aws:sagemaker:{region}:{account}:notebook-instance/{id}", "NotebookInstanceName", "NotebookInstanceArn"),
    regional("sagemaker:training-job", "arn:aws:sagemaker:{region}:{account}:training-job/{id}", "TrainingJobName", "TrainingJobArn"),
    regional("sagemaker:processing-job", "arn:aws:sagemaker:{region}:{account}:processing-job/{id}", "ProcessingJobName", "ProcessingJobArn"),
    regional("sagemaker:pipeline", "arn:aws:sagemaker:{region}:{account}:pipeline/{id}", "PipelineName", "PipelineArn"),
    regional("sagemaker:model-package", "arn:aws:sagemaker:{region}:{account}:model-package/{id}", "", "ModelPackageArn"),
    regional("sagemaker:model-package-group", "arn:aws:sagemaker:{region}:{account}:model-package-group/{id}", "ModelPackageGroupName", "ModelPackageGroupArn"),
    regional("sagemaker:domain", "arn:aws:sagemaker:{region}:{account}:domain/{id}", "DomainId", "DomainArn"),
    regional("sagemaker:user-profile", "arn:aws:sagemaker:{region}:{account}:user-profile/{id}", "UserProfileName", "UserProfileArn"),
    regional("sagemaker:feature-group", "arn:aws:sagemaker:{region}:{account}:feature-group/{id}", "FeatureGroupName", "FeatureGroupArn"),
    regional("sagemaker:monitoring-schedule", "arn:aws:sagemaker:{region}:{account}:monitoring-schedule/{id}", "MonitoringScheduleName", "MonitoringScheduleArn"),
    regional("sagemaker:cluster", "arn:aws:sagemaker:{region}:{account}:cluster/{id}", "ClusterName", "ClusterArn"),
    regional("bedrock:guardrail", "arn:aws:bedrock:{region}:{account}:guardrail/{id}", "guardrailId", "guardrailArn"),
    regional("bedrock:custom-model", "arn:aws:bedrock:{region}:{account}:custom-model/{id}", "", "modelArn"),
    regional("bedrock:imported-model", "arn:aws:bedrock:{region}:{account}:imported-model/{id}", "", "modelArn"),
    regional("bedrock:provisioned-model", "arn:aws:bedrock:{region}:{account}:provisioned-model/{id}", "", "provisionedModelArn"),
    regional("bedrock:custom-model-deployment", "arn:aws:bedrock:{region}:{account}:custom-model-deployment/{id}", "", "customModelDeploymentArn"),
    regional("bedrock:foundation-model", "arn:aws:bedrock:{region}::foundation-model/{id}", "modelId", "modelArn"),
    regional("bedrock:logging", "", "", ""),
    regional("bedrock:agent", "arn:aws:bedrock:{region}:{account}:agent/{id}", "agentId", "agentArn"),
    regional("bedrock:agent-alias", "arn:aws:bedrock:{region}:{account}:agent-alias/{id}", "agentAliasId", "agentAliasArn"),
    regional("bedrock:action-group", "", "actionGroupId", ""),
    regional("bedrock:agent-knowledge-base", "", "knowledgeBaseId", ""),
    regional("bedrock:knowledge-base", "arn:aws:bedrock:{region}:{account}:knowledge-base/{id}", "knowledgeBaseId", "knowledgeBaseArn"),
    regional("bedrock:data-source", "", "dataSourceId", ""),
    regional("agentcore:runtime", "arn:aws:bedrock-agentcore:{region}:{account}:runtime/{id}", "agentRuntimeId", "agentRuntimeArn"),
    regional("agentcore:gateway", "arn:aws:bedrock-agentcore:{region}:{account}:gateway/{id}", "gatewayId", "gatewayArn"),
    regional("agentcore:gateway-target", "", "targetId", ""),
    regional("agentcore:memory", "arn:aws:bedrock-agentcore:{region}:{account}:memory/{id}", "id", "arn"),
    regional("sagemaker:hyper-parameter-tuning-job", "arn:aws:sagemaker:{region}:{account}:hyper-parameter-tuning-job/{id}", "HyperParameterTuningJobName", "HyperParameterTuningJobArn"),
    regional("sagemaker:notebook-instance-lifecycle-config", "arn:aws:sagemaker:{region}:{account}:notebook-instance-lifecycle-config/{id}", "NotebookInstanceLifecycleConfigName", "NotebookInstanceLifecycleConfigArn"),
    regional("sagemaker:transform-job", "arn:aws:sagemaker:{region}:{account}:transform-job/{id}", "TransformJobName", "TransformJobArn"),
    regional("bedrock:model-customization-job", "arn:aws:bedrock:{region}:{account}:model-customization-job/{id}", "", "jobArn"),
    regional("bedrock:model-import-job", "arn:aws:bedrock:{region}:{account}:model-import-job/{id}", "", "jobArn"),
    regional("bedrock:prompt", "arn:aws:bedrock:{region}:{account}:prompt/{id}", "id", "arn"),
    regional("bedrock:flow", "arn:aws:bedrock:{region}:{account}:flow/{id}", "id", "arn"),
    regional("agentcore:code-interpreter", "arn:aws:bedrock-agentcore:{region}:{account}:code-interpreter-custom/{id}", "codeInterpreterId", "codeInterpreterArn"),
    regional("agentcore:browser", "arn:aws:bedrock-agentcore:{region}:{account}:browser-custom/{id}", "browserId", "browserArn"),
    regional("agentcore:workload-identity", "arn:aws:bedrock-agentcore:{region}:{account}:workload-identity-directory/default/workload-identity/{id}", "name", "workloadIdentityArn"),
    regional("agentcore:oauth2-provider", "arn:aws:bedrock-agentcore:{region}:{account}:token-vault/default/oauth2credentialprovider/{id}", "name", "credentialProviderArn"),
    regional("kms:key", "arn:aws:kms:{region}:{account}:key/{id}", "KeyId", "Arn"),
    regional("kms:alias", "arn:aws:kms:{region}:{account}:{id}", "", "AliasArn"),
    regional("secretsmanager:secret", "arn:aws:secretsmanager:{region}:{account}:secret:{id}-{suffix}", "", "ARN"),
    regional("lambda:function", "arn:aws:lambda:{region}:{account}:function:{id}", "FunctionName", "FunctionArn"),
    regional("eks:cluster", "arn:aws:eks:{region}:{account}:cluster/{id}", "name", "arn"),
    regional("eks:nodegroup", "arn:aws:eks:{region}:{account}:nodegroup/{id}/9ac1f2e0", "nodegroupName", "nodegroupArn"),
    regional("dynamodb:table", "arn:aws:dynamodb:{region}:{account}:table/{id}", "TableName", "TableArn"),
    regional("aoss:collection", "arn:aws:aoss:{region}:{account}:collection/{id}", "id", "arn"),
    regional("aoss:security-policy", "", "", ""),
    regional("cloudtrail:trail", "arn:aws:cloudtrail:{region}:{account}:trail/{id}", "Name", "TrailARN"),
    regional("logs:log-group", "arn:aws:logs:{region}:{account}:log-group:{id}:*", "", "arn"),
    regional("guardduty:detector", "arn:aws:guardduty:{region}:{account}:detector/{id}", "", ""),
    regional("config:aggregator", "arn:aws:config:{region}:{account}:config-aggregator/{id}", "", "ConfigurationAggregatorArn"),
    regional("config:recorder", "arn:aws:config:{region}:{account}:configuration-recorder/{id}", "", "arn"),
    global("iam:policy", "arn:aws:iam::{account}:policy/{id}", "PolicyName", "Arn"),
    global("iam:oidc-provider", "arn:aws:iam::{account}:oidc-provider/{id}", "", ""),
    global("iam:saml-provider", "arn:aws:iam::{account}:saml-provider/{id}", "", ""),
    global("s3:bucket", "arn:aws:s3:::{id}", "Name", ""),
    ec2("ec2:vpc", "arn:aws:ec2:{region}:{account}:vpc/{id}", "vpcId"),
    ec2("ec2:subnet", "arn:aws:ec2:{region}:{account}:subnet/{id}", "subnetId"),
    ec2("ec2:route-table", "arn:aws:ec2:{region}:{account}:route-table/{id}", "routeTableId"),
    ec2("ec2:security-group", "arn:aws:ec2:{region}:{account}:security-group/{id}", "groupId"),
    ec2("ec2:security-group-rule", "arn:aws:ec2:{region}:{account}:security-group-rule/{id}", "securityGroupRuleId"),
    ec2("ec2:network-acl", "arn:aws:ec2:{region}:{account}:network-acl/{id}", "networkAclId"),
    ec2("ec2:instance", "arn:aws:ec2:{region}:{account}:instance/{id}", "instanceId"),
    ec2("ec2:volume", "arn:aws:ec2:{region}:{account}:volume/{id}", "volumeId"),
    ec2("ec2:snapshot", "arn:aws:ec2:{region}:{account}:snapshot/{id}", "snapshotId"),
    ec2("ec2:vpc-peering-connection", "arn:aws:ec2:{region}:{account}:vpc-peering-connection/{id}", "vpcPeeringConnectionId"),
    ec2("ec2:vpn-connection", "arn:aws:ec2:{region}:{account}:vpn-connection/{id}", "vpnConnectionId"),
    ec2("ec2:vpn-gateway", "arn:aws:ec2:{region}:{account}:vpn-gateway/{id}", "vpnGatewayId"),
    ec2("ec2:customer-gateway", "arn:aws:ec2:{region}:{account}:customer-gateway/{id}", "customerGatewayId"),
    ec2("ec2:vpc-endpoint", "arn:aws:ec2:{region}:{account}:vpc-endpoint/{id}", "vpcEndpointId"),
    ec2("ec2:internet-gateway", "arn:aws:ec2:{region}:{account}:internet-gateway/{id}", "internetGatewayId"),
    ec2("ec2:natgateway", "arn:aws:ec2:{region}:{account}:natgateway/{id}", "natGatewayId"),
    ec2("ec2:elastic-ip", "arn:aws:ec2:{region}:{account}:elastic-ip/{id}", "allocationId"),
    ec2("ec2:network-interface", "arn:aws:ec2:{region}:{account}:network-interface/{id}", "networkInterfaceId"),
    ec2("ec2:vpc-flow-log", "arn:aws:ec2:{region}:{account}:vpc-flow-log/{id}", "flowLogId"),
    ec2("ec2:transit-gateway", "arn:aws:ec2:{region}:{account}:transit-gateway/{id}", "transitGatewayId"),
    ec2("ec2:transit-gateway-attachment", "arn:aws:ec2:{region}:{account}:transit-gateway-attachment/{id}", "transitGatewayAttachmentId"),
    regional("elb:load-balancer", "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{id}", "", "LoadBalancerArn"),
    regional("elb:listener", "arn:aws:elasticloadbalancing:{region}:{account}:listener/{id}", "", "ListenerArn"),
    regional("elb:target-group", "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{id}", "", "TargetGroupArn"),
];
