import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { type Party, parseAgreement, TO_BE_WRITTEN, unwritten, WORK } from '../agreement/index.ts';
import { asWord, BaseCommand, paragraph } from '../base.ts';
import { workspacePaths } from '../custody/index.ts';
import { ThroughlineError, unusable } from '../errors.ts';
import { ensureDirectory, ensurePrivateDirectory, writeFileAtomically } from '../files/index.ts';
import { PRESETS, STARTER_SERVICES, servicesNamed, starterAgreement } from '../intake/index.ts';
import { exampleAgreement } from '../synthesise/index.ts';
import { askLine, canAsk, list } from '../terminal/index.ts';

interface Initialised {
  readonly folder: string;
  readonly agreement: string;
  readonly parties: readonly string[];
  readonly party: string | undefined;
  readonly next: readonly string[];
}

export default class Init extends BaseCommand {
  static override summary = 'Begin: a workspace, and an agreement with every field explained';
  static override description =
    paragraph(`Makes the folder and writes agreement.yaml into it: a domestic abuse needs assessment between agencies of the services that you name,
a linkage unit, an analyst and an auditor, with columns from the presets. It is right in form and permits nothing until it is
made true and signed. Makes inbox/ too, for what other parties send. On a terminal, what no flag says is asked. --from takes an agreement that the parties have already.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> police --party police --services police,housing',
    '<%= config.bin %> <%= command.id %> needs-assessment --services police,health,housing,childrens,marac,specialist-support,adult-social-care',
    '<%= config.bin %> <%= command.id %> example --example',
    '<%= config.bin %> <%= command.id %> housing --party housing --from agreement.yaml',
  ];
  static override usage = [
    '<%= command.id %> [FOLDER] [--party ID] [--services A,B,...] [--preset SERVICE=NAME...] [--title TEXT] [--id ID]',
    '<%= command.id %> [FOLDER] [--party ID] --from FILE',
    '<%= command.id %> [FOLDER] [--party ID] --example',
  ];
  static override args = {
    folder: Args.string({ description: 'the workspace to make (default: the party, or "agreement")' }),
  };
  static override flags = {
    party: Flags.string({ helpValue: 'ID', summary: 'which party you are, by its id in the agreement' }),
    services: Flags.string({
      helpValue: 'A,B,...',
      summary: `which agencies take part, by service: ${STARTER_SERVICES.join(', ')} (default: all)`,
      exclusive: ['example', 'from'],
    }),
    preset: Flags.string({
      helpValue: 'SERVICE=NAME',
      multiple: true,
      summary: `the preset for a service's columns: ${PRESETS.join(', ')}`,
      exclusive: ['example', 'from'],
    }),
    title: Flags.string({
      helpValue: 'TEXT',
      summary: "the agreement's title",
      exclusive: ['example', 'from'],
    }),
    id: Flags.string({
      helpValue: 'ID',
      summary: "the agreement's id (default: ISA-YEAR-001)",
      exclusive: ['example', 'from'],
    }),
    example: Flags.boolean({
      summary: "write the demo's agreement, between invented parties",
      exclusive: ['from'],
    }),
    from: Flags.string({ helpValue: 'FILE', summary: 'take this agreement in place of a new one' }),
  };

  async run(): Promise<Initialised> {
    const { args, flags } = await this.parse(Init);
    const asks = canAsk() && !this.jsonEnabled() && !flags.example && flags.from === undefined;
    const today = this.ambient.now().toISOString().slice(0, 10);
    const services =
      asks && flags.services === undefined
        ? await this.until(
            `Which agencies take part, by service (${STARTER_SERVICES.join(', ')}; empty for all)? `,
            servicesNamed,
          )
        : servicesNamed(flags.services ?? '');
    const title =
      flags.title ??
      (asks
        ? await answer('What is the agreement called (empty for "Domestic abuse needs assessment")? ')
        : '');
    const text = flags.example
      ? await exampleAgreement()
      : flags.from === undefined
        ? starterAgreement({
            services,
            title: title.trim() === '' ? 'Domestic abuse needs assessment' : title.trim(),
            id: flags.id ?? `ISA-${today.slice(0, 4)}-001`,
            today,
            presets: presetsOf(flags.preset ?? []),
          })
        : await readText(flags.from);
    const agreement = parseAgreement(text, flags.from ?? 'agreement.yaml');
    const parties = agreement.parties.map(({ id }) => id);
    const partyNamed = (named: string): string | undefined => partyIn(parties, named.trim());
    const id =
      asks && flags.party === undefined
        ? await this.until(`Which of these are you (${parties.join(', ')}; empty to say later)? `, partyNamed)
        : partyNamed(flags.party ?? '');
    const folder = resolve(args.folder ?? id ?? 'agreement');
    await ensureDirectory(folder);
    const { agreement: file, inbox } = workspacePaths(folder);
    await writeFileAtomically(file, text);
    await ensurePrivateDirectory(inbox);
    const where = relative('', folder);
    const at = where === '' ? '' : ` --workspace ${asWord(where)}`;
    const own = agreement.parties.find((party) => party.id === id);
    const next = [
      flags.from === undefined
        ? `edit ${relative('', file)}: every name, power, date and column that is not so with you${unwritten(agreement).length === 0 ? '' : `, and every text that begins with ${TO_BE_WRITTEN}`}`
        : `read ${relative('', file)}, as one page with: throughline agreement show${at}`,
      `throughline agreement check${at}`,
      ...(own === undefined
        ? [`throughline party new ID${at}, once it is clear which party this is`]
        : [`throughline party new ${own.id}${at}`]),
      ...workOf(own, at),
    ];
    this.print(
      `The workspace: ${where === '' ? '.' : where}\nThe agreement: ${relative('', file)}, between ${list(parties)}`,
    );
    for (const step of next) this.print(`next: ${step}`);
    return { folder, agreement: file, parties, party: id, next };
  }

  /** Asks until the answer is one that `read` takes, saying each time why it was none. */
  private async until<T>(question: string, read: (said: string) => T): Promise<T> {
    for (;;) {
      const said = await answer(question);
      try {
        return read(said);
      } catch (error) {
        if (!(error instanceof ThroughlineError)) throw error;
        this.saySentence(`${error.message}: ${error.hint}`);
      }
    }
  }
}

