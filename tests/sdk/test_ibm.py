"""IBM Cloud of the range, driven by IBM's own SDKs: platform services, VPC, Key Protect, Secrets Manager, COS, watsonx.ai."""

import pathlib
import time

import ibm_boto3
import jwt
import pytest
import requests
from ibm_botocore.client import Config
from ibm_botocore.exceptions import ClientError
from ibm_cloud_networking_services import TransitGatewayApisV1
from ibm_cloud_sdk_core import ApiException
from ibm_cloud_sdk_core.authenticators import (
    BearerTokenAuthenticator,
    ContainerAuthenticator,
    IAMAssumeAuthenticator,
    IAMAuthenticator,
    VPCInstanceAuthenticator,
)
from ibm_platform_services import (
    EnterpriseManagementV1,
    GlobalCatalogV1,
    GlobalSearchV2,
    GlobalTaggingV1,
    IamAccessGroupsV2,
    IamIdentityV1,
    IamPolicyManagementV1,
    ResourceControllerV2,
    ResourceManagerV2,
    UserManagementV1,
)
from ibm_platform_services.context_based_restrictions_v1 import ContextBasedRestrictionsV1
from ibm_platform_services.iam_access_groups_v2 import AccessGroupsPager
from ibm_platform_services.iam_policy_management_v1 import V2PoliciesPager
from ibm_platform_services.resource_controller_v2 import ResourceInstancesPager
from ibm_platform_services.user_management_v1 import UsersPager
from ibm_secrets_manager_sdk.secrets_manager_v2 import SecretsManagerV2
from ibm_vpc import VpcV1
from ibm_vpc.vpc_v1 import VolumesPager, VpcsPager
from keyprotect.ibm_key_protect_api_v2 import IbmKeyProtectApiV2

ACCOUNT = "a8d3f7c2b1e04965978ad2c4e6f1b305"
KEYS = "9f2b7d46-1e8a-4c53-b0d7-6a3c5e8f1d20"
LEDGER_ROOT = "7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41"
CREDIT = "b5d0e7a2-8c14-4f69-a3b8-1e7f9c2d6054"
CREDIT_MODEL = "0d9e8f7a-6b5c-4d3e-a2f1-b0c9d8e7f6a5"
FALLBACK_MODEL = "2fb0a19c-8d7e-4f50-8413-d2ebfa0918c7"
PRODUCTION = "74a5f6e1-d2c3-44a5-8968-27304f5e6d1c"
PROJECT = "96c71803-f4e5-46c7-8b8a-495261718f3e"
LEDGER_STORE = "5e2a9c71-0d4b-4f36-8b1e-9a7c6d3f2058"
DATED = {"version": "2025-11-01"}


class Identity:
    """What one identity of the range needs: `client` makes a client of an SDK's class for a service."""

    def __init__(self, cloud, prefix):
        self.endpoints = cloud.endpoints
        self.key = cloud.environment[prefix + "IBMCLOUD_API_KEY"]
        self.authenticator = IAMAuthenticator(self.key, url=cloud.endpoints["iam"])

    def client(self, kind, service, **more):
        made = kind(authenticator=self.authenticator, **more)
        made.set_service_url(self.endpoints[service])
        return made

    def token(self):
        return self.authenticator.token_manager.get_token()

    def call(self, method, service, path, **more):
        headers = {"authorization": "Bearer " + self.token()} | more.pop("headers", {})
        return requests.request(method, self.endpoints[service] + path, headers=headers, timeout=10, **more)


@pytest.fixture(scope="session")
def cloud(range_):
    return range_.cloud("ibm")


@pytest.fixture(scope="session")
def auditor(cloud):
    return Identity(cloud, "")


@pytest.fixture(scope="session")
def admin(cloud):
    return Identity(cloud, "WELKIN_ADMIN_")


@pytest.fixture(scope="session")
def restricted(cloud):
    return Identity(cloud, "WELKIN_RESTRICTED_")


def refused(status, call, *args, **kwargs):
    """The exception of IBM's SDK that a call raises with this status."""
    with pytest.raises(ApiException) as error:
        call(*args, **kwargs)
    assert error.value.status_code == status, error.value
    return error.value


# Authentication


def test_tokens_are_signed_and_name_who_they_are_for(cloud, auditor):
    keys = requests.get(cloud.endpoints["iam"] + "/identity/keys", timeout=10).json()["keys"]
    key = jwt.PyJWK(keys[0])
    claims = jwt.decode(auditor.token(), key, algorithms=["RS256"])
    assert claims["account"]["bss"] == ACCOUNT and claims["name"] == "welkin-auditor"
    assert claims["exp"] - claims["iat"] == 3600


def test_wrong_keys_and_tokens_are_refused(cloud):
    wrong = IAMAuthenticator("no-such-key", url=cloud.endpoints["iam"])
    service = IamIdentityV1(authenticator=wrong)
    service.set_service_url(cloud.endpoints["iam"])
    assert "could not be found" in str(refused(400, service.list_profiles, ACCOUNT))
    forged = jwt.encode({"iam_id": "iam-ServiceId-x", "exp": int(time.time()) + 900}, "k" * 32, algorithm="HS256")
    for token in [forged, "x.y.z"]:
        service = IamIdentityV1(authenticator=BearerTokenAuthenticator(token))
        service.set_service_url(cloud.endpoints["iam"])
        refused(401, service.list_profiles, ACCOUNT)


