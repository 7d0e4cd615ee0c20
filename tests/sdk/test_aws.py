"""AWS of the range, driven by boto3 as it is published."""

import datetime
import json
import urllib.error
import urllib.request
import xml.etree.ElementTree

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions
import botocore.session
import pytest

PROD = "111122223333"
TRAINING = "444455556666"
MANAGEMENT = "777788889999"
FEATURES_KEY = "8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48"
NEVER = botocore.config.Config(retries={"total_max_attempts": 1})


class Caller:
    """One principal's clients, which check every answer against the service's model."""

    def __init__(self, endpoint, key, secret, token=None):
        self.endpoint = endpoint
        self.session = boto3.Session(key, secret, token, region_name="us-east-1")
        self.misfits = []

    def client(self, service, region="us-east-1"):
        client = self.session.client(service, region_name=region, endpoint_url=self.endpoint, config=NEVER)

        def check(response_dict, operation_model, **_):
            self.compare(response_dict, operation_model)

        client.meta.events.register("before-parse", check)
        return client

    def compare(self, answer, operation):
        shape = operation.output_shape
        body = answer["body"]
        if answer["status_code"] >= 300 or shape is None or not body or shape.serialization.get("payload"):
            return
        protocol = operation.service_model.metadata["protocol"]
        if protocol in ("json", "rest-json"):
            self.walk(json.loads(body), shape, operation.name)
            return
        root = xml.etree.ElementTree.fromstring(body)
        if protocol == "query":
            self.metadata(root, operation.name)
            root = root.find("{*}" + operation.name + "Result")
        if root is not None:
            self.descend(root, shape, operation.name)

    def metadata(self, root, path):
        if root.find("{*}ResponseMetadata/{*}RequestId") is None:
            self.misfits.append(f"{path} has no request id")

    def descend(self, element, shape, path):
        """Names of elements must be those of the model: parsers pass over what they do not know."""
        if shape.type_name == "structure":
            known = {}
            for name, member in shape.members.items():
                wire = member.serialization.get("name", name)
                if member.type_name in ("list", "map") and member.serialization.get("flattened"):
                    wire = member.serialization.get("name", getattr(member, "member", member).serialization.get("name", name))
                    if member.type_name == "list":
                        member = member.member
                known[wire] = member
            for child in element:
                name = child.tag.rpartition("}")[2]
                if name in ("requestId", "ResponseMetadata"):
                    continue
                if name not in known:
                    self.misfits.append(f"{path}.{name} is not in the model")
                else:
                    self.descend(child, known[name], f"{path}.{name}")
        elif shape.type_name == "list":
            wanted = shape.member.serialization.get("name", "member")
            for child in element:
                name = child.tag.rpartition("}")[2]
                if name != wanted:
                    self.misfits.append(f"{path}: entry {name}, not {wanted}")
                self.descend(child, shape.member, f"{path}[]")
        elif shape.type_name in ("integer", "long"):
            if not (element.text or "").lstrip("-").isdigit():
                self.misfits.append(f"{path} is no number: {element.text!r}")
        elif shape.type_name == "boolean" and element.text not in ("true", "false"):
            self.misfits.append(f"{path} is no boolean: {element.text!r}")

    def walk(self, value, shape, path):
        if shape.type_name == "structure" and isinstance(value, dict):
            known = {member.serialization.get("name", name): member for name, member in shape.members.items()}
            for name in value:
                if name not in known:
                    self.misfits.append(f"{path}.{name} is not in the model")
                else:
                    self.walk(value[name], known[name], f"{path}.{name}")
            for name in shape.required_members:
                wire = shape.members[name].serialization.get("name", name)
                if wire not in value and not shape.members[name].serialization.get("location"):
                    self.misfits.append(f"{path}.{wire} is required")
        elif shape.type_name == "list":
            if not isinstance(value, list):
                self.misfits.append(f"{path} is no list")
                return
            for item in value:
                self.walk(item, shape.member, f"{path}[]")
        elif shape.type_name == "map":
            for item in value.values():
                self.walk(item, shape.value, f"{path}{{}}")
        elif shape.type_name == "string" and not isinstance(value, str):
            self.misfits.append(f"{path} is no string: {value!r}")
        elif shape.type_name in ("integer", "long") and not isinstance(value, int):
            self.misfits.append(f"{path} is no number: {value!r}")
        elif shape.type_name == "boolean" and not isinstance(value, bool):
            self.misfits.append(f"{path} is no boolean: {value!r}")


@pytest.fixture(scope="session")
def aws(range_):
    return range_.cloud("aws")


def principal(aws, prefix=""):
    environment = aws.environment
    return Caller(
        environment["AWS_ENDPOINT_URL"],
        environment[prefix + "AWS_ACCESS_KEY_ID"],
        environment[prefix + "AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture(scope="session")
def auditor(aws):
    caller = principal(aws)
    yield caller
    assert caller.misfits == []


@pytest.fixture(scope="session")
def admin(aws):
    caller = principal(aws, "WELKIN_ADMIN_")
    yield caller
    assert caller.misfits == []


@pytest.fixture(scope="session")
def restricted(aws):
    return principal(aws, "WELKIN_RESTRICTED_")


def assumed(caller, account, role, **more):
    sts = caller.client("sts")
    answer = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="welkin", **more)
    given = answer["Credentials"]
    return Caller(caller.endpoint, given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


@pytest.fixture(scope="session")
def training(auditor):
    caller = assumed(auditor, TRAINING, "WelkinAudit")
    yield caller
    assert caller.misfits == []


@pytest.fixture(scope="session")
def organization(admin):
    caller = assumed(admin, MANAGEMENT, "OrganizationAccountAccessRole")
    yield caller
    assert caller.misfits == []


@pytest.fixture(scope="session")
def training_admin(admin):
    caller = assumed(admin, TRAINING, "OrganizationAccountAccessRole")
    yield caller
    assert caller.misfits == []


def refused(code, call, **parameters):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**parameters)
    error = caught.value.response
    assert error["Error"]["Code"] == code, error
    return error


def every(client, operation, key, **parameters):
    pages = list(client.get_paginator(operation).paginate(**parameters))
    return [item for page in pages for item in page[key]], len(pages)


# Who calls


def test_the_environment_alone_is_enough(aws, monkeypatch):
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    identity = boto3.Session().client("sts").get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{PROD}:user/welkin-auditor"
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    admin = boto3.Session(profile_name="welkin-admin").client("sts").get_caller_identity()
    assert admin["Arn"].endswith("user/welkin-admin")


@pytest.mark.parametrize(
    "service, operation, code, status",
    [
        ("sts", "get_caller_identity", "SignatureDoesNotMatch", 403),
        ("iam", "list_users", "SignatureDoesNotMatch", 403),
        ("sagemaker", "list_models", "InvalidSignatureException", 400),
        ("bedrock", "list_guardrails", "InvalidSignatureException", 403),
        ("ec2", "describe_vpcs", "AuthFailure", 401),
        ("s3", "list_buckets", "SignatureDoesNotMatch", 403),
    ],
)
def test_a_wrong_secret_is_refused(aws, service, operation, code, status):
    caller = Caller(aws.environment["AWS_ENDPOINT_URL"], aws.environment["AWS_ACCESS_KEY_ID"], "wrong")
    error = refused(code, getattr(caller.client(service), operation))
    assert error["ResponseMetadata"]["HTTPStatusCode"] == status


@pytest.mark.parametrize(
    "service, operation, code",
    [
        ("iam", "list_users", "InvalidClientTokenId"),
        ("kms", "list_keys", "UnrecognizedClientException"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
    ],
)
def test_an_unknown_key_is_refused(aws, service, operation, code):
    caller = Caller(aws.environment["AWS_ENDPOINT_URL"], "AKIANOBODYKNOWSTHIS1", "secret")
    refused(code, getattr(caller.client(service), operation))


def test_a_clock_that_is_wrong_is_refused(aws):
    credentials = botocore.credentials.Credentials(
        aws.environment["AWS_ACCESS_KEY_ID"], aws.environment["AWS_SECRET_ACCESS_KEY"]
    )
    request = botocore.awsrequest.AWSRequest("GET", aws.environment["AWS_ENDPOINT_URL"] + "/")
    signer = botocore.auth.S3SigV4Auth(credentials, "s3", "us-east-1")
    signer.add_auth(request)
    old = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=16)
    del request.headers["Authorization"]
    request.headers.replace_header("X-Amz-Date", old.strftime("%Y%m%dT%H%M%SZ"))
    request.context["timestamp"] = request.headers["X-Amz-Date"]
    text = signer.string_to_sign(request, signer.canonical_request(request))
    names = signer.signed_headers(signer.headers_to_sign(request))
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, SignedHeaders={names}, "
        f"Signature={signer.signature(text, request)}"
    )
    sent = urllib.request.Request(request.url, headers=dict(request.headers.items()))
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(sent, timeout=10)
    assert b"RequestTimeTooSkewed" in caught.value.read()


