import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedKey, readAccepted, writeAccepted } from '../../../src/reconcile/links/accepted.ts';
import { checkLinkFile, LINK_RULES } from '../../../src/reconcile/links/check.ts';
import { type Link, type LinkSet, linkKey, PREDICATES } from '../../../src/reconcile/links/link.ts';
import { readLinks } from '../../../src/reconcile/links/read.ts';
import { writeLinks } from '../../../src/reconcile/links/write.ts';

const METADATA = `#curie_map:
#  ivo: ivo://
#  orcid: https://orcid.org/
#  spase: spase://
#mapping_set_id: https://padc.example/links/padc.example
#license: https://creativecommons.org/publicdomain/zero/1.0/
`;
const HEADER = 'subject_id\tpredicate_id\tobject_id\tmapping_justification';
const APIS =
  'ivo:padc.example/apis/q/epn_core\tskos:relatedMatch\tspase:SMWG/Repository/PADC/APIS\tsemapv:ManualMappingCuration';

const bytes = (...lines: string[]) => Buffer.from(`${METADATA}${lines.join('\n')}\n`);
const first = (...lines: string[]) => readLinks(bytes(...lines)).faults[0];

describe('reading', () => {
  it('gives the links with their places', () => {
    const { set, faults } = readLinks(bytes(HEADER, APIS));
    expect(faults).toEqual([]);
    expect(set?.links[0]).toMatchObject({
      subject: 'ivo://padc.example/apis/q/epn_core',
      predicate: 'skos:relatedMatch',
      isRejected: false,
      object: 'spase://SMWG/Repository/PADC/APIS',
      line: 8,
    });
  });

  it('holds a rejection and a relation of the same pair (APIS needs both)', () => {
    const { set, faults } = readLinks(
      bytes(
        'subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification',
        'ivo:padc.example/apis\tskos:exactMatch\tNot\tspase:SMWG/Repository/PADC/APIS\tsemapv:ManualMappingCuration',
        'ivo:padc.example/apis\tskos:relatedMatch\t\tspase:SMWG/Repository/PADC/APIS\tsemapv:ManualMappingCuration',
      ),
    );
    expect(faults).toEqual([]);
    expect(set?.links.map(({ isRejected }) => isRejected)).toEqual([true, false]);
  });

  it('reads what another program wrote: blanks behind #, quoted YAML, CRLF, a date for all lines', () => {
    const text = `# curie_map:\r\n#   ivo: "ivo://"\r\n#   spase: 'spase://'\r\n# mapping_set_id: https://padc.example/l\r\n# license: https://padc.example/cc0\r\n# mapping_date: 2026-11-20\r\n${HEADER}\tcomment\r\n${APIS}\t"said ""yes"""\r\n`;
    const { set, faults } = readLinks(Buffer.from(text));
    expect(faults).toEqual([]);
    expect(set?.links[0]).toMatchObject({ date: '2026-11-20', comment: 'said "yes"' });
  });

  const OTHER = APIS.replace('skos:relatedMatch', 'skos:exactMatch');
  it.each<[string, string, string[], number, number, string]>([
    ['LNK-01', 'a line with a value too few', [HEADER, APIS.replace(/\t[^\t]*$/, '')], 8, 1, '3 values'],
    ['LNK-01', 'an empty line', [HEADER, '', APIS], 8, 1, 'empty line'],
    ['LNK-01', 'a quote that never ends', [`${HEADER}\tcomment`, `${APIS}\t"so`], 8, 0, 'never ends'],
    [
      'LNK-01',
      'a quote inside of a plain value',
      [`${HEADER}\tcomment`, `${APIS}\tso "he" said`],
      8,
      0,
      'quoted',
    ],
    ['LNK-02', 'a prefix that is not declared', ['#no_slot: x', HEADER, APIS], 7, 1, 'no_slot'],
    ['LNK-03', 'a missing column', [HEADER.replace('\tobject_id', ''), APIS], 7, 1, 'object_id'],
    ['LNK-03', 'a column that SSSOM does not have', [`${HEADER}\tscore`, `${APIS}\t1`], 7, 0, '"score"'],
    ['LNK-03', 'an empty value', [HEADER, APIS.replace('semapv:ManualMappingCuration', '')], 8, 0, 'empty'],
    ['LNK-04', 'an identifier written out', [HEADER, APIS.replace('ivo:', 'ivo://')], 8, 1, 'written out'],
    ['LNK-04', 'an undeclared prefix', [HEADER, APIS.replace('spase:', 'hapi:')], 8, 52, 'not declared'],
    [
      'LNK-04',
      'an ivoid that is none',
      [HEADER, APIS.replace('padc.example/', 'padc.example//')],
      8,
      1,
      'sound',
    ],
    [
      'LNK-05',
      'an unknown predicate',
      [HEADER, APIS.replace('relatedMatch', 'sameAs')],
      8,
      34,
      'skos:sameAs',
    ],
    ['LNK-06', 'the same line twice', [HEADER, APIS, APIS], 9, 1, 'Line 8 states the same'],
    [
      'LNK-07',
      'two identities of one subject',
      [HEADER, OTHER, OTHER.replace('/APIS', '/X')],
      9,
      1,
      'one to one',
    ],
    ['LNK-10', 'a date that is none', [`${HEADER}\tmapping_date`, `${APIS}\t2026-02-30`], 8, 0, '2026-02-30'],
    ['LNK-10', 'a confidence above 1', [`${HEADER}\tconfidence`, `${APIS}\t1.5`], 8, 0, '0 to 1'],
    [
      'LNK-10',
      'an ORCID with a wrong digit',
      [`${HEADER}\tauthor_id`, `${APIS}\torcid:0000-0001-7915-5572`],
      8,
      0,
      'ORCID',
    ],
  ])('%s: %s', (rule, _case, lines, line, column, message) => {
    const fault = first(...lines);
    expect(fault).toMatchObject({ rule, line });
    expect(fault?.message).toContain(message);
    if (column > 0) expect(fault?.column).toBe(column);
  });

  it('contradiction: the same triple accepted and rejected', () => {
    const [subject = '', ...rest] = APIS.split('\t');
    const rows = ['', 'Not'].map((not) => [subject, rest[0], not, rest[1], rest[2]].join('\t'));
    const fault = first(
      'subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification',
      ...rows,
    );
    expect(fault).toMatchObject({ rule: 'LNK-07', line: 9 });
  });

  it.each([
    ['no metadata', `${HEADER}\n${APIS}\n`, 'LNK-01'],
    ['an anchor', `#curie_map: &a {ivo: "ivo://"}\n${HEADER}\n`, 'LNK-01'],
    ['broken YAML', `#curie_map: [\n${HEADER}\n`, 'LNK-01'],
    ['no table', METADATA, 'LNK-01'],
    ['a BOM', `\uFEFF${METADATA}${HEADER}\n`, 'LNK-01'],
    ['nothing', '', 'LNK-01'],
    [
      'a built-in prefix for something else',
      `#curie_map:\n#  skos: https://other.example/\n${HEADER}\n`,
      'LNK-02',
    ],
  ])('%s is told, not thrown', (_case, text, rule) => {
    expect(readLinks(Buffer.from(text)).faults.map((fault) => fault.rule)).toContain(rule);
  });

  it('bytes that are not UTF-8 are told with their line', () => {
    const spoilt = Buffer.concat([bytes(HEADER), Buffer.from([0x41, 0xe9, 0x0a])]);
    expect(readLinks(spoilt).faults[0]).toMatchObject({ rule: 'LNK-01', line: 8, column: 2 });
  });
});

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,8}$/);
const link: fc.Arbitrary<Link> = fc.record({
  subject: word.map((key) => `ivo://padc.example/${key}`),
  predicate: fc.constantFrom(...PREDICATES.filter((predicate) => predicate !== 'skos:exactMatch')),
  isRejected: fc.boolean(),
  object: fc.tuple(word, word).map(([a, b]) => `spase://${a}/${b}`),
  justification: fc.constantFrom('semapv:ManualMappingCuration', 'semapv:CompositeMatching'),
  subjectLabel: fc.option(fc.constantFrom('Title "quoted"', 'a:b', 'é ü 日本', '# not a comment')),
  objectLabel: fc.option(word),
  authors: fc.subarray(['0000-0001-7915-5571', '0000-0002-1825-0097']),
  date: fc.option(fc.constantFrom('2026-11-20', '2024-02-29')),
  confidence: fc.option(fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000)),
  comment: fc.option(fc.constantFrom('tab\there', 'plain', '  two  blanks ', 'line\nbreak')),
  subjectDigest: fc.option(fc.constant('ab'.repeat(32))),
  objectDigest: fc.option(fc.constant('01'.repeat(32))),
  others: fc.constantFrom({}, { see_also: 'https://padc.example/a' }),
});
const set: fc.Arbitrary<LinkSet> = fc
  .uniqueArray(link, { selector: linkKey, maxLength: 12 })
  .map((links) => ({
    mappingSetId: 'https://padc.example/links',
    license: 'https://creativecommons.org/publicdomain/zero/1.0/',
    curieMap: {},
    others: { mapping_set_title: 'Links: of "PADC"' },
    links,
  }));

