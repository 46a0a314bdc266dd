import { Args, Flags } from '@oclif/core';
import { agreementIn, type Reconciliation, reconcile } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';

export default class LogReconcile extends BaseCommand {
  static override summary =
    'Compare the share logs of several parties: does every disclosure have its receipt';
  static override description =
    paragraph(`Checks that each disclosure in one log has exactly one receipt in the other party's, and the other way round; that
what partners saw of each log is what the log shows; and, where a workspace is given, that nothing lies in its outbox
that no entry tells of. Each log is checked first. Ends with exit code 1 when there are exceptions. A disclosure younger
than --days is under way and no exception.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> received/police received/linkage-unit received/analyst',
    {
      description: 'workspaces, with their outboxes',
      command: '<%= config.bin %> <%= command.id %> police analyst',
    },
  ];
  static override strict = false;
  static override args = {
    dir: Args.directory({ required: true, description: 'folders of logs, or of workspaces, two or more' }),
  };
  static override flags = {
    days: Flags.integer({
      default: 14,
      helpValue: 'N',
      min: 0,
      summary: 'how many days a receipt may take',
    }),
  };

  async run(): Promise<Reconciliation> {
    const { argv, flags } = await this.parse(LogReconcile);
    const agreement = await agreementIn(this.workspacePath(flags));
    const found = await reconcile({
      folders: argv.map(String),
      now: this.ambient.now(),
      days: flags.days,
      ...(agreement === undefined ? {} : { agreement }),
    });
    for (const line of words(found)) {
      const lead = /^ *(?:[A-Z ]+ {2})?/.exec(line)![0];
      this.printWrapped(lead, line.slice(lead.length));
    }
    if (found.exceptions.length > 0) process.exitCode = 1;
    return found;
  }
}

function words({ parties, matched, underWay, unchecked, exceptions }: Reconciliation): string[] {
  return [
    exceptions.length === 0
      ? `reconciled: ${matched.length} disclosures, each with one receipt`
      : `EXCEPTIONS: ${exceptions.length}`,
    ...exceptions.map(
      ({ kind, party, entry, message }) =>
        `  ${kind}  ${party}${entry === undefined ? '' : ` entry ${entry}`}: ${message}`,
    ),
    ...parties.map(
      ({ party, entries, whole }) =>
        `  log of ${party}: ${entries} entries, ${whole ? 'whole' : 'NOT whole'}`,
    ),
    ...underWay.map(({ party, entry, to, refused }) =>
      refused === undefined
        ? `  under way: ${party} entry ${entry} to ${to}, no receipt yet`
        : `  refused there: ${party} entry ${entry} to ${to}, by its entry ${refused}`,
    ),
    ...unchecked.map(
      ({ party, entry, other }) =>
        `  not checked: ${party} entry ${entry}, since no log of ${other} was given`,
    ),
  ];
}