def test_a_role_is_assumed_and_its_session_is_bounded(auditor, training):
    identity = training.client("sts").get_caller_identity()
    assert identity["Account"] == TRAINING
    assert identity["Arn"] == f"arn:aws:sts::{TRAINING}:assumed-role/WelkinAudit/welkin"
    refused("AccessDenied", auditor.client("sts").assume_role, RoleArn=f"arn:aws:iam::{TRAINING}:role/sagemaker-training", RoleSessionName="x1")
    refused("AccessDenied", auditor.client("sts").assume_role, RoleArn=f"arn:aws:iam::{TRAINING}:role/no-such", RoleSessionName="x1")
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sagemaker:ListModels", "Resource": "*"}]}
    narrow = assumed(auditor, TRAINING, "WelkinAudit", Policy=json.dumps(policy))
    narrow.client("sagemaker").list_models()
    refused("AccessDeniedException", narrow.client("sagemaker").list_endpoints)


def test_a_session_without_its_token_is_nobody(auditor, training):
    held = training.session.get_credentials().get_frozen_credentials()
    bare = Caller(auditor.endpoint, held.access_key, held.secret_key)
    refused("InvalidClientTokenId", bare.client("sts").get_caller_identity)


def test_a_session_token_of_a_user(auditor):
    given = auditor.client("sts").get_session_token(DurationSeconds=900)["Credentials"]
    caller = Caller(auditor.endpoint, given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    assert caller.client("sts").get_caller_identity()["Arn"].endswith("user/welkin-auditor")


@pytest.mark.parametrize("prefix, account, role", [
    ("WELKIN_GITHUB_", PROD, "deploy-pipeline"),
    ("WELKIN_GOOGLE_", TRAINING, "gcp-model-deployer"),
    ("WELKIN_ENTRA_", PROD, "entra-etl"),
])
def test_outside_issuers_open_sessions(aws, prefix, account, role):
    sts = boto3.client("sts", endpoint_url=aws.environment["AWS_ENDPOINT_URL"], region_name="us-east-1",
                       config=botocore.config.Config(signature_version=botocore.UNSIGNED))
    arn = aws.environment[prefix + "AWS_ROLE_ARN"]
    with open(aws.environment[prefix + "AWS_WEB_IDENTITY_TOKEN_FILE"]) as file:
        token = file.read()
    given = sts.assume_role_with_web_identity(RoleArn=arn, RoleSessionName="outside", WebIdentityToken=token)
    assert given["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{account}:assumed-role/{role}/outside"
    body = token.split(".")
    forged = ".".join([body[0], body[1][:-2] + "AA", body[2]])
    refused("InvalidIdentityToken", sts.assume_role_with_web_identity, RoleArn=arn, RoleSessionName="outside", WebIdentityToken=forged)
    other = f"arn:aws:iam::{account}:role/WelkinAudit"
    assert refused("AccessDenied", sts.assume_role_with_web_identity, RoleArn=other, RoleSessionName="outside", WebIdentityToken=token)


# What is there


@pytest.mark.parametrize("account, service, list_operation, list_key, name, describe, parameter", [
    (PROD, "sagemaker", "list_models", "Models", "ModelName", "describe_model", "ModelName"),
    (PROD, "sagemaker", "list_endpoints", "Endpoints", "EndpointName", "describe_endpoint", "EndpointName"),
    (PROD, "sagemaker", "list_endpoint_configs", "EndpointConfigs", "EndpointConfigName", "describe_endpoint_config", "EndpointConfigName"),
    (PROD, "sagemaker", "list_feature_groups", "FeatureGroupSummaries", "FeatureGroupName", "describe_feature_group", "FeatureGroupName"),
    (PROD, "sagemaker", "list_monitoring_schedules", "MonitoringScheduleSummaries", "MonitoringScheduleName", "describe_monitoring_schedule", "MonitoringScheduleName"),
    (TRAINING, "sagemaker", "list_notebook_instances", "NotebookInstances", "NotebookInstanceName", "describe_notebook_instance", "NotebookInstanceName"),
    (TRAINING, "sagemaker", "list_training_jobs", "TrainingJobSummaries", "TrainingJobName", "describe_training_job", "TrainingJobName"),
    (TRAINING, "sagemaker", "list_processing_jobs", "ProcessingJobSummaries", "ProcessingJobName", "describe_processing_job", "ProcessingJobName"),
    (TRAINING, "sagemaker", "list_pipelines", "PipelineSummaries", "PipelineName", "describe_pipeline", "PipelineName"),
    (TRAINING, "sagemaker", "list_model_packages", "ModelPackageSummaryList", "ModelPackageArn", "describe_model_package", "ModelPackageName"),
    (TRAINING, "sagemaker", "list_model_package_groups", "ModelPackageGroupSummaryList", "ModelPackageGroupName", "describe_model_package_group", "ModelPackageGroupName"),
    (TRAINING, "sagemaker", "list_domains", "Domains", "DomainId", "describe_domain", "DomainId"),
    (TRAINING, "sagemaker", "list_clusters", "ClusterSummaries", "ClusterName", "describe_cluster", "ClusterName"),
    (PROD, "bedrock", "list_guardrails", "guardrails", "id", "get_guardrail", "guardrailIdentifier"),
    (PROD, "bedrock", "list_custom_models", "modelSummaries", "modelArn", "get_custom_model", "modelIdentifier"),
    (PROD, "bedrock", "list_imported_models", "modelSummaries", "modelArn", "get_imported_model", "modelIdentifier"),
    (PROD, "bedrock", "list_provisioned_model_throughputs", "provisionedModelSummaries", "provisionedModelArn", "get_provisioned_model_throughput", "provisionedModelId"),
    (PROD, "bedrock", "list_custom_model_deployments", "modelDeploymentSummaries", "customModelDeploymentArn", "get_custom_model_deployment", "customModelDeploymentIdentifier"),
    (PROD, "bedrock-agent", "list_agents", "agentSummaries", "agentId", "get_agent", "agentId"),
    (PROD, "bedrock-agent", "list_knowledge_bases", "knowledgeBaseSummaries", "knowledgeBaseId", "get_knowledge_base", "knowledgeBaseId"),
    (PROD, "bedrock-agentcore-control", "list_agent_runtimes", "agentRuntimes", "agentRuntimeId", "get_agent_runtime", "agentRuntimeId"),
    (PROD, "bedrock-agentcore-control", "list_gateways", "items", "gatewayId", "get_gateway", "gatewayIdentifier"),
    (PROD, "bedrock-agentcore-control", "list_memories", "memories", "id", "get_memory", "memoryId"),
    (PROD, "kms", "list_keys", "Keys", "KeyId", "describe_key", "KeyId"),
    (PROD, "secretsmanager", "list_secrets", "SecretList", "ARN", "describe_secret", "SecretId"),
    (PROD, "lambda", "list_functions", "Functions", "FunctionName", "get_function", "FunctionName"),
    (PROD, "eks", "list_clusters", "clusters", None, "describe_cluster", "name"),
    (PROD, "dynamodb", "list_tables", "TableNames", None, "describe_table", "TableName"),
    (PROD, "guardduty", "list_detectors", "DetectorIds", None, "get_detector", "DetectorId"),
])
def test_what_is_listed_is_described(auditor, training, account, service, list_operation, list_key, name, describe, parameter):
    client = (auditor if account == PROD else training).client(service)
    listed = getattr(client, list_operation)()[list_key]
    assert listed
    for item in listed:
        described = getattr(client, describe)(**{parameter: item[name] if name else item})
        assert described


@pytest.mark.parametrize("service, operation, key, size, parameters", [
    ("sagemaker", "list_training_jobs", "TrainingJobSummaries", "MaxResults", {}),
    ("sagemaker", "list_user_profiles", "UserProfiles", "MaxResults", {}),
    ("sagemaker", "list_model_packages", "ModelPackageSummaryList", "MaxResults", {}),
])
def test_pages_of_training_together_are_the_whole(training, service, operation, key, size, parameters):
    client = training.client(service)
    whole, _ = every(client, operation, key, **parameters, **{size: 100})
    small, pages = every(client, operation, key, **parameters, **{size: 1})
    assert small == whole and pages == len(whole) > 1


@pytest.mark.parametrize("service, operation, key, size", [
    ("bedrock", "list_guardrails", "guardrails", "maxResults"),
    ("bedrock-agent", "list_agents", "agentSummaries", "maxResults"),
    ("bedrock-agentcore-control", "list_gateways", "items", "maxResults"),
    ("iam", "list_roles", "Roles", "MaxItems"),
    ("kms", "list_keys", "Keys", "Limit"),
    ("lambda", "list_functions", "Functions", "MaxItems"),
    ("secretsmanager", "list_secrets", "SecretList", "MaxResults"),
    ("elbv2", "describe_load_balancers", "LoadBalancers", "PageSize"),
    ("logs", "describe_log_groups", "logGroups", "limit"),
])
def test_pages_together_are_the_whole(auditor, service, operation, key, size):
    client = auditor.client(service)
    whole = getattr(client, operation)()[key]
    small, pages = every(client, operation, key, **{size: 1})
    assert small == whole and pages == len(whole) > 1


def test_a_token_that_the_service_did_not_make_is_refused(auditor):
    refused("ValidationException", auditor.client("sagemaker").list_models, NextToken="made-up")
    refused("ValidationError", auditor.client("iam").list_roles, Marker="made-up")
    refused("ValidationException", auditor.client("sagemaker").list_models, MaxResults=101)
    first = auditor.client("sagemaker").list_models(MaxResults=1)["NextToken"]
    refused("ValidationException", auditor.client("sagemaker").list_endpoints, NextToken=first)


def test_regions_and_accounts_are_apart(auditor, training):
    assert len(auditor.client("sagemaker", "us-west-2").list_models()["Models"]) == 1
    assert auditor.client("sagemaker", "eu-central-1").list_models()["Models"] == []
    assert training.client("sagemaker").list_models()["Models"] == []


def test_what_is_not_there_is_told_in_the_services_own_way(auditor):
    refused("ValidationException", auditor.client("sagemaker").describe_model, ModelName="no-such")
    refused("ResourceNotFound", auditor.client("sagemaker").describe_domain, DomainId="d-no-such")
    with pytest.raises(auditor.client("iam").exceptions.NoSuchEntityException):
        auditor.client("iam").get_role(RoleName="no-such")
    kms = auditor.client("kms")
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        kms.describe_key(KeyId="00000000-0000-4000-8000-000000000000")
    assert caught.value.response["Error"]["Code"] in ("NotFoundException", "AccessDeniedException")
    agents = auditor.client("bedrock-agent")
    with pytest.raises(agents.exceptions.ResourceNotFoundException):
        agents.get_agent(agentId="NOSUCHAGNT")
    refused("InvalidVpcID.NotFound", auditor.client("ec2").describe_vpcs, VpcIds=["vpc-00000000000000000"])
    s3 = auditor.client("s3")
    refused("NoSuchBucket", s3.get_bucket_policy, Bucket="nobodys-at-all")
    refused("AccessDenied", s3.get_bucket_policy, Bucket="technobank-models-us")
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="technobank-artifacts-us")
    refused("TypeNotFoundException", auditor.client("cloudcontrol").list_resources, TypeName="AWS::Nothing::There")


def test_parts_of_agents_and_knowledge_bases(auditor):
    client = auditor.client("bedrock-agent")
    alias = client.list_agent_aliases(agentId="TBAGENT001")["agentAliasSummaries"][0]
    assert client.get_agent_alias(agentId="TBAGENT001", agentAliasId=alias["agentAliasId"])["agentAlias"]["agentAliasName"] == "live"
    group = client.list_agent_action_groups(agentId="TBAGENT001", agentVersion="DRAFT")["actionGroupSummaries"][0]
    action = client.get_agent_action_group(agentId="TBAGENT001", agentVersion="DRAFT", actionGroupId=group["actionGroupId"])
    assert action["agentActionGroup"]["actionGroupExecutor"]["lambda"].endswith(":claims-lookup")
    assert client.list_agent_knowledge_bases(agentId="TBAGENT001", agentVersion="DRAFT")["agentKnowledgeBaseSummaries"]
    source = client.list_data_sources(knowledgeBaseId="TBKNOW0002")["dataSourceSummaries"][0]
    described = client.get_data_source(knowledgeBaseId="TBKNOW0002", dataSourceId=source["dataSourceId"])["dataSource"]
    assert "serverSideEncryptionConfiguration" not in described
    gateway = auditor.client("bedrock-agentcore-control").list_gateway_targets(gatewayIdentifier="tools-gateway-a7k2m9x4qt")
    assert gateway["items"][0]["name"] == "claims"


def test_invocations_are_logged_in_one_region_only(auditor):
    assert "loggingConfig" in auditor.client("bedrock").get_model_invocation_logging_configuration()
    assert "loggingConfig" not in auditor.client("bedrock", "us-west-2").get_model_invocation_logging_configuration()
    assert len(auditor.client("bedrock").list_foundation_models()["modelSummaries"]) == 3


def test_cloud_control_has_properties_as_text(auditor):
    client = auditor.client("cloudcontrol")
    models, _ = every(client, "list_resources", "ResourceDescriptions", TypeName="AWS::SageMaker::Model", MaxResults=2)
    assert len(models) == 5
    assert json.loads(models[0]["Properties"])["ExecutionRoleArn"]
    one = client.get_resource(TypeName="AWS::SageMaker::Model", Identifier=models[0]["Identifier"])
    assert one["ResourceDescription"] == models[0]
    guardrail = client.list_resources(TypeName="AWS::Bedrock::Guardrail")["ResourceDescriptions"][0]
    assert "ContentPolicy" in json.loads(guardrail["Properties"])
    error = refused("InvalidRequestException", client.list_resources, TypeName="AWS::Bedrock::AgentAlias")
    assert "AgentId" in error["Error"]["Message"]
    aliases = client.list_resources(TypeName="AWS::Bedrock::AgentAlias", ResourceModel=json.dumps({"AgentId": "TBAGENT001"}))
    assert aliases["ResourceDescriptions"][0]["Identifier"] == "TBAGENT001|TBALIAS001"
    refused("UnsupportedActionException", client.list_resources, TypeName="AWS::SageMaker::Device")


def test_config_covers_a_part(auditor):
    client = auditor.client("config")
    name = client.describe_configuration_aggregators()["ConfigurationAggregators"][0]["ConfigurationAggregatorName"]
    query = "SELECT resourceId, accountId, awsRegion, configuration.EnableNetworkIsolation WHERE resourceType = 'AWS::SageMaker::Model'"
    rows, pages = every(client, "select_aggregate_resource_config", "Results", Expression=query, ConfigurationAggregatorName=name, Limit=2)
    rows = [json.loads(row) for row in rows]
    assert {row["awsRegion"] for row in rows} == {"us-east-1"} and pages == 3
    assert [row["resourceId"] for row in rows if not row["configuration"]["EnableNetworkIsolation"]] == ["churn-us-2026-08"]
    like = "SELECT resourceId WHERE resourceType LIKE 'AWS::SageMaker%' AND accountId IN ('444455556666')"
    assert every(client, "select_aggregate_resource_config", "Results", Expression=like, ConfigurationAggregatorName=name)[0]
    lacking = "SELECT resourceId WHERE resourceType = 'AWS::SageMaker::Endpoint'"
    assert client.select_aggregate_resource_config(Expression=lacking, ConfigurationAggregatorName=name)["Results"] == []
    refused("InvalidExpressionException", client.select_aggregate_resource_config, Expression="DELETE", ConfigurationAggregatorName=name)
    refused("NoSuchConfigurationAggregatorException", client.select_aggregate_resource_config, Expression=query, ConfigurationAggregatorName="x")
    found = client.list_discovered_resources(resourceType="AWS::S3::Bucket")["resourceIdentifiers"]
    keys = [{"resourceType": "AWS::S3::Bucket", "resourceId": found[0]["resourceId"]}, {"resourceType": "AWS::S3::Bucket", "resourceId": "none"}]
    batch = client.batch_get_resource_config(resourceKeys=keys)
    assert json.loads(batch["baseConfigurationItems"][0]["configuration"])
    assert len(batch["unprocessedResourceKeys"]) == 1
    assert client.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]["recording"]


