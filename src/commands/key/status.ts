import { BaseCommand, paragraph } from '../../base.ts';
import { type KeyStatus, projectKeyStatus } from '../../custody/index.ts';
import { KEY_SHARES_HERE } from '../../render/key-shares.ts';

export default class KeyStatusCommand extends BaseCommand {
  static override summary = 'Say whether this workspace holds the agreed project key';
  static override description =
    paragraph(`Shows the key's check value and never the key, who should hold it, and its epoch: which key of this
workspace it is, 1 for the first and one more for each that was ended. Exit code 1 when the key here is not the one that the
agreement names.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<KeyStatus> {
    const { flags } = await this.parse(KeyStatusCommand);
    const workspace = await this.openWorkspace(flags);
    const status = await projectKeyStatus(workspace);
    this.print(statusLines(status, workspace.party.id).join('\n'));
    if (status.sharesHere) this.print(KEY_SHARES_HERE);
    if (status.standing === 'NOT the agreed key' || status.standing === 'MUST NOT be here')
      process.exitCode = 1;
    return status;
  }
}

function statusLines({ keyCheck, agreed, standing, epoch, retired, holders }: KeyStatus, party: string) {
  const isByDesign = standing === 'none here' && !holders.includes(party);
  return [
    `Project key here:      ${keyCheck ?? 'none'}`,
    `In the agreement:      ${agreed ?? 'none yet'}`,
    `Standing:              ${isByDesign ? `${standing}, as it should be` : standing}`,
    ...(isByDesign ? [] : [`Epoch:                 ${epoch} (${epochWords(epoch)})`]),
    ...retired.map(({ keyCheck: ended, at }) => `Retired:               ${ended} on ${at.slice(0, 10)}`),
    `Should be held by:     ${holders.join(', ')}`,
  ];
}

/** A key that ends begins the next epoch, whether or not its successor is there yet. */
const epochWords = (epoch: number): string =>
  epoch === 1
    ? 'the first project key of this workspace'
    : `${epoch - 1} project ${epoch === 2 ? 'key was' : 'keys were'} ended here before`;
