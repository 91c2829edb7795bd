/**
 * What is known of a VOResource record (VOResource 1.2, VODataService 1.2, VORegistry 1.0 and their elders).
 * Not for: whether it is valid. Everything may be missing, repeated, or in a wrong namespace.
 */
import { utcOfMjd, utcSeconds } from './dates.ts';
import { doiOf, doiWithin } from './doi.ts';
import { attribute, type Element, text, xsiType } from './element.ts';
import { each, FieldValues, first, MOST_DESCRIPTION } from './field-values.ts';
import type { Access, Fields, Named, Person, Relation } from './fields.ts';

/** As many as epn-tap.ts asks for: a table's parts are all that it is matched by. */
const MOST_GRANULES = 2_000;

/**
 * Fields of a ri:Resource; null if the root is no Resource (in any namespace). A record without identifier has the id
 * ''; the type of one without xsi:type is `Resource`.
 */
export function vorFields(root: Element): Fields | null {
  if (root.local !== 'Resource' && root.local !== 'resource') return null;
  const take = new FieldValues();
  const curation = first(root, 'curation');
  const content = first(root, 'content');
  const id = take.text('id', first(root, 'identifier'));
  const type = take.text('type', xsiType(root)?.local) || 'Resource';
  const altIdentifiers = take.texts('altIdentifiers', each(root, 'altIdentifier'));
  const dois = take.texts('dois', given(altIdentifiers.map(doiOf)));
  const references = each(content, 'referenceURL');
  const access = accessOf(root, take);
  const elsewhere = given([
    ...references.map((e) => doiWithin(text(e))),
    ...each(content, 'source').map((e) => doiWithin(text(e))),
    ...access.map(({ url }) => doiWithin(url)),
  ]);

  const fields: Fields = {
    model: 'vor',
    id,
    type,
    version: take.textOrNull('version', attribute(root, 'version')),
    status: take.textOrNull('status', attribute(root, 'status')),
    title: take.text('title', first(root, 'title')),
    alternateNames: take.texts('alternateNames', each(root, 'shortName')),
    description: take.text('description', first(content, 'description'), MOST_DESCRIPTION),
    created: dated('created', attribute(root, 'created'), take),
    updated: dated('updated', attribute(root, 'updated'), take),
    dois,
    otherDois: take.texts(
      'otherDois',
      elsewhere.filter((doi) => !dois.includes(doi)),
    ),
    altIdentifiers,
    priorIds: [],
    referenceUrls: take.texts('referenceUrls', references),
    access,
    persons: personsOf(curation, take),
    publisher: named('publisher', each(curation, 'publisher'), take)[0] ?? null,
    instruments: named('instruments', each(root, 'instrument'), take),
    facilities: named('facilities', each(root, 'facility'), take),
    repositories: [],
    temporal: take.list('temporal', temporalOf(root)),
    cadence: null,
    parameters: take.texts('parameters', [
      ...tablesOf(root).flatMap(({ table }) => each(table, 'column', 'name')),
      ...each(root, 'column', 'name'),
    ]),
    subjects: take.texts('subjects', each(content, 'subject')),
    measurements: take.texts('measurements', [
      ...each(root, 'productTypeServed'),
      ...each(content, 'productTypeServed'),
      ...each(root, 'capability', 'productTypeServed'),
    ]),
    regions: [],
    // VODataService 1.0: coverage/Spectral/Waveband.
    wavebands: take.texts('wavebands', [
      ...each(root, 'coverage', 'waveband'),
      ...each(root, 'coverage', 'Spectral', 'Waveband'),
    ]),
    levels: take.texts('levels', [...each(content, 'contentLevel'), ...each(content, 'type')]),
    rights: take.texts(
      'rights',
      [...each(root, 'rights'), ...each(curation, 'rights')].flatMap((e) => [
        attribute(e, 'rightsURI') ?? '',
        text(e),
      ]),
    ),
    relations: relationsOf(content, take),
    tables: take.texts(
      'tables',
      tablesOf(root).map(({ name }) => name),
    ),
    authorities: take.texts('authorities', authoritiesOf(root, type, id)),
    standards: take.texts(
      'standards',
      each(root, 'capability').map((c) => attribute(c, 'standardID') ?? ''),
    ),
  };
  const granules = take.texts('granules', each(root, 'granuleGid'), MOST_GRANULES);
  if (granules.length > 0) fields.granules = granules;
  if (take.cut.length > 0) fields.cut = take.cut;
  return fields;
}

/** Interfaces of capabilities with their mirrors, and the accessURL that a DataCollection has directly. */
function accessOf(root: Element, take: FieldValues): Access[] {
  const entries = each(root, 'capability').flatMap((capability) => {
    const standard = take.textOrNull('access', attribute(capability, 'standardID'));
    return each(capability, 'interface').flatMap((one) => interfaceUrls(one, standard, take));
  });
  const direct = each(root, 'accessURL').map((e) => access(e, null, null, take));
  return take.list(
    'access',
    [...entries, ...direct].filter(({ url }) => url !== ''),
  );
}

