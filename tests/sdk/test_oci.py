"""Oracle's Python SDK, unmodified, against the simulated Oracle Cloud."""

import base64
import json
import time

import oci
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from oci.exceptions import ServiceError

TENANCY = "ocid1.tenancy.oc1..aaaaaaaatechnobankarchiveroot2k7w5nq3vydg4xhzpelbmcusojra"
ARCHIVES = "ocid1.compartment.oc1..aaaaaaaatechnobankarchives5c3jx7m2q4vw6ynhdgzplekbtsoura"
AI = "ocid1.compartment.oc1..aaaaaaaatechnobankai"
AI_PROD = "ocid1.compartment.oc1..aaaaaaaatechnobankaiprod"
AI_LAB = "ocid1.compartment.oc1..aaaaaaaatechnobankailab"
NETWORK = "ocid1.compartment.oc1..aaaaaaaatechnobanknetwork"
SECURITY = "ocid1.compartment.oc1..aaaaaaaatechnobanksecurity"
MODEL = "ocid1.datasciencemodel.oc1.iad.amaaaaaatechnobankcreditrisk7vq4yw2n6xmd3jgzhplekb"
FORGOTTEN = "ocid1.datasciencemodeldeployment.oc1.phx.amaaaaaatechnobankforgotten"
NONE = oci.retry.NoneRetryStrategy()


def ocid(kind, slug, prefix="amaaaaaa"):
    return f"ocid1.{kind}.oc1.iad.{prefix}technobank{slug}"


