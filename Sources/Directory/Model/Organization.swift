import PolicyModel

/// An organization: the tree of root, organizational units and accounts, with the service control
/// and resource control policies attached to each.
package struct Organization: Sendable {
    /// A place in the tree that holds others: the root or an organizational unit.
    package struct Unit: Sendable {
        /// `r-…` for the root, `ou-…` otherwise.
        package var id: String
        /// What is attached here.
        package var attachments: Attachments
        /// The units below.
        package var units: [Unit]
        /// The accounts directly in this unit.
        package var members: [Member]

        /// Creates a unit.
        package init(
            id: String, attachments: Attachments = Attachments(), units: [Unit] = [],
            members: [Member] = []
        ) {
            self.id = id
            self.attachments = attachments
            self.units = units
            self.members = members
        }
    }

    /// An account's leaf in the tree.
    package struct Member: Sendable {
        /// The account.
        package var account: String
        /// What is attached to it directly.
        package var attachments: Attachments

        /// Creates a leaf.
        package init(account: String, attachments: Attachments = Attachments()) {
            self.account = account
            self.attachments = attachments
        }
    }

    /// Policies attached to one place in the tree.
    package struct Attachments: Sendable {
        /// Service control policies.
        package var serviceControl: [NamedPolicy]
        /// Resource control policies.
        package var resourceControl: [NamedPolicy]

        /// Creates attachments, none by default.
        package init(serviceControl: [NamedPolicy] = [], resourceControl: [NamedPolicy] = []) {
            self.serviceControl = serviceControl
            self.resourceControl = resourceControl
        }
    }

    /// Where an account stands and what reaches it from above.
    package struct Placement: Sendable, Hashable {
        /// `o-…/r-…/ou-…/`, as `aws:PrincipalOrgPaths` spells it.
        package var path: String
        /// The levels of SCPs from the root down to the account; empty if none apply.
        package var serviceControl: [[NamedPolicy]]
        /// The levels of RCPs, likewise.
        package var resourceControl: [[NamedPolicy]]
    }

    /// `o-…`.
    package let id: String
    /// The account whose principals no SCP, and whose resources no RCP, can restrict.
    package let managementAccount: String
    /// The top of the tree.
    package let root: Unit

    /// Where each account of the organization stands, whether or not its principals are known.
    let placements: [String: Placement]

    /// Creates an organization and works out what reaches each account.
    ///
    /// Where nothing at all in the tree has an SCP attached, SCPs are switched off, and none
    /// apply; where they are on, a level without any allows nothing. RCPs likewise, except that
    /// every level has `RCPFullAWSAccess`, which AWS attaches itself and lets nobody detach.
    package init(id: String, managementAccount: String, root: Unit) {
        self.id = id
        self.managementAccount = managementAccount
        self.root = root
        var walk = Walk(
            usesServiceControl: root.contains { !$0.serviceControl.isEmpty },
            usesResourceControl: root.contains { !$0.resourceControl.isEmpty },
            managementAccount: managementAccount)
        walk.visit(root, path: id + "/", above: [])
        if walk.placements[managementAccount] == nil {
            // It is a member wherever it stands, and nothing in the tree can restrict it.
            walk.placements[managementAccount] = Placement(
                path: "\(id)/\(root.id)/", serviceControl: [], resourceControl: [])
        }
        self.placements = walk.placements
    }

    /// Where an account stands; `nil` if it is no member.
    package func placement(of account: String) -> Placement? { placements[account] }
}

extension Organization {
    /// The policy that AWS attaches everywhere when SCPs are switched on.
    package static let fullAWSAccess = NamedPolicy(
        name: "FullAWSAccess",
        document: PolicyDocument(statements: [
            Statement(effect: .allow, action: Clause(["*"]), resource: Clause(["*"]))
        ]))

    /// The policy that is always attached everywhere when RCPs are switched on.
    package static let resourceControlFullAWSAccess = NamedPolicy(
        name: "RCPFullAWSAccess",
        document: PolicyDocument(statements: [
            Statement(
                effect: .allow, principal: Clause([.everyone]), action: Clause(["*"]),
                resource: Clause(["*"]))
        ]))

    /// Collects each account's placement on the way down the tree.
    private struct Walk {
        let usesServiceControl: Bool
        let usesResourceControl: Bool
        let managementAccount: String
        var placements: [String: Placement] = [:]

        mutating func visit(_ unit: Unit, path: String, above: [Attachments]) {
            let path = path + unit.id + "/"
            let levels = above + [unit.attachments]
            for member in unit.members {
                placements[member.account] = placement(
                    of: member, path: path, levels: levels + [member.attachments])
            }
            for unit in unit.units { visit(unit, path: path, above: levels) }
        }

        private func placement(
            of member: Member, path: String, levels: [Attachments]
        ) -> Placement {
            var placement = Placement(path: path, serviceControl: [], resourceControl: [])
            guard member.account != managementAccount else { return placement }
            if usesServiceControl { placement.serviceControl = levels.map(\.serviceControl) }
            if usesResourceControl {
                let full = Organization.resourceControlFullAWSAccess
                placement.resourceControl = levels.map { level in
                    level.resourceControl.contains { $0.name == full.name }
                        ? level.resourceControl : [full] + level.resourceControl
                }
            }
            return placement
        }
    }
}

extension Organization.Unit {
    /// Whether any attachments in this unit, or below it, are as asked.
    fileprivate func contains(_ predicate: (Organization.Attachments) -> Bool) -> Bool {
        predicate(attachments) || members.contains { predicate($0.attachments) }
            || units.contains { $0.contains(predicate) }
    }
}