def test_the_credentials_file_is_all_that_an_sdk_needs(cloud, monkeypatch):
    monkeypatch.setenv("IBM_CREDENTIALS_FILE", cloud.environment["IBM_CREDENTIALS_FILE"])
    assert IamIdentityV1.new_instance().list_profiles(ACCOUNT).get_result()["profiles"]
    assert VpcV1.new_instance().list_vpcs().get_result()["vpcs"]
    assert pathlib.Path(cloud.environment["IBM_CREDENTIALS_FILE"]).stat().st_mode & 0o077 == 0


def test_a_compute_resource_gets_in_without_a_secret(cloud):
    host = ContainerAuthenticator(
        cr_token_filename=cloud.environment["IBMCLOUD_CR_TOKEN_FILE"],
        iam_profile_name="core-ledger-host",
        url=cloud.endpoints["iam"],
    )
    claims = jwt.decode(host.token_manager.get_token(), options={"verify_signature": False})
    assert claims["sub_type"] == "Profile"
    other = ContainerAuthenticator(
        cr_token_filename=cloud.environment["IBMCLOUD_CR_TOKEN_FILE"],
        iam_profile_name="vendor-mlops",
        url=cloud.endpoints["iam"],
    )
    assert "not eligible" in str(refused(400, other.token_manager.get_token))
    profile = "Profile-71a4c8e6-0b5d-4f29-8c31-e9d7a6f4b205"
    server = VPCInstanceAuthenticator(iam_profile_id=profile, url=cloud.endpoints["metadata"])
    service = IbmKeyProtectApiV2(authenticator=server)
    service.set_service_url(cloud.endpoints["kms"])
    assert service.get_keys(KEYS).get_result()["resources"]


def test_a_profile_that_does_not_name_the_caller_is_not_assumed(cloud, admin):
    assume = IAMAssumeAuthenticator(
        apikey=admin.key, iam_profile_name="ci-model-deploy", iam_account_id=ACCOUNT, url=cloud.endpoints["iam"]
    )
    assert "not eligible" in str(refused(400, assume.token_manager.get_token))


# Reads


def test_identities_are_listed_page_by_page(auditor):
    iam = auditor.client(IamIdentityV1, "iam")
    seen, token = [], None
    while True:
        page = iam.list_service_ids(account_id=ACCOUNT, pagesize=2, pagetoken=token).get_result()
        assert len(page["serviceids"]) <= 2
        seen += [one["name"] for one in page["serviceids"]]
        if "next" not in page:
            break
        token = requests.compat.urlparse(page["next"]).query.split("pagetoken=")[1]
        token = requests.compat.unquote(token)
    assert len(seen) == len(set(seen)) and {"core-ledger", "legacy-batch", "welkin-auditor"} <= set(seen)
    keys = iam.list_api_keys(account_id=ACCOUNT, scope="account", type="serviceid", pagesize=100).get_result()["apikeys"]
    assert any(key["disabled"] for key in keys) and all("apikey" not in key for key in keys)
    assert iam.get_api_key(keys[0]["id"]).get_result()["crn"] == keys[0]["crn"]
    profile = next(p for p in iam.list_profiles(ACCOUNT).get_result()["profiles"] if p["name"] == "scoring-pods")
    assert iam.get_profile(profile["id"]).get_headers()["etag"]
    assert iam.list_claim_rules(profile["id"]).get_result()["rules"][0]["cr_type"] == "ROKS_SA"
    assert iam.list_links(profile["id"]).get_result()["links"] == []
    assert iam.get_account_settings(ACCOUNT).get_result()["mfa"] == "NONE"
    assert iam.get_mfa_status(ACCOUNT, "IBMid-270012VN4L").get_result()["id_based_mfa"]["complies"] is False
    assert iam.list_api_keys(account_id=ACCOUNT).get_result()["apikeys"][0]["name"] == "welkin-auditor"


def test_users_groups_and_policies_are_listed(auditor):
    users = UsersPager(client=auditor.client(UserManagementV1, "user-management"), account_id=ACCOUNT, limit=5).get_all()
    assert len(users) == 12 and users[0]["email"].endswith("@technobank.example")
    groups_client = auditor.client(IamAccessGroupsV2, "iam")
    groups = AccessGroupsPager(client=groups_client, account_id=ACCOUNT, limit=2).get_all()
    assert len(groups) == 6
    members = groups_client.list_access_group_members(groups[1]["id"]).get_result()
    assert members["total_count"] == 4
    assert groups_client.list_access_group_rules(groups[1]["id"]).get_result()["rules"]
    policies_client = auditor.client(IamPolicyManagementV1, "iam")
    policies = V2PoliciesPager(client=policies_client, account_id=ACCOUNT, limit=10).get_all()
    timed = [policy for policy in policies if policy.get("pattern")]
    assert len(policies) == 32 and len(timed) == 1
    first = policies_client.list_policies(ACCOUNT, limit=100).get_result()["policies"]
    assert len(first) == 31 and all(policy["subjects"] and policy["resources"] for policy in first)
    roles = policies_client.list_roles(account_id=ACCOUNT).get_result()
    assert roles["custom_roles"][0]["name"] == "ModelQuarantine"