def test_all_of_iam_in_one_call(auditor):
    client = auditor.client("iam")
    pages = list(client.get_paginator("get_account_authorization_details").paginate(MaxItems=5))
    users = [user for page in pages for user in page["UserDetailList"]]
    roles = [role for page in pages for role in page["RoleDetailList"]]
    policies = [policy for page in pages for policy in page["Policies"]]
    assert {"ci-deploy", "bedrock-poc", "welkin-auditor"} <= {user["UserName"] for user in users}
    deploy = next(role for role in roles if role["RoleName"] == "deploy-pipeline")
    trust = deploy["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Condition"]["StringLike"] == {"token.actions.githubusercontent.com:sub": "repo:technobank/*"}
    assert policies and all(policy["PolicyVersionList"] for policy in policies)
    assert client.get_account_summary()["SummaryMap"]["Users"] == len(users)
    assert client.list_access_keys(UserName="ci-deploy")["AccessKeyMetadata"][0]["Status"] == "Active"
    provider = client.list_open_id_connect_providers()["OpenIDConnectProviderList"][0]["Arn"]
    assert client.get_open_id_connect_provider(OpenIDConnectProviderArn=provider)["ClientIDList"]
    assert client.list_saml_providers()["SAMLProviderList"]
    assert client.get_role_policy(RoleName="feature-etl", PolicyName="workload")["PolicyDocument"]["Statement"]
    assert client.list_attached_user_policies(UserName="welkin-auditor")["AttachedPolicies"]
    assert client.list_groups_for_user(UserName="ci-deploy")["Groups"][0]["GroupName"] == "ci"
    client.generate_credential_report()
    assert b"ci-deploy,arn:aws:iam::" in client.get_credential_report()["Content"]
    document = client.get_policy_version(PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess", VersionId="v1")
    assert document["PolicyVersion"]["Document"]["Statement"]


@pytest.mark.parametrize("operation, key", [
    ("describe_vpcs", "Vpcs"), ("describe_subnets", "Subnets"), ("describe_route_tables", "RouteTables"),
    ("describe_security_groups", "SecurityGroups"), ("describe_network_acls", "NetworkAcls"), ("describe_instances", "Reservations"),
    ("describe_vpc_peering_connections", "VpcPeeringConnections"), ("describe_vpn_connections", "VpnConnections"),
    ("describe_vpn_gateways", "VpnGateways"), ("describe_customer_gateways", "CustomerGateways"), ("describe_vpc_endpoints", "VpcEndpoints"),
    ("describe_internet_gateways", "InternetGateways"), ("describe_nat_gateways", "NatGateways"), ("describe_addresses", "Addresses"),
    ("describe_network_interfaces", "NetworkInterfaces"), ("describe_flow_logs", "FlowLogs"), ("describe_regions", "Regions"),
    ("describe_volumes", "Volumes"), ("describe_security_group_rules", "SecurityGroupRules"),
])
def test_networks_are_described(auditor, operation, key):
    items = getattr(auditor.client("ec2"), operation)()[key]
    assert items and all(items)


def test_filters_and_relations_of_networks(auditor):
    ec2 = auditor.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["technobank-inf*"]}])["Vpcs"][0]
    assert vpc["VpcId"] == "vpc-0b7a1c5d9e3f24680"
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["Subnets"]
    assert len(subnets) == 5
    vpn = ec2.describe_vpn_connections()["VpnConnections"]
    peers = {gateway["CustomerGatewayId"]: gateway["IpAddress"] for gateway in ec2.describe_customer_gateways()["CustomerGateways"]}
    assert {peers[connection["CustomerGatewayId"]] for connection in vpn} == {"192.0.2.21", "192.0.2.31", "192.0.2.51"}
    link = ec2.describe_vpc_endpoints(Filters=[{"Name": "tag:Name", "Values": ["fraud-inference-link"]}])["VpcEndpoints"][0]
    assert link["DnsEntries"][0]["DnsName"] == "fraud.inference.technobank.example"
    elb = auditor.client("elbv2")
    balancer = elb.describe_load_balancers(Names=["api-ingress"])["LoadBalancers"][0]
    listener = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"][0]
    target = listener["DefaultActions"][0]["TargetGroupArn"]
    assert elb.describe_target_groups(TargetGroupArns=[target])["TargetGroups"][0]["TargetGroupName"] == "fraud-scoring"
    refused("LoadBalancerNotFound", elb.describe_load_balancers, Names=["none"])


