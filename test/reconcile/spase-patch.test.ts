/** Patches of SPASE files: only lines are added, in the file's own way; nothing else moves by a byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasSince,
  PatchRefused,
  patchSpase,
  type SpaseAdditions,
  type SpasePatch,
} from '../../src/reconcile/spase-patch.ts';
import { loadSpaseSchema } from '../../src/reconcile/spase-schema.ts';
import { decodeXml } from '../../src/xml/decode.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { ACCESS, spase } from './crosswalk/records.ts';

const ALL: SpaseAdditions = {
  accessUrl: {
    name: 'Nançay (EPN-TAP)',
    url: 'http://vogate.obs-nancay.fr/tap',
    style: 'EPNTAP',
    productKey: 'nda.epn_core',
  },
  informationUrl: {
    name: 'IVOA registry record',
    url: 'https://dc.g-vo.org/I/ivo://padc.obspm.nancay/nda/q/epn_core',
  },
  revision: { date: '2026-11-20T12:00:00Z', note: 'Added the EPN-TAP service; BC' },
};

/** The original again. */
function undone({ bytes, edits }: SpasePatch): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  let shift = 0;
  for (const edit of edits) {
    const from = edit.at + shift;
    parts.push(bytes.subarray(at, from), edit.removed);
    at = from + edit.inserted.length;
    shift += edit.inserted.length - edit.removed.length;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

/** A record over lines, with a text that has letters outside of ASCII. */
function record(indent: string, parts: Parameters<typeof spase>[0] = {}): string {
  let depth = 0;
  const compact = spase({ description: 'Réseau', ...parts })
    .replace(/>\s+</g, '><')
    .trim();
  if (indent === 'none') return compact;
  const lines = compact.replace(/></g, '>\n<').split('\n');
  return lines
    .map((line) => {
      if (line.startsWith('</')) depth -= 1;
      const written = `${indent.repeat(depth)}${line}`;
      if (/^<[A-Za-z]/.test(line) && !line.includes('</') && !line.endsWith('/>')) depth += 1;
      return written;
    })
    .join('\n')
    .concat('\n');
}

const ENCODINGS: Record<string, (text: string) => Buffer> = {
  'UTF-8': (text) => Buffer.from(text, 'utf8'),
  'UTF-8 with a mark': (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text, 'utf8')]),
  'ISO-8859-1': (text) => Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1'),
  'windows-1252': (text) => Buffer.from(text.replace('UTF-8', 'windows-1252'), 'latin1'),
  'US-ASCII': (text) => Buffer.from(text.replace('UTF-8', 'US-ASCII').replaceAll('é', '&#233;'), 'latin1'),
  'UTF-16 little-endian': (text) =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text.replace('UTF-8', 'UTF-16'), 'utf16le')]),
  'UTF-16 big-endian': (text) =>
    Buffer.concat([
      Buffer.from([0xfe, 0xff]),
      Buffer.from(text.replace('UTF-8', 'UTF-16'), 'utf16le').swap16(),
    ]),
};
const LINE_ENDS = { LF: '\n', CRLF: '\r\n', CR: '\r' };
const INDENTS = { 'two blanks': '  ', tabs: '\t', 'no indentation': '', 'one line': 'none' };

describe('every way to write a file', () => {
  for (const [encoding, encode] of Object.entries(ENCODINGS)) {
    for (const [ends, lineEnd] of Object.entries(LINE_ENDS)) {
      for (const [indentation, indent] of Object.entries(INDENTS)) {
        it(`${encoding}, ${ends}, ${indentation}`, () => {
          const original = encode(record(indent).replaceAll('\n', lineEnd));
          const patch = patchSpase(original, ALL);
          expect(undone(patch).equals(original)).toBe(true);
          const text = decodeXml(patch.bytes);
          const { root } = parseXml(text);
          expect(root.local).toBe('Spase');
          expect(text.replaceAll('&#231;', 'ç')).toContain('<Name>Nançay (EPN-TAP)</Name>');
          expect(text).toContain('<ReleaseDate>2026-11-20T12:00:00Z</ReleaseDate>');
          if (indent !== 'none') {
            // Only lines were added, each with the line end of the file.
            const before = decodeXml(original)
              .replace('2020-01-02T03:04:05Z', '2026-11-20T12:00:00Z')
              .split(lineEnd);
            const after = text.split(lineEnd);
            expect(isSubsequence(before, after)).toBe(true);
            expect(after.length - before.length).toBe(6 + 4 + 10);
            expect(text.replaceAll(lineEnd, '')).not.toMatch(/[\r\n]/);
          }
        });
      }
    }
  }
});

function isSubsequence(part: string[], whole: string[]): boolean {
  let at = 0;
  for (const line of whole) if (line === part[at]) at += 1;
  return at === part.length;
}

