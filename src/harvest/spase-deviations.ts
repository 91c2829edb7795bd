/**
 * What files of records in Git repositories and folders do otherwise than SPASE, XML and good custom say, and is
 * tolerated; and what EPN-TAP services do. What OAI-PMH registries do is in deviations.ts. Here `rule` names the
 * document that says how it should be, where requirements.md has no rule.
 */
import type { DeviationKind } from './deviations.ts';

/** Code → what it means, for a person. Counted per source, with one example (source.ts, Deviation). */
export const FILE_DEVIATIONS = {
  'file-encoding': {
    rule: 'XML 1.0 §4.3.3',
    sentence: 'The file is in another encoding than UTF-8, as it declares.',
  },
  'file-encoding-wrong': {
    rule: 'XML 1.0 §4.3.3',
    sentence:
      'The bytes are not in the encoding that the file declares; it was read as what they seem to be.',
  },
  'file-bom': { rule: 'XML 1.0 §4.3.3', sentence: 'The file begins with a byte order mark.' },
  'file-crlf': { rule: 'XML 1.0 §2.11', sentence: 'The lines end in CR LF.' },
  'file-other': {
    rule: 'RI-65',
    sentence:
      'The XML file is no record of the model that the source is said to have (a site map, say); it was left out.',
  },
  'file-link': {
    rule: 'RI-65',
    sentence: 'A symbolic link or submodule is named like a record; it was not followed.',
  },
  'file-name': { rule: 'RI-65', sentence: 'The name of the file is not UTF-8.' },
  'file-duplicate': {
    rule: 'SPASE ResourceID',
    sentence:
      'Two files have the same identifier; the one whose path agrees with it, else the first, is the record.',
  },
  'git-rewritten': {
    rule: 'RI-64',
    sentence: 'The history was rewritten: the commit harvested last is not in it any more.',
  },
  'spase-namespace': {
    rule: 'SPASE XSD',
    sentence: 'The document is not in the namespace http://www.spase-group.org/data/schema.',
  },
  'spase-version': {
    rule: 'SPASE Version',
    sentence: 'The document has no Version, or one that is no SPASE version.',
  },
  'spase-location': {
    rule: 'XSD 1.0 §4.3.2',
    sentence: 'xsi:schemaLocation gives a schema for another namespace than the document has.',
  },
  'spase-location-version': {
    rule: 'XSD 1.0 §4.3.2',
    sentence: 'xsi:schemaLocation names another version than Version does.',
  },
  'spase-several': {
    rule: 'SPASE XSD',
    sentence: 'The document describes several resources; it is known by the first.',
  },
  'spase-id-form': {
    rule: 'SPASE ResourceID',
    sentence: 'The ResourceID is not of the form scheme://authority/path.',
  },
  'spase-id-space': { rule: 'SPASE ResourceID', sentence: 'There is white space around the ResourceID.' },
  'spase-id-blank': { rule: 'SPASE ResourceID', sentence: 'There is white space inside the ResourceID.' },
  'spase-path': { rule: 'SPASE ResourceID', sentence: 'The path of the file differs from the ResourceID.' },
} as const satisfies Record<string, DeviationKind>;

export type FileDeviation = keyof typeof FILE_DEVIATIONS;

/** What EPN-TAP services do otherwise than EPN-TAP 2.0 asks for, or than we can take. */
export const EPN_DEVIATIONS = {
  'epn-column': {
    rule: 'EPN-TAP 2.0 §2.1',
    sentence: 'A mandatory column cannot be asked for; what it would have told is left out.',
  },
  'epn-many': {
    rule: 'EPN-TAP 2.0 §2.1',
    sentence: 'A column has more distinct values than are taken; the rest is left out.',
  },
} as const satisfies Record<string, DeviationKind>;

export type EpnDeviation = keyof typeof EPN_DEVIATIONS;