def test_resources_are_listed_and_found(auditor):
    controller = auditor.client(ResourceControllerV2, "resource-controller")
    instances = ResourceInstancesPager(client=controller, limit=6).get_all()
    services = {one["resource_id"] for one in instances}
    assert {"pm-20", "data-science-experience", "aiopenscale", "lakehouse", "conversation", "discovery", "watsonx-orchestrate"} <= services
    assert controller.get_resource_instance(instances[0]["guid"]).get_result()["crn"] == instances[0]["crn"]
    assert controller.get_resource_instance(instances[0]["crn"]).get_result()["guid"] == instances[0]["guid"]
    assert controller.list_resource_keys().get_result()["rows_count"] == 3
    assert controller.list_resource_aliases().get_result()["resources"]
    assert controller.list_resource_bindings().get_result()["resources"]
    groups = auditor.client(ResourceManagerV2, "resource-manager").list_resource_groups(account_id=ACCOUNT).get_result()
    assert {group["name"] for group in groups["resources"]} == {"core-banking", "ai", "shared"}

    search = auditor.client(GlobalSearchV2, "global-search")
    first = search.search(query="*").get_result()
    assert len(first["items"]) == 10 and set(first["items"][0]) == {"crn", "name", "family", "type", "account_id"}
    crns, cursor = set(), None
    while True:
        page = search.search(query="family:is", fields=["*"], search_cursor=cursor, limit=25).get_result()
        crns |= {item["crn"] for item in page["items"]}
        cursor = page.get("search_cursor")
        if len(page["items"]) < 25 or cursor is None:
            break
    assert len(crns) > 40
    gpus = search.search(query='tags:"environment:training" AND type:instance', fields=["tags"]).get_result()["items"]
    assert {gpu["name"] for gpu in gpus} == {"gpu-train-1", "gpu-train-2"}
    assert refused(400, search.search, query="name:(").global_transaction_id is None


def test_the_enterprise_and_the_catalog(auditor):
    enterprise = auditor.client(EnterpriseManagementV1, "enterprise")
    assert enterprise.list_enterprises().get_result()["resources"][0]["name"] == "TechnoBank"
    assert enterprise.list_account_groups().get_result()["rows_count"] == 2
    page = enterprise.list_accounts(limit=1).get_result()
    assert page["rows_count"] == 1 and "next_docid=" in page["next_url"]
    catalog = auditor.client(GlobalCatalogV1, "globalcatalog")
    assert catalog.get_catalog_entry("pm-20").get_result()["kind"] == "service"


def test_the_network_is_all_there(auditor):
    vpc = auditor.client(VpcV1, "vpc")
    vpcs = VpcsPager(client=vpc, limit=1).get_all()
    assert {one["name"] for one in vpcs} == {"vpc-core", "vpc-ai"}
    core = next(one for one in vpcs if one["name"] == "vpc-core")
    prefixes = vpc.list_vpc_address_prefixes(core["id"]).get_result()["address_prefixes"]
    assert {"10.50.0.0/16", "10.240.0.0/16"} == {prefix["cidr"] for prefix in prefixes}
    tables = vpc.list_vpc_routing_tables(core["id"]).get_result()["routing_tables"]
    routes = vpc.list_vpc_routing_table_routes(core["id"], tables[0]["id"]).get_result()["routes"]
    assert routes[0]["destination"] == "10.10.0.0/16"
    assert len(vpc.list_subnets().get_result()["subnets"]) == 7
    groups = vpc.list_security_groups(vpc_id=core["id"]).get_result()["security_groups"]
    assert {group["name"] for group in groups} == {"sg-ledger", "sg-scoring", "sg-core-data", "sg-quarantine"}
    assert vpc.list_network_acls().get_result()["network_acls"][0]["rules"]
    servers = vpc.list_instances().get_result()["instances"]
    assert {server["gpu"]["model"] for server in servers if "gpu" in server} == {"H100", "L4", "V100"}
    gateway = vpc.list_vpn_gateways().get_result()["vpn_gateways"][0]
    connection = vpc.list_vpn_gateway_connections(gateway["id"]).get_result()["connections"][0]
    assert connection["peer"]["address"] == "192.0.2.11"
    for many in [vpc.list_virtual_network_interfaces, vpc.list_public_gateways, vpc.list_floating_ips, vpc.list_load_balancers, vpc.list_endpoint_gateways, vpc.list_keys, vpc.list_images, vpc.list_snapshots]:
        assert many().get_result()["total_count"] > 0
    collectors = vpc.list_flow_log_collectors().get_result()["flow_log_collectors"]
    assert [one["name"] for one in collectors if not one["active"]] == ["collector-ai"]
    assert len(VolumesPager(client=vpc, limit=2).get_all()) == 8
    transit = auditor.client(TransitGatewayApisV1, "transit", version="2025-11-01")
    gateways = transit.list_transit_gateways().get_result()["transit_gateways"]
    assert len(transit.list_transit_gateway_connections(gateways[0]["id"]).get_result()["connections"]) == 3


