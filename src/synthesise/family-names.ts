/**
 * How surnames pass on in a family. Names that follow other customs than the British one are where linkage
 * goes wrong first, so the customs are kept apart:
 *
 * - `family`: one surname; many women take the husband's.
 * - `gendered`: one surname with a form for women (Kowalski, Kowalska; Petrov, Petrova).
 * - `begum`: men as `family`; many women have a second name of their own (Begum, Bibi) for a surname.
 * - `singh-kaur`: Singh for men and Kaur for women, as a middle name or in place of a surname.
 * - `father`: no surname; one's own name, the father's, the grandfather's.
 * - `two`: a surname from the mother's side and one from the father's.
 * - `kept`: one surname, which women keep on marrying.
 */
import type { Origin, Sex } from './names.ts';
import type { Random } from './random.ts';

const OWN_SECOND_NAMES = [
  'Begum',
  'Bibi',
  'Khatun',
  'Akhtar',
  'Parveen',
  'Kauser',
  'Bano',
  'Khanam',
  'Sultana',
];
const OWN_SECOND_SHARE = 0.4;
const SINGH_KAUR_SHARE = 0.25;
const DOUBLE_BARRELLED_SHARE = 0.01;
const TAKES_PARTNERS_NAME = 0.62;

/** Endings of surnames and their form for women, longest first. */
const WOMENS_ENDINGS: readonly (readonly [string, string])[] = [
  ['skyi', 'ska'],
  ['ski', 'ska'],
  ['cki', 'cka'],
  ['dzki', 'dzka'],
  ['ov', 'ova'],
  ['ev', 'eva'],
  ['ný', 'ná'],
];

/** What a family passes on. Written as its men bear it; empty where Singh and Kaur stand for it. */
export interface FamilyName {
  readonly origin: Origin;
  readonly name: string;
  /** For `father`: the forename that the children bear second, and the one they bear third. */
  readonly father?: string;
  readonly grandfather?: string;
}

/** The names after the forename. */
export interface Surnamed {
  readonly middle: string;
  readonly surname: string;
}

/** A family to be born into. */
export function newFamily(random: Random, origin: Origin): FamilyName {
  const name = origin.surname(random);
  if (origin.custom === 'father') {
    return { origin, name, father: origin.forename(random, 'M', 1950), grandfather: name };
  }
  if (origin.custom === 'singh-kaur' && random.chance(SINGH_KAUR_SHARE)) return { origin, name: '' };
  if (origin.custom === 'two') return { origin, name: `${origin.surname(random)} ${name}` };
  if (origin.custom === 'family' && random.chance(DOUBLE_BARRELLED_SHARE)) {
    return { origin, name: `${name}-${origin.surname(random)}` };
  }
  return { origin, name };
}

/** The names of somebody born into a family; `middle` is what they would be given without a custom. */
export function bornInto(random: Random, family: FamilyName, sex: Sex, middle: string): Surnamed {
  const { origin, name } = family;
  switch (origin.custom) {
    case 'gendered':
      return { middle, surname: sex === 'F' ? womensForm(name) : name };
    case 'begum':
      return {
        middle: '',
        surname: sex === 'F' && random.chance(OWN_SECOND_SHARE) ? random.pick(OWN_SECOND_NAMES) : name,
      };
    case 'singh-kaur': {
      const own = sex === 'F' ? 'Kaur' : 'Singh';
      return name === '' ? { middle: '', surname: own } : { middle: own, surname: name };
    }
    case 'father':
      return { middle: family.father ?? '', surname: family.grandfather ?? name };
    case 'family':
    case 'two':
    case 'kept':
      break;
  }
  return { middle, surname: name };
}

/** The surname a woman takes on marrying into a family, or undefined where she keeps hers. */
export function takenOnMarriage(random: Random, own: string, husbands: FamilyName): string | undefined {
  const { custom } = husbands.origin;
  if (custom === 'father' || custom === 'kept' || husbands.name === '') return undefined;
  if (own === 'Kaur' || OWN_SECOND_NAMES.includes(own) || !random.chance(TAKES_PARTNERS_NAME))
    return undefined;
  if (custom === 'gendered') return womensForm(husbands.name);
  if (custom === 'two') return `${own.split(' ').at(-1)} ${husbands.name.split(' ').at(-1)}`;
  return random.chance(0.05) && !own.includes('-') ? `${own}-${husbands.name}` : husbands.name;
}

/** The family that a couple's children are born into; `father` is the man's own forename. */
export function childrensFamily(father: FamilyName, mother: FamilyName, fatherForename: string): FamilyName {
  if (father.origin.custom === 'father') {
    return { ...father, father: fatherForename, grandfather: father.father ?? father.name };
  }
  if (father.origin.custom === 'two' && mother.origin.custom === 'two') {
    return { ...father, name: `${mother.name.split(' ').at(-1)} ${father.name.split(' ').at(-1)}` };
  }
  return father;
}

function womensForm(name: string): string {
  const ending = WOMENS_ENDINGS.find(([mens]) => name.endsWith(mens));
  return ending === undefined ? name : name.slice(0, -ending[0].length) + ending[1];
}
