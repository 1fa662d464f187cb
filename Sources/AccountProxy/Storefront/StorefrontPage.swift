import AccountModel
import Foundation
import NIOHTTP1

/// The page around a page of the storefront: the bar that says who is acted as, and a frame.
struct StorefrontPage {
  private let target: RequestTarget
  private let storefront: Endpoint

  /// - Parameter target: what the frame shows.
  init(framing target: RequestTarget, of storefront: Endpoint) {
    self.target = target
    self.storefront = storefront
  }

  var answer: LocalAnswer {
    let nonce = AccessKey().text
    var answer = LocalAnswer(.ok, type: "text/html; charset=utf-8", html(nonce))
    answer.headers.add(
      name: "Content-Security-Policy",
      value: "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; "
        + "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'")
    answer.headers.add(name: "Referrer-Policy", value: "same-origin")
    return answer
  }

  private func html(_ nonce: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>epswitch</title>
    <style nonce="\(nonce)">
      html, body { margin: 0; height: 100%; }
      body { display: flex; flex-direction: column; font: 16px/1.4 system-ui, sans-serif; }
      #bar { display: flex; flex-wrap: wrap; gap: .2em 1.2em; align-items: baseline;
        padding: .5em 1em; background: #12324a; color: #fff; }
      #bar.production { background: #a4001d; }
      #bar.failing { background: #5a4300; }
      #bar strong { font-size: 1.25em; }
      #bar code { font: .9em ui-monospace, monospace; }
      #production { font-weight: 700; letter-spacing: .08em; padding: 0 .5em; background: #fff;
        color: #a4001d; }
      #left { margin-left: auto; font-variant-numeric: tabular-nums; }
      iframe { flex: 1; width: 100%; border: 0; background: #fff; }
      [hidden] { display: none !important; }
    </style>
    <div id="bar" role="status" aria-live="polite">
      <span id="production" hidden>PRODUCTION</span>
      <span id="acting">Acting as <strong id="account">…</strong></span>
      <code id="id"></code>
      <span id="member"></span>
      <span id="failure" role="alert"></span>
      <span id="left"></span>
    </div>
    <iframe id="page" title="Storefront \(escaped(storefront.description))" src="\(escaped(target.text))"></iframe>
    <script nonce="\(nonce)">
      const part = name => document.getElementById(name);
      const bar = part("bar"), frame = part("page");
      let acting = null, expires = null, heard = performance.now();
      const countdown = seconds => {
        const two = number => String(number).padStart(2, "0");
        return Math.floor(seconds / 3600) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
      };
      const tick = () => {
        if (expires === null) { part("left").textContent = ""; return; }
        const left = Math.max(0, Math.round((expires - Date.now()) / 1000));
        part("left").textContent = left === 0 ? "token expired" : countdown(left) + " left";
      };
      const reload = () => {
        try { frame.contentWindow.location.reload(); } catch { frame.src = frame.src; }
      };
      // The same text again would be read out again.
      const show = (name, text) => {
        if (part(name).textContent !== text) part(name).textContent = text;
      };
      const showFailure = text => {
        bar.classList.toggle("failing", Boolean(text));
        show("failure", text);
      };
      // Whom requests act as by now is not known, so nobody is named.
      const lose = () => {
        for (const name of ["acting", "id", "member", "left"]) part(name).hidden = true;
        document.title = "not known · epswitch";
        showFailure("epswitch does not answer: whom this page acts as is not known.");
      };
      const events = new EventSource("\(StorefrontSite.eventsPath)");
      events.onmessage = message => {
        heard = performance.now();
        for (const name of ["acting", "id", "member", "left"]) part(name).hidden = false;
        const state = JSON.parse(message.data);
        bar.classList.toggle("production", state.isProduction);
        part("production").hidden = !state.isProduction;
        showFailure(state.failure || "");
        show("account", state.account || "nobody");
        show("id", state.id || "");
        show("member", [state.profile, state.member].filter(Boolean).join(" · "));
        expires = state.secondsLeft == null ? null : Date.now() + state.secondsLeft * 1000;
        tick();
        document.title = (state.isProduction ? "PRODUCTION · " : "")
          + (state.account || "nobody") + " · epswitch";
        const now = (state.member || "") + " " + (state.id || "");
        if (acting !== null && acting !== now) reload();
        acting = now;
      };
      events.onerror = lose;
      setInterval(() => {
        if (performance.now() - heard > \(StorefrontSite.silenceLimit)) lose();
        tick();
      }, 500);
    </script>
    </html>
    """
  }
}

/// What a browser shows in place of a page that this server did not ask the storefront for.
struct RefusalPage {
  let status: HTTPResponseStatus
  /// Sentences.
  let detail: String

  var answer: LocalAnswer {
    let nonce = AccessKey().text
    var answer = LocalAnswer(status, type: "text/html; charset=utf-8", html(nonce))
    answer.headers.add(
      name: "Content-Security-Policy",
      value: "default-src 'none'; style-src 'nonce-\(nonce)'; frame-ancestors 'self'")
    return answer
  }

  private func html(_ nonce: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>epswitch</title>
    <style nonce="\(nonce)">
      body { margin: 3em auto; max-width: 36em; padding: 0 1em;
        font: 18px/1.5 system-ui, sans-serif; }
    </style>
    <h1>epswitch did not pass this on</h1>
    <p>\(escaped(detail))</p>
    <p>Go back in the browser to the page before.</p>
    </html>
    """
  }
}

/// Text in the content of an element, or inside a quoted attribute.
private func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
}
