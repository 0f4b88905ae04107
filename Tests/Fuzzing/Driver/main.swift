import FuzzTargets
import Glibc

// The driver of libFuzzer, which Tests/Fuzzing/run links.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ argc: UnsafeMutablePointer<Int32>,
    _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ take: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

nonisolated(unsafe) let target: any FuzzTarget = {
    // SAFETY: nobody changes the environment.
    let name = unsafe getenv("VERDICT_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTargets.make(name) else {
        fatalError("VERDICT_FUZZ_TARGET must be one of \(FuzzTargets.names)")
    }
    return target
}()

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
// SAFETY: libFuzzer lends its bytes for the call, and reads the arguments.
exit(
    unsafe runDriver(&count, &arguments) { bytes, count in
        let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
        if let problem = unsafe target.take(input) { fatalError(problem) }
        return 0
    })
