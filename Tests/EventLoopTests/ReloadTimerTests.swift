import Testing

@testable import EventLoop

/// Checks when changed files are looked at.
@Suite("Reload timer")
struct ReloadTimerTests {
    private static func at(_ milliseconds: Int) -> Duration { .milliseconds(milliseconds) }

    @Test("without a change it is never time")
    func idle() {
        var timer = ReloadTimer()
        #expect(timer.deadline == nil)
        let isDue1 = timer.takeDue(at: Self.at(1_000_000))
        #expect(!isDue1)
    }

    @Test("it is time once everything has been quiet, and then not again")
    func quiet() {
        var timer = ReloadTimer()
        timer.note(at: Self.at(1_000))
        #expect(timer.deadline == Self.at(1_100))
        let isDue2 = timer.takeDue(at: Self.at(1_099))
        #expect(!isDue2)
        timer.note(at: Self.at(1_099))
        let isDue3 = timer.takeDue(at: Self.at(1_100))
        #expect(!isDue3)
        let isDue4 = timer.takeDue(at: Self.at(1_199))
        #expect(isDue4)
        let isDue5 = timer.takeDue(at: Self.at(9_999))
        #expect(!isDue5)
    }

    @Test("files that never rest are looked at all the same")
    func restless() {
        var timer = ReloadTimer()
        var now = 0
        var looks: [Int] = []
        while now < 7_000 {
            timer.note(at: Self.at(now))
            if timer.takeDue(at: Self.at(now)) { looks.append(now) }
            now += 50
        }
        #expect(looks == [2_000, 4_050, 6_100])
    }
}
