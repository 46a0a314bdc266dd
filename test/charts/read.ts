/** Reads what a chart wrote as a program would that is stricter than a browser. */
import { SaxesParser } from 'saxes';

type Attributes = Readonly<Record<string, string>>;

export interface Element {
  readonly name: string;
  readonly attributes: Attributes;
  /** Its attributes, and those of all that it is in which it does not have itself. */
  readonly inherited: Attributes;
  /** Attributes of the picture that it is in. */
  readonly inside: Attributes | undefined;
  /** The text in it, apart from that of elements in it. */
  text: string;
}

/** @throws where it is not well-formed XML */
export function read(html: string): Element[] {
  const parser = new SaxesParser();
  const elements: Element[] = [];
  const open: Element[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const around = open.at(-1);
    const element: Element = {
      name,
      attributes,
      inherited: { ...around?.inherited, ...attributes },
      inside: name === 'svg' ? attributes : around?.inside,
      text: '',
    };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const around = open.at(-1);
    if (around !== undefined) {
      around.text += text;
    }
  });
  parser.on('closetag', () => void open.pop());
  parser.write(html).close();
  return elements;
}
