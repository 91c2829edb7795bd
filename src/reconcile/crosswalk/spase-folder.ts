/** SPASE records of a folder, found by their ids: a checkout of hpde.io, or of one naming authority. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Element } from '../../resource/element.ts';
import { decodeAnyway } from '../../xml/decode.ts';
import { parseXml, XmlFault } from '../../xml/tree.ts';
import { nameKey } from '../names.ts';
import { textTokens } from '../normalise.ts';
import { nameFromId, type Resolve } from './spase-source.ts';
import { spasePath } from './values.ts';
import type { Candidates } from './vor-source.ts';

/** Characters of XML whose trees are kept; a tree takes about ten times as many bytes. */
const KEPT_CHARACTERS = 16 * 1024 * 1024;

interface Known {
  root: Element | null;
  size: number;
}

/**
 * Finds `spase://AUTH/Path` as `AUTH/Path.xml` or `Path.xml` below the folder. Null for what is not there or cannot be
 * read as XML: the conversion then says what it took from the id instead. (66 live records are at another path.)
 */
export function folderResolve(dir: string): Resolve {
  const known = new LRUCache<string, Known>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ size }) => size,
  });
  return (id) => {
    const path = spasePath(id);
    // An id is not a way out of the folder.
    if (path === null || path.split('/').some((segment) => segment === '..' || segment === '')) return null;
    let found = known.get(path);
    if (found === undefined) {
      found = readRoot(join(dir, `${path}.xml`)) ??
        readRoot(join(dir, `${path.slice(path.indexOf('/') + 1)}.xml`)) ?? { root: null, size: 1 };
      known.set(path, found);
    }
    return found.root;
  };
}

function readRoot(file: string): Known | null {
  try {
    const text = decodeAnyway(readFileSync(file)).text;
    return { root: parseXml(text).root, size: text.length + 1 };
  } catch (error) {
    if (error instanceof XmlFault) return { root: null, size: 1 };
    if (error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code))) return null;
    throw error;
  }
}

const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

/** Most ids that are proposed for one name. */
const MOST = 5;
/** From how much in common (Dice, of words) an instrument or repository may be the one meant. */
const ALIKE = 0.5;

/**
 * Proposes Person, Repository and Instrument records of a folder (`AUTH/Person/Laurent.Lamy.xml`) for a name, by their
 * paths alone: no record is read.
 */
export function folderCandidates(dir: string): Candidates {
  let known: Map<string, Entry[]> | null = null;
  return (kind, name) => {
    known ??= entriesOf(dir);
    const entries = known.get(kind) ?? [];
    if (kind === 'Person') {
      const key = nameKey(name);
      return entries.filter((entry) => entry.key === key).map(({ id }) => id);
    }
    const words = new Set(textTokens(name));
    // `Nançay Decameter Array` is …/SRN/NDA/Routine.
    const acronym = [...words].map((word) => word.slice(0, 1)).join('');
    const scored = entries.map(({ id, words: own }) => {
      const both = own.filter((word) => words.has(word)).length;
      const score = (2 * both) / (own.length + words.size || 1);
      return { id, score: acronym.length >= 3 && own.includes(acronym) ? Math.max(score, ALIKE) : score };
    });
    const alike = scored.filter(({ score }) => score >= ALIKE).sort((a, b) => b.score - a.score);
    return alike.slice(0, MOST).map(({ id }) => id);
  };
}

interface Entry {
  id: string;
  /** Of a person's name. */
  key: string;
  /** Of the path. */
  words: string[];
}

function entriesOf(dir: string): Map<string, Entry[]> {
  const known = new Map<string, Entry[]>();
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const [, authority, kind, rest] =
      /^([^/.][^/]*)\/(Person|Repository|Instrument)\/(.+)\.xml$/.exec(name.split(sep).join('/')) ?? [];
    if (authority === undefined || authority === 'Deprecated' || kind === undefined || rest === undefined)
      continue;
    const entry = {
      id: `spase://${authority}/${kind}/${rest}`,
      key: kind === 'Person' ? nameKey(nameFromId(rest)) : '',
      words: [...new Set(textTokens(rest.replaceAll('_', ' ')))],
    };
    const entries = known.get(kind);
    if (entries === undefined) known.set(kind, [entry]);
    else entries.push(entry);
  }
  return known;
}
