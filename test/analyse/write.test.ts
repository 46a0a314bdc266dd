import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BEFORE_CONTROL, repeats, writeFigures } from '../../src/analyse/index.ts';
import { controlInside } from '../../src/disclose/index.ts';
import { verifyPackage } from '../../src/files/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { removeWorkspaces, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

describe('writeFigures', () => {
  it('writes one row a cell, marked as before control, and the same bytes again', async () => {
    const context = await workspace({
      events: {
        police: [
          { reference: 'a', date: '2025-05-01' },
          { reference: 'a', date: '2025-06-01' },
          { reference: 'b', date: '2025-06-01' },
        ],
      },
      eventsFrom: '2024-01-01',
    });
    const figures = await repeats(context, { from: '2025-04-01', to: '2026-03-31' });
    const controlled = await controlInside(figures, context.agreement.outputs, EVEN);
    const written = await writeFigures(context, figures, { controlled, salt: 'salt' });
    await verifyPackage(written);
    const csv = await readFile(join(written.path, 'figures.csv'), 'utf8');
    expect(csv.split('\n').slice(0, 6)).toEqual([
      'table,agency,measure,count,denominator,rate,lower,upper,linkage,median,mark',
      'agency,police,presentations,3,,,,,,,',
      'agency,police,repeats,1,,,,,,,',
      'agency,police,people,2,,,,,,,',
      'agency,police,people-repeating,1,,,,,,,',
      'agency,police,share,1,2,50,9.4531,90.5469,,,',
    ]);
    const audit = await readFile(join(written.path, 'audit.csv'), 'utf8');
    expect(audit.split('\n').slice(0, 2)).toEqual([
      'cell,count,least,greatest,small',
      'agency / police / presentations,3,1,,true',
    ]);
    expect(written.throughline).toMatchObject({
      kind: 'figures',
      control: BEFORE_CONTROL,
      indicator: { id: 'repeats', version: 1 },
      window: { from: '2025-04-01', to: '2026-03-31' },
    });

    const again = await writeFigures(context, figures, { controlled, salt: 'salt' });
    expect(again.digest).toBe(written.digest);
    expect(await readdir(join(context.paths.work, 'figures'))).toEqual(['repeats']);
  });

  it.each(['measure', 'count', 'table'])(
    'gives each column a name of its own beside a dimension %s',
    async (name) => {
      const context = await workspace({ events: { police: [{ reference: 'a', date: '2025-05-01' }] } });
      const counted = await repeats(context, { from: '2025-04-01', to: '2026-03-31' });
      const tables = counted.tables.map((table) => ({ ...table, dimensions: [{ name, title: name }] }));
      const figures = { ...counted, tables };
      const controlled = await controlInside(figures, context.agreement.outputs, EVEN);
      const written = await writeFigures(context, figures, { controlled, salt: 'salt' });
      const [header = ''] = (await readFile(join(written.path, 'figures.csv'), 'utf8')).split('\n');
      const columns = header.split(',');
      expect(new Set(columns).size).toBe(columns.length);
    },
  );
});