describe('writing', () => {
  it('what was written is read back, and written again is the same text', () => {
    fc.assert(
      fc.property(set, (before) => {
        const text = writeLinks(before);
        const { set: after, faults } = readLinks(Buffer.from(text));
        expect(faults).toEqual([]);
        expect(after?.links.length).toBe(before.links.length);
        expect(after && writeLinks(after)).toBe(text);
      }),
    );
  });

  it('the order of links does not matter, and no column is empty', () => {
    fc.assert(
      fc.property(set, (before) => {
        const text = writeLinks(before);
        expect(writeLinks({ ...before, links: before.links.toReversed() })).toBe(text);
        const [header = '', ...rows] = text
          .replace(/^#.*\n/gm, '')
          .trimEnd()
          .split('\n')
          .map((line) => line.split('\t'));
        if (rows.length === 0) return;
        for (const [index, name] of [...header].entries()) {
          expect([name, rows.some((row) => row[index] !== '')]).toEqual([name, true]);
        }
      }),
    );
  });

  it('one more link is one more line, if it brings no new column', () => {
    const base = readLinks(bytes(HEADER, APIS)).set;
    if (base === null) throw new Error('not read');
    const [one] = base.links;
    if (one === undefined) throw new Error('no link');
    const lines = writeLinks(base).split('\n');
    const more = writeLinks({
      ...base,
      links: [...base.links, { ...one, object: 'spase://SMWG/Repository/PADC' }],
    }).split('\n');
    expect(more.filter((line) => !lines.includes(line))).toHaveLength(1);
    expect(lines.every((line) => more.includes(line))).toBe(true);
  });

  it('declares only the prefixes that are used, sorted, and none that is built in', () => {
    const base = readLinks(bytes(HEADER, APIS)).set;
    expect(base && writeLinks(base)).toBe(
      `#curie_map:
#  ivo: ivo://
#  spase: spase://
#mapping_set_id: https://padc.example/links/padc.example
#license: https://creativecommons.org/publicdomain/zero/1.0/
${HEADER}
${APIS}
`,
    );
  });
});

describe('checking a file', () => {
  it('the canonical file of an authority has no findings', () => {
    const text = writeLinks(readLinks(bytes(HEADER, APIS)).set as LinkSet);
    const file = { name: 'padc.example.sssom.tsv', bytes: Buffer.from(text) };
    const published = new Set(['ivo://padc.example/apis/q/epn_core']);
    expect(checkLinkFile(file, published)).toEqual({ faults: [], canonical: null });
  });

  it.each([
    ['LNK-01', 'links.tsv', bytes(HEADER)],
    ['LNK-04', 'other.example.sssom.tsv', bytes(HEADER, APIS)],
    ['LNK-08', 'padc.example.sssom.tsv', bytes(HEADER, APIS)],
    ['LNK-09', 'padc.example.candidates.sssom.tsv', bytes(`${HEADER}\tcomment`, `${APIS}\t`)],
    ['LNK-11', 'padc.example.accepted.tsv', Buffer.from('a\tb\n')],
  ])('%s in %s', (rule, name, content) => {
    const { faults } = checkLinkFile({ name, bytes: content }, new Set());
    expect(faults.map((fault) => fault.rule)).toContain(rule);
    expect(LINK_RULES).toHaveProperty([rule]);
  });
});

describe('accepted digests', () => {
  it('are read as they were written, in any order', () => {
    const subject = 'ivo://padc.example/a';
    const object = 'spase://SMWG/A';
    const fields = {
      title: { subject: '0123456789abcdef', object: '' },
      rights: { subject: '', object: 'f'.repeat(16) },
    };
    const text = writeAccepted([{ subject, object, fields }]);
    const { accepted, faults } = readAccepted(text);
    expect(faults).toEqual([]);
    expect(accepted.get(acceptedKey(subject, object))).toEqual(fields);
  });
});
