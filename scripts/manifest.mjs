// Writes down what every command is called and takes, so that one starts, or shows its help, without loading the others.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';

const root = new URL('..', import.meta.url);
const plugin = new Plugin({
  errorOnManifestCreate: true,
  ignoreManifest: true,
  respectNoCacheDefault: true,
  root: fileURLToPath(root),
});
await plugin.load();
writeFileSync(new URL('oclif.manifest.json', root), `${JSON.stringify(plugin.manifest)}\n`);
