import Foundation
import PolicyModel
import ServiceLinkedRoles
import TestSupport
import Testing

/// The built-in service, against what its documentation says.
@Suite("CodeWhisperer")
struct CodeWhispererTests {
    static let definition = ServiceCatalogue.builtIn.definition(
        service: "codewhisperer.amazonaws.com")

    static let scans = "arn:aws:codeguru-security:*:*:scans/CodeWhisperer-*"
    static let grants: [String: String] = [
        "cloudwatch:PutMetricData": "*",
        "codeguru-security:CreateUploadUrl": "*",
        "codeguru-security:CreateScan": scans,
        "codeguru-security:GetScan": scans,
        "codeguru-security:ListFindings": scans,
        "sso:ListProfiles": "*",
        "sso:ListProfileAssociations": "*",
        "sso-directory:ListMembersInGroup": "*",
        "sso:ListDirectoryAssociations": "*",
        "sso:DescribeRegisteredRegions": "*",
        "sso:GetProfile": "*",
        "sso:DescribeApplication": "*",
    ]

    /// What the statements grant: action by action, the resource and the conditions.
    static func granted(
        by definition: ServiceDefinition
    ) throws -> [String: (resource: String, conditions: [Condition])] {
        var granted: [String: (String, [Condition])] = [:]
        for statement in definition.permissions.document.statements {
            #expect(statement.effect == .allow && statement.action?.isNegated == false)
            let resources = try #require(statement.resource)
            #expect(resources.values.count == 1 && !resources.isNegated)
            for action in try #require(statement.action).values {
                let previous = granted.updateValue(
                    (resources.values[0], statement.conditions), forKey: action)
                #expect(previous == nil, "\(action) is granted twice")
            }
        }
        return granted
    }

    @Test("is named, trusted and permitted as documented, and can be edited in one way")
    func names() throws {
        let definition = try #require(Self.definition)
        #expect(ServiceCatalogue.builtIn.definitions == [definition])
        #expect(definition.roleName == "AWSServiceRoleForCodeWhisperer")
        #expect(!definition.allowsSuffix)
        #expect(
            definition.policyARN
                == "arn:aws:iam::aws:policy/aws-service-role/AWSServiceRoleForCodeWhispererPolicy")
        #expect(definition.editableAttributes == [.description])
        #expect(
            definition.trustPolicy.text
                == #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"#
                + #"{"Service":"codewhisperer.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#)
    }

    @Test("may do twelve things, one of them under a condition")
    func permissions() throws {
        let granted = try Self.granted(by: try #require(Self.definition))
        #expect(granted.mapValues(\.resource) == Self.grants)
        for (action, grant) in granted {
            let isMetrics = action == "cloudwatch:PutMetricData"
            #expect(
                grant.conditions
                    == (isMetrics
                        ? [
                            Condition(
                                ConditionOperator(.stringEquals), key: "cloudwatch:namespace",
                                values: ["AWS/CodeWhisperer"])
                        ] : []))
        }
    }

    @Test("is known in 25 regions and works in one")
    func regions() throws {
        let definition = try #require(Self.definition)
        #expect(definition.regions.count == 25)
        #expect(definition.supportedRegions == ["us-east-1"])
    }

    @Test("agrees with the document that describes it, action by action and region by region")
    func document() throws {
        guard let data = SharedData.url("managed-policies.json") else {
            print("skipped: no shared data")
            return
        }
        let folder = data.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("seeds")
        let seed = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "txt" }
        let text = try String(contentsOf: #require(seed.first), encoding: .utf8)
        let definition = try #require(Self.definition)

        #expect(text.contains("named \(definition.roleName) –"))
        #expect(text.contains("policy named \(definition.policyName) allows"))
        let granted = try Self.granted(by: definition)
        var actions: Set<String> = []
        for match in text.matches(of: /Action: (\S+) on (.+)/) {
            let (action, resource) = (String(match.1), String(match.2))
            actions.insert(action)
            let grant = try #require(granted[action], "\(action)")
            if let namespace = resource.wholeMatch(of: /(\S+) CloudWatch namespace/) {
                #expect(grant.conditions.map(\.values) == [[String(namespace.1)]])
            } else {
                #expect(grant.resource == resource && grant.conditions.isEmpty, "\(action)")
            }
        }
        #expect(actions.count == 12 && actions == Set(granted.keys))

        let rows = text.matches(of: /\n(.+) ([a-z]+(?:-[a-z]+)+-\d) (Yes|No)/).map {
            "\($0.1) \($0.2) \($0.3)"
        }
        #expect(
            definition.regions.map { "\($0.name) \($0.id) \($0.isSupported ? "Yes" : "No")" }
                == rows)
    }
}