describe('any file', () => {
  it('comes back when what was inserted is taken out again', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .map((s) => s.replace(/[<>&\]\r\n\p{Cc}\ufffe\uffff\ufeff]/gu, ' '));
    fc.assert(
      fc.property(
        fc.constantFrom('UTF-8', 'UTF-8 with a mark', 'UTF-16 little-endian', 'UTF-16 big-endian'),
        fc.constantFrom(...Object.values(LINE_ENDS)),
        fc.constantFrom(...Object.values(INDENTS)),
        fc.constantFrom('2.0.0', '2.2.2', '2.3.0', '2.3.1', '2.4.1', '2.7.1', '2.7.2'),
        text,
        fc.constantFrom('', '<!-- a <comment> -->', '\n\n', '  '),
        (encoding, lineEnd, indent, version, description, between) => {
          const written = record(indent, { version, description: `x${description}` })
            .replace('</AccessURL>', `</AccessURL>${between}`)
            .replaceAll('\n', lineEnd);
          const original = ENCODINGS[encoding]?.(written) ?? Buffer.alloc(0);
          const patch = patchSpase(original, ALL);
          expect(undone(patch).equals(original)).toBe(true);
          expect(patch.edits.filter(({ removed }) => removed.length > 0)).toHaveLength(1);
          parseXml(decodeXml(patch.bytes));
          // A second time there is nothing left to add.
          expect(patchSpase(patch.bytes, ALL).edits).toEqual([]);
        },
      ),
    );
  });
});

/** What follows ReleaseDate, Contact and AccessURL in each version. */
describe('versions', () => {
  it.each([
    { version: '1.2.0', has: { style: false, key: false, history: false } },
    { version: '2.2.1', has: { style: false, key: false, history: false } },
    { version: '2.2.2', has: { style: false, key: true, history: false } },
    { version: '2.3.0', has: { style: false, key: true, history: false } },
    { version: '2.3.1', has: { style: false, key: true, history: true } },
    { version: '2.4.0', has: { style: false, key: true, history: true } },
    { version: '2.4.1', has: { style: true, key: true, history: true } },
    { version: '2.7.1', has: { style: true, key: true, history: true } },
  ])('$version has $has', ({ version, has }) => {
    const { bytes, notes } = patchSpase(Buffer.from(spase({ version })), ALL);
    const text = bytes.toString();
    expect(text.includes('<Style>EPNTAP</Style>')).toBe(has.style);
    expect(text.includes('<ProductKey>nda.epn_core</ProductKey>')).toBe(has.key);
    expect(text.includes('<RevisionHistory>')).toBe(has.history);
    expect(notes).toHaveLength(Number(!has.style) + Number(!has.key) + Number(!has.history));
  });

  it('HAPI is older than EPNTAP', () => {
    const hapi = {
      accessUrl: { name: 'HAPI', url: 'https://h.example/hapi', style: 'HAPI', productKey: 'x' },
    };
    expect(patchSpase(Buffer.from(spase({ version: '2.3.0' })), hapi).bytes.toString()).toContain(
      '<Style>HAPI</Style>',
    );
  });

  it('compares versions by their numbers', () => {
    expect(hasSince('2.10.0', '2.4.1')).toBe(true);
    expect(hasSince('2.4.0', '2.4.1')).toBe(false);
    expect(hasSince('2.4.1', '2.4.1')).toBe(true);
  });
});

const patched = (parts: Parameters<typeof spase>[0], additions: SpaseAdditions) =>
  patchSpase(Buffer.from(spase(parts)), additions).bytes.toString();

