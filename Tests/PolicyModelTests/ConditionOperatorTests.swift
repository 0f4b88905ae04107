import PolicyModel
import Testing

/// Checks that operators are read as policies spell them.
@Suite("Condition operator")
struct ConditionOperatorTests {
    @Test("every spelling survives a round trip")
    func roundTrip() {
        let qualifiers: [ConditionOperator.SetQualifier?] = [nil, .forAllValues, .forAnyValue]
        for kind in ConditionOperator.Kind.allCases {
            for qualifier in qualifiers {
                for ifExists in kind == .null ? [false] : [false, true] {
                    let made = ConditionOperator(kind, qualifier: qualifier, ifExists: ifExists)
                    #expect(ConditionOperator(made.name) == made)
                    #expect(ConditionOperator(made.name.uppercased()) == made)
                }
            }
        }
    }

    @Test(
        "what is no operator is refused",
        arguments: [
            "", "StringEqual", "NullIfExists", "ForSomeValues:StringEquals", "IfExists",
            "ForAllValues:", "ForAllValues:ForAnyValue:StringEquals", "StringEquals:IfExists",
        ])
    func refused(text: String) {
        #expect(ConditionOperator(text) == nil)
    }
}
