/** What mails say: to curators in their words, with the place and what to do next. */
import type { VisibleCheck, VisibleProblem } from '../store/visible.ts';
import type { Finding } from '../validate/finding.ts';
import { counted } from '../words/say.ts';

/** A thing that somebody should know of. */
export interface Notice {
  /** Names the thing: there is one mail about it at a time. */
  about: string;
  subject: string;
  text: string;
  /** Beside the text. */
  html?: string;
  /** How often such a mail comes, as the last line says; unset: once a day. */
  often?: string;
}

/** Findings and records that are named; the rest is counted. */
const SHOWN = 50;

/** A commit was refused: for the curators. */
export function refusedNotice(commit: string, findings: Finding[]): Notice {
  const short = commit.slice(0, 12);
  return {
    about: `refused ${commit}`,
    subject: `Commit ${short} was not published: ${counted(findings.length, 'finding')}`,
    text: lines(
      `The newest commit of the records, ${commit}, was not published.`,
      'What was published before stays up. These are the places:',
      '',
      ...shownFindings(findings),
      'Correct them, commit and push: it is published at once or with the next look at the repository.',
      'To see it before the push: npx voreg validate. What a rule means: npx voreg validate --explain RULE.',
    ),
  };
}

/** The findings in one record, for its contact. */
export function recordNotice(ivoid: string, commit: string, findings: Finding[]): Notice {
  return {
    about: `record ${ivoid} ${commit}`,
    subject: `Your record ${ivoid}: ${counted(findings.length, 'finding')}`,
    text: lines(
      `You are the contact of the record ${ivoid}.`,
      `A change of it (commit ${commit}) was not published because of what is below; the version before stays up.`,
      '',
      ...shownFindings(findings),
      'Correct it where you wrote it, or answer the curators of this registry.',
    ),
  };
}

function shownFindings(findings: Finding[]): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const sorted = [...errors, ...findings.filter(({ severity }) => severity !== 'error')];
  const more = sorted.length - SHOWN;
  return [...sorted.slice(0, SHOWN).flatMap(shownFinding), ...(more > 0 ? [`… and ${more} more.`, ''] : [])];
}

function shownFinding({ file, line, rule, severity, message, found, fix }: Finding): string[] {
  return [
    `${file}:${line}  (${severity}, ${rule})`,
    `  ${message.slice(0, 1_000)}`,
    ...(found === null ? [] : [`  it says: ${found.slice(0, 200)}`]),
    ...(fix === null ? [] : [`  write instead: ${fix.slice(0, 200)}`]),
    '',
  ];
}

/** The records repository cannot be read since `since` (UTC seconds). */
export function repositoryNotice(since: string, error: string): Notice {
  return {
    about: 'repository',
    subject: `The records repository cannot be read since ${since}`,
    text: lines(
      `Since ${since} the records repository cannot be read, so nothing new is published.`,
      'What was published before stays up.',
      '',
      `The reason: ${error}`,
      '',
      'See whether the forge answers, and whether the token or key is still good.',
      'Nothing has to be restarted: the next look that succeeds publishes what is new.',
    ),
  };
}

/** A source would lose much at once. */
export function sourceNotice(source: string, alarm: string): Notice {
  return {
    about: `source ${source}`,
    subject: `The harvest of ${source} waits for a person`,
    text: lines(
      `The harvest of ${source} is held back: ${alarm}`,
      '',
      'Look at the registry itself. If that is what its operators want:',
      `  npx voreg harvest ${source} --accept-drop`,
    ),
  };
}

/** What each state means and what to do about it, for reports and mails. */
export const ADVICE: Record<VisibleProblem['state'], string> = {
  missing:
    'not there, though published. See that the registry is in the RofR (https://rofr.ivoa.net/) and active; `voreg touch` them; if they are still not there after a day, write to the operator of the service.',
  stale:
    'an older version is shown. `voreg touch` them so that harvesters fetch them again; if that does not help within a day, write to the operator of the service.',
  resurrected:
    'deleted here, and still shown. `voreg touch` them sends the deletion again; else ask the operator of the service for a full harvest of this registry.',
  foreign:
    'under our authority, but not what was published here. Find out who publishes it (RI-16: only one registry may); a record that is really ours belongs into records/.',
};

/** How the states are called: `foreign` is the word of programs. */
export const STATE_NAMES = {
  missing: 'missing',
  stale: 'stale',
  resurrected: 'resurrected',
  foreign: 'not ours',
};

/** A record that a service does not show as it should, in one line. */
export function problemLine({ ivoid, state, since, theirs, from }: VisibleProblem): string {
  const words = {
    missing: `published ${since}`,
    stale: `shown as of ${theirs ?? 'no date'}; ours is of ${since}`,
    resurrected: `deleted ${since}, shown as of ${theirs ?? 'no date'}`,
    foreign: `shown as of ${theirs ?? 'no date'}${since === null ? ', never published here' : `; ours is of ${since}`}`,
  }[state];
  return `${ivoid}  ${words}${state === 'foreign' && from !== null ? `, harvested from ${from}` : ''}`;
}

/** A searchable registry does not show what it should; null if it does. */
export function visibleNotice({ service, askedAt, counts, problems }: VisibleCheck): Notice | null {
  if (counts === null) return null;
  const states = (['missing', 'stale', 'resurrected', 'foreign'] as const).filter((s) => counts[s] > 0);
  if (states.length === 0) return null;
  return {
    about: `visible ${service}`,
    subject: `${service} does not show our records as they are: ${states.map((s) => `${counts[s]} ${STATE_NAMES[s]}`).join(', ')}`,
    text: lines(
      `The searchable registry ${service} was asked at ${askedAt}. It shows ${counts.visible} of ${counts.active} active records.`,
      '',
      ...states.flatMap((state) => [
        `${counts[state]} ${STATE_NAMES[state]}: ${ADVICE[state]}`,
        ...problems
          .filter((one) => one.state === state)
          .slice(0, SHOWN)
          .map((one) => `  ${problemLine(one)}`),
        '',
      ]),
      'All of them: npx voreg visible',
    ),
  };
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}
