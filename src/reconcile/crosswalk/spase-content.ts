/** What a SPASE record is about: texts, subjects, the page to read more, and the records it names → content. */

import { doiWithin } from '../../resource/doi.ts';
import { parseIvoid } from '../../resource/ivoid.ts';
import { termTrouble } from '../../validate/rules/term.ts';
import { term } from '../../validate/vocabulary.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { normaliseDoi } from '../normalise.ts';
import { named } from './spase-people.ts';
import {
  accessInformation,
  each,
  namedRecord,
  resourceType,
  type SpaseSource,
  textAt,
  textsAt,
} from './spase-source.ts';
import { table } from './table.ts';
import { anyUri, spasePath } from './values.ts';

/** Said of a record whose subjects cannot be told otherwise: content/subject is mandatory. */
const DEFAULT_SUBJECT = 'heliophysics';

/** The content of `content`, in the order of the schema. */
export function content(source: SpaseSource): Tag {
  const { resource, losses } = source;
  const links = pages(source);
  losses.assumed('level', 'it is for research');
  return tag(
    'content',
    {},
    ...subjects(source).map((subject) => tag('subject', {}, subject)),
    tag('description', {}, description(source)),
    ...(links.paper === null ? [] : [tag('source', { format: 'doi' }, links.paper)]),
    tag('referenceURL', {}, links.page),
    ...(resourceType(resource.local)?.contentTypes ?? []).map((type) => tag('type', {}, type)),
    tag('contentLevel', {}, 'Research'),
    ...relationships(source),
  );
}

interface Concepts {
  rows: Record<string, { uat: string[]; relation: string }>;
}

/** Elements of SPASE with the table that gives their concepts of the UAT. */
const CONCEPTS: [local: string, table: string][] = [
  ['ObservedRegion', 'region'],
  ['ModeledRegion', 'region'],
  ['MeasurementType', 'measurement-type'],
  ['PhenomenonType', 'phenomenon-type'],
];

function subjects({ resource, losses }: SpaseSource): string[] {
  const found = new Set<string>();
  for (const [local, name] of CONCEPTS) {
    for (const value of textsAt(resource, local)) {
      const row = conceptRow(name, value);
      for (const concept of row?.uat ?? []) found.add(concept);
      if (row === null) losses.lost('subject', `${local} that is not known`, value);
      else if (row.uat.length === 0)
        losses.lost('subject', `${local} for which the UAT has no concept`, value);
      else if (row.relation !== 'exactMatch')
        losses.lost('subject', `what ${local} says beyond ${row.uat.join(', ')}`, value);
    }
  }
  for (const keyword of textsAt(resource, 'Keyword')) {
    const concept = uatConcept(keyword);
    if (concept === null) losses.lost('keyword', 'a keyword that is no concept of the UAT', keyword);
    else found.add(concept);
  }
  if (found.size > 0) return [...found];
  losses.assumed('subject', `nothing says what it is about: ${DEFAULT_SUBJECT}`);
  return [DEFAULT_SUBJECT];
}

/** The row of a value; of an unknown one such as `Earth.Magnetosphere.Cusp` that of what it is part of. */
function conceptRow(name: string, value: string): Concepts['rows'][string] | null {
  const { rows } = table<Concepts>(name);
  if (Object.hasOwn(rows, value)) return rows[value] ?? null;
  const dot = value.lastIndexOf('.');
  const wider = dot < 0 ? null : conceptRow(name, value.slice(0, dot));
  return wider === null ? null : { ...wider, relation: 'broadMatch' };
}

/** The current concept that a word or label is, in any spelling; null if it is none. */
export function uatConcept(word: string): string | null {
  const exact = term('uat', word);
  if (exact !== null && exact.deprecated !== true) return word;
  return termTrouble('uat', word)?.instead ?? null;
}

/** As written, line by line: a SPASE text may hold a table. An acknowledgement goes along where there are no rights. */
function description(source: SpaseSource): string {
  const { header, resource, losses } = source;
  const written = each(header, 'Description')[0]?.text ?? '';
  const lines = written.split(/\r\n?|\n/).map((line) => line.trim());
  const kept = lines.join('\n').trim();
  if (/(?:^|\n)(?:\*|-|\+|\||\.{3})[^\n]*\n/.test(kept))
    losses.lost('desc', 'the mark-up of tables and lists, which stays as characters');
  if (kept === '') losses.assumed('desc', 'there is no description');
  const acknowledged = hasRights(resource.local) ? [] : acknowledgements(source);
  const said = kept === '' ? (textAt(header, 'ResourceName') ?? source.id) : kept;
  return [said, ...acknowledged].join('\n\n');
}

/** Whether the type that it becomes has rights and capabilities: vr:Resource and vr:Organisation have not. */
export function hasRights(local: string): boolean {
  const type = resourceType(local)?.xsiType ?? '';
  return type !== 'vr:Resource' && type !== 'vr:Organisation';
}

/** How the record wants to be cited, each text once. */
export function acknowledgements({ header, resource, losses }: SpaseSource): string[] {
  const all = [header, ...accessInformation(resource)].flatMap((element) =>
    textsAt(element, 'Acknowledgement'),
  );
  if (all.length > 0)
    losses.lost('ack', 'that this is how to cite: it stands among other texts', all[0] ?? null);
  return [...new Set(all)];
}