describe('the right place', () => {
  const two = `${ACCESS}\n${ACCESS.replace('https://data.example/x/', 'https://voparis-tap.obspm.fr/old').replace('Repository/X', 'Repository/PADC')}`;
  const url = 'https://voparis-tap.obspm.fr/tap';

  it('is the AccessInformation with the same host', () => {
    const text = patched({ access: two }, { accessUrl: { name: 'n', url, style: 'TAP', productKey: null } });
    expect(text.indexOf(url)).toBeGreaterThan(text.indexOf('voparis-tap.obspm.fr/old'));
  });

  it('is that of the repository that is named', () => {
    const text = patched(
      { access: two },
      {
        accessUrl: {
          name: 'n',
          url,
          style: 'TAP',
          productKey: null,
          repository: 'spase://smwg/Repository/X',
        },
      },
    );
    expect(text.indexOf(url)).toBeLessThan(text.indexOf('voparis-tap.obspm.fr/old'));
  });

  it('is behind the last of its kind, in the order of the schema', () => {
    const links =
      '<InformationURL><URL>https://a.example/</URL></InformationURL><PriorID>spase://X/Y/Z</PriorID>';
    const text = patched({ links }, ALL).replace(/>\s+</g, '><');
    expect(text).toContain(
      '<URL>https://a.example/</URL></InformationURL><InformationURL><Name>IVOA registry record</Name>',
    );
    expect(text).toContain('</InformationURL><PriorID>');
    expect(text).toContain(
      '</AccessURL><AccessURL><Name>Nançay (EPN-TAP)</Name><URL>http://vogate.obs-nancay.fr/tap</URL><Style>EPNTAP</Style><ProductKey>nda.epn_core</ProductKey></AccessURL><Format>',
    );
  });

  it('of a revision is the history that is there', () => {
    const history =
      '<RevisionHistory><RevisionEvent><ReleaseDate>2018-01-01T00:00:00Z</ReleaseDate><Note>first</Note></RevisionEvent></RevisionHistory>';
    const text = patched({ history }, ALL).replace(/>\s+</g, '><');
    expect(text).toContain(
      '<Note>first</Note></RevisionEvent><RevisionEvent><ReleaseDate>2026-11-20T12:00:00Z</ReleaseDate><Note>Added the EPN-TAP service; BC</Note></RevisionEvent></RevisionHistory>',
    );
    expect(text).not.toContain('Only known prior');
  });

  it('of a first revision keeps the date before', () => {
    const text = patched({}, ALL).replace(/>\s+</g, '><');
    expect(text).toContain(
      '<RevisionEvent><ReleaseDate>2020-01-02T03:04:05Z</ReleaseDate><Note>Only known prior ReleaseDate of the metadata</Note></RevisionEvent>',
    );
  });

  it('keeps a prefix', () => {
    const prefixed = spase()
      .replace(/<(\/?)([A-Z])/g, '<$1s:$2')
      .replace('xmlns=', 'xmlns:s=');
    const text = patchSpase(Buffer.from(prefixed), ALL).bytes.toString();
    expect(text).toContain('<s:ProductKey>nda.epn_core</s:ProductKey>');
    parseXml(text);
  });
});

describe('what is not changed', () => {
  it('is a record that has it already, under another name of the host', () => {
    const access = ACCESS.replace('https://data.example/x/', 'https://amda.cdpp.eu/hapi').replace(
      '</URL>',
      '</URL><ProductKey>k</ProductKey>',
    );
    const original = Buffer.from(spase({ access }));
    const additions = {
      ...ALL,
      accessUrl: { name: 'n', url: 'http://amda.irap.omp.eu/hapi/', style: 'HAPI', productKey: 'k' },
    };
    const patch = patchSpase(original, {
      accessUrl: additions.accessUrl,
      ...(ALL.revision && { revision: ALL.revision }),
    });
    expect(patch.edits).toEqual([]);
    expect(patch.bytes.equals(original)).toBe(true);
    expect(patch.notes).toEqual(['The record has an AccessURL http://amda.irap.omp.eu/hapi/ already.']);
  });

  it.each([
    ['no SPASE', Buffer.from('<ri:Resource xmlns:ri="x"/>'), /no SPASE record/],
    ['broken XML', Buffer.from('<Spase>\n<a></Spase>'), /^Line 2/],
    ['bytes of another encoding', Buffer.from(spase({ description: 'é' }), 'latin1'), /UTF-8/],
    ['an unknown version', Buffer.from(spase({ version: '3.0.0-draft' })), /SPASE 3\.0\.0-draft/],
    [
      'a Service',
      Buffer.from(
        spase({ type: 'Service', access: '<AccessURL><URL>https://x.example</URL></AccessURL>', body: '' }),
      ),
      /one AccessURL at most/,
    ],
    [
      'two resources',
      Buffer.from(
        spase().replace(
          '</NumericalData>',
          '</NumericalData><NumericalData><ResourceID>spase://A/B</ResourceID></NumericalData>',
        ),
      ),
      /2 resources/,
    ],
    ['no ReleaseDate', Buffer.from(spase({ releaseDate: '' })), /not a plain date/],
  ])('is %s', (_, bytes, message) => {
    expect(() => patchSpase(bytes, ALL)).toThrow(PatchRefused);
    expect(() => patchSpase(bytes, ALL)).toThrow(message);
  });
});

const XSD_DIR = process.env.SPASE_XSD_DIR;

describe.runIf(XSD_DIR)('against the published schemas', () => {
  const VERSIONS = [
    '2.0.0',
    '2.2.0',
    '2.2.2',
    '2.3.0',
    '2.3.1',
    '2.4.0',
    '2.4.1',
    '2.5.0',
    '2.6.1',
    '2.7.0',
    '2.7.1',
  ];
  it.each(VERSIONS)('%s: valid before and after', async (version) => {
    const schema = await loadSpaseSchema(XSD_DIR ?? '', version);
    if (schema === null) throw new Error(`SPASE_XSD_DIR has no schema of ${version}.`);
    const original = spase({ version });
    expect(schema.validate(original)).toEqual([]);
    expect(schema.validate(patchSpase(Buffer.from(original), ALL).bytes.toString())).toEqual([]);
    schema.dispose();
  });

  it('there is none of a version that was never published', async () => {
    expect(await loadSpaseSchema(XSD_DIR ?? '', '2.7.2')).toBeNull();
    expect(await loadSpaseSchema(XSD_DIR ?? '', '../2.7.1')).toBeNull();
  });
});