def test_what_is_not_there_is_said_in_the_services_own_shape(auditor, cloud):
    vpc = auditor.client(VpcV1, "vpc")
    error = refused(404, vpc.get_vpc, "r006-nothing")
    assert error.http_response.json()["errors"][0]["code"] == "not_found"
    # A resource of Dallas is not one of Frankfurt.
    core = vpc.list_vpcs().get_result()["vpcs"][0]["id"]
    elsewhere = auditor.client(VpcV1, "vpc.eu-de")
    refused(404, elsewhere.get_vpc, core)
    assert elsewhere.list_vpcs().get_result()["vpcs"][0]["name"] == "vpc-eu"
    kms = auditor.client(IbmKeyProtectApiV2, "kms")
    error = refused(404, kms.get_key, "nothing", KEYS)
    assert error.http_response.json()["metadata"]["collectionType"] == "application/vnd.ibm.kms.error+json"
    iam = auditor.client(IamIdentityV1, "iam")
    assert refused(404, iam.get_api_key, "ApiKey-none").http_response.json()["errors"][0]["message_code"]
    assert refused(400, iam.list_service_ids, pagesize=101).http_response.json()["trace"]
    missing = requests.get(cloud.endpoints["vpc"] + "/vpcs", headers={"authorization": "Bearer " + auditor.token()}, timeout=10)
    assert missing.status_code == 400 and missing.json()["errors"][0]["code"] == "missing_version"


def test_who_lacks_the_right_is_refused(auditor, restricted):
    vpc = restricted.client(VpcV1, "vpc")
    error = refused(403, vpc.list_vpcs)
    assert error.http_response.json()["errors"][0]["code"] == "not_authorized"
    refused(403, restricted.client(IbmKeyProtectApiV2, "kms").get_keys, KEYS)
    refused(403, restricted.client(IamIdentityV1, "iam").list_service_ids)
    instances = restricted.client(ResourceControllerV2, "resource-controller").list_resource_instances().get_result()
    assert {one["resource_id"] for one in instances["resources"]} == {"pm-20"}
    refused(403, auditor.client(IbmKeyProtectApiV2, "kms").disable_key, LEDGER_ROOT, KEYS)
    refused(403, auditor.client(IamIdentityV1, "iam").create_service_id, account_id=ACCOUNT, name="x")
    refused(403, auditor.client(ContextBasedRestrictionsV1, "cbr").create_zone, name="x", account_id=ACCOUNT, addresses=[{"type": "ipAddress", "value": "192.0.2.1"}])


# Writes


def test_api_keys_are_locked_disabled_and_deleted_and_their_tokens_live_on(cloud, admin):
    iam = admin.client(IamIdentityV1, "iam")
    service = iam.create_service_id(account_id=ACCOUNT, name="probe").get_result()
    made = iam.create_api_key(name="probe", iam_id=service["iam_id"]).get_result()
    assert len(made["apikey"]) == 44 and "apikey" not in iam.get_api_key(made["id"]).get_result()
    login = IAMAuthenticator(made["apikey"], url=cloud.endpoints["iam"])
    token = login.token_manager.get_token()
    assert jwt.decode(token, options={"verify_signature": False})["iam_id"] == service["iam_id"]
    group = next(g for g in admin.client(IamAccessGroupsV2, "iam").list_access_groups(ACCOUNT).get_result()["groups"] if g["name"] == "security-audit")
    groups = admin.client(IamAccessGroupsV2, "iam")
    groups.add_members_to_access_group(group["id"], members=[{"iam_id": service["iam_id"], "type": "service"}])

    def again():
        IAMAuthenticator(made["apikey"], url=cloud.endpoints["iam"]).token_manager.get_token()

    iam.lock_api_key(made["id"])
    refused(409, iam.delete_api_key, made["id"])
    again()
    iam.unlock_api_key(made["id"])
    iam.disable_api_key(made["id"])
    assert iam.get_api_key(made["id"]).get_result()["disabled"]
    refused(400, again)
    iam.enable_api_key(made["id"])
    again()
    iam.delete_api_key(made["id"])
    refused(404, iam.get_api_key, made["id"])
    refused(400, again)
    still = VpcV1(authenticator=BearerTokenAuthenticator(token))
    still.set_service_url(cloud.endpoints["vpc"])
    assert still.list_vpcs().get_result()["vpcs"]
    groups.remove_member_from_access_group(group["id"], service["iam_id"])
    refused(403, still.list_vpcs)
    assert iam.lock_service_id(service["id"]).get_result()["locked"]
    refused(409, iam.delete_service_id, service["id"])
    iam.unlock_service_id(service["id"])
    iam.delete_service_id(service["id"])


def test_profiles_lose_their_rules(admin):
    iam = admin.client(IamIdentityV1, "iam")
    profile = iam.create_profile(name="probe-profile", account_id=ACCOUNT).get_result()
    condition = {"claim": "namespace", "operator": "EQUALS", "value": '"probe"'}
    rule = iam.create_claim_rule(profile["id"], type="Profile-CR", cr_type="IKS_SA", conditions=[condition]).get_result()
    assert iam.get_claim_rule(profile["id"], rule["id"]).get_result()["conditions"] == [condition]
    refused(409, iam.update_profile, profile["id"], "0-stale", name="other")
    current = iam.get_profile(profile["id"]).get_result()["entity_tag"]
    assert iam.update_profile(profile["id"], current, description="new").get_result()["description"] == "new"
    iam.delete_claim_rule(profile["id"], rule["id"])
    assert iam.list_claim_rules(profile["id"]).get_result()["rules"] == []
    iam.delete_profile(profile["id"])


