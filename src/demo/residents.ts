/** How many people live in invented Northmere, as an office of statistics would publish it. */
import { csvLines } from '../files/index.ts';

const BY_SEX = { female: 24_610, male: 23_790 };
const BY_AGE = {
  '0-4': 2_640,
  '5-9': 2_810,
  '10-15': 3_470,
  '16-17': 1_130,
  '18-24': 3_980,
  '25-34': 6_420,
  '35-44': 6_310,
  '45-54': 6_190,
  '55-64': 6_050,
  '65-74': 4_870,
  '75-84': 3_260,
  '85+': 1_270,
};
const BY_ETHNIC_GROUP = { Asian: 5_120, Black: 2_060, Mixed: 1_540, Other: 870, White: 38_810 };
const EVERYBODY = 'all';

/** The file that "--population" reads: everybody, and by one column at a time. */
export function residentsCsv(): string {
  const columns = [BY_SEX, BY_AGE, BY_ETHNIC_GROUP];
  const groups = columns.flatMap((column, at) =>
    Object.entries(column).map(([group, people]) => [
      ...columns.map((_, other) => (other === at ? group : EVERYBODY)),
      String(people),
    ]),
  );
  const all = Object.values(BY_SEX).reduce((sum, people) => sum + people, 0);
  return csvLines([
    ['recorded_sex', 'age_group', 'ethnic_group', 'population'],
    [...columns.map(() => EVERYBODY), String(all)],
    ...groups,
  ]);
}
