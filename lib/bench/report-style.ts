/** How a report looks: as wide as its reader's screen, in the colours of it, and on paper. */
export const reportStyle = `
:root { color-scheme: light dark; --text: #1c2128; --muted: #57606a; --line: #d0d7de; --back: #ffffff; --run: #0b62c4; --baseline: #c2410c; --notice: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9da7b3; --line: #3d444d; --back: #0f141a; --run: #6cb6ff; --baseline: #f0883e; --notice: #ff7b72; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 76rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
.notice { position: sticky; top: 0; z-index: 200; margin: 0 0 1rem; padding: .6rem .9rem; border: 2px solid; font-weight: 700; }
.notice, caption { color: var(--notice); background: var(--back); }
.comparison { color: var(--text); }
caption { padding: .3rem 0; text-align: left; font-weight: 700; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 0 0 .25rem; font-size: 1.05rem; }
p { margin: .25rem 0; color: var(--muted); }
.digest { font: .8rem ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .75rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .35rem; border: 1px solid var(--line); text-align: right; white-space: nowrap; }
thead th { text-align: center; font-weight: 600; }
#charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1.5rem; margin: 1.5rem 0; }
.chart { min-width: 0; break-inside: avoid; }
.uplot { width: 100%; font-family: inherit; }
.u-legend { text-align: left; font-size: .8rem; color: var(--text); }
.u-legend th, .u-legend td { border: 0; padding: .1rem .3rem; }
@media print { body { max-width: none; } }
`;
