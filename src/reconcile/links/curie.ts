/** Identifiers in a links file are CURIEs (SSSOM/TSV, "Identifiers"): a declared prefix, a colon, the rest of the IRI. */

/** Prefixes that every SSSOM program knows; a canonical file does not declare them. */
export const BUILT_IN: Record<string, string> = {
  linkml: 'https://w3id.org/linkml/',
  owl: 'http://www.w3.org/2002/07/owl#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  semapv: 'https://w3id.org/semapv/vocab/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  sssom: 'https://w3id.org/sssom/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

/** What our files declare: so that `ivo:padc.example/x` is `ivo://padc.example/x`. */
export const OURS: Record<string, string> = {
  dcterms: 'http://purl.org/dc/terms/',
  ivo: 'ivo://',
  orcid: 'https://orcid.org/',
  spase: 'spase://',
  vorel: 'http://www.ivoa.net/rdf/voresource/relationship_type#',
  voreg: 'urn:x-voreg:sssom:',
};

/** `ivo://a/b` → `ivo:a/b`; null if none of our prefixes begins it. */
export function toCurie(iri: string): string | null {
  const prefix = Object.keys(OURS).find((name) => iri.startsWith(OURS[name] ?? ''));
  return prefix === undefined ? null : `${prefix}:${iri.slice((OURS[prefix] ?? '').length)}`;
}

/** The IRI, or what is wrong with the CURIE, in a sentence. */
export function fromCurie(
  curie: string,
  curieMap: Record<string, string>,
): { iri: string; prefix: string } | { wrong: string } {
  if (/[\s|]/.test(curie))
    return { wrong: `"${curie}" has a blank or a | in it, which an identifier may not have.` };
  const colon = curie.indexOf(':');
  if (colon < 1)
    return {
      wrong: `"${curie}" is not a CURIE: write a prefix, a colon and the rest, as in ivo:padc.example/x.`,
    };
  const prefix = curie.slice(0, colon);
  const rest = curie.slice(colon + 1);
  if (rest.startsWith('//')) {
    return {
      wrong: `"${curie}" is written out; a links file has CURIEs: write ${toCurie(curie) ?? 'prefix:rest'}.`,
    };
  }
  const start = Object.hasOwn(curieMap, prefix)
    ? curieMap[prefix]
    : Object.hasOwn(BUILT_IN, prefix)
      ? BUILT_IN[prefix]
      : undefined;
  if (start === undefined) {
    return { wrong: `The prefix "${prefix}" of "${curie}" is not declared in curie_map.` };
  }
  if (rest === '') return { wrong: `"${curie}" has nothing after its prefix.` };
  return { iri: start + rest, prefix };
}
