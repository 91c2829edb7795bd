/** Skeletons by type of resource, for everything that follows no protocol. */
import { type Tag, tag } from '../xml/write.ts';
import { markAddress, markText } from './mark.ts';
import { accessURL, capability, IVOA, named, relationship, texts, vosi, webPage } from './parts.ts';
import { coverage, rights, unknownTables } from './protocols.ts';
import type { Body } from './record.ts';
import { derived, type Values } from './values.ts';

export function organisation(): Body {
  return { contentTypes: ['Organisation'], dateRole: 'Updated', parts: [] };
}

export function authority({ publisher }: Values): Body {
  return { contentTypes: ['Other'], dateRole: 'Created', parts: [named('managingOrg', publisher)] };
}

/** As voreg serves it: /oai, with /vosi and the pages for people beside it. */
export function registry(values: Values): Body {
  const beside = (hint: string, path: string) =>
    derived(values.accessURL, hint, (oai) => `${oai.replace(/\/oai\/?$/, '')}${path}`);
  const harvest = tag(
    'interface',
    { 'xsi:type': 'vg:OAIHTTP', role: 'std', version: '1.0' },
    tag('accessURL', {}, values.accessURL),
  );
  return {
    contentTypes: ['Registry'],
    dateRole: 'Created',
    parts: [
      rights(values),
      capability('vg:Harvest', `${IVOA}Registry`, harvest, ...texts({ maxRecords: '100' })),
      vosi('capabilities', beside('VOSI capabilities of the registry', '/vosi/capabilities')),
      vosi('availability', beside('VOSI availability of the registry', '/vosi/availability')),
      webPage('The records as web pages, for people.', beside('records as web pages', '/oai/browse')),
      ...texts({ full: 'false', managedAuthority: values.authority }),
    ],
  };
}

export function service(values: Values): Body {
  return { contentTypes: ['Other'], dateRole: 'Created', parts: [rights(values), page(values)] };
}

export function dataResource(values: Values): Body {
  const parts = [rights(values), page(values), coverage()];
  return { contentTypes: ['Archive'], dateRole: 'Created', parts };
}

export function catalogService(values: Values): Body {
  const parts = [rights(values), page(values), coverage(), unknownTables()];
  return { contentTypes: ['Catalog'], dateRole: 'Created', parts };
}

function page(values: Values): Tag {
  return webPage(markText('what people can do on the page'), values.accessURL);
}

export function standard(): Body {
  return { contentTypes: ['Other'], dateRole: 'Issued', parts: standardParts() };
}

export function serviceStandard(): Body {
  const parameter = tag(
    'param',
    { use: 'required', std: 'true' },
    ...texts({ name: markText('the name of a parameter; one param element for each') }),
    ...texts({ description: markText('what it means') }),
    tag('dataType', { 'xsi:type': 'vs:SimpleDataType' }, 'string'),
  );
  // The address is to be one that nobody takes for a service (StandardsRegExt 1.1 §3.1.2).
  const pattern = tag(
    'interface',
    { 'xsi:type': 'vs:ParamHTTP', role: 'std' },
    accessURL('base', 'http://example.org/service?'),
    ...texts({
      queryType: 'GET',
      resultType: markText('the media type of the answer, such as application/json'),
    }),
    parameter,
  );
  return { contentTypes: ['Other'], dateRole: 'Issued', parts: [...standardParts(), pattern] };
}

function standardParts(): Tag[] {
  const version = tag(
    'endorsedVersion',
    { status: 'n/a', use: 'preferred' },
    markText('its version, such as 1.0'),
  );
  const key = {
    name: markText('a word in lower case with a version, such as query-1.0, for ivoid#word'),
    description: markText('what the identifier with this key stands for'),
  };
  return [version, tag('key', {}, ...texts(key))];
}

export function document(values: Values): Body {
  const readAt = (role: string, address: string) =>
    tag('interface', { 'xsi:type': 'vr:WebBrowser', role }, accessURL('full', address));
  const edition = tag(
    'capability',
    { 'xsi:type': 'doc:Edition' },
    readAt('rendered', values.accessURL),
    readAt('source', markAddress('source of the document or remove this interface')),
    ...texts({ languageCode: 'en' }),
  );
  const used = { name: markText('a program or service that the text uses'), ivoid: null };
  return {
    contentTypes: ['Education'],
    dateRole: 'Inspected',
    relationships: [relationship('Cites', used)],
    parts: [edition],
  };
}