def test_buckets_and_their_settings(auditor, training):
    s3 = auditor.client("s3")
    names = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    assert {"technobank-features-us", "technobank-reports-us"} <= names and "technobank-models-us" not in names
    assert not s3.get_bucket_location(Bucket="technobank-features-us")["LocationConstraint"]
    rule = s3.get_bucket_encryption(Bucket="technobank-features-us")["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert s3.get_bucket_versioning(Bucket="technobank-features-us")["Status"] == "Enabled"
    assert s3.get_bucket_policy_status(Bucket="technobank-reports-us")["PolicyStatus"]["IsPublic"]
    refused("NoSuchPublicAccessBlockConfiguration", s3.get_public_access_block, Bucket="technobank-reports-us")
    assert s3.get_public_access_block(Bucket="technobank-features-us")["PublicAccessBlockConfiguration"]["BlockPublicPolicy"]
    assert s3.get_bucket_logging(Bucket="technobank-features-us")["LoggingEnabled"]["TargetBucket"] == "technobank-logs-us"
    assert s3.get_object_lock_configuration(Bucket="technobank-logs-us")["ObjectLockConfiguration"]["ObjectLockEnabled"] == "Enabled"
    tags = {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket="technobank-features-us")["TagSet"]}
    assert tags["data-class"] == "confidential"
    theirs = training.client("s3")
    assert theirs.get_bucket_replication(Bucket="technobank-training-us")["ReplicationConfiguration"]["Rules"]
    keys, pages = every(theirs, "list_objects_v2", "Contents", Bucket="technobank-training-us", Prefix="fraud/", MaxKeys=15)
    assert len(keys) == 40 and pages == 3
    refused("AccessDenied", theirs.get_object, Bucket="technobank-training-us", Key=keys[0]["Key"])


