import { expect, test } from 'vitest';
import { CONTRACT } from '../../src/analyse/index.ts';
import { withEventsInHand } from '../../src/analyse/linked.ts';
import { presentations } from '../../src/analyse/sql.ts';

test('the tables that a query may read have the columns and types that the contract says', async () => {
  const events = [
    { agency: 'police', person: 'a', date: '2025-05-01', role: 'victim', 'age-group': '25-34' },
  ];
  await withEventsInHand({ scratch: '/nowhere', since: undefined }, events, async ({ database }) => {
    await database.run(presentations(['victim']));
    for (const { name, columns } of CONTRACT.filter((table) =>
      ['events', 'presentations'].includes(table.name),
    )) {
      const rows = await database.rows(
        `SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '${name}' ORDER BY column_index`,
      );
      const found = rows.map((row) => [row.text(0), row.text(1)]);
      expect(found.slice(0, columns.length)).toEqual(columns.map((column) => [column.name, column.type]));
      expect(found.slice(columns.length)).toEqual(name === 'events' ? [['age_group', 'VARCHAR']] : []);
    }
  });
});
