/** Each kind of skeleton: its marked places and nothing else are reported, and nothing once they are filled in. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIELDS, isNeeded } from '../../src/new/fields.ts';
import { skeleton } from '../../src/new/skeleton.ts';
import { KINDS, type RecordKind } from '../../src/new/types.ts';
import { completed, type Defaults, FRAMES, type Given } from '../../src/new/values.ts';
import { child, children, descend, text, walk } from '../../src/resource/element.ts';
import { checkFile } from '../../src/validate/check.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { isMarked } from '../../src/validate/rules/placeholder.ts';
import { rulesOf } from '../../src/validate/rules.ts';
import { loadSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { filled } from './fill.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const NOW = '2026-11-20T10:00:00Z';
const schema = await loadSchema(`${ROOT}xsd`);
const kinds = Object.entries(KINDS);

const NOBODY: Defaults = { authority: null, publisher: null, contact: null };
const PADC: Defaults = {
  authority: 'padc.example',
  publisher: { name: 'Paris Astronomical Data Centre', ivoid: 'ivo://padc.example/org/padc' },
  contact: { name: 'PADC support team', address: '77 avenue Denfert-Rochereau', email: 'vo.paris@obspm.fr' },
};

function written(kind: RecordKind, given: Given = {}, defaults = PADC): string {
  return skeleton(kind, completed(given, defaults, NOW, kind), null).xml;
}

function findings(xml: string, profile: 'rec' | 'rofr'): Finding[] {
  const context = { schema, rules: rulesOf(profile), now: NOW };
  return checkFile(Buffer.from(xml), 'new.xml', context).findings;
}

/** Elements and attributes that are marks, as `line path`. */
function marks(xml: string): string[] {
  return [...walk(parseXml(xml).root)].flatMap((element) => {
    const values = [text(element), ...element.attributes.map((a) => a.value)];
    return values.filter(isMarked).map((value) => `${element.line} ${value}`);
  });
}

function profilesOf(name: string): ('rec' | 'rofr')[] {
  // The Registry of Registries has no schema for SLAP (rule ROFR-05).
  return name === 'slap' ? ['rec'] : ['rec', 'rofr'];
}

/** Errors and warnings; notes may be there. */
function serious(all: Finding[]): string[] {
  return all.filter((f) => f.severity !== 'info').map((f) => `${f.line} ${f.rule} ${f.message}`);
}

describe.each(kinds)('voreg new %s', (name, kind) => {
  const own = ownValues(name);

  it.each([
    ['in a repository that knows its publisher', PADC],
    ['in an empty repository', NOBODY],
  ])('marks what is missing %s, each place once', (_where, defaults) => {
    const xml = written(kind, {}, defaults);
    expect(marks(xml).length).toBeGreaterThan(3);
    for (const profile of profilesOf(name)) {
      const reported = findings(xml, profile).filter((f) => f.severity !== 'info');
      expect(reported.map((f) => f.rule).filter((rule) => rule !== 'NEW-01')).toEqual([]);
      expect(reported.map((f) => `${f.line} ${f.found}`)).toEqual(marks(xml).map((mark) => shown(mark)));
    }
  });

  it.each([PADC, NOBODY])('is clean once the places are filled in', (defaults) => {
    const xml = filled(written(kind, {}, defaults), own);
    for (const profile of profilesOf(name)) expect(serious(findings(xml, profile))).toEqual([]);
  });

  it('has no place left for what was given', () => {
    const xml = written(kind, { ...GIVEN, ivoid: own.identifier ?? 'ivo://padc.example/quiet/epn_core' });
    const left = marks(xml).join('\n');
    for (const field of FIELDS.filter((f) => isNeeded(f, kind))) {
      const [element] = ELEMENTS[field.fills] ?? [];
      if (element !== undefined) expect(xml).toContain(`>${element}<`);
    }
    expect(left).not.toMatch(/title, a few words|key-of-the-record|Last, F\.|YYYY-MM-DD|on what terms/);
    expect(serious(findings(filled(xml, own), 'rec'))).toEqual([]);
  });

  it('is laid out as the model records are', () => {
    const xml = filled(written(kind), own);
    expect(xml.split('\n').filter((line) => line.length > 130 && !line.includes('schemaLocation'))).toEqual(
      [],
    );
    expect(xml).not.toMatch(/\t|\r| \n/);
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<ri:Resource xsi:type="[a-z]+:[A-Za-z]+" created="2026-11-20T10:00:00Z" status="active" version="1.2"\n/,
    );
    expect(xml).not.toContain('updated=');
  });
});

