/** What `voreg new` asks: one row for each field, with the flag that answers it and how an answer is read. */
import { parseIvoid } from '../resource/ivoid.ts';
import { termTrouble } from '../validate/rules/term.ts';
import { term } from '../validate/vocabulary.ts';
import type { RecordKind } from './types.ts';
import { type Defaults, FRAMES, type Frame, type Given, type Named } from './values.ts';

/** What an answer is read with. */
export interface Reading {
  kind: RecordKind;
  defaults: Defaults;
  given: Given;
  /** The record of an ivoid, with the base URL of its TAP service if it is one; null if it is not here. */
  find(ivoid: string): Promise<(Named & { tap: string | null }) | null>;
}

/** Fields that the answer fills in, or a sentence about what is wrong with it. */
type Result = Partial<Given> | string;

export interface Field {
  /** Name of the option without its dashes, as commander has it in camel case. */
  flag: string;
  option: string;
  says: string;
  fills: keyof Given;
  /** Several answers, between semicolons or with the flag repeated. */
  many?: boolean;
  question(reading: Reading): string;
  /** What an empty answer means; null: the place is marked. */
  fallback?(reading: Reading): string | null;
  read(answer: string, reading: Reading): Result | Promise<Result>;
}

export const FIELDS: Field[] = [
  {
    flag: 'ivoid',
    option: '--ivoid <ivoid>',
    says: 'identifier of the record, ivo://authority/key; or the key alone',
    fills: 'ivoid',
    question: ({ kind, defaults }) =>
      kind.xsiType === 'vg:Authority'
        ? 'Which authority? (such as padc.example)'
        : `Which identifier? (the part after ivo://${defaults.authority ?? 'authority'}/, such as bass/archive)`,
    read: (answer, reading) => readIvoid(answer, reading),
  },
  {
    flag: 'title',
    option: '--title <title>',
    says: 'a few words that tell the resource from all others',
    fills: 'title',
    question: () => 'Title? (a few words that tell it from all others)',
    read: (answer) => ({ title: answer }),
  },
  {
    flag: 'shortName',
    option: '--short-name <word>',
    says: 'at most 16 characters',
    fills: 'shortName',
    question: () => 'Short name? (at most 16 characters)',
    read: (answer) =>
      [...answer].length > 16
        ? `"${answer}" has ${[...answer].length} characters; 16 are allowed.`
        : { shortName: answer },
  },
  {
    flag: 'publisher',
    option: '--publisher <ivoid|name>',
    says: 'who publishes it: the ivoid of an organisation here, or a name',
    fills: 'publisher',
    question: () => 'Publisher? (ivoid of its organisation record, or a name)',
    fallback: ({ kind, defaults }) =>
      kind.xsiType === 'vr:Organisation' ? null : (defaults.publisher?.name ?? null),
    async read(answer, reading) {
      if (answer === reading.defaults.publisher?.name) return { publisher: reading.defaults.publisher };
      if (!answer.startsWith('ivo:')) return { publisher: { name: answer, ivoid: null } };
      const found = await findNamed(answer, reading);
      return typeof found === 'string' ? found : { publisher: { name: found.name, ivoid: found.ivoid } };
    },
  },
  {
    flag: 'creator',
    option: '--creator <name>',
    says: 'who made it, as "Last, F."; may be repeated',
    fills: 'creators',
    many: true,
    question: () => 'Who made it? (Last, F.; separate several with semicolons)',
    read: (answer, { given }) => ({ creators: [...(given.creators ?? []), answer] }),
  },
  {
    flag: 'date',
    option: '--date <day>',
    says: 'YYYY-MM-DD: when it was made; documents: when it was last tried out',
    fills: 'date',
    question: ({ kind }) =>
      kind.xsiType === 'doc:Document'
        ? 'When was it last tried out? (YYYY-MM-DD)'
        : 'Since when is it there? (YYYY-MM-DD)',
    read: (answer) =>
      isDay(answer) ? { date: answer } : `"${answer}" is not a day. Write it as 2026-11-20.`,
  },
  {
    flag: 'contact',
    option: '--contact <name>',
    says: 'whom users may ask',
    fills: 'contact',
    question: () => 'Whom may users ask? (best a support team)',
    fallback: ({ defaults }) => defaults.contact?.name ?? null,
    read: (answer, { given, defaults }) =>
      answer === defaults.contact?.name ? {} : { contact: { ...given.contact, name: answer } },
  },
  {
    flag: 'email',
    option: '--email <address>',
    says: 'e-mail address of the contact',
    fills: 'contact',
    question: () => 'At which e-mail address?',
    // Another contact has another address.
    fallback: ({ defaults, given }) =>
      given.contact?.name === undefined ? (defaults.contact?.email ?? null) : null,
    read: (answer, { given }) =>
      /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(answer)
        ? { contact: { ...given.contact, email: answer } }
        : `"${answer}" is not an e-mail address such as vo@example.org.`,
  },
  {
    flag: 'subject',
    option: '--subject <concept>',
    says: 'a concept of the Unified Astronomy Thesaurus; may be repeated',
    fills: 'subjects',
    many: true,
    question: () => 'What is it about? (concepts of http://www.ivoa.net/rdf/uat, between semicolons)',
    read: (answer, { given }) => readSubject(answer, given),
  },
  {
    flag: 'description',
    option: '--description <text>',
    says: 'what it is, how it came about, what it is good for',
    fills: 'description',
    question: () => 'Describe it in some sentences (or leave it for later):',
    read: (answer) => ({ description: answer }),
  },
  {
    flag: 'referenceUrl',
    option: '--reference-url <url>',
    says: 'page for people about it',
    fills: 'referenceURL',
    question: () => 'At which address can people read about it?',
    read: (answer) => address(answer, 'referenceURL'),
  },
  {
    flag: 'servedBy',
    option: '--served-by <ivoid>',
    says: 'record of the TAP service that answers queries on the table',
    fills: 'servedBy',
    question: () => 'Which TAP service answers queries on the table? (the ivoid of its record)',
    async read(answer, reading) {
      const found = await findNamed(answer, reading);
      if (typeof found === 'string') return found;
      const { tap, ...servedBy } = found;
      // The auxiliary capability has the address of the service (rule VDS-09).
      return {
        servedBy,
        ...(tap === null || reading.given.accessURL !== undefined ? {} : { accessURL: tap }),
      };
    },
  },
  {
    flag: 'accessUrl',
    option: '--access-url <url>',
    says: 'where it is used: base URL of a service, or a page',
    fills: 'accessURL',
    question: ({ kind }) => `Access URL? (${kind.accessURL ?? 'where it is used'})`,
    read: (answer) => address(answer, 'accessURL'),
  },
  {
    flag: 'rights',
    option: '--rights <text>',
    says: 'who may use it, on what terms',
    fills: 'rights',
    question: () => 'Who may use it, and on what terms?',
    read: (answer) => ({ rights: answer }),
  },
  {
    flag: 'frame',
    option: '--frame <frame>',
    says: `epn-tap: ${FRAMES.join(', ')}`,
    fills: 'frame',
    question: () => `In which kind of frame are the coordinates c1 to c3? (${FRAMES.join(', ')})`,
    fallback: () => 'body',
    read: (answer) =>
      isFrame(answer) ? { frame: answer } : `"${answer}" is none of the frames ${FRAMES.join(', ')}.`,
  },
];

