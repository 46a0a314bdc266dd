/** What children's services do once they hear of a family: contact, referral, assessment, enquiry. */
import type { Day } from './calendar.ts';
import { childrenOn, covered, type Event, endOf, type Involvement } from './events.ts';
import type { Household, Person } from './people.ts';
import type { Workshop } from './person.ts';

export interface Concern {
  readonly household: Household;
  readonly day: Day;
  /** CIN census source of referral: 2A school, 3B health visitor, 3E emergency department, 6 police, ... */
  readonly source: string;
  /** From 0 to 1: how likely the contact goes further. */
  readonly gravity: number;
  /** The parents' parts where the concern is abuse between adults. */
  readonly victim?: Person;
  readonly suspect?: Person;
}

const OTHER_FACTORS = ['1B', '2B', '4A', '4B', '5B', '15A', '16A', '19A'];
const ASSESSED_SHARE = 0.72;
const ENQUIRY_SHARE = 0.16;
const PARENT_RECORDED_SHARE = 0.6;
const SUSPECT_RECORDED_SHARE = 0.35;
const MEDICAL_SHARE = 0.3;

/** The work that follows a concern, as events; none where there is no child. */
export function childrensWork(shop: Workshop, concern: Concern): Event[] {
  const { random } = shop;
  const children = childrenOn(concern.household, concern.day);
  if (children.length === 0 || !covered(concern.day)) return [];
  const referred = random.chance(concern.gravity);
  const referral = concern.day + random.between(0, 3);
  const assessed = referred && random.chance(ASSESSED_SHARE);
  const assessment = referral + random.between(1, 5);
  const ended = assessment + random.between(12, 64);
  const enquiry = assessed && random.chance(ENQUIRY_SHARE);
  const members = membersOf(shop, concern, children);
  const factors = assessed ? factorsOf(shop, concern) : [];
  const base = { agency: 'childrens', case: shop.dealt.cases++, source: concern.source } as const;

  const stages: Omit<Involvement, 'person' | 'role'>[] = [
    {
      ...base,
      stage: 'Contact',
      day: concern.day,
      factors: [],
      outcome: referred
        ? 'Referral'
        : random.pick(['No further action', 'Information and advice', 'Early help']),
    },
  ];
  if (referred) {
    const outcome = assessed ? 'Assessment' : 'No further action';
    stages.push({ ...base, stage: 'Referral', day: referral, factors: [], outcome });
  }
  if (assessed) {
    const outcome = random.pick([
      'Child in need plan',
      'No further action',
      'Early help',
      'Child protection',
    ]);
    stages.push({ ...base, stage: 'Assessment', day: assessment, ...endOf(ended), factors, outcome });
  }
  if (enquiry) {
    const outcome = random.pick(['Concerns substantiated', 'Concerns not substantiated']);
    stages.push({
      ...base,
      stage: 'Section 47 enquiry',
      day: assessment + random.between(0, 8),
      factors: [],
      outcome,
    });
  }
  const medicals =
    enquiry && random.chance(MEDICAL_SHARE) ? children.map((child) => medical(child, assessment)) : [];
  return [
    ...medicals.filter(({ day }) => covered(day)),
    ...stages
      .filter(({ day }) => covered(day))
      .flatMap((stage) => members.map((member) => ({ ...stage, ...member }))),
  ];
}

const medical = (person: Person, day: Day): Event => ({
  agency: 'health',
  day: day + 1,
  person,
  type: 'Child protection medical',
  abuse: 'no',
  outcome: "Report to children's services",
});

/** The children, and the parents where they are recorded. */
function membersOf({ random }: Workshop, { victim, suspect }: Concern, children: readonly Person[]) {
  const own = children.map((person) => ({ person, role: 'child' as const }));
  const parents: { person: Person; role: 'victim' | 'suspect' }[] = [];
  if (victim !== undefined && !children.includes(victim) && random.chance(PARENT_RECORDED_SHARE)) {
    parents.push({ person: victim, role: 'victim' });
  }
  if (suspect !== undefined && !children.includes(suspect) && random.chance(SUSPECT_RECORDED_SHARE)) {
    parents.push({ person: suspect, role: 'suspect' });
  }
  return [...own, ...parents];
}

/** Domestic abuse factors: 3A the child is its subject, 3B a parent or carer, 3C somebody else in the household. */
function factorsOf({ random }: Workshop, { victim }: Concern): string[] {
  const found: string[] = [];
  if (victim !== undefined) {
    if (random.chance(0.4)) found.push('3A');
    if (random.chance(0.85)) found.push('3B');
    if (random.chance(0.12)) found.push('3C');
  } else if (random.chance(0.15)) found.push(random.pick(['3A', '3B', '3C']));
  while (found.length === 0 || random.chance(0.35)) found.push(random.pick(OTHER_FACTORS));
  return [...new Set(found)].sort();
}