def test_policies_are_there_at_once_and_bite_later(admin, restricted):
    policies = admin.client(IamPolicyManagementV1, "iam")
    who = jwt.decode(restricted.token(), options={"verify_signature": False})["iam_id"]
    made = policies.create_policy(
        type="access",
        subjects=[{"attributes": [{"name": "iam_id", "value": who}]}],
        roles=[{"role_id": "crn:v1:bluemix:public:iam::::role:Viewer"}],
        resources=[{"attributes": [{"name": "accountId", "value": ACCOUNT}, {"name": "serviceName", "value": "transit"}]}],
    )
    policy = made.get_result()
    tag = made.get_headers()["etag"]
    assert policies.get_v2_policy(policy["id"]).get_result()["control"]["grant"]["roles"]
    transit = restricted.client(TransitGatewayApisV1, "transit", version="2025-11-01")
    refused(403, transit.list_transit_gateways)
    kept = {name: policy[name] for name in ["type", "subjects", "roles", "resources"]}
    refused(409, policies.replace_policy, policy["id"], '"0-stale"', **kept)
    kept["roles"] = [{"role_id": "crn:v1:bluemix:public:iam::::role:Operator"}]
    changed = policies.replace_policy(policy["id"], tag, **kept)
    assert changed.get_result()["roles"][0]["display_name"] == "Operator"
    assert policies.update_policy_state(policy["id"], changed.get_headers()["etag"], state="deleted").get_result()["state"] == "deleted"
    policies.delete_policy(policy["id"])
    refused(404, policies.get_policy, policy["id"])
    refused(400, policies.create_v2_policy, {"grant": {"roles": []}}, "access")


def test_restrictions_take_transactions_and_versions(admin):
    cbr = admin.client(ContextBasedRestrictionsV1, "cbr")
    modes = {rule["enforcement_mode"] for rule in cbr.list_rules(ACCOUNT).get_result()["rules"]}
    assert modes == {"enabled", "report", "disabled"}
    zone = cbr.create_zone(name="probe-zone", account_id=ACCOUNT, addresses=[{"type": "subnet", "value": "198.51.100.0/24"}], transaction_id="t-1").get_result()
    rule = {
        "contexts": [{"attributes": [{"name": "networkZoneId", "value": zone["id"]}]}],
        "resources": [{"attributes": [{"name": "accountId", "value": ACCOUNT}, {"name": "serviceName", "value": "lakehouse"}]}],
    }
    made = cbr.create_rule(**rule, description="probe", enforcement_mode="report", transaction_id="t-2")
    rule_id = made.get_result()["id"]
    refused(412, cbr.replace_rule, rule_id, "0-stale", **rule, enforcement_mode="enabled")
    replaced = cbr.replace_rule(rule_id, made.get_headers()["etag"], **rule, enforcement_mode="enabled").get_result()
    assert replaced["enforcement_mode"] == "enabled"
    refused(409, cbr.delete_zone, zone["id"])
    cbr.delete_rule(rule_id)
    cbr.delete_zone(zone["id"])
    refused(404, cbr.get_rule, rule_id)
    refused(400, cbr.create_rule, **rule, enforcement_mode="sometimes")
    assert cbr.get_account_settings(ACCOUNT).get_result()["rule_count_limit"] == 4020


def test_a_server_is_isolated_and_its_evidence_kept(admin):
    vpc = admin.client(VpcV1, "vpc")
    groups = {group["name"]: group for group in vpc.list_security_groups().get_result()["security_groups"]}
    group = groups["sg-workbench"]
    prototype = {"direction": "inbound", "protocol": "tcp", "port_min": 22, "port_max": 22, "remote": {"cidr_block": "198.51.100.7/32"}}
    rule = vpc.create_security_group_rule(group["id"], prototype).get_result()
    assert vpc.get_security_group_rule(group["id"], rule["id"]).get_result()["remote"]["cidr_block"] == "198.51.100.7/32"
    vpc.delete_security_group_rule(group["id"], rule["id"])
    refused(404, vpc.get_security_group_rule, group["id"], rule["id"])
    refused(400, vpc.create_security_group_rule, group["id"], {"direction": "sideways", "protocol": "tcp"})
    interface = vpc.list_security_group_targets(group["id"]).get_result()["targets"][0]
    refused(409, vpc.delete_security_group_target_binding, group["id"], interface["id"])
    made = vpc.create_security_group({"id": group["vpc"]["id"]}, name="probe-quarantine").get_result()
    vpc.create_security_group_target_binding(made["id"], interface["id"])
    vpc.delete_security_group_target_binding(group["id"], interface["id"])
    vpc.create_security_group_target_binding(group["id"], interface["id"])
    vpc.delete_security_group_target_binding(made["id"], interface["id"])
    vpc.delete_security_group(made["id"])
    volume = next(v for v in vpc.list_volumes(name="ledger-data").get_result()["volumes"])
    snapshot = vpc.create_snapshot({"name": "probe-evidence", "source_volume": {"id": volume["id"]}}).get_result()
    assert vpc.get_snapshot(snapshot["id"]).get_result()["source_volume"]["crn"] == volume["crn"]
    vpc.delete_snapshot(snapshot["id"])
    server = vpc.list_instances(name="workbench-1").get_result()["instances"][0]
    vpc.create_instance_action(server["id"], "stop")
    assert vpc.get_instance(server["id"]).get_result()["status"] == "stopped"
    refused(409, vpc.create_instance_action, server["id"], "stop")
    vpc.create_instance_action(server["id"], "start")
    balancer = vpc.list_load_balancers().get_result()["load_balancers"][0]
    patch = {"logging": {"datapath": {"active": False}}}
    assert vpc.update_load_balancer(balancer["id"], patch).get_result()["logging"] == patch["logging"]
    collector = next(c for c in vpc.list_flow_log_collectors().get_result()["flow_log_collectors"] if not c["active"])
    assert vpc.update_flow_log_collector(collector["id"], {"active": True}).get_result()["active"]
    vpc.update_flow_log_collector(collector["id"], {"active": False})


