/** Results and errors as OAI-PMH's XML: elements without prefix, in OAI-PMH.xsd's order (OAI-11…16, OAI-70). */
import { formatOfPrefix } from '../resource/metadata-formats.ts';
import { DC, OAI, OAI_DC, OAI_DC_XSD, OAI_XSD, XSI } from '../resource/namespaces.ts';
import type { PublishedRecord, SetDescription } from '../store/published.ts';
import { type Content, joinBytes, type Tag, tag, writeElement, writeParts } from '../xml/write.ts';
import type { OaiError } from './error.ts';
import type { Result, Resumption } from './verbs.ts';

/** Everything before the responseDate: the same in all answers. */
export const PREFIX =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  `<OAI-PMH xmlns="${OAI}" xmlns:xsi="${XSI}" xsi:schemaLocation="${OAI} ${OAI_XSD}">` +
  '<responseDate>';

const DATE_STANDS_HERE = '0000-00-00T00:00:00Z';
export const DATE_LENGTH = DATE_STANDS_HERE.length;

/** What comes after the responseDate, in UTF-8. `echo` are the attributes of `<request>` (OAI-14, OAI-15). */
export function resultSuffix(result: Result, echo: Record<string, string>, baseURL: string): Buffer {
  return suffix(baseURL, echo, [tag(result.verb, {}, ...contentOf(result))], recordsOf(result));
}

/** The same for errors: one element each (OAI-68). */
export function errorSuffix(errors: OaiError[], echo: Record<string, string>, baseURL: string): Buffer {
  return suffix(
    baseURL,
    echo,
    errors.map(({ code, text }) => tag('error', { code }, text)),
  );
}

/** Stands where records go, which are put in as the last step: a page of 1 MB is copied once. */
const RECORDS_STAND_HERE = new Uint8Array(0);

function suffix(
  baseURL: string,
  echo: Record<string, string>,
  answer: Tag[],
  records: (string | Uint8Array)[] = [],
): Buffer {
  const root = tag(
    'OAI-PMH',
    { xmlns: OAI, 'xmlns:xsi': XSI, 'xsi:schemaLocation': `${OAI} ${OAI_XSD}` },
    tag('responseDate', {}, DATE_STANDS_HERE),
    tag('request', echo, baseURL),
    ...answer,
  );
  const [first, ...rest] = writeParts(root);
  return joinBytes([
    first.slice(first.indexOf(DATE_STANDS_HERE) + DATE_LENGTH),
    ...rest.flatMap((part) => (part === RECORDS_STAND_HERE ? records : [part])),
  ]);
}

function contentOf(result: Result): Content[] {
  switch (result.verb) {
    case 'Identify':
      return identify(result);
    case 'ListMetadataFormats':
      return result.formats
        .map(formatOfPrefix)
        .map(({ prefix, schema, namespace }) =>
          tag(
            'metadataFormat',
            {},
            tag('metadataPrefix', {}, prefix),
            tag('schema', {}, schema),
            tag('metadataNamespace', {}, namespace),
          ),
        );
    case 'ListSets':
      return result.sets.map(setElement);
    case 'GetRecord':
      return [RECORDS_STAND_HERE];
    case 'ListIdentifiers':
    case 'ListRecords':
      return [RECORDS_STAND_HERE, ...resumptionToken(result.resumption)];
  }
}

function recordsOf(result: Result): (string | Uint8Array)[] {
  switch (result.verb) {
    case 'GetRecord':
      return recordParts(result.record);
    case 'ListIdentifiers':
      return result.records.map(header);
    case 'ListRecords':
      return result.records.flatMap(recordParts);
    default:
      return [];
  }
}

function identify({ moment, own }: Result & { verb: 'Identify' }): Content[] {
  const { registry } = moment;
  return [
    tag('repositoryName', {}, registry.repositoryName),
    tag('baseURL', {}, registry.baseURL),
    tag('protocolVersion', {}, '2.0'),
    ...registry.adminEmails.map((email) => tag('adminEmail', {}, email)),
    tag('earliestDatestamp', {}, moment.earliestDatestamp),
    tag('deletedRecord', {}, 'persistent'),
    tag('granularity', {}, 'YYYY-MM-DDThh:mm:ssZ'),
    tag('compression', {}, 'gzip'),
    tag('description', {}, own.body),
  ];
}

function setElement({ setSpec, setName, description }: SetDescription): Tag {
  const element = tag('set', {}, tag('setSpec', {}, setSpec), tag('setName', {}, setName));
  if (description !== null) {
    const declarations = {
      'xmlns:oai_dc': OAI_DC,
      'xmlns:dc': DC,
      'xsi:schemaLocation': `${OAI_DC} ${OAI_DC_XSD}`,
    };
    element.content.push(
      tag('setDescription', {}, tag('oai_dc:dc', declarations, tag('dc:description', {}, description))),
    );
  }
  return element;
}

/** OAI-32: a deleted record is its header and nothing else. */
function recordParts(record: PublishedRecord): (string | Uint8Array)[] {
  if (record.deleted) return [`<record>${header(record)}</record>\n`];
  if (record.body === null) throw new Error(`The published record ${record.ivoid} has no body.`);
  return [`<record>${header(record)}<metadata>`, record.body, '</metadata></record>\n'];
}

/** RI-10, RI-45: the identifier is the ivoid as the curator wrote it; all sets are always listed. */
function header({ ivoid, datestamp, deleted, setSpecs }: PublishedRecord): string {
  const sets = setSpecs.map((setSpec) => writeElement('setSpec', setSpec)).join('');
  const status = deleted ? ' status="deleted"' : '';
  return `<header${status}>${writeElement('identifier', ivoid)}${writeElement('datestamp', datestamp)}${sets}</header>`;
}

/** OAI-80, OAI-85. The last one is empty but keeps its attributes: a bare one breaks a client in use. */
function resumptionToken(resumption: Resumption | null): Tag[] {
  if (resumption === null) return [];
  const { token, listSize, cursor } = resumption;
  return [
    tag('resumptionToken', { completeListSize: String(listSize), cursor: String(cursor) }, token ?? ''),
  ];
}
