/** The whole report as data, from released figures and what stands around them. */
import { grouped } from '../errors.ts';
import type { Assessment, Fact, Section } from './assessment.ts';
import { cautions, type Findings, findings } from './headlines.ts';
import { outOfReach } from './reach.ts';
import { basis, combined } from './sections/basis.ts';
import { groups } from './sections/groups.ts';
import { journeys } from './sections/journeys.ts';
import { others } from './sections/others.ts';
import { people } from './sections/people.ts';
import { quality } from './sections/quality.ts';
import { repeats } from './sections/repeats.ts';
import { trend } from './sections/trend.ts';
import { unseen } from './sections/unseen.ts';
import { waits } from './sections/waits.ts';
import { withheld } from './sections/withheld.ts';
import type { Standing } from './standing.ts';
import type { Source, View } from './view.ts';
import { Views } from './views.ts';
import { agencyNames, dayWords, windowWords } from './words.ts';

/** The same sources and standing give the same report. A draft is made of exact figures. */
export function assess(sources: readonly Source[], standing: Standing): Assessment {
  const { agreement } = standing;
  const names = agencyNames(agreement);
  const views = new Views(sources, names);
  const unreached = (of: readonly View[]): string[] =>
    outOfReach(
      agreement,
      names,
      of.map(({ shown }) => shown.window),
    );
  const sections: Section[] = [people, journeys, repeats, trend, waits, groups, unseen, quality].map(
    (section) => section(views),
  );
  const rest = others(views);
  const { headlines, ...sentences } = findings(views);
  return {
    title: agreement.about.title,
    publisher: standing.publisher,
    madeOn: standing.madeOn,
    isDraft: sources.some(({ shown }) => !shown.controlled),
    notices: combined(standing),
    facts: factsOf(views, standing),
    headlines,
    cautions: [...cautions(views), ...unreached(views.all)],
    sections: [
      ...sections.map((section) => withFindings(section, sentences)),
      ...(rest === undefined ? [] : [rest]),
      withheld(views),
      basis(standing),
    ],
    definitions: views.all.map((view) => {
      const defined = view.defined();
      return { ...defined, text: [...defined.text, ...unreached([view])] };
    }),
  };
}

/** A section begins with what it finds, and says what it may not. */
function withFindings(section: Section, { said, unsaid }: Omit<Findings, 'headlines'>): Section {
  const own = (all: Findings['said']): string[] =>
    all.flatMap(({ section: id, sentence }) => (id === section.id ? [sentence] : []));
  return { ...section, findings: own(said), text: [...section.text, ...own(unsaid)] };
}

function factsOf({ all }: Views, { madeOn, publisher, agreement, tool, log, ledger }: Standing): Fact[] {
  const { about } = agreement;
  const days = all.flatMap(({ shown: { window } }) => [window.from, window.to]).toSorted();
  return [
    { term: 'Made by', text: publisher },
    { term: 'Made on', text: dayWords(madeOn) },
    {
      term: 'Agreement',
      text: `${about.id} version ${about.version}`,
      digest: `sha256:${agreement.digest}`,
    },
    {
      term: 'Data',
      text:
        days.length === 0
          ? 'no figures yet'
          : `${windowWords({ from: days[0]!, to: days.at(-1)! })}; each figure says its own window`,
    },
    { term: 'Program', text: tool },
    {
      term: 'Share log',
      text: `${log.origin}, ${grouped(log.size)} entries, root ${log.root}`,
    },
    ...(ledger === undefined
      ? []
      : [{ term: 'Last release', text: 'entry of the ledger of releases', digest: ledger }]),
  ];
}