def test_keys_are_disabled_enabled_deleted_and_restored(admin, auditor):
    kms = admin.client(IbmKeyProtectApiV2, "kms")
    assert kms.get_key_collection_metadata(KEYS).get_headers()["key-total"] == "3"
    assert len(kms.get_keys(KEYS, limit=1, offset=1).get_result()["resources"]) == 1
    kms.disable_key(LEDGER_ROOT, KEYS)
    assert kms.get_key(LEDGER_ROOT, KEYS).get_result()["resources"][0]["state"] == 2
    refused(409, kms.disable_key, LEDGER_ROOT, KEYS)
    kms.enable_key(LEDGER_ROOT, KEYS)
    refused(409, kms.delete_key, LEDGER_ROOT, KEYS)
    kms.delete_key(LEDGER_ROOT, KEYS, force=True)
    refused(410, kms.get_key, LEDGER_ROOT, KEYS)
    assert kms.get_key_metadata(LEDGER_ROOT, KEYS).get_result()["resources"][0]["deleted"]
    kms.restore_key(LEDGER_ROOT, KEYS)
    assert kms.get_policy(LEDGER_ROOT, KEYS).get_result()["resources"] == []
    assert kms.get_instance_policy(KEYS).get_result()["metadata"]["collectionTotal"] == 3
    assert kms.get_registrations(LEDGER_ROOT, KEYS).get_result()["resources"]
    elsewhere = auditor.client(IbmKeyProtectApiV2, "kms.eu-de")
    external = elsewhere.get_key("7c1f3f6a-2f0e-4f3c-9d55-0a6b8d1e42c7", "e6b9d254-71c3-4f0a-8d17-2b4c6e8fa093").get_result()
    assert external["resources"][0]["dualAuthDelete"]["enabled"]


def test_instances_are_locked_and_tags_attached(admin, auditor):
    controller = admin.client(ResourceControllerV2, "resource-controller")
    instance = controller.list_resource_instances(name="feature-cache").get_result()["resources"][0]
    assert controller.lock_resource_instance(instance["guid"]).get_result()["locked"]
    refused(422, controller.update_resource_instance, instance["guid"], name="other")
    refused(422, controller.delete_resource_instance, instance["guid"])
    assert controller.unlock_resource_instance(instance["guid"]).get_result()["locked"] is False
    tags = admin.client(GlobalTaggingV1, "tags")
    done = tags.attach_tag(resources=[{"resource_id": instance["crn"]}, {"resource_id": "crn:none"}], tag_name="incident:7").get_result()
    assert [one["is_error"] for one in done["results"]] == [False, True]
    names = [tag["name"] for tag in tags.list_tags(attached_to=instance["crn"]).get_result()["items"]]
    assert names == ["data-class:internal", "incident:7"]
    tags.detach_tag(resources=[{"resource_id": instance["crn"]}], tag_name="incident:7")
    assert tags.list_tags(attached_to=instance["crn"]).get_result()["total_count"] == 1
    denied = auditor.client(GlobalTaggingV1, "tags").attach_tag(resources=[{"resource_id": instance["crn"]}], tag_name="x").get_result()
    assert denied["results"][0]["is_error"]


def test_secrets_show_everything_but_themselves(auditor):
    secrets = auditor.client(SecretsManagerV2, "secrets-manager")
    listed = secrets.list_secrets(limit=3).get_result()
    assert listed["total_count"] == 6 and len(listed["secrets"]) == 3
    one = listed["secrets"][0]
    assert secrets.get_secret_metadata(one["id"]).get_result()["crn"] == one["crn"]
    refused(403, secrets.get_secret, one["id"])
    assert secrets.list_secret_groups().get_result()["secret_groups"]


# Object storage


