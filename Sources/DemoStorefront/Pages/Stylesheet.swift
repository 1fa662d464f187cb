/// The storefront's only style sheet.
enum Stylesheet {
  static let text = base + tints

  /// A hue for each tint; at this lightness white text has a contrast of 4.5 or more on all of them.
  private static let tints = (0..<12).map { index in
    "body.tint-\(index) { --tint: hsl(\(index * 30) 62% 27%); --wash: hsl(\(index * 30) 60% 96%) }\n"
  }.joined()

  private static let base = """
    :root { --ink: #16202a; --quiet: #51606e; --line: #d5dce3; --tint: #3c4650; --wash: #f3f5f7 }
    * { box-sizing: border-box }
    html { font: 112.5%/1.5 system-ui, "Noto Sans", "Noto Sans CJK JP", sans-serif; color: var(--ink); background: #fff }
    body { margin: 0 }
    a { color: inherit }
    :focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; border-radius: 4px }
    header :focus-visible { outline-color: #fff }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
    .skip { position: absolute; left: -999px; background: #fff; color: #000; padding: .5rem 1rem; z-index: 1 }
    .skip:focus { left: 1rem; top: 1rem }
    header { background: var(--tint); color: #fff }
    .bar, .account, main, footer { max-width: 78rem; margin: 0 auto; padding: 0 1.5rem }
    .bar { display: flex; align-items: center; justify-content: space-between; gap: 1rem; flex-wrap: wrap; padding-block: .75rem }
    .brand { margin: 0; font-weight: 700; letter-spacing: .04em; text-transform: uppercase; font-size: .9rem }
    nav ul { display: flex; gap: .25rem; list-style: none; margin: 0; padding: 0 }
    nav a { display: block; padding: .4rem .9rem; border-radius: 2rem; text-decoration: none; font-weight: 600 }
    nav a:hover { text-decoration: underline }
    nav a[aria-current] { background: #fff; color: var(--tint) }
    .count { display: inline-block; min-width: 1.5em; margin-left: .3em; padding: 0 .4em; border-radius: 1em; background: #fff; color: var(--tint); text-align: center; font-size: .85em }
    nav a[aria-current] .count { background: var(--tint); color: #fff }
    .account { display: flex; align-items: end; justify-content: space-between; gap: 1rem; flex-wrap: wrap; padding-block: 1.25rem 1.75rem }
    .account p { margin: 0 }
    .label { display: block; font-size: .95rem }
    .name { display: block; font-size: clamp(1.8rem, 4.5vw, 3.2rem); line-height: 1.15; font-weight: 750; overflow-wrap: anywhere }
    .id { font: .9rem/1.6 ui-monospace, "DejaVu Sans Mono", monospace }
    main { padding-block: 1.5rem 3rem }
    h1 { font-size: 1.6rem; margin: 0 0 .25rem }
    h2 { font-size: 1.15rem; margin: 2rem 0 .75rem }
    .lead { color: var(--quiet); margin: 0 0 1rem }
    .notice { background: var(--wash); border-left: .4rem solid var(--tint); padding: .75rem 1rem; margin: 0 0 1rem; font-weight: 600 }
    .products { display: grid; grid-template-columns: repeat(auto-fill, minmax(15.5rem, 1fr)); gap: 1rem; list-style: none; margin: 0; padding: 0 }
    .product { display: flex; flex-direction: column; border: 1px solid var(--line); border-top: .35rem solid var(--tint); border-radius: .5rem; padding: 1rem; background: #fff }
    .product h3 { margin: 0; font-size: 1.05rem; line-height: 1.3 }
    .description { margin: .35rem 0; color: var(--quiet); font-size: .9rem; flex: 1 }
    .sku { margin: 0; font: .8rem ui-monospace, "DejaVu Sans Mono", monospace; color: var(--quiet) }
    .price { margin: .5rem 0 .75rem }
    .price strong { font-size: 1.5rem }
    s { color: var(--quiet); font-size: .9rem }
    .discount { display: inline-block; background: var(--wash); color: var(--tint); font-weight: 700; font-size: .85rem; padding: 0 .5em; border-radius: 1em; white-space: nowrap }
    form { display: flex; gap: .5rem; margin: 0; flex-wrap: wrap }
    input, button { font: inherit; padding: .4rem .7rem; border-radius: .4rem; border: 1px solid #76838f }
    input[type=number] { width: 5rem }
    button { cursor: pointer; background: #fff; color: var(--tint); border-color: var(--tint); font-weight: 650 }
    .product button, .primary { background: var(--tint); color: #fff }
    .product button { flex: 1 }
    .primary { margin-top: 1.25rem; padding: .7rem 1.6rem; font-size: 1.1rem }
    button:hover { filter: brightness(1.15) }
    .scroll { overflow-x: auto }
    table { border-collapse: collapse; width: 100% }
    th, td { text-align: left; padding: .65rem .75rem; border-bottom: 1px solid var(--line); vertical-align: middle }
    thead th { color: var(--quiet); font-size: .9rem; font-weight: 600 }
    tbody th { font-weight: 600 }
    tbody th .sku { display: block; font-weight: 400 }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
    tfoot th { text-align: right }
    .total { font-size: 1.4rem; font-weight: 750 }
    .state { background: var(--wash); color: var(--tint); font-weight: 650; padding: .1em .7em; border-radius: 1em }
    footer { color: var(--quiet); font-size: .85rem; border-top: 1px solid var(--line) }

    """
}
