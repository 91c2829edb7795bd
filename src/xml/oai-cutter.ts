/**
 * Cuts the text of an OAI-PMH answer into the entries of its list and what stands around them, as it comes.
 *
 * The text is cut at the entries' end tags, which are searched for in native code; the strict parser then says whether
 * one is the end: only a whole element is well-formed, so an end tag inside of a comment, a CDATA section or a nested
 * element of that name is none. What is not well-formed is set aside up to the end tag, and the next entry is read.
 */
import { mendBytes } from './decode-stream.ts';
import { EntryFault, type OaiEntry, type OaiHeader, readEntry } from './oai-entry.ts';
import { type OaiEnvelope, OaiFault, type OaiNote, readEnvelope, VERBS } from './oai-envelope.ts';

export type OaiEvent =
  | ({ kind: 'record' } & Omit<OaiEntry, 'setName'>)
  /** Of ListIdentifiers. */
  | { kind: 'header'; header: OaiHeader }
  | { kind: 'set'; setSpec: string; setName: string | null }
  /** An entry that could not be read: what can be told of it, and at most KEPT characters of its text. */
  | { kind: 'broken'; identifier: string | null; reason: string; bytes: Buffer }
  | { kind: 'note'; note: OaiNote };

/** Of a broken entry. */
const KEPT = 1024 * 1024;
/** Around the entries. */
const MAX_ENVELOPE = 16 * 1024 * 1024;
/** An entry whose end is not found within so many end tags of its name, or characters after the first, has none. */
const MAX_ENDS = 20;
const MAX_AFTER_END = 4 * 1024 * 1024;

/** In each list, what is an entry. */
const ENTRY_OF: Record<string, string> = {
  ListRecords: 'record',
  GetRecord: 'record',
  ListIdentifiers: 'header',
  ListSets: 'set',
};

/** An entry that is being read. */
interface OpenEntry {
  /** `</record`, with the prefix as written. */
  endMark: string;
  /** Its text so far. */
  text: string;
  /** End tags of its name that were not its end. */
  ends: number;
  /** Length of its text at the first of them; 0 before. */
  firstEnd: number;
}

/** An entry that is too long and is passed over. */
interface Skipped {
  endMark: string;
  reason: string;
  /** The beginning of its text. */
  kept: string;
}

