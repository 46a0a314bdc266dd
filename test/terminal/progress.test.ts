import { describe, expect, it } from 'vitest';
import { colour, isWatched, progress } from '../../src/terminal/index.ts';

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 60, write: (text: string) => written.push(text) };
}

describe('progress', () => {
  it('shows amount, rate and time left, and takes itself away', () => {
    const stream = recorder(true);
    let time = 0;
    const meter = progress('Reading', 1_000_000, { stream, enabled: true, now: () => time });
    meter.update(0);
    time = 5000;
    meter.update(250_000);
    meter.end();
    meter.update(300_000);
    expect(stream.written).toEqual([
      '\r\u001b[KReading 0 of 1,000,000 (0 %)',
      '\r\u001b[KReading 250,000 of 1,000,000 (25 %), 50,000 a second, 15 s…',
      '\r\u001b[K',
    ]);
  });

  it('redraws at most ten times a second', () => {
    const stream = recorder(true);
    let time = 0;
    const meter = progress('Linking', undefined, { stream, enabled: true, now: () => time });
    for (time = 0; time < 1000; time += 1) meter.update(time);
    expect(stream.written).toHaveLength(10);
  });

  it('is silent where nobody watches', () => {
    const stream = recorder(false);
    const meter = progress('Reading', 10, { stream });
    meter.update(5);
    meter.end();
    expect(stream.written).toEqual([]);
  });

  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { CI: 'true' }, false],
    [true, { CI: 'false' }, true],
  ])('terminal %s, environment %j: watched %s', (isTTY, environment, expected) => {
    expect(isWatched({ isTTY }, environment)).toBe(expected);
  });
});

describe('colour', () => {
  it('colours a terminal only, and obeys NO_COLOR', () => {
    expect(colour({ isTTY: true }, {}).bold('x')).toBe('\u001b[1mx\u001b[22m');
    expect(colour({ isTTY: true }, { NO_COLOR: '1' }).bold('x')).toBe('x');
    expect(colour({ isTTY: true }, { TERM: 'dumb' }).bold('x')).toBe('x');
    expect(colour({ isTTY: false }, {}).bold('x')).toBe('x');
  });

  it('keeps two streams apart', () => {
    const shown = colour({ isTTY: true }, {});
    const piped = colour({ isTTY: false }, {});
    expect([shown.red('x'), piped.red('x'), shown.red('x')]).toEqual([
      '\u001b[31mx\u001b[39m',
      'x',
      '\u001b[31mx\u001b[39m',
    ]);
  });
});
