import ConditionValues
import Testing

/// Checks what the validator says about blocks of addresses.
@Suite("Address blocks")
struct AddressBlockTests {
    @Test(
        "bits beyond the prefix are seen",
        arguments: [
            ("10.0.0.0/8", false), ("10.0.0.1/8", true), ("10.0.0.1", false),
            ("10.0.0.1/32", false), ("0.0.0.0/0", false), ("128.0.0.0/0", true), ("::/0", false),
            ("::1/0", true), ("8000::/0", true), ("2001:db8::/64", false),
            ("2001:db8::1/64", true), ("2001:db8:0:1::/63", true), ("2001:db8::1/127", true),
            ("2001:db8::1/128", false),
        ])
    func hostBits(text: String, hasHostBits: Bool) throws {
        let block = try #require(AddressBlock(operand: text))
        #expect(block.hasHostBits == hasHostBits)
    }

    @Test(
        "leading zeros, which some read as octal, are no address",
        arguments: ["010.0.0.0/8", "10.0.0.01", "10.0.0.0/08", "::ffff:010.0.0.0"])
    func leadingZeros(text: String) {
        #expect(AddressBlock(operand: text) == nil)
    }
}
