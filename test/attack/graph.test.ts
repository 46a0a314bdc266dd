import { describe, expect, test } from 'vitest';
import { contributions } from '../../scripts/attack/contribution.mjs';
import {
  copyScene,
  GRAPH_LIMIT,
  graphAttack,
  KNOWN_LIMIT,
  knownPairsAttack,
  registerScene,
} from '../../scripts/attack/graph.mjs';
import { everybody, grouped, ofEntities, ViewBuilder, withoutColumns } from '../../scripts/attack/view.mjs';
import { COMPOSITES, chance, encoded, PEOPLE, register, registerView, SINGLE_FIELDS } from './people.ts';

const weak = encoded(SINGLE_FIELDS);
const strong = encoded(COMPOSITES);
const attack = { overlap: 1, restarts: 3, random: chance() };

describe('graph matching', () => {
  test('names everybody behind hashes of single fields, from a copy and from a register', () => {
    const copy = copyScene('copy', weak, everybody(weak), chance(1));
    expect(graphAttack(copy, attack).share.share).toBeGreaterThan(0.95);
    const scene = registerScene(
      'register',
      weak,
      registerView(register, SINGLE_FIELDS),
      everybody(weak),
      chance(2),
    );
    expect(graphAttack(scene, attack).share.share).toBeGreaterThan(0.95);
  });

  test('names many behind single fields when half of them are unknown to the attacker', () => {
    const scene = copyScene('copy', weak, everybody(weak), chance(3));
    const found = graphAttack(scene, { ...attack, overlap: 0.5, restarts: 1 });
    expect(found.people).toBe(PEOPLE / 2);
    expect(found.share.share).toBeGreaterThan(GRAPH_LIMIT);
  });

  test('names next to nobody behind a few rare combinations', () => {
    const scene = registerScene(
      'register',
      strong,
      registerView(register, COMPOSITES),
      everybody(strong),
      chance(4),
    );
    for (const overlap of [1, 0.5]) {
      const found = graphAttack(scene, { ...attack, overlap });
      expect(found.share.share).toBeLessThan(GRAPH_LIMIT);
    }
  });

  test('follows a chain of shared tokens from its one end that stands out', () => {
    // Five people in a row, each sharing one token with the next; the first alone has two rows.
    const builder = new ViewBuilder(['a', 'b']);
    const token = (number: number) => number.toString(16).padStart(16, '0');
    for (let person = 0; person < 5; person += 1)
      builder.add(
        person,
        [token(10 + Math.floor(person / 2)), token(20 + Math.floor((person + 1) / 2))],
        '3',
      );
    builder.add(0, ['', token(99)], '3');
    const view = builder.done();
    const found = graphAttack(copyScene('chain', view, everybody(view), chance(5)), attack);
    expect(found).toMatchObject({ people: 5, sure: 5, sureRight: 5, right: 5 });
  });

  test('cannot tell twins in structure apart but by luck', () => {
    const builder = new ViewBuilder(['a']);
    for (let person = 0; person < 400; person += 1)
      builder.add(person, [person.toString(16).padStart(16, '0')]);
    const view = builder.done();
    const found = graphAttack(copyScene('alike', view, everybody(view), chance(6)), attack);
    expect(found.sure).toBe(0);
    expect(found.right).toBeLessThan(10);
  });
});

describe('known pairs', () => {
  test('bring down everybody behind single fields', () => {
    const scene = copyScene('copy', weak, everybody(weak), chance(7));
    const found = knownPairsAttack(scene, { restarts: 2, random: chance(8) });
    expect(found.known).toBe(PEOPLE / 100);
    expect(found.share.share).toBeGreaterThan(0.5);
  });

  test('bring down nobody else behind rare combinations', () => {
    const scene = copyScene('copy', strong, everybody(strong), chance(9));
    const found = knownPairsAttack(scene, { restarts: 2, random: chance(10) });
    expect(found.share.share).toBeLessThan(KNOWN_LIMIT);
  });

  test('count a known person at another agency as known', () => {
    const builder = new ViewBuilder(['a']);
    for (let record = 0; record < 400; record += 1)
      builder.add(record, [
        Math.floor(record / 2)
          .toString(16)
          .padStart(16, '0'),
      ]);
    const view = builder.done();
    const scene = copyScene(
      'pairs',
      view,
      everybody(view).map((record: number) => record >> 1),
      chance(11),
    );
    expect(knownPairsAttack(scene, { restarts: 1, random: chance(12) })).toMatchObject({
      people: 200,
      known: 2,
      more: 0,
    });
  });
});

test('records of one person are one entity once they are grouped', () => {
  const builder = new ViewBuilder(['a', 'b']);
  const [x, y] = ['0000000000000001', 'ffffffffffffffff'];
  builder.add(0, [x, ''], '1', 'police');
  builder.add(1, [x, y], '3', 'health');
  builder.add(2, ['', y], '2', 'health');
  const view = builder.done();
  const people = grouped(view, [0, 0, 1]);
  expect(people.entities).toBe(2);
  expect([...people.holders]).toEqual([1, 2]);
  expect([...people.rows]).toEqual([2, 1]);
  expect(people.presence).toEqual(['1 3', '2']);
  expect([...ofEntities(view, [2]).holders]).toEqual([1]);
});

test('the match-key that joins people is the one that is named', () => {
  const builder = new ViewBuilder(['joins', 'tells nothing']);
  const token = (number: number) => number.toString(16).padStart(16, '0');
  for (let person = 0; person < 64; person += 1)
    builder.add(person, [token(Math.floor(Math.sqrt(person))), token(1000 + person)]);
  const { all, singly, steps } = contributions(builder.done());
  expect(all).toBeCloseTo(8 / 64, 10);
  expect(singly[0]).toEqual({ name: 'joins', without: 1 / 64 });
  expect(steps[0].name).toBe('joins');
});

test('a scheme can be tried without a match-key that it has, and without no other', () => {
  const less = withoutColumns(weak, ['surname.exact']);
  const columns = new Set([...less.columnOf].map((column) => less.columns[column]));
  expect(columns.size).toBe(SINGLE_FIELDS.matchKeys.length - 1);
  expect(columns).not.toContain('surname.exact');
  expect(() => withoutColumns(weak, ['surname.exacte'])).toThrow('no match-key is called surname.exacte');
});