@pytest.fixture(scope="session")
def storage(admin):
    return ibm_boto3.client(
        "s3",
        ibm_api_key_id=admin.key,
        ibm_service_instance_id=LEDGER_STORE,
        ibm_auth_endpoint=admin.endpoints["iam"] + "/identity/token",
        config=Config(signature_version="oauth"),
        endpoint_url=admin.endpoints["cos"],
    )


def test_buckets_and_objects(storage):
    names = {bucket["Name"] for bucket in storage.list_buckets()["Buckets"]}
    assert {"core-ledger", "core-ledger-export", "bank-audit-logs"} <= names and "model-demo" not in names
    assert storage.head_bucket(Bucket="core-ledger")["ResponseMetadata"]["HTTPHeaders"]["ibm-sse-kp-enabled"] == "true"
    pages = storage.get_paginator("list_objects_v2").paginate(Bucket="core-ledger", PaginationConfig={"PageSize": 1})
    keys = [item["Key"] for page in pages for item in page["Contents"]]
    assert keys == ["core-ledger/eod/journal.csv.gz", "core-ledger/eod/positions.csv.gz"]
    assert storage.get_bucket_versioning(Bucket="core-ledger")["Status"] == "Enabled"
    assert "Status" not in storage.get_bucket_versioning(Bucket="core-ledger-export")
    storage.put_object(Bucket="credit-features", Key="probe/a b.txt", Body=b"evidence")
    assert storage.get_object(Bucket="credit-features", Key="probe/a b.txt")["Body"].read() == b"evidence"
    storage.delete_object(Bucket="credit-features", Key="probe/a b.txt")
    with pytest.raises(storage.exceptions.NoSuchKey):
        storage.get_object(Bucket="credit-features", Key="probe/a b.txt")
    assert not storage.get_bucket_acl(Bucket="model-demo").get("Grants")
    storage.put_bucket_acl(Bucket="model-demo", ACL="public-read")
    grants = storage.get_bucket_acl(Bucket="model-demo")["Grants"]
    assert grants[0]["Grantee"]["URI"].endswith("AllUsers")
    storage.put_bucket_acl(Bucket="model-demo", ACL="private")
    with pytest.raises(ClientError):
        storage.put_bucket_acl(Bucket="core-ledger", ACL="public-read")


def test_retention_and_legal_holds_keep_objects(storage):
    assert storage.get_bucket_protection_configuration(Bucket="core-ledger")["ProtectionConfiguration"]["Status"] == "COMPLIANCE"
    key = "core-ledger/eod/journal.csv.gz"
    with pytest.raises(ClientError) as error:
        storage.delete_object(Bucket="core-ledger", Key=key)
    assert error.value.response["Error"]["Code"] == "AccessDenied"
    storage.add_legal_hold(Bucket="core-ledger", Key=key, RetentionLegalHoldId="case-7")
    holds = storage.list_legal_holds(Bucket="core-ledger", Key=key)["LegalHolds"]
    assert [hold["ID"] for hold in holds] == ["case-7"]
    storage.delete_legal_hold(Bucket="core-ledger", Key=key, RetentionLegalHoldId="case-7")


def test_a_public_bucket_needs_no_token(cloud):
    assert "<Key>fraud/v12/model.tar.gz</Key>" in requests.get(cloud.endpoints["cos"] + "/model-demo", timeout=10).text
    closed = requests.get(cloud.endpoints["cos"] + "/core-ledger", timeout=10)
    assert closed.status_code == 401 and "<Code>AccessDenied</Code>" in closed.text


def test_the_firewall_of_a_bucket_bites(admin, storage):
    config = "/b/core-ledger-export"
    answer = admin.call("GET", "cos-config", config)
    assert "firewall" not in answer.json()
    stale = admin.call("PATCH", "cos-config", config, json={"firewall": {}}, headers={"if-match": "0-stale"})
    assert stale.status_code == 412
    done = admin.call("PATCH", "cos-config", config, json={"firewall": {"allowed_ip": ["203.0.113.0/24"]}}, headers={"if-match": answer.headers["etag"]})
    assert done.status_code == 204
    with pytest.raises(ClientError):
        storage.list_objects(Bucket="core-ledger-export")
    assert admin.call("PATCH", "cos-config", config, json={"firewall": {}}).status_code == 204
    assert storage.list_objects(Bucket="core-ledger-export")["Contents"]


# watsonx


def test_watsonx_sdk_lists_swaps_and_scores(cloud, admin):
    from ibm_watsonx_ai import APIClient, Credentials

    client = APIClient(
        Credentials(
            url=cloud.endpoints["ml.tls"],
            platform_url=cloud.endpoints["dataplatform.tls"],
            token=admin.token(),
            verify=cloud.environment["SSL_CERT_FILE"],
        )
    )
    client.set.default_space(PRODUCTION)
    names = set(client.deployments.list()["NAME"])
    assert {"credit-scoring", "credit-scoring-canary", "fraud-scoring", "letter-writer"} <= names
    details = client.deployments.get_details(CREDIT)
    assert details["entity"]["asset"]["id"] == CREDIT_MODEL
    rows = {"input_data": [{"fields": ["income"], "values": [[1200], [5400]]}]}
    before = client.deployments.score(CREDIT, rows)
    names = client.deployments.ConfigurationMetaNames
    client.deployments.update(CREDIT, {names.ASSET: {"id": FALLBACK_MODEL}})
    swapped = client.deployments.get_details(CREDIT)
    assert swapped["metadata"]["id"] == CREDIT and swapped["entity"]["asset"]["id"] == FALLBACK_MODEL
    assert client.deployments.score(CREDIT, rows) != before
    client.deployments.update(CREDIT, {names.ASSET: {"id": CREDIT_MODEL}})
    assert client.deployments.score(CREDIT, rows) == before