/** Whether a kind of record has this field. */
export function isNeeded(field: Field, kind: RecordKind): boolean {
  const ofAll = [
    'ivoid',
    'title',
    'shortName',
    'publisher',
    'contact',
    'subjects',
    'description',
    'referenceURL',
  ];
  return ofAll.includes(field.fills) || kind.needs.includes(field.fills);
}

/** Reads an answer, or several between semicolons, into `reading.given`. Returns a sentence if it is not right. */
export async function readAnswer(field: Field, answer: string, reading: Reading): Promise<string | null> {
  const parts = field.many === true ? answer.split(';') : [answer];
  let given = reading.given;
  for (const part of parts.map((p) => p.trim()).filter((p) => p !== '')) {
    const result = await field.read(part, { ...reading, given });
    if (typeof result === 'string') return result;
    given = { ...given, ...result };
  }
  Object.assign(reading.given, given);
  return null;
}

function readIvoid(answer: string, { kind, defaults }: Reading): Result {
  const isAuthority = kind.xsiType === 'vg:Authority';
  const prefix = isAuthority || defaults.authority === null ? 'ivo://' : `ivo://${defaults.authority}/`;
  const ivoid = /^ivo:/i.test(answer) ? answer : `${prefix}${answer.replace(/^\/+/, '')}`;
  const parsed = parseIvoid(ivoid);
  if (parsed === null) {
    return `"${ivoid}" is not an identifier: write ivo://authority/key with letters, digits and -_.!~*'()+= only.`;
  }
  if (isAuthority && parsed.resourceKey !== '')
    return `An authority has no key: write ivo://${parsed.authority}.`;
  if (!isAuthority && parsed.resourceKey === '') {
    return `"${ivoid}" is an authority; write ivo://${parsed.authority}/ and a key.`;
  }
  return { ivoid };
}

function readSubject(answer: string, given: Given): Result {
  const trouble = termTrouble('uat', answer);
  const concept = trouble === null ? answer : trouble.instead;
  if (concept !== null && term('uat', concept) !== null) {
    return { subjects: [...new Set([...(given.subjects ?? []), concept])] };
  }
  return `"${answer}" is no concept of the Unified Astronomy Thesaurus; look for one at http://www.ivoa.net/rdf/uat.`;
}

/** A record here, or an ivoid of elsewhere under its own name. */
async function findNamed(
  ivoid: string,
  reading: Reading,
): Promise<(Named & { tap: string | null }) | string> {
  if (parseIvoid(ivoid) === null) return `"${ivoid}" is not an identifier: write ivo://authority/key.`;
  const found = await reading.find(ivoid);
  if (found !== null) return { name: found.name, ivoid: found.ivoid, tap: found.tap };
  return `There is no record ${ivoid} here. Correct it, or leave it out and fill in the name and the ivo-id later.`;
}

function address(answer: string, fills: 'accessURL' | 'referenceURL'): Result {
  if (/^https?:\/\/[^\s/?#]+\S*$/.test(answer)) return { [fills]: answer };
  return `"${answer}" is not an address. Write it with https:// and the host name.`;
}

/** Date.parse takes the 30th of February for a day in March. */
function isDay(answer: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(answer) ? Date.parse(answer) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(answer);
}

function isFrame(answer: string): answer is Frame {
  return FRAMES.some((frame) => frame === answer);
}