def test_trails_logs_and_keys(auditor, training):
    trails = auditor.client("cloudtrail").describe_trails()["trailList"]
    assert trails[0]["IsOrganizationTrail"]
    assert auditor.client("cloudtrail").get_trail_status(Name=trails[0]["TrailARN"])["IsLogging"]
    assert not training.client("cloudtrail").get_trail_status(Name="training-data-events")["IsLogging"]
    assert len(auditor.client("cloudtrail").get_event_selectors(TrailName=trails[0]["TrailARN"])["AdvancedEventSelectors"]) == 3
    assert auditor.client("logs").describe_log_groups(logGroupNamePrefix="/aws/bedrock")["logGroups"]
    kms = auditor.client("kms")
    assert kms.describe_key(KeyId="alias/technobank-features")["KeyMetadata"]["KeyId"] == FEATURES_KEY
    assert kms.get_key_rotation_status(KeyId=FEATURES_KEY)["KeyRotationEnabled"]
    assert json.loads(kms.get_key_policy(KeyId=FEATURES_KEY)["Policy"])["Statement"]
    assert kms.list_aliases(KeyId=FEATURES_KEY)["Aliases"][0]["AliasName"] == "alias/technobank-features"
    assert kms.list_resource_tags(KeyId=FEATURES_KEY)["Tags"]
    aoss = auditor.client("opensearchserverless")
    ids = [collection["id"] for collection in aoss.list_collections()["collectionSummaries"]]
    assert len(aoss.batch_get_collection(ids=ids)["collectionDetails"]) == 2
    assert auditor.client("eks").list_nodegroups(clusterName="inference")["nodegroups"] == ["general", "gpu"]
    assert auditor.client("eks").describe_nodegroup(clusterName="inference", nodegroupName="gpu")["nodegroup"]["instanceTypes"]


def test_tags_are_read_and_written(auditor, admin):
    arn = f"arn:aws:sagemaker:us-east-1:{PROD}:model/fraud-scoring-us-2026-11"
    tags = {tag["Key"]: tag["Value"] for tag in auditor.client("sagemaker").list_tags(ResourceArn=arn)["Tags"]}
    assert tags["model-source"] == "s3://technobank-models-us/fraud/v12/model.tar.gz"
    refused("AccessDeniedException", auditor.client("sagemaker").add_tags, ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    admin.client("sagemaker").add_tags(ResourceArn=arn, Tags=[{"Key": "welkin", "Value": "seen"}])
    assert {"Key": "welkin", "Value": "seen"} in admin.client("sagemaker").list_tags(ResourceArn=arn)["Tags"]
    admin.client("sagemaker").delete_tags(ResourceArn=arn, TagKeys=["welkin"])
    guardrail = admin.client("bedrock").list_guardrails()["guardrails"][0]["arn"]
    admin.client("bedrock").tag_resource(resourceARN=guardrail, tags=[{"key": "welkin", "value": "seen"}])
    assert {"key": "welkin", "value": "seen"} in admin.client("bedrock").list_tags_for_resource(resourceARN=guardrail)["tags"]
    admin.client("bedrock").untag_resource(resourceARN=guardrail, tagKeys=["welkin"])
    runtime = admin.client("bedrock-agentcore-control").list_agent_runtimes()["agentRuntimes"][0]["agentRuntimeArn"]
    for service, resource in [("bedrock-agentcore-control", runtime), ("bedrock-agent", f"arn:aws:bedrock:us-east-1:{PROD}:agent/TBAGENT002")]:
        client = admin.client(service)
        client.tag_resource(resourceArn=resource, tags={"welkin": "seen", "case": "7"})
        client.untag_resource(resourceArn=resource, tagKeys=["case", "none"])
        tags = client.list_tags_for_resource(resourceArn=resource)["tags"]
        assert tags["welkin"] == "seen" and "case" not in tags
    function = f"arn:aws:lambda:us-east-1:{PROD}:function:claims-lookup"
    admin.client("lambda").tag_resource(Resource=function, Tags={"welkin": "seen"})
    assert admin.client("lambda").list_tags(Resource=function)["Tags"]["welkin"] == "seen"
    admin.client("kms").tag_resource(KeyId=FEATURES_KEY, Tags=[{"TagKey": "welkin", "TagValue": "seen"}])
    assert {"TagKey": "welkin", "TagValue": "seen"} in admin.client("kms").list_resource_tags(KeyId=FEATURES_KEY)["Tags"]
    admin.client("secretsmanager").tag_resource(SecretId="prod/assistant/vector-store", Tags=[{"Key": "welkin", "Value": "seen"}])
    assert {"Key": "welkin", "Value": "seen"} in admin.client("secretsmanager").describe_secret(SecretId="prod/assistant/vector-store")["Tags"]
    foreign = f"arn:aws:sagemaker:us-east-1:{TRAINING}:cluster/credit-hyperpod"
    refused("ValidationException", admin.client("sagemaker").list_tags, ResourceArn=foreign)
    agent = auditor.client("bedrock-agent").get_agent(agentId="TBAGENT001")["agent"]["agentArn"]
    assert auditor.client("bedrock-agent").list_tags_for_resource(resourceArn=agent)["tags"]["owner"] == "assistant"


def test_the_organization(organization, auditor):
    client = organization.client("organizations")
    root = client.list_roots()["Roots"][0]["Id"]
    accounts, _ = every(client, "list_accounts", "Accounts")
    assert {account["Id"] for account in accounts} == {PROD, TRAINING, MANAGEMENT}
    unit = client.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"][0]
    assert client.list_children(ParentId=unit["Id"], ChildType="ORGANIZATIONAL_UNIT")["Children"]
    policies = client.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    trail = next(policy for policy in policies if policy["Name"] == "protect-audit-trail")
    assert json.loads(client.describe_policy(PolicyId=trail["Id"])["Policy"]["Content"])["Statement"]
    assert client.list_targets_for_policy(PolicyId=trail["Id"])["Targets"][0]["Type"] == "ORGANIZATIONAL_UNIT"
    assert client.list_policies(Filter="RESOURCE_CONTROL_POLICY")["Policies"]
    assert client.list_parents(ChildId=PROD)["Parents"][0]["Type"] == "ORGANIZATIONAL_UNIT"
    assert auditor.client("organizations").describe_organization()["Organization"]["MasterAccountId"] == MANAGEMENT
    refused("AccessDeniedException", auditor.client("organizations").list_accounts)


# Who may what


def test_the_auditor_reads_and_changes_nothing(auditor):
    sagemaker, iam, ec2 = auditor.client("sagemaker"), auditor.client("iam"), auditor.client("ec2")
    refused("AccessDeniedException", sagemaker.delete_endpoint, EndpointName="churn-us")
    refused("AccessDenied", iam.update_access_key, UserName="ci-deploy", AccessKeyId="AKIAQTB7CIDEPLOY2X4N", Status="Inactive")
    refused("UnauthorizedOperation", ec2.create_security_group, GroupName="x", Description="x", VpcId="vpc-0b7a1c5d9e3f24680", DryRun=True)
    refused("AccessDenied", auditor.client("s3").put_bucket_policy, Bucket="technobank-reports-us", Policy="{}")
    refused("AccessDeniedException", auditor.client("kms").disable_key, KeyId=FEATURES_KEY)


def test_the_restricted_principal_meets_denials(restricted):
    assert restricted.client("sagemaker").list_models()["Models"]
    error = refused("AccessDenied", restricted.client("iam").list_users)
    assert "is not authorized to perform: iam:ListUsers" in error["Error"]["Message"]
    refused("AccessDeniedException", restricted.client("secretsmanager").list_secrets)
    refused("AccessDeniedException", restricted.client("bedrock-agent").list_agents)
    assert restricted.client("bedrock").list_guardrails()["guardrails"]


def test_a_public_object_needs_no_signature(aws):
    client = boto3.client("s3", endpoint_url=aws.environment["AWS_ENDPOINT_URL"], region_name="us-east-1",
                          config=botocore.config.Config(signature_version=botocore.UNSIGNED))
    assert client.get_object(Bucket="technobank-reports-us", Key="reports/2026/q3/summary.csv")["Body"].read()
    refused("AccessDenied", client.get_object, Bucket="technobank-features-us", Key="online/customer/17.parquet")


# Containment, and back


def in_service(sagemaker, endpoint):
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=endpoint, WaiterConfig={"Delay": 1, "MaxAttempts": 5})


