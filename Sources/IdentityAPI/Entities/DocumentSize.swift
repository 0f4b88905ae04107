extension String {
    /// The number of characters of a policy document as IAM counts them against its quotas:
    /// without the space outside of strings.
    ///
    /// Source: IAM User Guide, *IAM and AWS STS quotas*.
    var policySize: Int {
        var count = 0
        var isInString = false
        var isEscaped = false
        for scalar in unicodeScalars {
            if isInString || !(scalar.value <= 0x20) { count += 1 }
            if isInString && isEscaped {
                isEscaped = false
            } else if isInString && scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                isInString.toggle()
            }
        }
        return count
    }
}
