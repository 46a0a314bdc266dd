/** The type of pages and of what is drawn in them. */
export const FONT = 'system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif';

/** How every page looks, on a screen of any width and on A4. */
export const STYLE = `
:root { color-scheme: light; --ink: #1b1f24; --soft: #525c68; --line: #c9d0d8; --band: #f2f4f7; --bad: #8a1c1c; --link: #0b4a7d; --good: #14532d; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 3rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 ${FONT}; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 2px solid var(--ink); break-after: avoid; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; max-width: 46rem; overflow-wrap: anywhere; break-after: avoid; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
p, ul { margin: .4rem 0; max-width: 46rem; overflow-wrap: anywhere; }
ul { padding-left: 1.3rem; }
li { margin: .25rem 0; }
.soft { color: var(--soft); }
.alarm { color: var(--bad); font-weight: 600; }
.state { margin: 1rem 0; padding: .8rem 1rem; border: 2px solid var(--line); border-left: .6rem solid var(--good); }
.state.bad { border-color: var(--bad); }
.state.bad strong { color: var(--bad); }
dl { display: grid; grid-template-columns: minmax(7rem, 11rem) 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; max-width: 46rem; }
.scroll { overflow-x: auto; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll;
  background-position: left, right, left, right; background-size: 2.5rem 100%, 2.5rem 100%, .8rem 100%, .8rem 100%;
  background-image: linear-gradient(to right, #fff 40%, transparent), linear-gradient(to left, #fff 40%, transparent),
    linear-gradient(to right, #1b1f2440, transparent), linear-gradient(to left, #1b1f2440, transparent); }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
td ul { padding-left: 1rem; margin: 0; min-width: 11rem; }
td li:first-child { margin-top: 0; }
thead th { background: var(--band); border-bottom: 2px solid var(--ink); white-space: nowrap; overflow-wrap: normal; vertical-align: bottom; }
thead th.number { white-space: normal; }
tbody th { font-weight: 600; min-width: 7rem; }
tr { break-inside: avoid; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
table.narrow { width: auto; }
.date, a.entry { white-space: nowrap; }
a.entry { color: inherit; }
code { font: .8rem/1.4 ui-monospace, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
td code { display: block; min-width: 17rem; color: var(--soft); font-size: .72rem; }
.hashes { columns: 30rem; column-gap: 1.5rem; margin: .6rem 0; padding: 0; max-width: none; list-style: none; font-size: .72rem; }
.hashes li { display: flex; gap: .5rem; margin: 0; break-inside: avoid; }
.hashes b { flex: none; min-width: 2rem; font-weight: 400; }
.hashes code { font-size: .66rem; color: var(--soft); }
.chart { margin: 1.2rem 0; }
.chart figcaption { margin-bottom: .6rem; break-after: avoid; }
.chart svg { display: block; height: auto; max-width: 100%; }
.chart svg.narrow { display: none; }
.chart svg.full { max-width: none; }
.sideways { display: none; font-size: .875rem; }
details { margin: .4rem 0; }
summary { cursor: pointer; color: var(--link); max-width: 46rem; }
.source { font-size: .875rem; color: var(--soft); margin: .2rem 0 1.4rem; }
.beside { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 0 2.5rem; align-items: start; }
.beside > div { min-width: 0; break-inside: avoid; }
.contents ol { columns: 20rem; column-gap: 2.5rem; margin: .4rem 0; padding-left: 1.6rem; }
.contents li { margin: 0 0 .3rem; break-inside: avoid; }
.findings { padding: 0; list-style: none; }
.findings li { margin: 0; padding: .7rem 0; border-bottom: 1px solid var(--line); }
.findings li:last-child { border-bottom: 0; }
.findings strong { display: block; font-size: 1.1rem; line-height: 1.4; font-weight: 600; }
.findings span { font-size: .875rem; }
.missing { border-left-color: var(--soft); }
.missing code { white-space: pre-wrap; }
.draft { position: sticky; top: 0; z-index: 1; margin: -1rem 0 1rem; padding: .5rem .8rem; color: #fff; background: var(--bad); font-weight: 600; }
.sign td { height: 3.2rem; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .6rem; color: var(--soft); font-size: .875rem; }
@media (max-width: 40rem) {
  body { padding: 1rem 1rem 2rem; }
  h1 { font-size: 1.4rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  td { min-width: 6rem; }
  tbody th { min-width: 0; }
}
@media screen and (max-width: 59rem) {
  .sideways { display: block; }
}
@media screen and (max-width: 40rem) {
  .chart svg.wide { display: none; }
  .chart svg.narrow { display: block; width: 100%; max-width: 26rem; }
}
@page { size: A4; margin: 18mm 14mm 16mm; @bottom-right { content: counter(page) " of " counter(pages); font: 8pt sans-serif; color: #525c68; } }
@page draft { @top-left { content: "DRAFT - NOT CONTROLLED"; font: bold 9pt sans-serif; color: #8a1c1c; } }
.draft ~ * { page: draft; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h1 { font-size: 18pt; }
  h2 { font-size: 13pt; margin-top: 1.4rem; }
  h3 { font-size: 10.5pt; margin: .8rem 0 .3rem; }
  p, ul { margin: .25rem 0; }
  dl { margin: .4rem 0; gap: .1rem 1rem; }
  .contents ol { columns: 2; }
  table { font-size: 8.5pt; }
  th, td { padding: .2rem .45rem; }
  tbody th { overflow-wrap: anywhere; }
  table.wide { font-size: 6.8pt; }
  table.wide th, table.wide td { padding: .2rem .15rem; }
  table.wide tbody th { min-width: 0; }
  tbody tr:nth-child(-n+2):not(:has(li)) { break-after: avoid; }
  tbody tr:nth-last-child(-n+3):not(:has(li)) { break-before: avoid; }
  thead { display: table-header-group; }
  thead th { white-space: normal; }
  .scroll { overflow: visible; background: none; }
  td code { min-width: 0; font-size: 6.5pt; }
  .hashes { columns: 2; font-size: 6.5pt; }
  .hashes code { font-size: 5.5pt; }
  .chart svg { width: auto; max-width: 150mm; max-height: 240mm; }
  .chart svg.full { max-width: 165mm; max-height: 240mm; }
  p:has(+ .chart), h2 + p:has(> strong):not(:last-child) { break-after: avoid; }
  footer { margin-top: 1rem; }
  details::details-content { display: block; content-visibility: visible; block-size: auto; }
  summary { list-style: none; color: inherit; font-weight: 600; break-after: avoid; }
  summary::-webkit-details-marker { display: none; }
  .source { font-size: 8pt; margin: .2rem 0 .7rem; break-before: avoid; }
  .chart { margin: .7rem 0; }
  details { margin: .2rem 0; }
  table { margin: .3rem 0; }
  .findings strong { font-size: 11pt; }
  .draft { position: fixed; top: 40%; left: 0; right: 0; margin: 0; padding: 0; background: none; color: var(--bad); opacity: .25;
    font-size: 30pt; line-height: 1.3; text-align: center; transform: rotate(-30deg); }
  p, li, .state, .chart { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;
