/** Fills in the marked places of a skeleton, as a curator would. */
import { type Element, text, walk } from '../../src/resource/element.ts';
import { isMarked } from '../../src/validate/rules/placeholder.ts';
import { applyEdits, type Edit, replaceAttribute, replaceText } from '../../src/xml/edit.ts';
import { parseXml } from '../../src/xml/tree.ts';

/** By `parent/element`, `element`, or with the attribute's name after an @. */
const VALUES: Record<string, string> = {
  title: 'Spectra of quiet stars',
  shortName: 'Quiet stars',
  identifier: 'ivo://padc.example/quiet/stars',
  publisher: 'Paris Astronomical Data Centre',
  managingOrg: 'Paris Astronomical Data Centre',
  'ivo-id': 'ivo://padc.example/org/padc',
  'relatedResource@ivo-id': 'ivo://padc.example/tap/planeto',
  relatedResource: 'PADC TAP service for planetary science',
  'creator/name': 'Neiner, C.',
  'contact/name': 'PADC support team',
  date: '2026-11-19',
  email: 'vo.paris@obspm.fr',
  subject: 'virtual-observatories',
  description: 'Spectra of stars that hardly change, as a reference for those that do.',
  referenceURL: 'https://padc.example/quiet/',
  rights: 'Free for research and teaching.',
  accessURL: 'https://padc.example/quiet/access?',
  waveband: 'Optical',
  managedAuthority: 'padc.example',
  'schema/name': 'quiet',
  'table/name': 'quiet.stars',
  'column/name': 'star_id',
  ucd: 'meta.id;meta.main',
  dataType: 'int',
  verbosity: 'true',
  ra: '14.177',
  dec: '60.717',
  sr: '0.1',
  long: '14.177',
  lat: '60.717',
  size: '0.2',
  imageServiceType: 'Pointed',
  complianceLevel: 'minimal',
  dataSource: 'survey',
  creationType: 'archival',
  minWavelength: '2.3e-6',
  maxWavelength: '2.4e-6',
  resultType: 'image/fits',
  endorsedVersion: '1.0',
  'key/name': 'query-1.0',
  'param/name': 'STAR',
};

/** `own` comes before the usual values. Throws if a place has none. */
export function filled(xml: string, own: Record<string, string> = {}): string {
  const { root } = parseXml(xml);
  const edits = [...walk(root)].flatMap((element) => editsOf(xml, element, { ...VALUES, ...own }));
  return applyEdits(xml, edits);
}

function editsOf(xml: string, element: Element, values: Record<string, string>): Edit[] {
  const marked = element.attributes.filter((a) => isMarked(a.value));
  const edits = marked.flatMap(({ name }) => {
    const value = valueFor([`${element.local}@${name}`, name], values);
    return replaceAttribute(xml, element, name, value) ?? [];
  });
  if (!isMarked(text(element))) return edits;
  const names = [`${element.parent?.local}/${element.local}`, element.local];
  return [...edits, replaceText(xml, element, valueFor(names, values))];
}

function valueFor(names: string[], values: Record<string, string>): string {
  const value = names.map((name) => values[name]).find((v) => v !== undefined);
  if (value === undefined) throw new Error(`The test has nothing to fill in for ${names[0]}.`);
  return value;
}
