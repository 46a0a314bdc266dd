import { Args } from '@oclif/core';
import { BaseCommand, paragraph } from '../base.ts';
import { EXPLAINED, type Explanation, explain } from '../explain/index.ts';
import { table } from '../terminal/index.ts';

export default class Explain extends BaseCommand {
  static override summary = 'Say what a word or a code means';
  static override description =
    paragraph(`Any word that the tool uses in a sense of its own, the code of an error, or the id of a clause. "columns" lists every
identifier, part of an event, attribute, flag and treatment that a columns section may name. Without a term, lists
what can be explained. Codes are explained by their first word; the message beside a code says the rest.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> "record reference"',
    '<%= config.bin %> <%= command.id %> columns',
    '<%= config.bin %> <%= command.id %> CSV_ENCODING',
    '<%= config.bin %> <%= command.id %> not-expired',
  ];
  static override args = { term: Args.string({ description: 'the word or code' }) };

  async run(): Promise<Explanation | { terms: readonly string[] }> {
    const { args } = await this.parse(Explain);
    if (args.term === undefined) {
      this.print(EXPLAINED.join('\n'));
      return { terms: EXPLAINED };
    }
    const explained = explain(args.term);
    this.printSentence('', `${explained.term}: ${explained.meaning}`);
    const width = process.stdout.columns ?? 100;
    for (const { title, words } of explained.lists ?? []) {
      const rows = words.map(({ word, meaning }) => [word, meaning]);
      this.print(`\n${table(['word', 'what it stands for'], rows, { width, title })}`);
    }
    return explained;
  }
}
