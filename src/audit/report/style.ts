/** How the page looks, on a screen and on A4. */
export const STYLE = `
:root { --ink: #1b1f24; --soft: #5b6570; --line: #d5dae0; --bad: #9b1c1c; --good: #14532d; --paper: #fff; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--ink); }
p { margin: .4rem 0; }
.soft, .empty { color: var(--soft); }
.state { margin: 1.25rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .4rem solid var(--good); }
.state.bad { border-left-color: var(--bad); }
.state strong { display: block; font-size: 1.1rem; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: .4rem 0; padding-left: 1.2rem; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-size: .9rem; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--ink); }
th, td { padding: .35rem .75rem .35rem 0; vertical-align: top; overflow-wrap: break-word; }
tr.of td { border-bottom: 0; }
td { border-bottom: 1px solid var(--line); }
td.date { white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
code { font: .8rem/1.4 ui-monospace, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
a.entry { color: inherit; white-space: nowrap; }
.alarm { color: var(--bad); font-weight: 600; }
#entries table { font-size: .8rem; }
td code { color: var(--soft); font-size: .72rem; }
@media print {
  @page { size: A4; margin: 18mm 16mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-after: avoid; }
  tr, li, .state { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;