/** What the usual values do not fit. */
function ownValues(name: string): Record<string, string> {
  if (name === 'authority') return { identifier: 'ivo://padc.example' };
  if (name === 'slap') return { dataSource: 'observational/laboratory' };
  if (name === 'epn-tap') return { 'table/name': 'quiet.epn_core' };
  if (name === 'registry') return { accessURL: 'https://padc.example/oai' };
  return {};
}

/** A finding shows the first 119 characters of a long value. */
function shown(mark: string): string {
  const [line = '', ...words] = mark.split(' ');
  const value = words.join(' ');
  return `${line} ${value.length > 120 ? `${value.slice(0, 119)}…` : value}`;
}

const GIVEN: Given = {
  title: 'Calm & quiet <stars>',
  shortName: 'Quiet',
  publisher: { name: 'CDS', ivoid: 'ivo://padc.example/org/cds' },
  creators: ['Neiner, C.', 'de Batz, B.'],
  date: '2026-01-02',
  contact: { name: 'Help desk', email: 'help@padc.example' },
  subjects: ['be-stars'],
  description: 'First paragraph.\n\nSecond "paragraph" & more.',
  referenceURL: 'https://padc.example/about?a=1&b=2',
  accessURL: 'https://padc.example/quiet/oai',
  rights: 'CC-BY is asked for.',
  servedBy: { name: 'PADC TAP', ivoid: 'ivo://padc.example/tap/planeto' },
};

/** How some of them look in the record. */
const ELEMENTS: Partial<Record<keyof Given, string[]>> = {
  title: ['Calm &amp; quiet &lt;stars&gt;'],
  publisher: ['CDS'],
  creators: ['de Batz, B.'],
  date: ['2026-01-02'],
  contact: ['help@padc.example'],
  subjects: ['be-stars'],
  referenceURL: ['https://padc.example/about?a=1&amp;b=2'],
  accessURL: ['https://padc.example/quiet/oai'],
  servedBy: ['PADC TAP'],
};

describe('tables that a standard defines', () => {
  const columnsOf = (xml: string) =>
    descend(parseXml(xml).root, 'tableset', 'schema', 'table', 'column').map((column) => ({
      name: text(child(column, 'name')),
      unit: text(child(column, 'unit')),
      ucd: text(child(column, 'ucd')),
      utype: text(child(column, 'utype')),
      type: text(child(column, 'dataType')),
    }));
  const model = (path: string) => readFileSync(`${ROOT}records/padc.example/${path}`, 'utf8');
  const epnTap = KINDS['epn-tap'] as RecordKind;
  const obscore = KINDS.obscore as RecordKind;

  it('ObsCore has the columns of the model record', () => {
    expect(columnsOf(written(obscore))).toEqual(columnsOf(model('obscore/table.xml')));
    expect(columnsOf(written(obscore))).toHaveLength(30);
  });

  // These two are on the sky and on a body.
  it.each([
    ['celestial', 'apis/epn_core.xml'],
    ['body', 'vvex/epn_core.xml'],
  ] as const)('EPN-TAP has the mandatory columns of a model record, coordinates %s', (frame, path) => {
    const columns = columnsOf(written(epnTap, { frame }));
    const asked = new Set(columns.map((column) => column.name));
    expect(columns).toEqual(columnsOf(model(path)).filter((column) => asked.has(column.name)));
    expect(columns).toHaveLength(46);
  });

  it.each(FRAMES)('EPN-TAP coordinates %s have UCDs and units that the rules know', (frame) => {
    const xml = filled(written(epnTap, { frame }), ownValues('epn-tap'));
    expect(serious(findings(xml, 'rec'))).toEqual([]);
    const coordinates = columnsOf(xml).filter((column) => /^c[123]/.test(column.name));
    expect(coordinates).toHaveLength(12);
    expect(coordinates.filter((column) => column.ucd === '')).toEqual([]);
    expect(coordinates.filter((column) => (column.unit === '') !== (frame === 'none'))).toEqual([]);
  });

  it('EPN-TAP takes the name of the table from the ivoid', () => {
    const xml = written(epnTap, { ivoid: 'ivo://padc.example/sun/quiet/epn_core' });
    const [table] = descend(parseXml(xml).root, 'tableset', 'schema', 'table');
    expect(text(child(table ?? parseXml(xml).root, 'name'))).toBe('quiet.epn_core');
    expect(children(table ?? parseXml(xml).root, 'utype').map(text)).toEqual([
      'ivo://ivoa.net/std/epntap#table-2.0',
    ]);
  });
});