/** What a party can do next beside the agreement: an agency can look at its extract at once, the others wait for shares. */
function workOf(own: Party | undefined, at: string): string[] {
  if (own === undefined) return [`at an agency: throughline profile EXTRACT${at} --agency ID`];
  if (own.part === 'agency') return [`throughline profile EXTRACT${at}`];
  return [`once the agreement is in force: ${WORK[own.part]}`];
}

/** @returns undefined where none is named */
function partyIn(parties: readonly string[], named: string): string | undefined {
  if (named === '') return undefined;
  const id = named.toLowerCase().replace(/[\s_]+/g, '-');
  if (parties.includes(id)) return id;
  throw unusable('PARTY_NOT_IN_AGREEMENT', `the agreement has no party ${named}`, {
    hint: `it has: ${list(parties)}`,
  });
}

function presetsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const [service = '', name = ''] = pair.split('=');
      if (STARTER_SERVICES.includes(service) && PRESETS.includes(name)) return [service, name];
      throw unusable('PRESET_UNKNOWN', 'a preset is given as SERVICE=NAME, and this is none that there is', {
        hint: `services: ${STARTER_SERVICES.join(', ')}; presets: ${PRESETS.join(', ')}`,
      });
    }),
  );
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw unusable('NO_AGREEMENT', 'there is no such file, or it cannot be read', {
      place: { file },
      hint: 'check the path',
    });
  });
}

async function answer(question: string): Promise<string> {
  const said = await askLine(question);
  if (said !== undefined) return said;
  throw unusable('NO_ANSWER', 'the terminal was closed before everything was asked', {
    hint: 'nothing was written: run the command again, or give flags in place of answers',
  });
}
