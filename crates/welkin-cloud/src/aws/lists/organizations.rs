use super::super::list::{Detail, ListRule, detail, list};

const SIZE: Option<(&str, u32)> = Some(("MaxResults", 20));

const fn of(native: &'static str, operation: &'static str, items: &'static str) -> ListRule {
    list(native, "organizations", operation, items).paging("NextToken", "NextToken", SIZE)
}

const UNIT: ListRule =
    of("AWS::Organizations::OrganizationalUnit", "ListOrganizationalUnitsForParent", "OrganizationalUnits")
        .input(&[("ParentId", "{Id}")])
        .name("Name");

const POLICY: ListRule =
    of("AWS::Organizations::Policy", "ListPolicies", "Policies").name("Name").details(&[
        Detail { under: "Policy", ..detail("DescribePolicy", &[("PolicyId", "{Id}")]) },
        detail("ListTargetsForPolicy", &[("PolicyId", "{Id}")]),
    ]);

/// The organisation: its units down to five levels (the limit of AWS Organizations), its accounts and its policies.
pub(in crate::aws) static LISTS: &[ListRule] = &[
    of("AWS::Organizations::Organization", "DescribeOrganization", "Organization").paging(
        "",
        "NextToken",
        None,
    ),
    of("AWS::Organizations::Root", "ListRoots", "Roots")
        .name("Name")
        .children(&[UNIT.children(&[UNIT.children(&[UNIT.children(&[UNIT.children(&[UNIT])])])])]),
    of("AWS::Organizations::Account", "ListAccounts", "Accounts")
        .name("Name")
        .details(&[detail("ListParents", &[("ChildId", "{Id}")])]),
    POLICY.input(&[("Filter", "SERVICE_CONTROL_POLICY")]),
    POLICY.input(&[("Filter", "RESOURCE_CONTROL_POLICY")]),
    POLICY.input(&[("Filter", "AISERVICES_OPT_OUT_POLICY")]),
];