function interfaceUrls(element: Element, standard: string | null, take: FieldValues): Access[] {
  const type = take.textOrNull('access', xsiType(element)?.local);
  return [...each(element, 'accessURL'), ...each(element, 'mirrorURL')].map((url) =>
    access(url, standard, type, take),
  );
}

function access(url: Element, standard: string | null, type: string | null, take: FieldValues): Access {
  const name = take.textOrNull('access', attribute(url, 'title'));
  return { url: take.text('access', url), standard, interfaceType: type, productKey: null, name };
}

/** The publisher is not among them: Fields has it apart. */
function personsOf(curation: Element | null, take: FieldValues): Person[] {
  const of = (role: string, element: Element): Person => {
    // `contributor` is a name itself; creator and contact have it inside.
    const name = first(element, 'name') ?? element;
    const id = attribute(name, 'ivo-id') ?? attribute(element, 'ivo-id');
    const others = [attribute(name, 'altIdentifier') ?? '', ...each(element, 'altIdentifier').map(text)];
    const orcid = /\d{4}-\d{4}-\d{4}-\d{3}[\dX]/i.exec(others.join(' '))?.[0]?.toUpperCase() ?? null;
    const said = name === element && element.children.length > 0 ? '' : take.text('persons', name);
    return { name: said, id: take.textOrNull('persons', id), role, orcid };
  };
  const persons = ['creator', 'contributor', 'contact'].flatMap((role) =>
    each(curation, role).map((element) => of(role, element)),
  );
  return take.list(
    'persons',
    persons.filter(({ name, id }) => name !== '' || id !== null),
  );
}

/** Names with their ivo-id, or else their first altIdentifier (VOResource 1.2: `spase://…`, a ROR). */
function named(field: keyof Fields, elements: Element[], take: FieldValues): Named[] {
  const all = elements.map((element) => ({
    name: take.textOrNull(field, element),
    id: take.textOrNull(field, attribute(element, 'ivo-id') ?? attribute(element, 'altIdentifier')),
  }));
  return take.list(
    field,
    all.filter(({ name, id }) => name !== null || id !== null),
  );
}

/** Pairs of Modified Julian Dates (VODataService 1.2 §3.3.1); `+Inf`, `-Inf` and what is no number are open ends. */
function temporalOf(root: Element): Fields['temporal'] {
  return each(root, 'coverage', 'temporal')
    .map((element) => text(element).split(' '))
    .map(([start = '', stop = '']) => ({ start: utcOfMjd(start), stop: utcOfMjd(stop) }))
    .filter(({ start, stop }) => start !== null || stop !== null);
}

/** Tables with their qualified names; a schema called `default` stands for none (VODataService 1.2 §3.4). */
function tablesOf(root: Element): { table: Element; name: string }[] {
  const inSchemas = each(root, 'tableset', 'schema').flatMap((schema) => {
    const schemaName = text(first(schema, 'name'));
    return each(schema, 'table').map((table) => ({ table, schemaName }));
  });
  // VODataService 1.0 has the tables of a TableService or CatalogService directly.
  const bare = [...each(root, 'table'), ...each(root, 'tableset', 'table')].map((table) => ({
    table,
    schemaName: '',
  }));
  return [...inSchemas, ...bare].map(({ table, schemaName }) => {
    const name = text(first(table, 'name')) || (attribute(table, 'name') ?? '');
    const isQualified = name.includes('.') || schemaName === '' || schemaName.toLowerCase() === 'default';
    return { table, name: isQualified || name === '' ? name : `${schemaName}.${name}` };
  });
}

function relationsOf(content: Element | null, take: FieldValues): Relation[] {
  const relations = each(content, 'relationship').flatMap((relationship) => {
    const type = take.text('relations', first(relationship, 'relationshipType'));
    return each(relationship, 'relatedResource').map((related): Relation => {
      const id = attribute(related, 'ivo-id') ?? attribute(related, 'altIdentifier');
      return {
        type,
        id: take.textOrNull('relations', id),
        title: take.textOrNull('relations', related),
      };
    });
  });
  return take.list('relations', relations);
}

function authoritiesOf(root: Element, type: string, id: string): (Element | string)[] {
  if (type === 'Authority') return [/^ivo:\/\/([^/?#]*)/i.exec(id)?.[1] ?? ''];
  return each(root, 'managedAuthority');
}

function dated(field: keyof Fields, written: string | null, take: FieldValues): string | null {
  return written === null ? null : (utcSeconds(written) ?? take.textOrNull(field, written));
}

function given(values: (string | null)[]): string[] {
  return values.filter((value) => value !== null);
}
