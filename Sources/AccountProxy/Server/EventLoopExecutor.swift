import NIOCore

/// Runs a task on the event loop of a connection, so that a request and its answer change threads
/// nowhere. Nothing that waits for a disk or for another process may run on it.
final class EventLoopExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Runs what may wait for a disk or for another process beside the event loops.
func offEventLoop<Value, Failure: Error>(
  _ work: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
  try await withTaskExecutorPreference(globalConcurrentExecutor, operation: work)
}