class Sdk:
    """Makes clients of the SDK for one of the three users."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.environment = cloud.environment

    def config(self, profile="DEFAULT"):
        return oci.config.from_file(self.environment["OCI_CONFIG_FILE"], profile)

    def client(self, kind, service, profile="DEFAULT", region=None, **more):
        endpoint = self.cloud.endpoints[f"{region}/{service}" if region else service]
        config = {} if "signer" in more else self.config(profile)
        return kind(config, service_endpoint=endpoint, retry_strategy=NONE, **more)

    def identity(self, profile="DEFAULT", **more):
        return self.client(oci.identity.IdentityClient, "identity", profile, **more)

    def science(self, profile="DEFAULT", **more):
        return self.client(oci.data_science.DataScienceClient, "datascience", profile, **more)

    def genai(self, profile="DEFAULT", **more):
        return self.client(oci.generative_ai.GenerativeAiClient, "generativeai", profile, **more)

    def agents(self, profile="DEFAULT", **more):
        return self.client(oci.generative_ai_agent.GenerativeAiAgentClient, "agent", profile, **more)

    def storage(self, profile="DEFAULT", **more):
        return self.client(oci.object_storage.ObjectStorageClient, "objectstorage", profile, **more)

    def network(self, profile="DEFAULT", **more):
        return self.client(oci.core.VirtualNetworkClient, "iaas", profile, **more)

    def compute(self, profile="DEFAULT", **more):
        return self.client(oci.core.ComputeClient, "iaas", profile, **more)

    def blocks(self, profile="DEFAULT", **more):
        return self.client(oci.core.BlockstorageClient, "iaas", profile, **more)

    def search(self, profile="DEFAULT", **more):
        return self.client(oci.resource_search.ResourceSearchClient, "query", profile, **more)

    def keys(self, profile="DEFAULT", **more):
        return self.client(oci.key_management.KmsManagementClient, "kms-management", profile, **more)

    def model(self, profile="DEFAULT", **more):
        return self.client(oci.model_deployment.ModelDeploymentClient, "modeldeployment", profile, **more)


@pytest.fixture(scope="module")
def sdk(range_):
    return Sdk(range_.cloud("oci"))


def everything(call, *arguments, **more):
    return oci.pagination.list_call_get_all_results(call, *arguments, **more).data


def refused(status, code, call, *arguments, **more):
    with pytest.raises(ServiceError) as error:
        call(*arguments, **more)
    assert (error.value.status, error.value.code) == (status, code), error.value.message
    assert error.value.request_id


def wait(done):
    end = time.monotonic() + 5
    while not done():
        assert time.monotonic() < end
        time.sleep(0.2)


# --- Authentication


def test_the_configuration_file_and_the_environment_name_the_same_user(sdk):
    config = sdk.config()
    assert config["user"] == sdk.environment["OCI_CLI_USER"]
    assert config["fingerprint"] == sdk.environment["OCI_CLI_FINGERPRINT"]
    assert config["key_file"] == sdk.environment["OCI_CLI_KEY_FILE"]
    assert sdk.identity().get_user(config["user"]).data.name == "welkin-auditor"


def test_the_fingerprint_is_the_digest_of_the_public_key(sdk):
    config = sdk.config()
    with open(config["key_file"], "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None)
    digest = hashes.Hash(hashes.MD5())
    digest.update(key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
    assert ":".join(f"{byte:02x}" for byte in digest.finalize()) == config["fingerprint"]


def test_another_users_key_is_refused(sdk):
    config = sdk.config() | {"key_file": sdk.config("ADMIN")["key_file"]}
    client = oci.identity.IdentityClient(config, service_endpoint=sdk.cloud.endpoints["identity"], retry_strategy=NONE)
    refused(401, "NotAuthenticated", client.list_regions)


def test_a_stranger_is_refused(sdk):
    config = sdk.config() | {"fingerprint": "00:" * 15 + "00"}
    client = oci.identity.IdentityClient(config, service_endpoint=sdk.cloud.endpoints["identity"], retry_strategy=NONE)
    refused(401, "NotAuthenticated", client.list_regions)


def test_a_region_without_subscription_does_not_know_the_tenancy(sdk):
    refused(401, "NotAuthenticated", sdk.science(region="uk-london-1").list_models, AI_PROD)


def test_the_resource_principal_of_a_notebook_session_reads_models_and_writes_to_the_archives(sdk):
    environment = {
        name.removeprefix("WELKIN_WORKLOAD_"): value
        for name, value in sdk.environment.items()
        if name.startswith("WELKIN_WORKLOAD_")
    }
    signer = oci.auth.signers.EphemeralResourcePrincipalSigner(
        session_token=environment["OCI_RESOURCE_PRINCIPAL_RPST"],
        private_key=environment["OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM"],
        region=environment["OCI_RESOURCE_PRINCIPAL_REGION"],
    )
    assert sdk.science(signer=signer).get_model_deployment(ocid("datasciencemodeldeployment", "creditrisk")).data
    sdk.storage(signer=signer).put_object("technobank", "archive-models", "planted.bin", b"x")
    refused(404, "NotAuthorizedOrNotFound", sdk.identity(signer=signer).list_users, TENANCY)


def exchange(sdk, subject, issuer=None, minutes=5):
    environment = sdk.environment
    with open(environment["WELKIN_EXCHANGE_OCI_ISSUER_KEY_FILE"], "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None)
    encode = lambda part: base64.urlsafe_b64encode(part).rstrip(b"=")
    now = int(time.time())
    body = {"iss": issuer or environment["WELKIN_EXCHANGE_OCI_ISSUER"], "sub": subject, "iat": now, "exp": now + minutes * 60}
    message = b".".join(encode(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, body))
    token = message + b"." + encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256()))
    with open(environment["WELKIN_EXCHANGE_OCI_CLIENT_SECRET_FILE"]) as file:
        secret = file.read()
    return oci.auth.signers.TokenExchangeSigner(
        token.decode(), sdk.cloud.endpoints["domain"], environment["WELKIN_EXCHANGE_OCI_CLIENT_ID"], secret
    )


def test_a_token_of_an_outside_issuer_is_exchanged_for_one_that_is_bound_to_a_key(sdk):
    signer = exchange(sdk, "spiffe://technobank.example/welkin/auditor")
    assert sdk.science(signer=signer).list_projects(ARCHIVES).data
    stolen = oci.auth.signers.SecurityTokenSigner(
        signer.security_token_container.security_token, rsa.generate_private_key(65537, 2048)
    )
    refused(401, "NotAuthenticated", sdk.science(signer=stolen).list_projects, ARCHIVES)


def test_tokens_that_no_trust_names_are_not_exchanged(sdk):
    for subject, issuer, minutes in [
        ("spiffe://technobank.example/welkin/nobody", None, 5),
        ("spiffe://technobank.example/welkin/auditor", "https://elsewhere.example", 5),
        ("spiffe://technobank.example/welkin/auditor", None, -5),
    ]:
        with pytest.raises(Exception, match="401"):
            exchange(sdk, subject, issuer, minutes)


def test_an_instance_gets_a_token_for_its_certificate(sdk):
    environment = sdk.environment
    retriever = oci.auth.certificate_retriever.FileBasedCertificateRetriever(
        certificate_file_path=environment["WELKIN_INSTANCE_OCI_CERTIFICATE_FILE"],
        private_key_pem_file_path=environment["WELKIN_INSTANCE_OCI_KEY_FILE"],
    )
    federation = oci.auth.federation_client.X509FederationClient(
        federation_endpoint=sdk.cloud.endpoints["auth"] + "/v1/x509",
        tenancy_id=TENANCY,
        session_key_supplier=oci.auth.session_key_supplier.SessionKeySupplier(),
        leaf_certificate_retriever=retriever,
    )
    signer = oci.auth.signers.X509FederationClientBasedSecurityTokenSigner(federation)
    assert sdk.storage(signer=signer).put_object("technobank", "archive-models", "by-instance", b"1").headers["etag"]
    refused(404, "BucketNotFound", sdk.storage(signer=signer).get_bucket, "technobank", "credit-training")


def test_a_user_gets_a_session_token_for_a_key_of_its_own(sdk):
    client = sdk.client(oci.identity_data_plane.DataplaneClient, "auth")
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    details = oci.identity_data_plane.models.GenerateUserSecurityTokenDetails(public_key=public, session_expiration_in_minutes=5)
    token = client.generate_user_security_token(details).data.token
    signer = oci.auth.signers.SecurityTokenSigner(token, key)
    assert sdk.identity(signer=signer).get_user(sdk.config()["user"]).data.name == "welkin-auditor"
    refused(404, "NotAuthorizedOrNotFound", sdk.science(signer=signer).deactivate_model, MODEL)
    details.session_expiration_in_minutes = 600
    refused(400, "InvalidParameter", client.generate_user_security_token, details)


# --- Discovery


def test_the_tenancy_its_regions_and_its_compartments(sdk):
    identity = sdk.identity()
    assert identity.get_tenancy(TENANCY).data.home_region_key == "IAD"
    subscribed = {one.region_name: one.is_home_region for one in identity.list_region_subscriptions(TENANCY).data}
    assert subscribed == {"us-ashburn-1": True, "us-phoenix-1": False, "eu-frankfurt-1": False}
    assert len(identity.list_regions().data) == 6
    assert len(identity.list_availability_domains(TENANCY).data) == 3
    assert {one.name for one in everything(identity.list_compartments, TENANCY)} == {"archives", "ai", "network", "security"}
    whole = everything(identity.list_compartments, TENANCY, compartment_id_in_subtree=True, limit=2)
    assert {one.name for one in whole} == {"archives", "ai", "network", "security", "prod", "lab"}
    refused(400, "InvalidParameter", identity.list_compartments, AI, compartment_id_in_subtree=True)


def test_only_what_one_may_inspect_is_accessible(sdk):
    names = lambda profile: {
        one.name
        for one in everything(
            sdk.identity(profile).list_compartments, TENANCY, compartment_id_in_subtree=True, access_level="ACCESSIBLE"
        )
    }
    assert names("DEFAULT") == names("RESTRICTED")
    refused(404, "NotAuthorizedOrNotFound", sdk.identity("RESTRICTED").list_policies, TENANCY)


def test_users_groups_and_what_they_hold(sdk):
    identity = sdk.identity()
    users = everything(identity.list_users, TENANCY, limit=4)
    assert len({user.id for user in users}) == len(users) >= 14
    legacy = next(user for user in users if user.name == "legacy-batch")
    assert legacy.capabilities.can_use_customer_secret_keys
    assert identity.list_api_keys(legacy.id).data[0].lifecycle_state == "ACTIVE"
    assert identity.list_customer_secret_keys(legacy.id).data and identity.list_auth_tokens(legacy.id).data
    group = identity.list_groups(TENANCY, name="data-scientists").data[0]
    assert len(everything(identity.list_user_group_memberships, TENANCY, group_id=group.id)) == 3
    assert {one.name for one in identity.list_dynamic_groups(TENANCY).data} >= {"notebook-principals"}
    assert identity.list_identity_providers("SAML2", TENANCY).data[0].name == "okta-technobank"
    assert identity.list_domains(TENANCY).data[0].display_name == "Default"
    assert identity.list_network_sources(TENANCY).data
    namespace = identity.list_tag_namespaces(TENANCY).data[0]
    assert {tag.name for tag in identity.list_tags(namespace.id).data} >= {"data-class"}
    assert len(identity.list_tag_defaults().data) == 3
    quotas = sdk.client(oci.limits.QuotasClient, "limits")
    quota = quotas.list_quotas(TENANCY).data[0]
    assert quotas.get_quota(quota.id).data.statements


def test_lists_show_one_compartment_and_one_region_only(sdk):
    science = sdk.science()
    assert everything(science.list_model_deployments, TENANCY) == []
    assert {one.display_name for one in everything(science.list_model_deployments, AI_PROD)} == {"credit-risk-prod", "fraud-v12"}
    assert everything(science.list_model_deployments, AI_LAB) == []
    far = sdk.science(region="us-phoenix-1")
    assert [one.id for one in everything(far.list_model_deployments, AI_LAB)] == [FORGOTTEN]
    assert far.get_model_deployment(FORGOTTEN).data.lifecycle_state == "ACTIVE"
    refused(404, "NotAuthorizedOrNotFound", science.get_model_deployment, FORGOTTEN)


def test_data_science_has_details_that_lists_lack(sdk):
    science = sdk.science()
    model = science.get_model(MODEL).data
    assert {one.key: one.value for one in model.custom_metadata_list}["model-digest"].startswith("sha256:")
    assert not hasattr(science.list_models(ARCHIVES, id=MODEL).data[0], "custom_metadata_list")
    assert science.get_model_provenance(MODEL).data.git_commit
    assert "credit-risk.zip" in science.head_model_artifact(MODEL).headers["content-disposition"]
    assert science.get_model_artifact_content(MODEL).data.content
    refused(404, "NotAuthorizedOrNotFound", science.get_model_provenance, ocid("datasciencemodel", "labchurn"))
    notebook = science.list_notebook_sessions(AI_LAB, display_name="credit-lab").data[0]
    assert science.get_notebook_session(notebook.id).data.notebook_session_storage_mount_configuration_details_list
    run = science.list_job_runs(AI_PROD, lifecycle_state="IN_PROGRESS").data[0]
    assert science.get_job(run.job_id).data.job_configuration_details.environment_variables["TRAINING_DATA"].startswith("s3://")
    assert science.get_pipeline(science.list_pipelines(AI_PROD).data[0].id).data.step_details
    assert science.list_pipeline_runs(AI_PROD).data and science.list_schedules(AI_PROD).data
    assert science.list_model_groups(AI_PROD).data and science.list_model_version_sets(ARCHIVES).data
    assert science.list_model_group_version_histories(AI_PROD).data
    assert science.list_data_science_private_endpoints(AI_PROD).data


def test_generative_ai_and_agents(sdk):
    genai, agents = sdk.genai(), sdk.agents()
    weak = everything(genai.list_endpoints, AI_LAB)[0]
    assert not genai.get_endpoint(weak.id).data.prompt_injection_config.is_enabled
    assert genai.list_endpoints(AI_PROD).data.items[0].content_moderation_config.mode == "BLOCK"
    assert len(everything(genai.list_dedicated_ai_clusters, AI_PROD, limit=1)) == 2
    assert everything(genai.list_models, AI_PROD)[0].type == "CUSTOM"
    assert everything(genai.list_imported_models, AI_LAB)[0].data_source.source_type == "HUGGING_FACE_MODEL"
    assert {key.state for key in everything(genai.list_api_keys, AI_PROD)[0].keys} == {"ACTIVE", "INACTIVE"}
    assert everything(genai.list_generative_ai_private_endpoints, AI_PROD)
    assert everything(genai.list_generative_ai_projects, AI_PROD)
    application = everything(genai.list_hosted_applications, AI_LAB)[0]
    assert genai.get_hosted_application(application.id).data.inbound_auth_config.inbound_auth_config_type == "NO_AUTH_CONFIG"
    assert everything(genai.list_hosted_deployments, AI_LAB)[0].active_artifact.tag == "1.4.2"
    assert len(everything(agents.list_agents)) == 2
    endpoint = everything(agents.list_agent_endpoints, compartment_id=AI_LAB)[0]
    assert endpoint.guardrail_config.prompt_injection_config.input_guardrail_mode == "DISABLE"
    assert {one.tool_config.tool_config_type for one in everything(agents.list_tools, compartment_id=AI_LAB)} == {"RAG_TOOL_CONFIG", "SQL_TOOL_CONFIG"}
    base = everything(agents.list_knowledge_bases, compartment_id=AI_PROD)[0]
    source = everything(agents.list_data_sources, knowledge_base_id=base.id)[0]
    assert agents.get_data_source(source.id).data.data_source_config.object_storage_prefixes[0].bucket_name == "agent-knowledge"
    assert everything(agents.list_provisioned_capacities) and everything(agents.list_data_ingestion_jobs)


def test_networks_and_what_hangs_on_them(sdk):
    network = sdk.network()
    assert {one.display_name for one in everything(network.list_vcns, NETWORK)} == {"vcn-ai", "vcn-archives"}
    subnets = everything(network.list_subnets, NETWORK, limit=3)
    assert len(subnets) == 8
    ai = everything(network.list_subnets, NETWORK, vcn_id=ocid("vcn", "ai", "aaaaaaaa"))
    assert 0 < len(ai) < 8
    assert any(rule.network_entity_id.startswith("ocid1.drg.") for table in everything(network.list_route_tables, NETWORK) for rule in table.route_rules)
    assert any(rule.source == "0.0.0.0/0" for one in everything(network.list_security_lists, NETWORK) for rule in one.ingress_security_rules)
    groups = everything(network.list_network_security_groups, compartment_id=NETWORK)
    serving = next(one for one in groups if one.display_name == "nsg-model-serving")
    assert len(everything(network.list_network_security_group_security_rules, serving.id)) == 2
    assert len(everything(network.list_network_security_group_security_rules, serving.id, direction="INGRESS")) == 1
    archive = next(one for one in groups if one.display_name == "nsg-archives")
    assert network.list_network_security_group_vnics(archive.id).data
    assert network.list_internet_gateways(NETWORK).data and network.list_nat_gateways(NETWORK).data
    assert network.list_service_gateways(NETWORK).data and network.list_local_peering_gateways(NETWORK).data
    assert network.list_drgs(NETWORK).data and len(network.list_drg_attachments(NETWORK).data) == 3
    connection = network.list_ip_sec_connections(NETWORK).data[0]
    tunnel = network.list_ip_sec_connection_tunnels(connection.id).data[0]
    assert network.get_cpe(connection.cpe_id).data.ip_address == tunnel.cpe_ip == "192.0.2.21"
    assert {one.ip_address for one in network.list_public_ips("REGION", compartment_id=NETWORK).data} == {"192.0.2.142", "192.0.2.143"}


def test_computers_balancers_clusters_and_databases(sdk):
    compute = sdk.compute()
    lab = everything(compute.list_instances, AI_LAB)[0]
    assert not lab.instance_options.are_legacy_imds_endpoints_disabled
    attachment = compute.list_vnic_attachments(AI_LAB, instance_id=lab.id).data[0]
    assert sdk.network().get_vnic(attachment.vnic_id).data.public_ip == "192.0.2.143"
    assert compute.list_images(AI_PROD).data and compute.list_compute_clusters(AI_PROD).data.items
    assert len(everything(sdk.blocks().list_volumes)) == 3
    balancer = sdk.client(oci.load_balancer.LoadBalancerClient, "iaas").list_load_balancers(AI_PROD).data[0]
    assert balancer.listeners["https"].ssl_configuration
    engine = sdk.client(oci.container_engine.ContainerEngineClient, "containerengine")
    cluster = engine.list_clusters(AI_LAB).data[0]
    assert engine.get_cluster(cluster.id).data.endpoint_config.is_public_ip_enabled
    assert engine.list_node_pools(AI_LAB, cluster_id=cluster.id).data[0].node_shape == "VM.GPU.A10.1"
    database = sdk.client(oci.database.DatabaseClient, "database")
    assert database.list_autonomous_databases(AI_PROD).data[0].whitelisted_ips


def test_keys_secrets_logs_and_the_rest(sdk):
    vaults = sdk.client(oci.key_management.KmsVaultClient, "kms")
    vault = next(one for one in vaults.list_vaults(SECURITY).data if one.display_name == "vault-lab")
    label = vault.management_endpoint.removeprefix("https://").split("-management")[0]
    assert len(sdk.keys().list_keys(SECURITY).data) == 5
    endpoint = sdk.cloud.endpoints["kms-management"] + "/" + label
    own = oci.key_management.KmsManagementClient(sdk.config(), endpoint, retry_strategy=NONE)
    assert [key.display_name for key in own.list_keys(SECURITY).data] == ["key-lab-models"]
    key = own.get_key(own.list_keys(SECURITY).data[0].id).data
    assert key.protection_mode == "SOFTWARE" and own.list_key_versions(key.id).data
    secrets = sdk.client(oci.vault.VaultsClient, "vaults")
    secret = secrets.list_secrets(SECURITY, name="huggingface-token").data
    assert len(everything(secrets.list_secrets, SECURITY)) == 3 and secret
    bundle = sdk.client(oci.secrets.SecretsClient, "secrets").get_secret_bundle(ocid("vaultsecret", "database")).data
    assert base64.b64decode(bundle.secret_bundle_content.content) == b"simulated"
    logging = sdk.client(oci.logging.LoggingManagementClient, "logging")
    groups = everything(logging.list_log_groups, TENANCY, is_compartment_id_in_subtree=True)
    flows = next(one for one in groups if one.display_name == "network-flows")
    assert len(everything(logging.list_logs, flows.id)) == 2
    assert sdk.client(oci.audit.AuditClient, "audit").get_configuration(TENANCY).data.retention_period_days == 365
    assert sdk.client(oci.bastion.BastionClient, "bastion").list_bastions(NETWORK).data
    assert sdk.client(oci.events.EventsClient, "events").list_rules(SECURITY).data
    assert sdk.client(oci.ons.NotificationControlPlaneClient, "notification").list_topics(SECURITY).data
    guard = sdk.client(oci.cloud_guard.CloudGuardClient, "cloudguard")
    assert guard.get_configuration(TENANCY).data.status == "ENABLED"
    assert guard.list_problems(AI_LAB).data.items[0].risk_level == "CRITICAL"
    assert guard.list_targets(TENANCY).data.items and guard.list_security_zones(ARCHIVES).data.items


def test_the_ready_made_ai_services(sdk):
    language = sdk.client(oci.ai_language.AIServiceLanguageClient, "language")
    assert everything(language.list_projects, AI_PROD) and everything(language.list_models, AI_PROD)
    assert everything(language.list_endpoints, AI_PROD)
    vision = sdk.client(oci.ai_vision.AIServiceVisionClient, "vision")
    assert everything(vision.list_models, compartment_id=AI_PROD)[0].model_type == "OBJECT_DETECTION"
    speech = sdk.client(oci.ai_speech.AIServiceSpeechClient, "speech")
    assert everything(speech.list_transcription_jobs, compartment_id=AI_LAB)


def test_the_identity_domain_lists_users_in_its_own_spelling(sdk):
    domains = oci.identity_domains.IdentityDomainsClient(sdk.config(), sdk.cloud.endpoints["domain"], retry_strategy=NONE)
    first = domains.list_users(count=5).data
    assert first.items_per_page == 5 and first.total_results >= 14
    assert domains.list_users(filter='userName eq "legacy-batch"').data.resources[0].active


# --- Search


def structured(query):
    return oci.resource_search.models.StructuredSearchDetails(query=query, type="Structured", matching_context_type="NONE")


def test_search_pages_through_an_index_of_one_region(sdk):
    search = sdk.search()
    found = everything(search.search_resources, structured("query all resources"), limit=20)
    assert len(found) > 90 and len({one.identifier for one in found}) == len(found)
    assert {one.resource_type for one in found} >= {"DataScienceModel", "Bucket", "Policy", "Vcn", "GenAiAgent"}
    models = everything(search.search_resources, structured("query datasciencemodel resources where lifecycleState = 'ACTIVE'"))
    assert {one.display_name for one in models} == {"credit-risk", "fraud-v12", "churn-experiment"}
    far = everything(sdk.search(region="us-phoenix-1").search_resources, structured("query all resources"))
    assert FORGOTTEN in {one.identifier for one in far}
    more = everything(search.search_resources, structured("query instance resources return allAdditionalFields"))
    assert all(one.additional_details["shape"] for one in more)
    assert len(everything(search.list_resource_types, limit=10)) > 50
    refused(400, "InvalidParameter", search.search_resources, structured("query unicorn resources"))
    refused(400, "InvalidParameter", search.search_resources, structured("query all resources"), limit=1001)


def test_search_shows_what_one_may_inspect(sdk):
    found = everything(sdk.search("RESTRICTED").search_resources, structured("query all resources"))
    kinds = {one.resource_type for one in found}
    assert "DataScienceModel" in kinds and not kinds & {"Bucket", "Policy", "Vcn", "User"}


def test_the_index_lags_behind_what_was_made(sdk):
    science = sdk.science("ADMIN")
    details = oci.data_science.models.CreateProjectDetails(display_name="brand-new", compartment_id=AI_LAB)
    project = science.create_project(details).data
    assert science.get_project(project.id).data.display_name == "brand-new"
    assert science.list_projects(AI_LAB, display_name="brand-new").data
    query = structured("query datascienceproject resources where displayName = 'brand-new'")
    assert everything(sdk.search().search_resources, query) == []


# --- Errors


def test_denied_and_absent_look_the_same(sdk):
    restricted = sdk.science("RESTRICTED")
    assert restricted.list_models(AI_PROD).data
    refused(404, "NotAuthorizedOrNotFound", restricted.get_model, MODEL)
    refused(404, "NotAuthorizedOrNotFound", sdk.science().get_model, MODEL + "x")
    refused(404, "NotAuthorizedOrNotFound", restricted.list_models, ARCHIVES)
    refused(404, "NotAuthorizedOrNotFound", restricted.list_models, "ocid1.compartment.oc1..nowhere")
    refused(404, "NotAuthorizedOrNotFound", sdk.network("RESTRICTED").list_vcns, NETWORK)


def test_the_auditor_reads_and_does_not_write(sdk):
    refused(404, "NotAuthorizedOrNotFound", sdk.science().deactivate_model, MODEL)
    refused(404, "BucketNotFound", sdk.storage().put_object, "technobank", "archive-models", "x", b"x")
    refused(404, "NotAuthorizedOrNotFound", sdk.network().remove_network_security_group_security_rules, ocid("networksecuritygroup", "serving", "aaaaaaaa"), oci.core.models.RemoveNetworkSecurityGroupSecurityRulesDetails(security_rule_ids=["A10001"]))


def test_limits_of_pages_and_wrong_tokens(sdk):
    refused(400, "InvalidParameter", sdk.science().list_models, ARCHIVES, limit=0)
    refused(400, "InvalidParameter", sdk.science().list_models, ARCHIVES, page="nonsense")


def test_identity_is_written_in_the_home_region(sdk):
    details = oci.identity.models.CreateGroupDetails(compartment_id=TENANCY, name="elsewhere", description="x")
    refused(403, "NotAllowed", sdk.identity("ADMIN", region="us-phoenix-1").create_group, details)


def test_faults_and_limits_come_in_the_shape_of_the_provider(range_, sdk):
    try:
        range_.admin("PUT", "/faults", ["oci:datascience:ListProjects:429:1"])
        refused(429, "TooManyRequests", sdk.science().list_projects, ARCHIVES)
        range_.admin("PUT", "/faults", ["oci:datascience:ListProjects:503:1"])
        refused(503, "ServiceUnavailable", sdk.science().list_projects, ARCHIVES)
    finally:
        range_.admin("PUT", "/faults", [])
    assert sdk.science().list_projects(ARCHIVES).data


# --- Containment


def test_a_deployment_that_is_deactivated_keeps_its_url_and_serves_no_more(sdk):
    science, model = sdk.science("ADMIN"), sdk.model("ADMIN")
    id = ocid("datasciencemodeldeployment", "fraud")
    before = science.get_model_deployment(id)
    assert "prediction" in str(model.predict(id, {"amount": 1}).data)
    refused(412, "NoEtagMatch", science.deactivate_model_deployment, id, if_match="other")
    accepted = science.deactivate_model_deployment(id, if_match=before.headers["etag"])
    work = accepted.headers["opc-work-request-id"]
    assert accepted.status == 202 and science.get_work_request(work).data.operation_type == "MODEL_DEPLOYMENT_DEACTIVATE"
    refused(409, "IncorrectState", science.deactivate_model_deployment, id)
    wait(lambda: science.get_work_request(work).data.status == "SUCCEEDED")
    after = science.get_model_deployment(id).data
    assert (after.lifecycle_state, after.model_deployment_url) == ("INACTIVE", before.data.model_deployment_url)
    refused(404, "NotAuthorizedOrNotFound", model.predict, id, {"amount": 1})
    assert any(one.id == work for one in science.list_work_requests(AI_PROD).data)
    science.activate_model_deployment(id)
    wait(lambda: science.get_model_deployment(id).data.lifecycle_state == "ACTIVE")
    assert model.predict(id, {"amount": 1}).status == 200


def test_a_model_that_is_deactivated_cannot_be_deployed(sdk):
    science = sdk.science("ADMIN")
    model = ocid("datasciencemodel", "fraudcopy")
    assert science.deactivate_model(model).data.lifecycle_state == "INACTIVE"
    refused(409, "IncorrectState", science.deactivate_model, model)
    models = oci.data_science.models
    configuration = models.SingleModelDeploymentConfigurationDetails(
        deployment_type="SINGLE_MODEL", model_configuration_details=models.ModelConfigurationDetails(model_id=model)
    )
    details = models.CreateModelDeploymentDetails(
        project_id=ocid("datascienceproject", "risk"), compartment_id=AI_PROD, display_name="again",
        model_deployment_configuration_details=configuration,
    )
    refused(400, "InvalidParameter", science.create_model_deployment, details)
    assert science.activate_model(model).data.lifecycle_state == "ACTIVE"
    made = science.create_model_deployment(details)
    assert made.data.lifecycle_state == "ACTIVE" and made.headers["opc-work-request-id"]
    science.update_model_deployment(made.data.id, models.UpdateModelDeploymentDetails(description="changed"))
    wait(lambda: science.get_model_deployment(made.data.id).data.description == "changed")
    science.delete_model_deployment(made.data.id)
    assert science.get_model_deployment(made.data.id).data.lifecycle_state == "DELETED"


def test_a_retried_creation_makes_one_resource(sdk):
    science = sdk.science("ADMIN")
    details = oci.data_science.models.CreateProjectDetails(display_name="once", compartment_id=AI_LAB)
    first = science.create_project(details, opc_retry_token="the-same").data
    assert science.create_project(details, opc_retry_token="the-same").data.id == first.id
    details.display_name = "twice"
    refused(409, "InvalidatedRetryToken", science.create_project, details, opc_retry_token="the-same")
    science.change_project_compartment(first.id, oci.data_science.models.ChangeProjectCompartmentDetails(compartment_id=AI_PROD))
    assert science.get_project(first.id).data.compartment_id == AI_PROD


def test_one_of_the_two_keys_of_an_api_key_is_switched_off_and_on(sdk):
    genai = sdk.genai("ADMIN")
    id = ocid("generativeaiapikey", "vendor")
    set_state = lambda name, state: genai.set_api_key_state(
        id, oci.generative_ai.models.SetApiKeyStateDetails(key_name=name, state=state)
    )
    states = lambda: {key.key_name: key.state for key in genai.get_api_key(id).data.keys}
    set_state("vendor1", "INACTIVE")
    assert states() == {"vendor1": "INACTIVE", "vendor2": "ACTIVE"}
    set_state("vendor1", "ACTIVE")
    assert states() == {"vendor1": "ACTIVE", "vendor2": "ACTIVE"}
    refused(400, "InvalidParameter", set_state, "vendor9", "INACTIVE")


def test_an_endpoint_gets_guardrails_and_is_deleted(sdk):
    genai = sdk.genai("ADMIN")
    id = ocid("generativeaiendpoint", "labassistant")
    guard = oci.generative_ai.models.PromptInjectionConfig(is_enabled=True, mode="BLOCK")
    genai.update_endpoint(id, oci.generative_ai.models.UpdateEndpointDetails(prompt_injection_config=guard))
    assert genai.get_endpoint(id).data.prompt_injection_config.mode == "BLOCK"
    genai.delete_endpoint(id)
    assert genai.get_endpoint(id).data.lifecycle_state == "DELETED"
    refused(409, "IncorrectState", genai.delete_endpoint, id)


def test_a_user_is_not_blocked_by_its_state_but_by_its_capabilities(sdk):
    identity = sdk.identity("ADMIN")
    users = {user.name: user for user in everything(identity.list_users, TENANCY)}
    blocked = users["grace.liu@technobank.example"]
    models = oci.identity.models
    refused(400, "InvalidParameter", identity.update_user_state, blocked.id, models.UpdateStateDetails(blocked=True))
    assert identity.update_user_state(blocked.id, models.UpdateStateDetails(blocked=False)).data.lifecycle_state == "ACTIVE"
    restricted = users["welkin-restricted"].id
    assert sdk.science("RESTRICTED").list_models(AI_PROD).data
    off = models.UpdateUserCapabilitiesDetails(can_use_api_keys=False, can_use_console_password=False)
    assert not identity.update_user_capabilities(restricted, off).data.capabilities.can_use_api_keys
    refused(401, "NotAuthenticated", sdk.science("RESTRICTED").list_models, AI_PROD)
    identity.update_user_capabilities(restricted, models.UpdateUserCapabilitiesDetails(can_use_api_keys=True))
    assert sdk.science("RESTRICTED").list_models(AI_PROD).data


def test_an_api_key_that_is_deleted_signs_no_more(sdk):
    identity = sdk.identity("ADMIN")
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    user = sdk.config()["user"]
    uploaded = identity.upload_api_key(user, oci.identity.models.CreateApiKeyDetails(key=public)).data
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    config = {name: value for name, value in sdk.config().items() if name != "key_file"}
    config |= {"key_content": private, "fingerprint": uploaded.fingerprint}
    client = oci.identity.IdentityClient(config, service_endpoint=sdk.cloud.endpoints["identity"], retry_strategy=NONE)
    assert client.list_regions().data
    identity.delete_api_key(user, uploaded.fingerprint)
    refused(401, "NotAuthenticated", client.list_regions)


def test_who_leaves_a_group_loses_what_it_may(sdk):
    identity, models = sdk.identity("ADMIN"), oci.identity.models
    group = identity.list_groups(TENANCY, name="science-viewers").data[0]
    membership = identity.list_user_group_memberships(TENANCY, group_id=group.id).data[0]
    identity.remove_user_from_group(membership.id)
    refused(404, "NotAuthorizedOrNotFound", sdk.science("RESTRICTED").list_models, AI_PROD)
    details = models.AddUserToGroupDetails(user_id=membership.user_id, group_id=group.id)
    assert identity.add_user_to_group(details).data.group_id == group.id
    assert sdk.science("RESTRICTED").list_models(AI_PROD).data
    details.user_id = "ocid1.user.oc1..nobody"
    refused(404, "NotAuthorizedOrNotFound", identity.add_user_to_group, details)


def test_an_interface_is_moved_into_quarantine(sdk):
    network, models = sdk.network("ADMIN"), oci.core.models
    training, quarantine = (ocid("networksecuritygroup", name, "aaaaaaaa") for name in ("training", "quarantine"))
    members = network.list_network_security_group_vnics(training).data
    assert {one.resource_id for one in members} == {ocid("instance", "h1001"), ocid("instance", "h1002")}
    before = network.get_vnic(members[0].vnic_id)
    moved = models.UpdateVnicDetails(nsg_ids=[quarantine])
    network.update_vnic(members[0].vnic_id, moved, if_match=before.headers["etag"])
    assert [one.vnic_id for one in network.list_network_security_group_vnics(quarantine).data] == [members[0].vnic_id]
    assert len(network.list_network_security_group_vnics(training).data) == 1


def test_policies_are_checked_written_and_deleted(sdk):
    identity = sdk.identity("ADMIN")
    models = oci.identity.models
    wrong = models.CreatePolicyDetails(compartment_id=AI, name="wrong", description="x", statements=["Permit everyone"])
    refused(400, "InvalidParameter", identity.create_policy, wrong)
    right = models.CreatePolicyDetails(
        compartment_id=AI, name="lockdown", description="x",
        statements=["Deny group science-viewers to inspect data-science-models in compartment prod"],
    )
    policy = identity.create_policy(right)
    refused(409, "PolicyAlreadyExists", identity.create_policy, right)
    # It counts some seconds later only.
    assert sdk.science("RESTRICTED").list_models(AI_PROD).data
    update = models.UpdatePolicyDetails(statements=["Allow group science-viewers to read buckets in compartment prod"])
    assert identity.update_policy(policy.data.id, update, if_match=policy.headers["etag"]).data.statements == update.statements
    refused(412, "NoEtagMatch", identity.update_policy, policy.data.id, update, if_match=policy.headers["etag"])
    many = models.CreatePolicyDetails(
        compartment_id=AI, name="many", description="x", statements=["Allow group a to read buckets in compartment prod"] * 500
    )
    refused(400, "LimitExceeded", identity.create_policy, many)
    identity.delete_policy(policy.data.id)
    refused(404, "NotAuthorizedOrNotFound", identity.get_policy, policy.data.id)


def test_a_network_security_group_is_closed_and_opened_again(sdk):
    network, models = sdk.network("ADMIN"), oci.core.models
    id = ocid("networksecuritygroup", "serving", "aaaaaaaa")
    rules = everything(network.list_network_security_group_security_rules, id)
    network.remove_network_security_group_security_rules(
        id, models.RemoveNetworkSecurityGroupSecurityRulesDetails(security_rule_ids=[rule.id for rule in rules])
    )
    assert everything(network.list_network_security_group_security_rules, id) == []
    again = [
        models.AddSecurityRuleDetails(direction=rule.direction, protocol=rule.protocol, source=rule.source, destination=rule.destination, tcp_options=rule.tcp_options)
        for rule in rules
    ]
    added = network.add_network_security_group_security_rules(id, models.AddNetworkSecurityGroupSecurityRulesDetails(security_rules=again)).data
    assert {rule.source for rule in added.security_rules} == {rule.source for rule in rules}
    refused(400, "InvalidParameter", network.remove_network_security_group_security_rules, id, models.RemoveNetworkSecurityGroupSecurityRulesDetails(security_rule_ids=["FFFFFF"]))
    too_many = models.AddNetworkSecurityGroupSecurityRulesDetails(security_rules=again * 20)
    refused(400, "InvalidParameter", network.add_network_security_group_security_rules, id, too_many)


def test_a_security_list_is_replaced(sdk):
    network, models = sdk.network("ADMIN"), oci.core.models
    id = ocid("securitylist", "ainotebooks", "aaaaaaaa")
    kept = [rule for rule in network.get_security_list(id).data.ingress_security_rules if rule.source != "0.0.0.0/0"]
    network.update_security_list(id, models.UpdateSecurityListDetails(ingress_security_rules=kept))
    assert [rule.source for rule in network.get_security_list(id).data.ingress_security_rules] == ["203.0.113.0/24"]


def test_objects_and_buckets(sdk):
    storage, models = sdk.storage("ADMIN"), oci.object_storage.models
    space = storage.get_namespace().data
    assert space == "technobank"
    assert len(everything(storage.list_buckets, space, AI_PROD, limit=2)) == 3
    assert storage.get_bucket(space, "credit-lab-scratch", fields=["approximateCount"]).data.approximate_count == 1
    storage.update_bucket(space, "credit-lab-scratch", models.UpdateBucketDetails(public_access_type="NoPublicAccess", versioning="Enabled"))
    bucket = storage.get_bucket(space, "credit-lab-scratch").data
    assert (bucket.public_access_type, bucket.versioning) == ("NoPublicAccess", "Enabled")
    put = storage.put_object(space, "credit-lab-scratch", "evidence/a b/1.json", b"{}")
    assert put.headers["opc-content-md5"] == "mZFLkyvTelC5g8XnyQrpOw=="
    assert storage.get_object(space, "credit-lab-scratch", "evidence/a b/1.json").data.content == b"{}"
    assert storage.head_object(space, "credit-lab-scratch", "evidence/a b/1.json").headers["etag"] == put.headers["etag"]
    refused(412, "IfNoneMatchFailed", storage.put_object, space, "credit-lab-scratch", "evidence/a b/1.json", b"x", if_none_match="*")
    listed = storage.list_objects(space, "credit-lab-scratch", delimiter="/", fields="name,size").data
    assert listed.prefixes == ["evidence/", "sample/"] and listed.objects == []
    first = storage.list_objects(space, "archive-models", limit=1).data
    rest = storage.list_objects(space, "archive-models", start=first.next_start_with).data
    assert len(first.objects) == 1 and len(rest.objects) >= 2
    storage.delete_object(space, "credit-lab-scratch", "evidence/a b/1.json")
    refused(404, "ObjectNotFound", storage.get_object, space, "credit-lab-scratch", "evidence/a b/1.json")
    refused(404, "BucketNotFound", storage.get_bucket, space, "nowhere")
    assert storage.list_replication_policies(space, "archive-ledger").data[0].destination_region_name == "us-phoenix-1"


def test_a_forgotten_pre_authenticated_request_is_taken_away(sdk):
    storage = sdk.storage("ADMIN")
    found = storage.list_preauthenticated_requests("technobank", "archive-models").data
    assert [one.access_type for one in found] == ["AnyObjectReadWrite"]
    storage.delete_preauthenticated_request("technobank", "archive-models", found[0].id)
    assert storage.list_preauthenticated_requests("technobank", "archive-models").data == []


def test_retention_rules_take_effect_later_and_do_not_go_with_versioning(sdk):
    storage, models = sdk.storage("ADMIN"), oci.object_storage.models
    space, name = "technobank", "frozen"
    storage.create_bucket(space, models.CreateBucketDetails(name=name, compartment_id=AI_LAB))
    refused(409, "BucketAlreadyExists", storage.create_bucket, space, models.CreateBucketDetails(name=name, compartment_id=AI_LAB))
    duration = models.Duration(time_amount=30, time_unit="DAYS")
    rule = storage.create_retention_rule(space, name, models.CreateRetentionRuleDetails(display_name="freeze", duration=duration)).data
    assert [one.id for one in storage.list_retention_rules(space, name).data.items] == [rule.id]
    storage.put_object(space, name, "x", b"x")
    # Half a minute has not passed: the object is not protected yet.
    storage.delete_object(space, name, "x")
    refused(409, "IncorrectState", storage.update_bucket, space, name, models.UpdateBucketDetails(versioning="Enabled"))
    refused(409, "IncorrectState", storage.create_retention_rule, space, "archive-models", models.CreateRetentionRuleDetails(display_name="freeze"))
    refused(403, "NotAllowed", storage.delete_object, space, "archive-ledger", "ledger/2026-11-20/00017.zst")
    refused(409, "IncorrectState", storage.delete_retention_rule, space, "archive-ledger", "rule-ledger-legal")
    storage.delete_retention_rule(space, name, rule.id)


def test_a_key_is_disabled_and_enabled(sdk):
    keys, id = sdk.keys("ADMIN"), ocid("key", "labmodels")
    assert keys.disable_key(id).data.lifecycle_state == "DISABLING"
    wait(lambda: keys.get_key(id).data.lifecycle_state == "DISABLED")
    keys.enable_key(id)
    wait(lambda: keys.get_key(id).data.lifecycle_state == "ENABLED")
    pending = keys.schedule_key_deletion(id, oci.key_management.models.ScheduleKeyDeletionDetails()).data
    assert pending.lifecycle_state == "PENDING_DELETION" and pending.time_of_deletion
    assert keys.cancel_key_deletion(id).data.lifecycle_state == "ENABLED"


def test_evidence_is_kept_and_instances_are_stopped(sdk):
    blocks, compute = sdk.blocks("ADMIN"), sdk.compute("ADMIN")
    details = oci.core.models.CreateVolumeBackupDetails(volume_id=ocid("volume", "labscratch"), display_name="evidence", type="FULL")
    backup = blocks.create_volume_backup(details).data
    assert blocks.get_volume_backup(backup.id).data.compartment_id == AI_LAB
    assert [one.id for one in blocks.list_volume_backups(AI_LAB, volume_id=ocid("volume", "labscratch")).data] == [backup.id]
    lab = ocid("instance", "gpulab")
    assert compute.instance_action(lab, "STOP").data.lifecycle_state == "STOPPING"
    wait(lambda: compute.get_instance(lab).data.lifecycle_state == "STOPPED")
    tags = oci.core.models.UpdateInstanceDetails(freeform_tags={"quarantine": "case-17"})
    assert compute.update_instance(lab, tags).data.freeform_tags == {"quarantine": "case-17"}


def test_the_identity_domain_deactivates_a_user(sdk):
    domains = oci.identity_domains.IdentityDomainsClient(sdk.config("ADMIN"), sdk.cloud.endpoints["domain"], retry_strategy=NONE)
    user = domains.list_users(filter='userName eq "legacy-batch"').data.resources[0]
    status = oci.identity_domains.models.UserStatusChanger(
        schemas=["urn:ietf:params:scim:schemas:oracle:idcs:UserStatusChanger"], active=False
    )
    domains.put_user_status_changer(user.id, user_status_changer=status)
    assert sdk.identity().get_user(user.id).data.lifecycle_state == "INACTIVE"


def test_the_audit_log_tells_who_did_what(sdk):
    audit = sdk.client(oci.audit.AuditClient, "audit")
    sdk.science().list_projects(ARCHIVES)
    now = time.time()
    stamp = lambda at: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    events = everything(audit.list_events, ARCHIVES, stamp(now - 300), stamp(now + 300))
    mine = [event for event in events if event.data.event_name == "ListProjects"][-1]
    assert mine.data.identity.principal_name == "welkin-auditor"
    assert mine.data.identity.principal_id == sdk.config()["user"]
    assert mine.data.request.path == "/20190101/projects"
    assert mine.data.identity.user_agent.startswith("Oracle-PythonSDK/")
