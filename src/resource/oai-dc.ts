/** Unqualified Dublin Core of a record: what oai_dc says of it (RI-02, OAI-50, OAI-52). */
import { attribute, child, children, descend, type Element, text } from './element.ts';

export type DublinCore = [term: string, value: string][];

const DOI_FORMATS = ['doi', 'bibcode'];

/**
 * The Dublin Core statements of a ri:Resource, in a fixed order, empty and repeated ones left out.
 * Subjects appear with the label that `subjectLabel` has for them (the UAT's), else as written; identifiers are the ivoid, the altIdentifiers and the reference URL.
 */
export function dublinCore(resource: Element, subjectLabel: (term: string) => string | null): DublinCore {
  const curation = child(resource, 'curation');
  const content = child(resource, 'content');
  const statements: DublinCore = [
    ['title', text(child(resource, 'title'))],
    ...descend(resource, 'curation', 'creator', 'name').map((e): [string, string] => ['creator', text(e)]),
    ...descend(resource, 'content', 'subject').map((e): [string, string] => [
      'subject',
      subjectLabel(text(e)) ?? text(e),
    ]),
    ['description', content === null ? '' : paragraphs(child(content, 'description'))],
    ['publisher', curation === null ? '' : text(child(curation, 'publisher'))],
    ...descend(resource, 'curation', 'contributor').map((e): [string, string] => [
      'contributor',
      personName(e),
    ]),
    ...descend(resource, 'curation', 'date').map((e): [string, string] => ['date', text(e).slice(0, 10)]),
    ...descend(resource, 'content', 'type').map((e): [string, string] => ['type', text(e)]),
    ['identifier', text(child(resource, 'identifier'))],
    ...children(resource, 'altIdentifier').map((e): [string, string] => ['identifier', text(e)]),
    ['identifier', content === null ? '' : text(child(content, 'referenceURL'))],
    ...descend(resource, 'content', 'source').map((e): [string, string] => ['source', source(e)]),
    ['language', 'en'],
    ...descend(resource, 'content', 'relationship', 'relatedResource').map((e): [string, string] => [
      'relation',
      related(e),
    ]),
    ...children(resource, 'rights').flatMap(
      (e): DublinCore => [
        ['rights', text(e)],
        ['rights', attribute(e, 'rightsURI') ?? ''],
      ],
    ),
  ];
  const seen = new Set<string>();
  return statements.filter(([term, value]) => {
    const statement = `${term}\0${value}`;
    if (value === '' || seen.has(statement)) return false;
    seen.add(statement);
    return true;
  });
}

/** contributor is a ResourceName in VOResource: its own text is the name. */
function personName(contributor: Element): string {
  const name = child(contributor, 'name');
  return text(name ?? contributor);
}

/** A description keeps its paragraphs: blank lines separate them (VOR-10). */
function paragraphs(description: Element | null): string {
  return (description?.text ?? '')
    .split(/\r?\n[ \t]*\r?\n/)
    .map((part) => part.replace(/[ \t\r\n]+/g, ' ').trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** `bibcode:…` or `doi:…`, so that the bare value of CON-05 can be told apart. */
function source(element: Element): string {
  const value = text(element);
  const format = (attribute(element, 'format') ?? '').toLowerCase();
  return value !== '' && DOI_FORMATS.includes(format) && !value.includes(':') ? `${format}:${value}` : value;
}

/** The related resource's identifier where it is registered, else its name. */
function related(element: Element): string {
  return attribute(element, 'ivo-id') ?? attribute(element, 'altIdentifier') ?? text(element);
}