def test_weight_zero_is_no_quarantine(admin):
    sagemaker, runtime = admin.client("sagemaker"), admin.client("sagemaker-runtime")
    endpoint = "fraud-scoring-us"
    weights = lambda a, b: [{"VariantName": "champion", "DesiredWeight": a}, {"VariantName": "challenger", "DesiredWeight": b}]
    sagemaker.update_endpoint_weights_and_capacities(EndpointName=endpoint, DesiredWeightsAndCapacities=weights(0, 1))
    assert sagemaker.describe_endpoint(EndpointName=endpoint)["EndpointStatus"] == "Updating"
    refused("ValidationException", sagemaker.update_endpoint_weights_and_capacities, EndpointName=endpoint, DesiredWeightsAndCapacities=weights(1, 1))
    in_service(sagemaker, endpoint)
    variants = sagemaker.describe_endpoint(EndpointName=endpoint)["ProductionVariants"]
    assert [variant["CurrentWeight"] for variant in variants] == [0.0, 1.0]
    for n in range(20):
        answer = runtime.invoke_endpoint(EndpointName=endpoint, Body=f"{n}".encode())
        assert answer["InvokedProductionVariant"] == "challenger"
    pinned = runtime.invoke_endpoint(EndpointName=endpoint, Body=b"x", TargetVariant="champion")
    assert pinned["InvokedProductionVariant"] == "champion"
    refused("ValidationError", runtime.invoke_endpoint, EndpointName=endpoint, Body=b"x", TargetVariant="none")
    refused("ValidationException", sagemaker.update_endpoint_weights_and_capacities, EndpointName=endpoint,
            DesiredWeightsAndCapacities=[{"VariantName": "none", "DesiredWeight": 1}])
    sagemaker.update_endpoint_weights_and_capacities(EndpointName=endpoint, DesiredWeightsAndCapacities=weights(0.9, 0.1))


def test_a_deleted_endpoint_leaves_its_configuration(admin):
    sagemaker = admin.client("sagemaker")
    variant = {"VariantName": "main", "ModelName": "churn-us-2026-08", "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
    made = sagemaker.create_endpoint_config(EndpointConfigName="churn-safe", ProductionVariants=[variant], Tags=[{"Key": "welkin", "Value": "1"}])
    assert made["EndpointConfigArn"].endswith("endpoint-config/churn-safe")
    refused("ValidationException", sagemaker.create_endpoint_config, EndpointConfigName="churn-safe", ProductionVariants=[variant])
    sagemaker.update_endpoint(EndpointName="churn-us", EndpointConfigName="churn-safe")
    refused("ValidationException", sagemaker.delete_endpoint, EndpointName="churn-us")
    in_service(sagemaker, "churn-us")
    assert sagemaker.describe_endpoint(EndpointName="churn-us")["EndpointConfigName"] == "churn-safe"
    sagemaker.delete_endpoint(EndpointName="churn-us")
    refused("ValidationException", sagemaker.describe_endpoint, EndpointName="churn-us")
    assert sagemaker.describe_endpoint_config(EndpointConfigName="churn-safe")
    refused("ValidationError", admin.client("sagemaker-runtime").invoke_endpoint, EndpointName="churn-us", Body=b"x")


def test_a_model_package_is_rejected_and_approved_again(training_admin):
    sagemaker = training_admin.client("sagemaker")
    arn = f"arn:aws:sagemaker:us-east-1:{TRAINING}:model-package/fraud-scoring/13"
    sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Rejected", ApprovalDescription="quarantine", ClientToken="welkin-0001")
    assert sagemaker.describe_model_package(ModelPackageName=arn)["ModelApprovalStatus"] == "Rejected"
    rejected = sagemaker.list_model_packages(ModelApprovalStatus="Rejected")["ModelPackageSummaryList"]
    assert [package["ModelPackageVersion"] for package in rejected] == [13]
    sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="PendingManualApproval")
    notebook = {"NotebookInstanceName": "credit-lab-01"}
    sagemaker.stop_notebook_instance(**notebook)
    assert sagemaker.describe_notebook_instance(**notebook)["NotebookInstanceStatus"] == "Stopped"
    refused("ValidationException", sagemaker.stop_notebook_instance, **notebook)
    sagemaker.start_notebook_instance(**notebook)


