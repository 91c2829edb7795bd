/** VOResource records for the tests of formats, made of the parts that a case is about. */

import type { About, Rendered } from '../../src/formats/about.ts';
import { type Described, describe } from '../../src/formats/described.ts';
import { parseXml } from '../../src/xml/tree.ts';

export const ABOUT: About = {
  updated: '2026-11-20T12:00:00Z',
  page: 'https://registry.example/records/padc.example/x',
  base: 'https://registry.example',
  registry: { ivoid: 'ivo://padc.example/registry', name: 'A registry' },
};

export interface Parts {
  type?: string;
  title?: string;
  identifier?: string;
  /** After identifier. */
  altIdentifiers?: string;
  publisher?: string;
  creators?: string;
  /** After the creators: contributor, date, version, contact. */
  curation?: string;
  description?: string;
  /** In place of the one subject. */
  subjects?: string;
  /** After the description: source, referenceURL, type, relationship. */
  content?: string;
  /** After content: rights, capability, coverage, tableset. */
  body?: string;
}

export const TAP_AUX =
  '<capability standardID="ivo://ivoa.net/std/TAP#aux"><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">https://tap.example/tap</accessURL></interface></capability>';

/** XML of a record; what is not given is that of a plain dataset. */
export function resource(parts: Parts = {}): string {
  const { type = 'vs:CatalogResource', title = 'A catalogue', identifier = 'ivo://padc.example/x' } = parts;
  const publisher = parts.publisher ?? '<publisher ivo-id="ivo://padc.example/org">PADC</publisher>';
  const creators = parts.creators ?? '<creator><name>Le Sidaner, Pierre</name></creator>';
  const curation = parts.curation ?? '<date role="Created">2020-02-03</date>';
  return `<ri:Resource xsi:type="${type}" status="active" created="2019-01-01T00:00:00Z"
    xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"
    xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0" xmlns:vg="http://www.ivoa.net/xml/VORegistry/v1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <title>${title}</title><identifier>${identifier}</identifier>${parts.altIdentifiers ?? ''}
  <curation>${publisher}${creators}${curation}</curation>
  <content>${parts.subjects ?? '<subject>jupiter</subject>'}<description>${parts.description ?? 'What it is.'}</description>
  ${parts.content ?? '<referenceURL>https://page.example/x</referenceURL>'}</content>
  ${parts.body ?? TAP_AUX}</ri:Resource>`;
}

export function record(parts: Parts = {}): Described {
  return describe(parseXml(resource(parts)).root);
}

/** The text of a rendering. Throws if the record was refused. */
export function textOf(rendered: Rendered): string {
  if ('refused' in rendered) throw new Error(rendered.refused);
  return rendered.text;
}

/** Why a record was refused. Throws if it was not. */
export function reasonOf(rendered: Rendered): string {
  if ('text' in rendered) throw new Error(`It was not refused: ${rendered.text}`);
  return rendered.refused;
}
