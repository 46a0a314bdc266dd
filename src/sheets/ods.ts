/**
 * A workbook as an OpenDocument spreadsheet (ISO/IEC 26300, OpenDocument 1.3). Written here because the libraries that
 * write such files on this version of Node mark no header rows, name no tables and set no column widths, by which a
 * screen reader finds its way.
 */
import { strToU8 } from 'fflate';
import {
  type LaidCell,
  type LaidSheet,
  type Look,
  laidOut,
  letters,
  type TextLook,
  visible,
} from './layout.ts';
import type { Workbook } from './types.ts';
import { zipped } from './zip.ts';

const MIMETYPE = 'application/vnd.oasis.opendocument.spreadsheet';
const CM_PER_CHARACTER = 0.2;

/** The bytes of the file; the same workbook gives the same. @throws fault `SHEET_SHAPE` */
export function odsOf(workbook: Workbook): Uint8Array {
  const sheets = laidOut(workbook);
  const parts = {
    'META-INF/manifest.xml': MANIFEST,
    'content.xml': contentOf(sheets),
    'meta.xml': metaOf(workbook),
    'styles.xml': STYLES,
  };
  return zipped({
    // OpenDocument 1.3, part 2, section 3.3: the first entry, and not compressed.
    mimetype: [strToU8(MIMETYPE), { level: 0 }],
    ...Object.fromEntries(
      Object.entries(parts).map(([name, text]) => [name, strToU8(`${DECLARATION}${text}`)]),
    ),
  });
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const SPACES = Object.entries({
  office: 'urn:oasis:names:tc:opendocument:xmlns:office:1.0',
  style: 'urn:oasis:names:tc:opendocument:xmlns:style:1.0',
  table: 'urn:oasis:names:tc:opendocument:xmlns:table:1.0',
  text: 'urn:oasis:names:tc:opendocument:xmlns:text:1.0',
  number: 'urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0',
  meta: 'urn:oasis:names:tc:opendocument:xmlns:meta:1.0',
  fo: 'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0',
  dc: 'http://purl.org/dc/elements/1.1/',
})
  .map(([prefix, name]) => `xmlns:${prefix}="${name}"`)
  .join(' ');
const VERSION = 'office:version="1.3"';

const MANIFEST = `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">${[
  ['/', MIMETYPE],
  ['content.xml', 'text/xml'],
  ['meta.xml', 'text/xml'],
  ['styles.xml', 'text/xml'],
]
  .map(([path, type]) => `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${type}"/>`)
  .join('')}</manifest:manifest>`;

const STYLES = `<office:document-styles ${SPACES} ${VERSION}><office:styles><style:default-style style:family="table-cell"><style:paragraph-properties/><style:text-properties fo:font-family="Arial" fo:font-size="11pt" fo:language="en" fo:country="GB"/></style:default-style><style:style style:name="Default" style:family="table-cell"/></office:styles></office:document-styles>`;

function metaOf({ title, subject, creator, date }: Workbook): string {
  const says = (text: string): string => escaped(visible(text));
  return `<office:document-meta ${SPACES} ${VERSION}><office:meta><meta:generator>throughline</meta:generator><dc:title>${says(title)}</dc:title><dc:subject>${says(subject)}</dc:subject><meta:initial-creator>${says(creator)}</meta:initial-creator><dc:creator>${says(creator)}</dc:creator><meta:creation-date>${date}T00:00:00</meta:creation-date><dc:date>${date}T00:00:00</dc:date><dc:language>en-GB</dc:language></office:meta></office:document-meta>`;
}

function contentOf(sheets: readonly LaidSheet[]): string {
  const looks = new Set(sheets.flatMap(({ rows }) => rows.flat().map(({ look }) => look)));
  const widths = new Set(sheets.flatMap((sheet) => sheet.widths));
  const styles = [...[...looks].map(styleOf), ...[...widths].map(columnStyleOf)].join('');
  return `<office:document-content ${SPACES} ${VERSION}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:spreadsheet>${sheets.map(sheetOf).join('')}${rangesOf(sheets)}</office:spreadsheet></office:body></office:document-content>`;
}

function sheetOf({ name, rows, widths, table }: LaidSheet): string {
  const columns = widths
    .map((width) => `<table:table-column table:style-name="${widthName(width)}"/>`)
    .join('');
  const written = rows.map((row, at) =>
    at === table?.from ? `<table:table-header-rows>${rowOf(row)}</table:table-header-rows>` : rowOf(row),
  );
  return `<table:table table:name="${name}">${columns}${written.join('')}</table:table>`;
}

const rowOf = (row: readonly LaidCell[]): string =>
  `<table:table-row>${row.map(cellOf).join('')}</table:table-row>`;

function cellOf({ value, look }: LaidCell): string {
  const style = `table:style-name="${styleName(look)}"`;
  return typeof value === 'number'
    ? `<table:table-cell ${style} office:value-type="float" office:value="${value}"/>`
    : `<table:table-cell ${style} office:value-type="string"><text:p>${spaced(escaped(value))}</text:p></table:table-cell>`;
}

/** Blanks that stand together are one blank in OpenDocument, unless they are marked. */
const spaced = (text: string): string =>
  text.replaceAll(/^ +| {2,}| +$/g, (blanks) => `<text:s text:c="${blanks.length}"/>`);

/** Names the tables, so that they can be gone to. */
function rangesOf(sheets: readonly LaidSheet[]): string {
  const ranges = sheets.flatMap(({ name, table }) => {
    if (table === undefined) return [];
    const [first, last] = [`A${table.from + 1}`, `${letters(table.columns)}${table.to + 1}`];
    return `<table:database-range table:name="${table.name}" table:target-range-address="${name}.${first}:${name}.${last}" table:contains-header="true"/>`;
  });
  return ranges.length === 0 ? '' : `<table:database-ranges>${ranges.join('')}</table:database-ranges>`;
}

const widthName = (width: number): string => `width-${width}`;
const columnStyleOf = (width: number): string =>
  `<style:style style:name="${widthName(width)}" style:family="table-column"><style:table-column-properties style:column-width="${(width * CM_PER_CHARACTER).toFixed(1)}cm"/></style:style>`;

const styleName = (look: Look): string => (typeof look === 'number' ? `decimals-${look}` : look);

const WRAPPED = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>';
const RIGHT = '<style:paragraph-properties fo:text-align="end"/>';
const BOLD = '<style:text-properties fo:font-weight="bold"/>';
const TEXT_STYLES: Readonly<Record<TextLook, string>> = {
  title: '<style:text-properties fo:font-size="16pt" fo:font-weight="bold"/>',
  heading: '<style:text-properties fo:font-size="13pt" fo:font-weight="bold"/>',
  line: '',
  header: `${WRAPPED}${BOLD}`,
  'number-header': `${WRAPPED}${RIGHT}${BOLD}`,
  text: WRAPPED,
  mark: `${WRAPPED}${RIGHT}`,
};

const styleOf = (look: Look): string =>
  typeof look === 'number' ? numberStyleOf(look) : cellStyle(look, TEXT_STYLES[look]);

function numberStyleOf(decimals: number): string {
  const name = `number-${decimals}`;
  const format = `<number:number-style style:name="${name}"><number:number number:decimal-places="${decimals}" number:min-decimal-places="${decimals}" number:min-integer-digits="1" number:grouping="true"/></number:number-style>`;
  const top = '<style:table-cell-properties style:vertical-align="top"/>';
  return `${format}${cellStyle(decimals, top, ` style:data-style-name="${name}"`)}`;
}

const cellStyle = (look: Look, inside: string, more = ''): string =>
  `<style:style style:name="${styleName(look)}" style:family="table-cell" style:parent-style-name="Default"${more}>${inside}</style:style>`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character]!);