/** A start tag; its attribute values may contain a `>`. */
const START_TAG = /<[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>/y;
const TAG_NAME = /<(\/?)((?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*))(?=[\s/>])/y;
/** Another record, whatever the one before it looks like. */
const NEXT_RECORD = /<(?:[A-Za-z_][\w.-]*:)?record(?:\s[^<>]*)?>\s*<(?:[A-Za-z_][\w.-]*:)?header[\s/>]/g;

/** Takes text, gives events; at the end, what stood around the entries. */
export class Cutter {
  readonly #maxEntry: number;
  readonly #lied: () => boolean;
  #events: OaiEvent[] = [];
  /** Text not yet used. */
  #input = '';
  /** The answer without its entries. */
  #envelope: string[] = [];
  #envelopeSize = 0;
  #rootName: string | null = null;
  #rootEnded = false;
  #listName: string | null = null;
  #entryName: string | null = null;
  #scope: OaiEnvelope['scope'] | null = null;
  #entry: OpenEntry | null = null;
  #skipped: Skipped | null = null;
  /** Whether there is no more to come. */
  #final = false;

  constructor(maxEntry: number, lied: () => boolean) {
    this.#maxEntry = maxEntry;
    this.#lied = lied;
  }

  take(): OaiEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  push(text: string): void {
    if (text === '') return;
    this.#input += text;
    // Each step uses some of the input, or asks for more.
    while (this.#step());
  }

  #step(): boolean {
    if (this.#skipped !== null) return this.#skip(this.#skipped);
    if (this.#entry !== null) return this.#read(this.#entry);
    return this.#around();
  }

  end(): OaiEnvelope {
    this.#final = true;
    while (this.#step());
    while (this.#entry !== null && this.#endedInside(this.#entry)) while (this.#step());
    if (this.#entry !== null || this.#skipped !== null) {
      throw new OaiFault('cut', 'The answer ends in the middle of a record.');
    }
    this.#use(this.#input.length);
    if (this.#rootName !== null && !this.#rootEnded) {
      throw new OaiFault('cut', 'The answer ends before its root element does.');
    }
    return readEnvelope(this.#envelope.join(''));
  }

  /** Whether an entry that is open at the end of a whole answer swallowed what follows it, and was set aside. */
  #endedInside(entry: OpenEntry): boolean {
    const text = entry.text + this.#input;
    if (!text.trimEnd().endsWith(`</${this.#rootName}>`)) return false;
    this.#input = '';
    this.#giveUp({ ...entry, text, firstEnd: entry.firstEnd || text.lastIndexOf(`</${this.#listName}`) });
    return true;
  }

  /** Text around the entries, up to the next entry. */
  #around(): boolean {
    const input = this.#input;
    const start = input.indexOf('<');
    this.#use(start < 0 ? input.length : start);
    if (start < 0 || (this.#input.length < LONGEST_OPENING && !this.#final)) return false;
    for (const [opening, closing, kept] of MARKUP) {
      if (this.#input.startsWith(opening)) return this.#markup(closing, kept);
    }
    TAG_NAME.lastIndex = 0;
    const tag = TAG_NAME.exec(this.#input);
    if (tag === null) {
      // No tag, or a name that goes on in the next chunk.
      const isNone = this.#final || this.#input.length > LONGEST_NAME;
      if (isNone) this.#use(1);
      return isNone;
    }
    const [whole, slash = '', name = '', local = ''] = tag;
    if (slash === '' && local === this.#entryName) return this.#begin(name);
    if (slash === '') this.#startTag(name, local);
    else if (name === this.#rootName) this.#rootEnded = true;
    this.#use(whole.length);
    return true;
  }

  #startTag(name: string, local: string): void {
    this.#rootName ??= local === 'OAI-PMH' ? name : null;
    if (this.#rootName === null || this.#listName !== null || !VERBS.has(local)) return;
    this.#listName = name;
    this.#entryName = ENTRY_OF[local] ?? null;
  }

  #markup(closing: string, kept: boolean): boolean {
    const end = this.#input.indexOf(closing, 4);
    if (end < 0) {
      if (this.#input.length > MAX_ENVELOPE) throw tooLarge();
      if (this.#final) this.#use(this.#input.length);
      return false;
    }
    const length = end + closing.length;
    if (kept) this.#use(length);
    else this.#input = this.#input.slice(length);
    return true;
  }

  #use(length: number): void {
    this.#keep(this.#input.slice(0, length));
    this.#input = this.#input.slice(length);
  }

  #keep(text: string): void {
    // The white space between records would add up.
    if (text === '' || (this.#entryName !== null && !/\S/.test(text))) return;
    this.#envelopeSize += text.length;
    if (this.#envelopeSize > MAX_ENVELOPE) throw tooLarge();
    this.#envelope.push(this.#mended(text));
  }

  #begin(name: string): boolean {
    START_TAG.lastIndex = 0;
    const tag = START_TAG.exec(this.#input)?.[0];
    if (tag === undefined && this.#input.length < LONGEST_NAME && !this.#final) return false;
    const entry = { endMark: `</${name}`, text: '', ends: 0, firstEnd: 0 };
    if (tag?.endsWith('/>')) {
      this.#input = this.#input.slice(tag.length);
      this.#judge({ ...entry, text: tag });
    } else {
      this.#entry = entry;
    }
    return true;
  }

  #read(entry: OpenEntry): boolean {
    const end = endOf(this.#input, entry.endMark);
    // What may be the beginning of an end tag waits for the rest.
    const length = end ?? Math.max(0, this.#input.length - entry.endMark.length - LONGEST_NAME);
    entry.text += this.#mended(this.#input.slice(0, length));
    this.#input = this.#input.slice(length);
    if (end !== null) this.#judge(entry);
    else if (entry.text.length > this.#maxEntry) this.#tooLong(entry);
    return end !== null;
  }

  /** Is it the whole entry, has it a fault, or does it go on? */
  #judge(entry: OpenEntry): void {
    this.#entry = null;
    if (entry.text.length > this.#maxEntry) {
      this.#tooLong(entry);
      return;
    }
    this.#scope ??= readEnvelope(`${this.#envelope.join('')}</${this.#listName}></${this.#rootName}>`).scope;
    try {
      const result = readEntry(entry.text, this.#scope);
      if (result === null) this.#goOn(entry);
      else this.#emit(result);
    } catch (error) {
      if (!(error instanceof EntryFault)) throw error;
      this.#setAside(entry.text, nextRecord(entry.text) ?? entry.text.length, error.message);
    }
  }

  #emit({ setName, ...entry }: OaiEntry): void {
    const { header } = entry;
    if (this.#entryName === 'header') this.#events.push({ kind: 'header', header });
    else if (this.#entryName === 'set') {
      this.#events.push({ kind: 'set', setSpec: header.setSpecs[0] ?? '', setName });
    } else this.#events.push({ kind: 'record', ...entry });
  }

  #goOn(entry: OpenEntry): void {
    entry.ends += 1;
    entry.firstEnd ||= entry.text.length;
    if (entry.ends > MAX_ENDS || entry.text.length - entry.firstEnd > MAX_AFTER_END) this.#giveUp(entry);
    else this.#entry = entry;
  }

  /** An entry without a credible end: it ends at the first end tag of its name, or before the next record. */
  #giveUp({ text, firstEnd }: OpenEntry): void {
    this.#entry = null;
    const end = Math.min(firstEnd, nextRecord(text) ?? firstEnd);
    this.#setAside(text, end, 'It has no end: a comment or an element in it is not closed.');
  }

  /** What follows `end` is read anew. */
  #setAside(text: string, end: number, reason: string): void {
    this.#input = text.slice(end) + this.#input;
    this.#broken(text.slice(0, end), reason);
  }

  #tooLong(entry: OpenEntry): void {
    const { text, endMark, firstEnd } = entry;
    const next = nextRecord(text);
    if (firstEnd > 0 || next !== null) {
      this.#giveUp({ ...entry, firstEnd: firstEnd || text.length });
      return;
    }
    this.#entry = null;
    const reason = `It is longer than ${this.#maxEntry} characters.`;
    if (endOf(text, endMark) !== null) this.#broken(text, reason);
    // A copy: a slice would hold all of the text.
    else this.#skipped = { endMark, reason, kept: Buffer.from(text.slice(0, KEPT)).toString() };
  }

  #skip({ endMark, reason, kept }: Skipped): boolean {
    const end = endOf(this.#input, endMark);
    const length = end ?? Math.max(0, this.#input.length - endMark.length - LONGEST_NAME);
    this.#input = this.#input.slice(length);
    if (end === null) return false;
    this.#skipped = null;
    this.#broken(kept, reason);
    return true;
  }

  #broken(text: string, reason: string): void {
    const bytes = Buffer.from(text.slice(0, KEPT), 'utf8');
    this.#events.push({ kind: 'broken', identifier: identifierIn(text), reason, bytes });
  }

  #mended(text: string): string {
    const mended = this.#lied() ? mendBytes(text) : null;
    if (mended === null) return text;
    // Each byte became one unit.
    const at = text.search(/[\uDC80-\uDCFF]/u);
    const example = mended.slice(Math.max(0, at - 20), at + 20).replace(/\s+/g, ' ');
    this.#events.push({ kind: 'note', note: { code: 'encoding-lies', example } });
    return mended;
  }
}

/** `<![CDATA[` */
const LONGEST_OPENING = 9;
const LONGEST_NAME = 1000;

/** Opening, closing, and whether it is kept. */
const MARKUP = [
  ['<!--', '-->', false],
  ['<![CDATA[', ']]>', true],
  ['<?', '?>', true],
] as const;

function tooLarge(): OaiFault {
  return new OaiFault('too-large', `The answer has more than ${MAX_ENVELOPE} characters outside of records.`);
}

/** After the first end tag with this beginning; null if there is none, or not all of it. */
function endOf(input: string, endMark: string): number | null {
  for (let at = input.indexOf(endMark); at >= 0; at = input.indexOf(endMark, at + 1)) {
    const after = input.charAt(at + endMark.length);
    if (after === '>') return at + endMark.length + 1;
    if (/\s/.test(after)) {
      const end = input.indexOf('>', at);
      return end < 0 ? null : end + 1;
    }
    if (after === '') return null;
  }
  return null;
}

function nextRecord(text: string): number | null {
  NEXT_RECORD.lastIndex = 1;
  return NEXT_RECORD.exec(text)?.index ?? null;
}

/** The identifier of an entry that could not be parsed. */
function identifierIn(text: string): string | null {
  const found = /<(?:[\w.-]+:)?identifier(?:\s[^<>]*)?>\s*([^<&\s]{1,500})\s*</.exec(
    text.slice(0, 10_000),
  )?.[1];
  return found ?? null;
}
