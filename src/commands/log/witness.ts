import { resolve } from 'node:path';
import { Args } from '@oclif/core';
import { type Witnessing, witnessPartner } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { printable } from '../../terminal/index.ts';

export interface LogWitnessResult {
  /** The party whose log it is. */
  readonly of: string;
  readonly result: Witnessing['sighting']['result'];
  readonly size: number;
  /** What this party had seen of it before. */
  readonly previous: number;
  readonly file?: string;
  readonly evidence?: string;
  readonly entry?: number;
}

export default class LogWitness extends BaseCommand {
  static override summary = "Witness a partner's share log: cosign it, or keep the evidence why not";
  static override description =
    paragraph(`Takes the file that the partner's "log request" wrote, or a checkpoint of its log. Checks that the log continues
what this party saw before, remembers it, and writes a cosignature into outbox/ to send back. A log that forked, went
back, or cannot show that it continues is not cosigned: both checkpoints, which that log signed, are kept under
log/witness as evidence, and this log says so. Ends with exit code 1 then.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> inbox/checkpoint-police-412-for-housing.txt',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'a request, or a checkpoint' }),
  };

  async run(): Promise<LogWitnessResult> {
    const { args, flags } = await this.parse(LogWitness);
    const done = await witnessPartner(await this.openWorkspace(flags), resolve(args.file));
    for (const sentence of words(done)) this.printWrapped('', sentence);
    this.print(printable(whereItLies(done)));
    const { of, sighting, file, entry } = done;
    if ('evidence' in sighting) process.exitCode = 1;
    return {
      of,
      result: sighting.result,
      size: sighting.checkpoint.size,
      previous: sighting.previous,
      ...(file === undefined ? {} : { file }),
      ...('evidence' in sighting ? { evidence: sighting.evidence } : {}),
      ...(entry === undefined ? {} : { entry }),
    };
  }
}

/** Where what was made lies; a path is never broken. */
const whereItLies = ({ sighting, file }: Witnessing): string =>
  'evidence' in sighting ? `evidence, signed by that log: ${sighting.evidence}` : `send back: ${file ?? ''}`;

function words({ of, sighting }: Witnessing): string[] {
  const { result, previous, checkpoint } = sighting;
  const { size } = checkpoint;
  const CONTRADICTIONS = {
    FORKED: `FORKED: the log of ${of} signed two different lists of ${size} entries`,
    'ROLLED BACK': `ROLLED BACK: the log of ${of} went from ${previous} entries to ${size}`,
    INCONSISTENT: `INCONSISTENT: the log of ${of} cannot show that its ${size} entries continue the ${previous} seen before`,
  };
  if ('evidence' in sighting) {
    return [
      CONTRADICTIONS[sighting.result],
      'Nothing was cosigned. Keep the evidence, and show it to the other parties and the auditor.',
    ];
  }
  const what = {
    first: `cosigned ${size} entries of the log of ${of}, the first that this party sees of it`,
    grown: `cosigned ${size} entries of the log of ${of}, which continue the ${previous} seen before`,
    same: `the log of ${of} is as it was last seen, at ${size} entries`,
  };
  return [
    what[result as keyof typeof what],
    ...(result === 'first' ? ['Nothing could be compared: it is trusted from here on.'] : []),
  ];
}
