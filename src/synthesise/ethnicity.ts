/**
 * One ethnic group in the four codes that the agencies use: the police's self-defined codes (16+1), the NHS
 * Data Dictionary's ETHNIC CATEGORY, the Department for Education's codes, and H-CLIC's words. The five broad
 * groups are those of the 2021 Census of England and Wales, which counts Chinese people as Asian.
 */
export interface Ethnicity {
  readonly police: string;
  readonly health: string;
  readonly housing: string;
  readonly childrens: string;
}

const row = (police: string, health: string, childrens: string, housing: string): Ethnicity => ({
  police,
  health,
  housing,
  childrens,
});

const ETHNICITIES: readonly Ethnicity[] = [
  row('W1', 'A', 'WBRI', 'White: British'),
  row('W2', 'B', 'WIRI', 'White: Irish'),
  row('W9', 'C', 'WOTH', 'White: Other'),
  row('M1', 'D', 'MWBC', 'Mixed: White and Black Caribbean'),
  row('M2', 'E', 'MWBA', 'Mixed: White and Black African'),
  row('M3', 'F', 'MWAS', 'Mixed: White and Asian'),
  row('M9', 'G', 'MOTH', 'Mixed: Other'),
  row('A1', 'H', 'AIND', 'Asian: Indian'),
  row('A2', 'J', 'APKN', 'Asian: Pakistani'),
  row('A3', 'K', 'ABAN', 'Asian: Bangladeshi'),
  row('A9', 'L', 'AOTH', 'Asian: Other'),
  row('B1', 'M', 'BCRB', 'Black: Caribbean'),
  row('B2', 'N', 'BAFR', 'Black: African'),
  row('B9', 'P', 'BOTH', 'Black: Other'),
  row('O1', 'R', 'CHNE', 'Asian: Chinese'),
  row('O9', 'S', 'OOTH', 'Other'),
];

/** What each agency writes where the group is not known. */
export const NOT_STATED: Ethnicity = row('NS', 'Z', 'NOBT', "Don't know / refused");

const BY_POLICE_CODE = new Map(ETHNICITIES.map((entry) => [entry.police, entry]));

/** By police code, as the name files have it. */
export function ethnicity(policeCode: string): Ethnicity {
  return BY_POLICE_CODE.get(policeCode) ?? NOT_STATED;
}

/** The ethnic group of a child whose parents are of these groups. */
export function ofParents(mother: Ethnicity, father: Ethnicity): Ethnicity {
  if (mother === father) return mother;
  const kinds = [mother.police, father.police].map((code) =>
    code === 'B1' || code === 'B2' ? code : code[0],
  );
  if (kinds[0] === kinds[1]) return mother;
  if (!kinds.includes('W')) return ethnicity('M9');
  const other = kinds.find((kind) => kind !== 'W');
  if (other === 'B1') return ethnicity('M1');
  if (other === 'B2') return ethnicity('M2');
  return ethnicity(other === 'A' ? 'M3' : 'M9');
}
