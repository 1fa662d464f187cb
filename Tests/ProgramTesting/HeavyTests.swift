import Foundation

/// Whether the tests that need heavy packages run too: `script/test --all`.
package let runsHeavyTests = ProcessInfo.processInfo.environment["EPSWITCH_ALL_TESTS"] != nil
