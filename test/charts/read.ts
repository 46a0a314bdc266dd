/** Reads what a chart wrote as a program would that is stricter than a browser. */
import { SaxesParser } from 'saxes';

export interface Read {
  readonly elements: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  /** All texts within elements of a name, in order. */
  readonly texts: (name: string) => string[];
}

/** @throws where it is not well-formed XML */
export function read(html: string): Read {
  const parser = new SaxesParser();
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const texts: { name: string; text: string }[] = [];
  const open: { name: string; text: string }[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements.push({ name, attributes });
    const text = { name, text: '' };
    open.push(text);
    texts.push(text);
  });
  parser.on('text', (text) => {
    const inner = open.at(-1);
    if (inner !== undefined) {
      inner.text += text;
    }
  });
  parser.on('closetag', () => void open.pop());
  parser.write(html).close();
  return { elements, texts: (name) => texts.filter((text) => text.name === name).map(({ text }) => text) };
}
