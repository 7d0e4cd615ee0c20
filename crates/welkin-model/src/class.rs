use serde::{Deserialize, Serialize};

/// An OCSF event class, named by its `class_uid` (OCSF 1.8.0).
///
/// The constants are the classes that Welkin writes; any other class of the schema can pass through.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Class(u32);

impl Class {
    pub const ACCOUNT_CHANGE: Class = Class(3001);
    pub const API_ACTIVITY: Class = Class(6003);
    pub const APPLICATION_ERROR: Class = Class(6008);
    pub const APPLICATION_LIFECYCLE: Class = Class(6002);
    pub const AUTHENTICATION: Class = Class(3002);
    pub const AUTHORIZE_SESSION: Class = Class(3003);
    pub const BASE_EVENT: Class = Class(0);
    pub const CLOUD_RESOURCES_INVENTORY_INFO: Class = Class(5023);
    pub const COMPLIANCE_FINDING: Class = Class(2003);
    pub const DATA_SECURITY_FINDING: Class = Class(2006);
    pub const DATASTORE_ACTIVITY: Class = Class(6005);
    pub const DETECTION_FINDING: Class = Class(2004);
    pub const DEVICE_INVENTORY_INFO: Class = Class(5001);
    pub const DNS_ACTIVITY: Class = Class(4003);
    pub const ENTITY_MANAGEMENT: Class = Class(3004);
    pub const GROUP_MANAGEMENT: Class = Class(3006);
    pub const HTTP_ACTIVITY: Class = Class(4002);
    pub const IAM_ANALYSIS_FINDING: Class = Class(2008);
    pub const INCIDENT_FINDING: Class = Class(2005);
    pub const NETWORK_ACTIVITY: Class = Class(4001);
    pub const PROCESS_ACTIVITY: Class = Class(1007);
    pub const USER_ACCESS: Class = Class(3005);
    pub const VULNERABILITY_FINDING: Class = Class(2002);

    /// The class with this `class_uid`; its existence in the schema is checked by [`crate::schema::Schema::class`].
    pub const fn new(uid: u32) -> Class {
        Class(uid)
    }

    /// The `class_uid`.
    pub const fn uid(self) -> u32 {
        self.0
    }

    /// The `category_uid`: the thousands of the uid (extensions count from 100,000 on).
    pub const fn category_uid(self) -> u32 {
        (self.0 % 100_000) / 1000
    }

    /// The `type_uid` of an activity of this class.
    pub const fn type_uid(self, activity_id: u8) -> u64 {
        self.0 as u64 * 100 + activity_id as u64
    }
}
