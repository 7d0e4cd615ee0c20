//! What a provider's verb means as an OCSF activity.

/// Activities of API Activity (6003) and, with the same numbers, of the other create-read-update-delete classes.
pub(crate) mod verb {
    pub(crate) const OTHER: u8 = 99;
    pub(crate) const CREATE: u8 = 1;
    pub(crate) const READ: u8 = 2;
    pub(crate) const UPDATE: u8 = 3;
    pub(crate) const DELETE: u8 = 4;

    /// The activity that the first word of an operation name tells: `CreateUser`, `delete`, `ListBuckets`.
    pub(crate) fn of(operation: &str) -> u8 {
        let word = first_word(operation);
        match word.as_str() {
            "create" | "add" | "put" | "run" | "register" | "import" | "upload" | "insert" | "allocate"
            | "provision" | "generate" | "issue" | "copy" | "clone" | "launch" | "new" => CREATE,
            "get" | "list" | "describe" | "head" | "read" | "search" | "query" | "lookup" | "batchget"
            | "select" | "download" | "view" | "scan" | "export" | "check" | "test" | "estimate"
            | "preview" => READ,
            "delete" | "remove" | "terminate" | "deregister" | "purge" | "destroy" | "revoke" | "cancel"
            | "release" | "disassociate" | "detach" | "unlink" => DELETE,
            "update" | "modify" | "set" | "change" | "patch" | "enable" | "disable" | "attach"
            | "associate" | "start" | "stop" | "reboot" | "restore" | "replace" | "move" | "write"
            | "edit" | "rotate" | "reset" | "tag" | "untag" | "authorize" | "restart" | "activate"
            | "deactivate" | "renew" | "rename" | "upgrade" | "accept" | "reject" | "approve" | "lock"
            | "unlock" | "undelete" | "upsert" | "deploy" | "undeploy" | "link" | "sync" | "configure" => {
                UPDATE
            }
            _ => OTHER,
        }
    }

    fn first_word(operation: &str) -> String {
        let mut word = String::new();
        for (i, c) in operation.chars().enumerate() {
            if !c.is_alphanumeric() || (i > 0 && c.is_uppercase() && !word.ends_with(char::is_uppercase)) {
                break;
            }
            word.push(c);
        }
        word.make_ascii_lowercase();
        word
    }
}

/// Activities of Entity Management (3004).
pub(crate) mod entity {
    /// The activity that a word of an audit event tells: `api_key.created`, `policy.lifecycle.deactivate`.
    pub(crate) fn of(word: &str) -> u8 {
        match word {
            "create" | "created" | "add" | "added" | "import" | "imported" | "sent" | "uploaded"
            | "generated" | "registered" | "granted" | "issued" | "connected" | "installed" | "published" => {
                1
            }
            "read" | "viewed" | "accessed" | "downloaded" | "exported" | "listed" | "get" | "retrieved"
            | "searched" | "view" | "download" => 2,
            "update" | "updated" | "change" | "changed" | "edit" | "edited" | "modified" | "renamed"
            | "reset" | "rotated" | "regenerated" | "shared" | "restored" | "transferred" => 3,
            "delete" | "deleted" | "remove" | "removed" | "revoke" | "revoked" | "archived" | "purged"
            | "disconnected" | "uninstalled" | "unpublished" | "expired" => 4,
            "move" | "moved" => 5,
            "enroll" | "enrolled" => 6,
            "unenroll" | "unenrolled" => 7,
            "enable" | "enabled" => 8,
            "disable" | "disabled" => 9,
            "activate" | "activated" | "accepted" | "approved" | "unarchived" => 10,
            "deactivate" | "deactivated" | "rejected" | "declined" => 11,
            "suspend" | "suspended" => 12,
            "resume" | "resumed" | "unsuspend" | "unsuspended" => 13,
            _ => 99,
        }
    }

    /// The same as an activity of the classes that know only create, read, update and delete.
    pub(crate) fn crud(word: &str) -> u8 {
        match of(word) {
            activity @ (1..=4 | 99) => activity,
            _ => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::verb::{self, CREATE, DELETE, OTHER, READ, UPDATE};

    #[test]
    fn the_first_word_decides() {
        let cases = [
            ("CreateUser", CREATE),
            ("ListBuckets", READ),
            ("delete", DELETE),
            ("insert_rows", CREATE),
            ("AttachRolePolicy", UPDATE),
            ("ConsoleLogin", OTHER),
            ("", OTHER),
        ];
        for (operation, expect) in cases {
            assert_eq!(verb::of(operation), expect, "{operation}");
        }
    }
}