interface Pages {
  /** referenceURL. */
  page: string;
  /** Bare DOI of a paper about it. */
  paper: string | null;
}

/** NASA added links to this catalogue to thousands of records by script in 2026-07. */
const CATALOGUE = /^https?:\/\/helio\.data\.nasa\.gov(?:[:/]|$)/i;

/** The landing page, else the DOI, the first InformationURL that is neither paper nor catalogue, SPASE's own page. */
function pages(source: SpaseSource): Pages {
  const { header, resource, id, losses } = source;
  const links = textsAt(header, 'InformationURL', 'URL');
  const papers = links.flatMap((url) => (isPaper(url) ? [doiWithin(url) ?? ''] : []));
  const others = links.filter((url) => isPage(url) && !isPaper(url) && !CATALOGUE.test(url));
  const doi = normaliseDoi(textAt(header, 'DOI') ?? '');
  const candidates = [
    textAt(header, 'PublicationInfo', 'LandingPageURL'),
    doi === null ? null : `https://doi.org/${doi}`,
    ...others,
    resource.local === 'Repository' ? textAt(resource, 'AccessURL', 'URL') : null,
  ];
  const chosen = candidates.find((url) => url !== null && isPage(url));
  if (chosen == null) losses.assumed('landing', 'its page in the SPASE registry', id);
  const [paper = null, ...morePapers] = papers;
  for (const more of morePapers) losses.lost('infourl', 'a further paper', more);
  for (const url of links) {
    if (url !== chosen && !isPaper(url)) losses.lost('infourl', 'a further page', url);
  }
  for (const local of ['Name', 'Description', 'Language']) {
    for (const value of textsAt(header, 'InformationURL', local))
      losses.lost('infourl', `${local} of a page`, value);
  }
  return { page: anyUri(chosen ?? landingPage(id)), paper };
}

function isPage(url: string): boolean {
  return /^https?:\/\/[^\s/?#]/i.test(url);
}

/** A DOI under the prefix of a data archive (tables/doi-prefix.json) is one of data. */
function isPaper(url: string): boolean {
  const doi = doiWithin(url);
  if (doi === null) return false;
  const { rows } = table<{ rows: Record<string, unknown> }>('doi-prefix');
  return !Object.hasOwn(rows, doi.slice(0, doi.indexOf('/')));
}

/** Where the SPASE registry shows a record. */
export function landingPage(id: string): string {
  return anyUri(`https://spase-metadata.org/${spasePath(id) ?? id}.html`);
}

interface Associations {
  rows: Record<string, { becomes: string; relationshipType: string | null }>;
}

/** Other records by kind of tie. Instruments and observatories are not here (spase-coverage.ts). */
function relationships(source: SpaseSource): Tag[] {
  const { header, resource, losses } = source;
  const { rows } = table<Associations>('association');
  const related = new Map<string, Tag[]>();
  const add = (type: string, one: Tag) => related.set(type, [...(related.get(type) ?? []), one]);
  for (const association of each(header, 'Association')) {
    const id = textAt(association, 'AssociationID');
    const type = textAt(association, 'AssociationType') ?? 'Other';
    const note = textAt(association, 'Note');
    const row = Object.hasOwn(rows, type) ? rows[type] : undefined;
    if (note !== null) losses.lost('assoc', 'the note of an association', note);
    if (id === null || row?.becomes === 'observer') continue;
    if (row?.becomes === 'moved')
      losses.lost(
        'assoc',
        `${type}: that one description replaces another is no relationship of the data`,
        id,
      );
    else if (row?.relationshipType == null) losses.lost('assoc', `an association of type ${type}`, id);
    else if (!isUri(id)) losses.lost('assoc', `${type} something whose name is no identifier`, id);
    else add(row.relationshipType, relatedResource(source, id, 'assoc'));
  }
  for (const id of textsAt(header, 'AssociationID'))
    losses.lost('assoc', 'an association without a type (SPASE 1)', id);
  for (const id of textsAt(resource, 'InputResourceID'))
    add('IsDerivedFrom', relatedResource(source, id, 'input'));
  for (const member of each(resource, 'Member')) {
    const id = textAt(member, 'MemberID');
    const name = textAt(member, 'ResourceName');
    for (const local of ['Description', 'StartDate', 'StopDate']) {
      const value = textAt(member, local);
      if (value !== null) losses.lost('member', `${local} of a member`, value);
    }
    if (id !== null)
      add(
        'HasPart',
        name === null ? relatedResource(source, id, 'member') : named('relatedResource', name, anyUri(id)),
      );
    else if (name !== null) add('HasPart', named('relatedResource', name, null));
  }
  return [...related].map(([type, targets]) =>
    tag('relationship', {}, tag('relationshipType', {}, type), ...targets),
  );
}

/** An association may lead to an ivoid, which is what we propose on the other side. */
function relatedResource(source: SpaseSource, id: string, field: string): Tag {
  if (parseIvoid(id) !== null) return tag('relatedResource', { 'ivo-id': id }, id);
  return named('relatedResource', namedRecord(id, source, field).name, isUri(id) ? anyUri(id) : null);
}

function isUri(id: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\S/i.test(id);
}