def test_a_key_is_switched_off_but_works_a_moment_longer(aws, admin):
    ci, iam = principal(aws, "WELKIN_CI_"), admin.client("iam")
    key = aws.environment["WELKIN_CI_AWS_ACCESS_KEY_ID"]
    iam.update_access_key(UserName="ci-deploy", AccessKeyId=key, Status="Inactive")
    assert iam.list_access_keys(UserName="ci-deploy")["AccessKeyMetadata"][0]["Status"] == "Inactive"
    ci.client("sts").get_caller_identity()
    iam.update_access_key(UserName="ci-deploy", AccessKeyId=key, Status="Active")
    assert iam.get_access_key_last_used(AccessKeyId=key)["UserName"] == "ci-deploy"


def test_policies_of_users_and_roles_are_put_and_taken_back(admin):
    iam = admin.client("iam")
    deny = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*",
                       "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-11-28T10:00:00.000Z"}}}]})
    iam.put_role_policy(RoleName="monitoring", PolicyName="AWSRevokeOlderSessions", PolicyDocument=deny)
    assert "AWSRevokeOlderSessions" in iam.list_role_policies(RoleName="monitoring")["PolicyNames"]
    iam.delete_role_policy(RoleName="monitoring", PolicyName="AWSRevokeOlderSessions")
    refused("NoSuchEntity", iam.get_role_policy, RoleName="monitoring", PolicyName="AWSRevokeOlderSessions")
    refused("MalformedPolicyDocument", iam.put_role_policy, RoleName="monitoring", PolicyName="x", PolicyDocument="{")
    iam.put_user_policy(UserName="bedrock-poc", PolicyName="deny", PolicyDocument=deny)
    assert iam.get_user_policy(UserName="bedrock-poc", PolicyName="deny")["PolicyDocument"]["Statement"]
    iam.delete_user_policy(UserName="bedrock-poc", PolicyName="deny")
    boundary = f"arn:aws:iam::{PROD}:policy/quarantine-boundary"
    iam.put_user_permissions_boundary(UserName="bedrock-poc", PermissionsBoundary=boundary)
    assert iam.get_user(UserName="bedrock-poc")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    iam.delete_user_permissions_boundary(UserName="bedrock-poc")
    assert iam.get_login_profile(UserName="bedrock-poc")["LoginProfile"]["UserName"] == "bedrock-poc"
    iam.delete_login_profile(UserName="bedrock-poc")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.delete_login_profile(UserName="bedrock-poc")
    trust = iam.get_role(RoleName="terraform-plan")["Role"]["AssumeRolePolicyDocument"]
    trust["Statement"][0]["Condition"]["StringEquals"]["aws:PrincipalOrgID"] = "o-tb7x4n2k9q"
    iam.update_assume_role_policy(RoleName="terraform-plan", PolicyDocument=json.dumps(trust))
    assert iam.get_role(RoleName="terraform-plan")["Role"]["AssumeRolePolicyDocument"] == trust
    with pytest.raises(iam.exceptions.UnmodifiableEntityException):
        iam.put_role_policy(RoleName="AWSServiceRoleForConfig", PolicyName="x", PolicyDocument=deny)
    iam.attach_role_policy(RoleName="monitoring", PolicyArn=boundary)
    iam.detach_role_policy(RoleName="monitoring", PolicyArn=boundary)
    iam.tag_role(RoleName="monitoring", Tags=[{"Key": "welkin", "Value": "seen"}])
    assert {"Key": "welkin", "Value": "seen"} in iam.list_role_tags(RoleName="monitoring")["Tags"]


def test_service_control_policies_are_attached_and_detached(organization):
    client = organization.client("organizations")
    content = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "bedrock:InvokeModel", "Resource": "*"}]})
    made = client.create_policy(Content=content, Description="quarantine", Name="welkin-quarantine", Type="SERVICE_CONTROL_POLICY")
    policy = made["Policy"]["PolicySummary"]["Id"]
    with pytest.raises(client.exceptions.DuplicatePolicyException):
        client.create_policy(Content=content, Description="", Name="welkin-quarantine", Type="SERVICE_CONTROL_POLICY")
    client.attach_policy(PolicyId=policy, TargetId=TRAINING)
    with pytest.raises(client.exceptions.DuplicatePolicyAttachmentException):
        client.attach_policy(PolicyId=policy, TargetId=TRAINING)
    on_target = client.list_policies_for_target(TargetId=TRAINING, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert policy in {entry["Id"] for entry in on_target}
    with pytest.raises(client.exceptions.PolicyInUseException):
        client.delete_policy(PolicyId=policy)
    client.detach_policy(PolicyId=policy, TargetId=TRAINING)
    client.delete_policy(PolicyId=policy)
    with pytest.raises(client.exceptions.ConstraintViolationException):
        client.detach_policy(PolicyId="p-FullAWSAccess", TargetId=TRAINING)
    with pytest.raises(client.exceptions.MalformedPolicyDocumentException):
        client.create_policy(Content="{}", Description="", Name="broken", Type="SERVICE_CONTROL_POLICY")


def test_a_machine_is_isolated_after_a_dry_run(admin):
    ec2 = admin.client("ec2")
    vpc = "vpc-0b7a1c5d9e3f24680"
    new = {"GroupName": "welkin-quarantine", "Description": "no way in or out", "VpcId": vpc}
    error = refused("DryRunOperation", ec2.create_security_group, DryRun=True, **new)
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 412
    group = ec2.create_security_group(**new, TagSpecifications=[{"ResourceType": "security-group", "Tags": [{"Key": "welkin", "Value": "1"}]}])["GroupId"]
    refused("InvalidGroup.Duplicate", ec2.create_security_group, **new)
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)
    refused("InvalidPermission.NotFound", ec2.revoke_security_group_egress, GroupId=group, IpPermissions=everything)
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"] == []
    interface = ec2.describe_network_interfaces(Filters=[{"Name": "description", "Values": ["assistant-api"]}])["NetworkInterfaces"][0]
    before = [entry["GroupId"] for entry in interface["Groups"]]
    change = {"NetworkInterfaceId": interface["NetworkInterfaceId"], "Groups": [group]}
    refused("DryRunOperation", ec2.modify_network_interface_attribute, DryRun=True, **change)
    now = lambda: ec2.describe_network_interfaces(NetworkInterfaceIds=[interface["NetworkInterfaceId"]])["NetworkInterfaces"][0]["Groups"]
    assert [entry["GroupId"] for entry in now()] == before
    ec2.modify_network_interface_attribute(**change)
    assert [entry["GroupId"] for entry in now()] == [group]
    refused("DependencyViolation", ec2.delete_security_group, GroupId=group)
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface["NetworkInterfaceId"], Groups=before)
    rule = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.20.250.0/24", "Description": "forensics"}]}]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)
    refused("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=rule)
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=rule)
    ec2.create_tags(Resources=[group], Tags=[{"Key": "case", "Value": "7"}])
    assert ec2.describe_security_groups(Filters=[{"Name": "tag:case", "Values": ["7"]}])["SecurityGroups"]
    ec2.delete_security_group(GroupId=group)
    volume = ec2.describe_volumes()["Volumes"][0]["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume, Description="evidence")["SnapshotId"]
    assert ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]["State"] == "completed"


