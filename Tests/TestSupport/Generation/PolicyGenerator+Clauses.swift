import PolicyModel

/// Actions, resources and principals near those of a request.
extension PolicyGenerator {
    mutating func actions(near action: String) -> Clause<String> {
        clause { $0.actionPattern(near: action) }
    }

    private mutating func actionPattern(near action: String) -> String {
        switch random.below(20) {
        case 0...4: return "*"
        case 5...7: return action
        case 8...9: return random.otherCase(action)
        case 10:
            return random.pick([
                "s3:*", "sqs:Send*", "kms:*", "*:*", "s*:*", "s3", "", "iam:*", "s3:Get?bject",
                "s?:*",
                "s3:Get:*", "s3:", "?3:GetObject", "s3:GetObject ", "*:GetObject",
            ])
        case 11:
            let service = String(action.prefix { $0 != ":" })
            return random.pattern(for: service) + random.pick([":*", ":Get*", ""])
        default:
            guard let colon = action.firstIndex(of: ":") else { return random.pattern(for: action) }
            let name = String(action[action.index(after: colon)...])
            return action[...colon] + random.pattern(for: name)
        }
    }

    mutating func resources(near request: AuthorizationRequest) -> Clause<String> {
        clause { $0.resourcePattern(near: request) }
    }

    private mutating func resourcePattern(near request: AuthorizationRequest) -> String {
        switch random.below(20) {
        case 0...4: return "*"
        case 5...6: return request.resource
        case 7: return shortPattern(for: request.resource)
        case 8: return random.pick(random.pick(Vocabulary.ordinary).resources)
        case 9:
            return random.pick([
                "arn:aws:*:*:*:*", "arn:*", "*:*", "**", "?", "", "arn:aws:s3:::*/${aws:username}",
                "arn:aws:s3:::${*}", "arn:${", "*:*:*:*:*:*", "arn:aws:s3:::b/${aws:username}",
                "arn:aws:sqs:*:${aws:PrincipalTag/t}:q", "arn:aws:s3:::b/${a:b:c, 'a'}",
                "arn:aws:s3",
            ])
        case 10: return random.pattern(for: request.resource)
        case 11: return withVariable(random.pattern(for: request.resource), request.context)
        default:
            var parts = request.resource.split(
                separator: ":", maxSplits: 5, omittingEmptySubsequences: false
            ).map(String.init)
            let index = random.chance(60) ? parts.count - 1 : random.below(parts.count)
            parts[index] = random.pattern(for: parts[index])
            if random.chance(35) {
                parts[index] = withVariable(parts[index], request.context)
            }
            return parts.joined(separator: ":")
        }
    }

    /// The beginning of an ARN, mostly with a star at its end.
    private mutating func shortPattern(for resource: String) -> String {
        let parts = resource.split(separator: ":", omittingEmptySubsequences: false)
        let kept = parts.prefix(random.int(in: 1...5)).joined(separator: ":")
        return random.pattern(for: String(kept)) + random.pick(["*", "*", ":*", ""])
    }

    /// The text with something in it replaced by a variable: one whose value stands there, if the
    /// context has such a one.
    mutating func withVariable(_ text: String, _ context: [String: ContextValue]) -> String {
        let key = random.pick(Vocabulary.keys).name
        var value = ""
        if case .single(let only) = context[key.lowercased()] { value = only }
        let letters = Array(text)
        let wanted = Array(value)
        var start = random.below(letters.count + 1)
        var end = min(letters.count, start + random.below(3))
        if !wanted.isEmpty, letters.count >= wanted.count {
            let places = (0...(letters.count - wanted.count)).filter {
                Array(letters[$0..<($0 + wanted.count)]) == wanted
            }
            if !places.isEmpty {
                start = random.pick(places)
                end = start + wanted.count
            }
        }
        let replaced = String(letters[start..<end])
        let name = random.chance(30) ? random.otherCase(key) : key
        let variable: String
        switch random.below(12) {
        case 0: variable = "${*}"
        case 1: variable = "${?}"
        case 2: variable = "${$}"
        case 3: variable = "${\(name)"
        case 4...5: variable = "${\(name), '\(replaced)'}"
        case 6: variable = "${ \(name) ,'\(replaced)'}"
        case 7:
            variable = random.pick(["${\(name), a}", "${}", "${\(name), ''}", "${missing:key}"])
        default: variable = "${\(name)}"
        }
        return String(letters[..<start]) + variable + String(letters[end...])
    }

    mutating func principal(near caller: Caller) -> Clause<PrincipalPattern> {
        clause { $0.principalPattern(near: caller) }
    }

    private mutating func principalPattern(near caller: Caller) -> PrincipalPattern {
        var requests = RequestGenerator(random: random.fork())
        let other = random.chance(80) ? caller : requests.caller(of: caller.kind)
        switch random.below(12) {
        case 0...1: return .everyone
        case 2...3:
            let account = other.account ?? random.pick(Vocabulary.accounts)
            return .aws(random.chance(50) ? account : "arn:aws:iam::\(account):root")
        case 4: return .aws(other.issuer ?? other.id)
        case 5: return .aws(other.uniqueID ?? "AIDAb")
        case 6:
            return random.pick([
                .service("a.amazonaws.com"), .federated("accounts.google.com"),
                .canonicalUser("a0"), .aws("arn:aws:iam::111122223333:user/*"),
                .aws("${aws:userid}"),
                .aws("arn:aws:iam::111122223333:role/q/R"),
                .aws("arn:aws-cn:iam::111122223333:root"),
                .service("A.amazonaws.com"), .aws("*b"), .aws(""),
                .aws("arn:aws:iam::111122223333:role"),
            ])
        case 7: return .aws(random.nearMiss(other.id))
        case 8:
            let misspelled = Caller(
                other.kind, id: random.otherCase(other.id), issuer: other.issuer,
                uniqueID: other.uniqueID, isServiceLinkedRole: other.isServiceLinkedRole)
            return entry(naming: misspelled)
        default: return entry(naming: other)
        }
    }

    /// The entry that a policy's author would write for a caller.
    private func entry(naming caller: Caller) -> PrincipalPattern {
        switch caller.kind {
        case .anonymous: .everyone
        case .root, .user, .role, .assumedRole, .federatedUser: .aws(caller.id)
        case .service: .service(caller.id)
        case .federated: .federated(caller.id)
        case .canonicalUser: .canonicalUser(caller.id)
        }
    }
}