def test_watsonx_runtime_and_studio(admin, restricted):
    space = DATED | {"space_id": PRODUCTION}
    for kind, count in [("models", 5), ("functions", 1), ("ai_services", 1), ("deployments", 6)]:
        answer = restricted.call("GET", "ml", f"/ml/v4/{kind}", params=space | {"limit": 200}).json()
        assert answer["total_count"] == count, kind
    trainings = restricted.call("GET", "ml", "/ml/v4/trainings", params=DATED | {"project_id": PROJECT, "limit": 2}).json()
    rest = restricted.call("GET", "ml", "/ml/v4/trainings", params=DATED | {"project_id": PROJECT, "start": trainings["next"]["start"]}).json()
    assert len(trainings["resources"]) + len(rest["resources"]) == 3
    body = {"model_id": "ibm/granite-3-3-8b-instruct", "input": "Dear customer", "project_id": PROJECT}
    assert restricted.call("POST", "ml", "/ml/v1/text/generation", params=DATED, json=body).status_code == 403
    text = admin.call("POST", "ml", "/ml/v1/text/generation", params=DATED, json=body).json()
    assert text["results"][0]["generated_text"] and text["model_id"] == body["model_id"]
    unknown = admin.call("POST", "ml", "/ml/v1/text/generation", params=DATED, json=body | {"model_id": "none"})
    assert unknown.status_code == 404 and unknown.json()["errors"][0]["code"] == "model_not_supported"
    chat = {"model_id": body["model_id"], "project_id": PROJECT, "messages": [{"role": "user", "content": "Hello"}]}
    assert admin.call("POST", "ml", "/ml/v1/text/chat", params=DATED, json=chat).json()["choices"]
    specs = requests.get(admin.endpoints["ml"] + "/ml/v1/foundation_model_specs", params=DATED, timeout=10).json()
    assert specs["total_count"] == 5
    assert len(admin.call("GET", "dataplatform", "/v2/spaces").json()["resources"]) == 2
    assert admin.call("GET", "dataplatform", f"/v2/projects/{PROJECT}").json()["entity"]["storage"]
    search = {"query": "*:*", "limit": 2}
    found, bookmark = [], None
    while True:
        page = admin.call("POST", "dataplatform", "/v2/asset_types/asset/search", params={"project_id": PROJECT}, json=search).json()
        found += page["results"]
        if "next" not in page:
            break
        search = page["next"]
    assert len(found) == page["total_rows"] == 5
    assert admin.call("GET", "dataplatform", "/v2/connections", params={"project_id": PROJECT}).json()["total_count"] == 2
    watched = admin.call("GET", "aiopenscale", "/v2/subscriptions").json()["subscriptions"]
    assert CREDIT in {one["entity"]["deployment"]["deployment_id"] for one in watched}


def test_clusters_logs_and_compliance(auditor):
    clusters = auditor.call("GET", "containers", "/v2/vpc/getClusters").json()
    assert {c["name"] for c in clusters} == {"ai-cluster", "scoring-cluster"}
    assert not any(c["serviceEndpoints"]["publicServiceEndpointEnabled"] for c in clusters)
    routes = auditor.call("GET", "atracker", "/api/v2/routes").json()["routes"]
    assert routes[0]["rules"][0]["locations"] == ["us-south", "global"]
    assert auditor.call("GET", "atracker", "/api/v2/settings").json()["default_targets"] == []
    assert auditor.call("GET", "logs-router", "/v1/tenants").json()["tenants"]
    instance = auditor.call("GET", "resource-controller", "/v2/resource_instances", params={"name": "bank-compliance"}).json()["resources"][0]
    assert auditor.call("GET", "scc", f"/instances/{instance['guid']}/v3/profiles").json()["profiles"]


# Limits and faults


def test_throttling_is_said_as_ibm_says_it(range_, admin):
    range_.admin("PUT", "/limits", "documented")
    try:
        body = {"input_data": [{"values": [[1]]}]}
        answers = [admin.call("POST", "ml", f"/ml/v4/deployments/{CREDIT}/predictions", params=DATED, json=body) for _ in range(20)]
    finally:
        range_.admin("PUT", "/limits", "off")
    throttled = [answer for answer in answers if answer.status_code == 429]
    assert throttled and throttled[0].headers["retry-after"] and throttled[0].json()["errors"][0]["code"] == "too_many_requests"


def test_faults_have_the_services_shape(range_, auditor):
    range_.admin("PUT", "/faults", ["ibm:kms:*:503:1"])
    try:
        error = refused(503, auditor.client(IbmKeyProtectApiV2, "kms").get_keys, KEYS)
        assert error.http_response.json()["resources"][0]["errorMsg"]
    finally:
        range_.admin("PUT", "/faults", [])