def test_data_is_frozen(admin, training_admin):
    s3 = admin.client("s3")
    bucket = "technobank-artifacts-us"
    deny = {"Version": "2012-10-17", "Statement": [{"Sid": "freeze", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}]}
    first = s3.put_object(Bucket=bucket, Key="evidence/a", Body=b"one")
    assert first["VersionId"] != "null"
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(deny))
    assert json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]) == deny
    refused("AccessDenied", s3.put_object, Bucket=bucket, Key="evidence/a", Body=b"two")
    s3.delete_bucket_policy(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="evidence/a", Body=b"two")
    assert s3.get_object(Bucket=bucket, Key="evidence/a", VersionId=first["VersionId"])["Body"].read() == b"one"
    refused("MalformedPolicy", s3.put_bucket_policy, Bucket=bucket, Policy="{}")
    public = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}]}
    refused("AccessDenied", s3.put_bucket_policy, Bucket=bucket, Policy=json.dumps(public))
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    block = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
    assert s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"] == block
    models = training_admin.client("s3")
    held = {"Bucket": "technobank-models-us", "Key": "fraud/v12/model.tar.gz"}
    models.put_object_legal_hold(**held, LegalHold={"Status": "ON"})
    assert models.get_object_legal_hold(**held)["LegalHold"]["Status"] == "ON"
    version = models.head_object(**held)["VersionId"]
    refused("AccessDenied", models.delete_object, **held, VersionId=version)
    models.put_object_legal_hold(**held, LegalHold={"Status": "OFF"})
    refused("InvalidRequest", s3.put_object_legal_hold, Bucket=bucket, Key="evidence/a", LegalHold={"Status": "ON"})
    refused("NoSuchKey", s3.get_object, Bucket=bucket, Key="none")
    odd = "evidence/a b+c/é&<x>=1.txt"
    s3.put_object(Bucket=bucket, Key=odd, Body=b"odd")
    assert s3.get_object(Bucket=bucket, Key=odd)["Body"].read() == b"odd"
    assert odd in {entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket, Prefix="evidence/")["Contents"]}


def test_a_presigned_url_opens_one_object(admin):
    config = botocore.config.Config(signature_version="s3v4")
    s3 = admin.session.client("s3", endpoint_url=admin.endpoint, config=config)
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "technobank-knowledge-us", "Key": "terms/2026.pdf"}, ExpiresIn=60)
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert b"terms/2026.pdf" in answer.read()
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url.replace("2026.pdf", "2027.pdf"), timeout=10)
    assert b"SignatureDoesNotMatch" in caught.value.read()


def test_uploads_over_tls_come_in_chunks(aws, admin):
    """Over TLS the SDK sends the body chunked, with a checksum behind it."""
    s3 = admin.session.client("s3", endpoint_url=aws.endpoints["tls"], verify=aws.environment["AWS_CA_BUNDLE"], config=NEVER)
    body = bytes(range(256)) * 900
    s3.put_object(Bucket="technobank-artifacts-us", Key="evidence/big", Body=body)
    assert s3.get_object(Bucket="technobank-artifacts-us", Key="evidence/big")["Body"].read() == body
    assert admin.session.client("sts", endpoint_url=aws.endpoints["tls"], verify=aws.environment["AWS_CA_BUNDLE"]).get_caller_identity()


def test_keys_functions_and_secrets_are_stopped(admin):
    kms = admin.client("kms")
    key = "6f0a2c4e-8b1d-4937-a5c3-7e9f1b2d4c60"
    kms.disable_key(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=key)
    functions = admin.client("lambda")
    functions.put_function_concurrency(FunctionName="payments-tool", ReservedConcurrentExecutions=0)
    assert functions.get_function_concurrency(FunctionName="payments-tool")["ReservedConcurrentExecutions"] == 0
    functions.delete_function_concurrency(FunctionName="payments-tool")
    assert json.loads(functions.get_policy(FunctionName="payments-tool")["Policy"])["Statement"]
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.get_function(FunctionName="none")
    secrets = admin.client("secretsmanager")
    once = secrets.rotate_secret(SecretId="prod/core-banking/db", ClientRequestToken="welkin-000000000000000000000000000001")
    again = secrets.rotate_secret(SecretId="prod/core-banking/db", ClientRequestToken="welkin-000000000000000000000000000001")
    assert once["VersionId"] == again["VersionId"]
    with pytest.raises(secrets.exceptions.InvalidRequestException):
        secrets.rotate_secret(SecretId="github/technobank-deploy/oidc-broker")


def test_models_of_bedrock_are_invoked_and_taken_down(admin):
    runtime, bedrock = admin.client("bedrock-runtime"), admin.client("bedrock")
    model = "anthropic.claude-sonnet-4-20250514-v1:0"
    body = json.dumps({"messages": [{"role": "user", "content": "hello"}], "max_tokens": 8})
    assert json.loads(runtime.invoke_model(modelId=model, body=body)["body"].read())["content"]
    answer = runtime.converse(modelId=model, messages=[{"role": "user", "content": [{"text": "hello"}]}])
    assert answer["stopReason"] == "end_turn"
    with pytest.raises(runtime.exceptions.ValidationException):
        runtime.invoke_model(modelId="nobody.knows", body=body)
    bought = bedrock.list_provisioned_model_throughputs()["provisionedModelSummaries"][0]["provisionedModelArn"]
    with pytest.raises(bedrock.exceptions.ConflictException):
        bedrock.delete_provisioned_model_throughput(provisionedModelId=bought)
    deployed = bedrock.list_custom_model_deployments()["modelDeploymentSummaries"][0]["customModelDeploymentArn"]
    bedrock.delete_custom_model_deployment(customModelDeploymentIdentifier=deployed)
    with pytest.raises(bedrock.exceptions.ResourceNotFoundException):
        bedrock.get_custom_model_deployment(customModelDeploymentIdentifier=deployed)


# Trouble


@pytest.mark.parametrize("service, operation, code, status", [
    ("sagemaker", "list_models", "ThrottlingException", 400),
    ("iam", "list_users", "Throttling", 400),
    ("s3", "list_buckets", "SlowDown", 503),
    ("ec2", "describe_vpcs", "RequestLimitExceeded", 503),
])
def test_throttling_has_the_services_shape(range_, auditor, service, operation, code, status):
    range_.admin("PUT", "/faults", ["aws:*:*:429:1"])
    try:
        error = refused(code, getattr(auditor.client(service), operation))
    finally:
        range_.admin("PUT", "/faults", [])
    assert error["ResponseMetadata"]["HTTPStatusCode"] == status


def test_documented_rates_are_kept_and_the_sdk_waits(range_, aws, auditor):
    patient = auditor.session.client("cloudtrail", endpoint_url=auditor.endpoint,
                                     config=botocore.config.Config(retries={"mode": "standard", "total_max_attempts": 8}))
    range_.admin("PUT", "/limits", "documented")
    try:
        strict = auditor.client("cloudtrail")
        with pytest.raises(botocore.exceptions.ClientError) as caught:
            for _ in range(60):
                strict.describe_trails()
        assert caught.value.response["Error"]["Code"] == "ThrottlingException"
        assert patient.describe_trails()["trailList"]
    finally:
        range_.admin("PUT", "/limits", "off")


def test_an_operation_that_is_not_served_says_so(admin):
    refused("UnknownOperationException", admin.client("sagemaker").list_apps)
    refused("InvalidAction", admin.client("ec2").describe_hosts)
