import { describe, expect, test } from 'vitest';
import { remarksOn, nextSteps as stepsOf } from '../../src/agreement/index.ts';
import {
  agreementFrom,
  EXAMPLE_TEXT,
  exampleWith,
  keyedWith,
  NOTHING_AROUND,
  signedFrom,
} from './helpers.ts';

const signed = signedFrom(keyedWith());
const nextSteps = (
  standing: Omit<Parameters<typeof stepsOf>[0], 'suspensions' | 'surroundings' | 'inForce'>,
) => stepsOf({ suspensions: [], surroundings: NOTHING_AROUND, inForce: true, ...standing });

describe('what a party has to do next', () => {
  test('begins with its keys', () => {
    expect(nextSteps({ agreement: signed, holdsProjectKey: false })).toEqual([
      'make this party\'s keys: "throughline party new ID"',
    ]);
  });

  test('of a party that the agreement does not name is to ask for another agreement', () => {
    const [step, ...others] = nextSteps({ agreement: signed, partyId: 'probation', holdsProjectKey: false });
    expect(step).toContain('names probation');
    expect(others).toEqual([]);
  });

  test('under a draft is keys, the key check and signatures, own ones before those of others', () => {
    const steps = nextSteps({
      agreement: agreementFrom(EXAMPLE_TEXT),
      partyId: 'police',
      holdsProjectKey: false,
    });
    expect(
      steps.map((step) => /party show|of their keys|key new|agreement sign|receive/.exec(step)?.[0]),
    ).toEqual(['party show', 'of their keys', 'key new', 'agreement sign', 'receive']);
    expect(steps[1]).toContain('health, linkage-unit, analyst, auditor');
  });

  test('begins with what the template left to be written, and says that a draft has to become active', () => {
    const text = exampleWith(
      ['Head of information governance', '"TO BE WRITTEN: a role"'],
      ['status: active', 'status: draft'],
    );
    const agreement = agreementFrom(text);
    const steps = nextSteps({ agreement, partyId: 'police', holdsProjectKey: false });
    expect(steps[0]).toContain('TO BE WRITTEN');
    expect(steps.filter((step) => step.includes('about.status'))).toHaveLength(1);
  });

  test.each(['linkage-unit', 'analyst', 'auditor'])('never sends %s after the project key', (partyId) => {
    expect(nextSteps({ agreement: signed, partyId, holdsProjectKey: false }).join()).not.toContain(
      'key receive',
    );
    const draft = nextSteps({ agreement: agreementFrom(EXAMPLE_TEXT), partyId, holdsProjectKey: false });
    expect(draft.join()).not.toMatch(/key (new|receive)/);
  });

  test('of an agency without the project key is to take it in, and then its work', () => {
    const step = (holdsProjectKey: boolean) =>
      nextSteps({ agreement: signed, partyId: 'health', holdsProjectKey });
    expect(step(false).map((text) => text.includes('key receive'))).toEqual([true]);
    expect(step(true).map((text) => text.includes('pseudonymise'))).toEqual([true]);
  });

  test('waits for those who have not signed', () => {
    const agreement = signedFrom(keyedWith(), ['police', 'health']);
    const [step, ...others] = nextSteps({ agreement, partyId: 'police', holdsProjectKey: true });
    expect(step).toContain('linkage-unit, analyst, auditor');
    expect(others).toEqual([]);
  });

  test('is never work that the agreement does not permit', () => {
    const standing = { agreement: signed, partyId: 'police', holdsProjectKey: true, suspensions: [] };
    expect(stepsOf({ ...standing, surroundings: NOTHING_AROUND, inForce: false })).toEqual([]);
  });

  test.each([['police'], []])(
    'is another version, and no signature, once the wording changed: signed by %j',
    (...by) => {
      const steps = stepsOf({
        agreement: signedFrom(keyedWith(), by),
        partyId: 'police',
        holdsProjectKey: true,
        surroundings: { otherWordings: ['0'.repeat(64)] },
        suspensions: [],
        inForce: false,
      });
      expect(steps).toEqual([expect.stringContaining('raise about.version')]);
    },
  );

  test('under a suspension is to lift it, and to carry notes once it is signed here', () => {
    const steps = (lifting: readonly string[]) =>
      stepsOf({
        agreement: signed,
        partyId: 'police',
        holdsProjectKey: true,
        surroundings: NOTHING_AROUND,
        inForce: false,
        suspensions: [{ suspension: { digest: '', body: {} }, lifting, waiting: [] } as never],
      }).map((step) => /agreement (lift|receive)|pseudonymise/.exec(step)?.[0]);
    expect(steps([])).toEqual(['agreement lift', 'agreement receive']);
    expect(steps(['police', 'health'])).toEqual(['agreement receive']);
  });
});

describe('what an agreement leaves out', () => {
  test('is an approver, at each agency that has none', () => {
    expect(remarksOn(signed)).toEqual([expect.stringMatching(/^no approver is named for police, health: /)]);
    const parties = signed.parties.map((party) => ({
      ...party,
      ...(party.part === 'agency' ? { keys: { ...party.keys, approvers: ['key'] } } : {}),
    }));
    expect(remarksOn({ ...signed, parties })).toEqual([]);
  });
});
