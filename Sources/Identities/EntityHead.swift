/// What users, groups, roles and managed policies have in common: where they belong and what they
/// are called.
package struct EntityHead: Sendable, Hashable {
    /// The partition of its ARN, `aws` nearly always.
    package var partition: String
    /// The account: twelve digits, or `aws` for a managed policy that AWS owns.
    package var account: String
    /// The path, from `/` to `/`.
    package var path: String
    /// The friendly name. No two entities of a sort in an account share it, not even in another case.
    package var name: String
    /// The id that a recreated entity of the same name does not share: `AROA…`, `AIDA…`, `AGPA…`,
    /// `ANPA…`.
    package var id: String
    /// When it was made, in whole seconds since 1970 in UTC.
    package var created: Int64
    /// Its tags, in the order in which they were added. Keys differ in more than case.
    package var tags: [Tag]

    /// Describes an entity.
    package init(
        partition: String = "aws", account: String, path: String = "/", name: String, id: String,
        created: Int64, tags: [Tag] = []
    ) {
        self.partition = partition
        self.account = account
        self.path = path
        self.name = name
        self.id = id
        self.created = created
        self.tags = tags
    }

    /// The ARN, of which `sort` is the resource's first word: `role`, `user`, `group`, `policy`.
    package func arn(_ sort: String) -> String {
        "arn:\(partition):iam::\(account):\(sort)\(path)\(name)"
    }
}

/// A tag of an entity.
package struct Tag: Sendable, Hashable {
    /// The key, 1 to 128 characters.
    package var key: String
    /// The value, 0 to 256 characters.
    package var value: String

    /// Creates a tag.
    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
