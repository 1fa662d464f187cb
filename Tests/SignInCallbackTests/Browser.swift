import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// A browser that comes back to a port of this machine.
struct Browser {
  let port: Int

  /// Asks for a path of an address; `host` replaces the header of that name.
  func get(
    _ path: String, at address: String = "127.0.0.1", method: HTTPMethod = .GET,
    host: String? = nil
  ) async throws -> Page {
    var request = HTTPClientRequest(url: "http://\(address):\(port)\(path)")
    request.method = method
    request.headers.add(name: "Host", value: host ?? "\(address):\(port)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let body = try await response.body.collect(upTo: 1 << 20)
    return Page(status: response.status, headers: response.headers, html: String(buffer: body))
  }

  /// A bare connection to the server, over which nothing was sent. It closes when the server closes
  /// its half, unless it `stays`.
  func connect(stays: Bool = false) async throws -> any Channel {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: stays)
      .connect(host: "127.0.0.1", port: port).get()
  }
}

/// What the browser received.
struct Page {
  let status: HTTPResponseStatus
  let headers: HTTPHeaders
  let html: String
}
