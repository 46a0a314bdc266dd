// Invented figures for the benchmark: counts by ward and month, with districts, quarters and all totals.

/** A table of wards by months with both hierarchies; `seed` makes another one, `small` is the share of small counts. */
export function wardsByMonths({
  wards = 40,
  perDistrict = 5,
  months = 12,
  perQuarter = 3,
  seed = 1,
  small = 0.3,
}) {
  const draw = lots(seed);
  const counts = Array.from({ length: wards }, () =>
    Array.from({ length: months }, () =>
      draw() < small ? Math.floor(draw() * 6) : 5 + Math.floor(draw() * draw() * 80),
    ),
  );
  const rows = lines(wards, perDistrict, 'ward', 'district');
  const columns = lines(months, perQuarter, 'month', 'quarter');
  const sum = (row, column) =>
    row.members.reduce((all, r) => all + column.members.reduce((part, c) => part + counts[r][c], 0), 0);
  const id = (row, column) => JSON.stringify(['ward', row.name, column.name, 'people']);
  const total = (whole, parts) => ({ kind: 'sum', total: whole, parts });
  return {
    id: 'wards',
    version: 1,
    title: 'People by ward and month',
    unit: 'people',
    window: { from: '2025-04-01', to: '2026-03-31' },
    definition: 'invented',
    exclusions: [],
    notes: [],
    tables: [
      {
        id: 'ward',
        title: 'People by ward and month',
        dimensions: [
          { name: 'ward', title: 'ward' },
          { name: 'month', title: 'month' },
        ],
        measures: ['people'],
      },
    ],
    measures: [{ kind: 'count', name: 'people', title: 'people', keep: 1 }],
    rows: rows.flatMap((row) =>
      columns.map((column) => ({
        table: 'ward',
        key: [row.name, column.name],
        counts: { people: sum(row, column) },
        total: row.below !== undefined || column.below !== undefined,
      })),
    ),
    unprinted: [],
    relations: [
      ...rows.flatMap((row) =>
        row.below === undefined
          ? []
          : columns.map((column) =>
              total(
                id(row, column),
                row.below.map((one) => id(one, column)),
              ),
            ),
      ),
      ...columns.flatMap((column) =>
        column.below === undefined
          ? []
          : rows.map((row) =>
              total(
                id(row, column),
                column.below.map((one) => id(row, one)),
              ),
            ),
      ),
    ],
  };
}

/** The lines of one side: its members, their groups, and all. */
function lines(count, size, one, group) {
  const single = Array.from({ length: count }, (_, index) => ({
    name: `${one} ${index + 1}`,
    members: [index],
  }));
  const groups = Array.from({ length: count / size }, (_, index) => {
    const below = single.slice(index * size, (index + 1) * size);
    return { name: `${group} ${index + 1}`, members: below.flatMap(({ members }) => members), below };
  });
  return [
    ...single,
    ...groups,
    { name: `all ${one}s`, members: single.flatMap(({ members }) => members), below: groups },
  ];
}

function lots(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
