// Copies the data that lives beside the sources (schemas, lists, schemes) into dist/.
import { cpSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));
const target = fileURLToPath(new URL('../dist', import.meta.url));
cpSync(source, target, {
  recursive: true,
  filter: (path) => extname(path) === '' || ['.json', '.csv', '.yaml', '.txt'].includes(extname(path)),
});
